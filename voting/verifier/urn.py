"""Step 10 of a secret stage, second part: the urn is the one that was signed and sealed, and every vote in it holds.

Ranges of the urn are read by whoever is in the crew; what a range gives is short (hash, pseudonym, sequence number of
each vote), so that a million votes fit. Then, in this process: the tree over all, the order of each pseudonym's votes,
which of them count.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from voting.ballots.credential import check_credential
from voting.ballots.rows import starting_with
from voting.ballots.secret_cast import UrnPaper, check_form, read_secret_cast, read_usual
from voting.ballots.trustee import Head
from voting.errors import MalformedError
from voting.evidence import Growing, PublicKey, dst, encode, leaf_hash, open_checkpoint, unb64u
from voting.record import layout
from voting.record.part import Part
from voting.sentences import N_, Sentence
from voting.verifier.case import Case, StageCase
from voting.verifier.findings import PER_CODE, same

ROW = 65
"""Bytes that a range gives of each vote: hash of the leaf, pseudonym, sequence number (0 where it cannot be read)."""
KEPT = 33
"""Bytes of these that are kept until all have been read: the hashes go into the tree at once."""


@dataclass(slots=True)
class RangeRead:
    """What one stretch of the urn gave: rows, and the faults by line within it; `more` beyond those listed."""

    rows: bytearray = field(default_factory=bytearray)
    faults: list[tuple[int, str, Sentence]] = field(default_factory=list)
    more: dict[str, int] = field(default_factory=dict)

    def add(self, number: int, code: str, what: Sentence) -> None:
        """Take in a fault."""
        self.more[code] = self.more.get(code, 0) + 1
        if self.more[code] <= PER_CODE:
            self.faults.append((number, code, what))


def read_range(task: tuple[bytes, Part]) -> RangeRead:
    """Check every vote of a stretch by itself; `task` is the paper's bytes and the stretch."""
    paper, found = UrnPaper.read(task[0]), RangeRead()
    try:
        for number, leaf in enumerate(task[1].lines()):
            found.rows += leaf_hash(leaf) + _check(paper, number, leaf, found)
    except MalformedError as error:
        found.add(len(found.rows) // ROW, "urn_unreadable", error.what)
    return found


def _check(paper: UrnPaper, number: int, leaf: bytes, found: RangeRead) -> bytes:
    """Pseudonym and sequence number of a vote; faults go into `found`."""
    code = "cast_unreadable"
    try:
        usual = read_usual(paper, leaf)
        if usual is None:
            cast = read_secret_cast(leaf)
            if cast["paper"] != paper.name:
                code = "cast_wrong_paper"
            elif cast["seq"] > paper.max_recasts:
                code = "cast_sequence"
            check_form(paper, cast)
            signed = encode({name: value for name, value in cast.items() if name != "sig"})
        else:
            cast, signed = usual
        code = "cast_signature"
        pseudonym = PublicKey.from_b64u(cast["pk"])
        code = "credential_wrong"
        for issuer, credential in zip(paper.issuers, cast["credentials"], strict=True):
            check_credential(issuer, paper.hash, pseudonym.raw, credential)
        code = "cast_signature"
        pseudonym.verify(unb64u(cast["sig"], 64), dst("cast") + signed)
        return pseudonym.raw + bytes([cast["seq"]])
    except MalformedError as error:
        found.add(number, code, error.what)
        return bytes(33)


def check_urn(case: Case, stage: StageCase) -> None:
    """The urn's checkpoint, and if this copy has the urn, every vote in it."""
    if stage.life is None or stage.paper is None:
        return
    secret, sealed = stage.secret, stage.life.acts.get("sealed")
    name, note = (layout.stage_file(stage.number, each) for each in (layout.URN, layout.URN_CHECKPOINT))
    _read_checkpoint(case, stage, note)
    if secret.urn is not None and sealed is not None:
        case.findings.require(same(sealed["urn"], secret.urn.document()), "urn_root", note,
                              N_("The urn's checkpoint is not the one that was taken in when stage %(number)s was "
                                 "sealed.", number=stage.number))
    part = case.files.part(name)
    if part is None:
        return
    ranges = part.ranges(case.crew.tasks_for(part.size))
    paper = case.files[layout.stage_file(stage.number, "paper.json")]
    tree, rows = Growing(), bytearray()
    for stretch, read in zip(ranges, case.crew.run("urn", read_range, [(paper, each) for each in ranges]), strict=True):
        before = len(rows) // KEPT
        for number, code, what in read.faults:
            case.findings.add(code, name, N_("Line %(number)s: %(fault)s", number=before + number + 1, fault=what))
        secret.ranges.append((stretch, len(read.rows) // ROW))
        for start in range(0, len(read.rows), ROW):
            tree.append(bytes(read.rows[start:start + 32]))
            rows += read.rows[start + 32:start + ROW]
    head = Head(tree.root(), tree.size)
    case.findings.require(secret.urn is None or head == secret.urn, "urn_root", name,
                          N_("The votes in the urn are not those under its checkpoint: one is missing, added, changed "
                             "or out of place."))
    _find_finals(case, stage, rows, name)


def _read_checkpoint(case: Case, stage: StageCase, note: str) -> None:
    data, urn = case.files.get(note), stage.paper["secret"]["urn"]
    if data is not None:
        with case.findings.expect("checkpoint_signature", note):
            opened = open_checkpoint(data, urn["origin"], PublicKey.from_b64u(urn["key"]))
            stage.secret.urn = Head(opened.root, opened.size)


def _find_finals(case: Case, stage: StageCase, rows: bytearray, name: str) -> None:
    """Of each pseudonym the last vote counts, and its numbers rise; taken 256th by 256th, to need little memory."""
    total = len(rows) // KEPT
    finals = bytearray(total)
    for first in range(256):
        last: dict[bytes, tuple[int, int]] = {}
        for number in starting_with(rows, KEPT, first):
            start = number * KEPT
            pseudonym, seq = bytes(rows[start:start + 32]), rows[start + 32]
            if not seq:
                continue
            before = last.get(pseudonym)
            if before is not None:
                finals[before[0]] = 0
                if seq <= before[1]:
                    case.findings.add("cast_sequence", name,
                                      N_("Line %(number)s: it is not newer than the vote of the same voter in line "
                                         "%(before)s.", number=number + 1, before=before[0] + 1))
            last[pseudonym] = (number, seq)
            finals[number] = 1
    stage.secret.finals, stage.secret.superseded = bytes(finals), total - sum(finals)
