"""Step 11 of a secret stage, second part: the votes that count are opened and counted again, stretch by stretch.

A copy without urn and shares opens nothing: then the published tally is checked against itself and everything
around it, and the answer says that no vote was opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from voting.ballots.key_release import Revealed
from voting.ballots.secret_cast import UrnPaper, read_secret_cast, read_usual
from voting.ballots.trustee import Head
from voting.errors import MalformedError
from voting.evidence import encode, leaf_hash
from voting.record import layout
from voting.record.part import Part
from voting.sentences import N_, Sentence
from voting.tally.election_lots import lots_of
from voting.tally.opened import Opener, RollFigures, UrnCount, tally_secret
from voting.verifier.case import Case, StageCase
from voting.verifier.casts import present_at, read_tally_document
from voting.verifier.election import withdrawn


def open_range(task: tuple[bytes, Part, bytes, Mapping[int, Part], Mapping[int, bytes]]) -> UrnCount | Sentence:
    """Count a stretch: the paper's bytes, its entries, which of them count, shares of those and keys by key holder."""
    paper, stretch, finals, shares, keys = task
    count, opener, form = UrnCount(), Opener(paper), UrnPaper.read(paper)
    revealed = Revealed(form.hash, {index: part.lines() for index, part in shares.items()}, keys)
    try:
        for is_final, leaf in zip(finals, stretch.lines(), strict=True):
            if is_final:
                hashed = leaf_hash(leaf)
                usual = None if keys else read_usual(form, leaf)  # keys open the shares in the cast itself
                cast = usual[0] if usual is not None else read_secret_cast(leaf)
                opener.open_next(count, hashed, cast, revealed)
        revealed.finish()
    except MalformedError as error:
        return error.what
    count.superseded = len(finals) - sum(finals)
    return count


def open_urn(case: Case, stage: StageCase) -> None:
    """Open every vote that counts; fills the stage's count unless shares are wrong."""
    secret = stage.secret
    if not secret.is_opened or not stage.is_countable:
        return
    paper = case.files[layout.stage_file(stage.number, "paper.json")]
    stretches, start = [], 0
    for stretch, entries in secret.ranges:
        stretches.append((stretch, secret.finals[start:start + entries]))
        start += entries
    counts = [sum(finals) for _, finals in stretches]
    cut = {index: case.files.part(layout.stage_file(stage.number, layout.shares_file(index))).cut(counts)
           for index in secret.revealed}
    if not all(secret.keys.values()):
        return  # a key that did not hold was named already
    tasks = [(paper, stretch, finals, {index: parts[number] for index, parts in cut.items()}, secret.keys)
             for number, (stretch, finals) in enumerate(stretches)]
    whole = UrnCount()
    for number, found in enumerate(case.crew.run("opening", open_range, tasks)):
        if isinstance(found, Sentence):
            case.findings.add("shares_wrong", layout.stage_file(stage.number, layout.URN),
                              N_("From line %(number)s on: %(fault)s", number=sum(
                                  len(finals) for _, finals in stretches[:number]) + 1, fault=found))
            return
        whole.take(found)
    secret.count = whole


def tally_again(case: Case, stage: StageCase, data: bytes | None) -> dict[str, object] | None:
    """The tally as it follows from what is here; None where something before it failed."""
    secret = stage.secret
    if secret.issues is None or secret.urn is None or "sealed" not in stage.life.acts:
        return None
    count = secret.count
    if count is None and not secret.is_opened and data is not None and stage.is_countable:
        if stage.rule.kind == "election":
            return _as_published(stage, data)
        count = _count_as_published(read_tally_document(data), secret.urn, secret.keys)
    if count is None:
        return None
    return tally_secret(stage.rule, case.files[layout.stage_file(stage.number, "paper.json")], stage.hash,
                        RollFigures.of(stage.electorate), secret.issues, secret.urn, count, secret.revealed,
                        present_at(stage), withdrawn=withdrawn(case, stage), keys=secret.keys,
                        lots_keys=secret.lots_keys if stage.rule.kind == "election" else None)


def _count_as_published(tally: Mapping[str, object], urn: Head, keys: Collection[int]) -> UrnCount:
    """The count that the published figures speak of; `MalformedError` if there is none."""
    try:
        count = UrnCount(superseded=tally["superseded"], void=list(tally["void"]))
        for option, times in tally["counts"]["q1"].items():
            if type(times) is not int:
                raise MalformedError(N_("The published figures cannot be read."))
            choice = encode({"q1": [] if option == "blank" else [option]})
            count.choices += Counter({choice: times})
        for row in tally["secret"]["keys"] if keys else ():
            if type(row["corrected"]) is not int:
                raise MalformedError(N_("The published figures cannot be read."))
            count.corrected[row["index"]] = row["corrected"]
        if type(count.superseded) is not int or count.cast + count.superseded != urn.size:
            raise MalformedError(N_("The published figures are not those of so many votes."))
        return count
    except (KeyError, TypeError, AttributeError) as fault:
        raise MalformedError(N_("The published figures cannot be read.")) from fault


def _as_published(stage: StageCase, data: bytes) -> dict[str, object]:
    """An election's tally without its urn: only the lots' seed and what stands around the count can be compared."""
    tally, secret = read_tally_document(data), stage.secret
    around = {"casts": secret.urn.document(), "issued": secret.issues.head.size, "paper": stage.hash, "type": "tally"}
    for name, value in around.items():
        if tally.get(name) != value:
            raise MalformedError(N_("The published tally belongs to another ballot."))
    lots = tally["election"]["count"].get("lots")
    if lots is not None and secret.lots_keys and lots["seed"] != lots_of(
            stage.paper, stage.hash, secret.lots_keys).seed:
        raise MalformedError(N_("The published lots are not drawn from the parts on the ballot paper."))
    return tally
