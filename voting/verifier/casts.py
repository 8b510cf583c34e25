"""Step 10: every vote is well formed, by someone entitled at that moment, and none is missing at the close."""

from __future__ import annotations

from voting.ballots.cast import check_issued, read_cast
from voting.ballots.roll import Electorate, read_entry
from voting.errors import MalformedError
from voting.evidence import Tree, b64u, decode
from voting.record import layout
from voting.record.read import LogEntry
from voting.sentences import N_
from voting.tally.named import keep_last
from voting.verifier.authorised import check_vote, confirm
from voting.verifier.case import Case, StageCase
from voting.verifier.findings import same
from voting.verifier.issues import check_issues
from voting.verifier.urn import check_urn

_CODES = {"addendum": "addendum_wrong", "mandate_ended": "mandate_wrong", "passkey_added": "passkey_late"}


def check_casts(case: Case, stage: StageCase) -> None:
    """Replay roll and votes in the order of the log; fills `stage.electorate`."""
    if stage.life is None or stage.paper is None or stage.roll is None:
        return
    if stage.secret is not None:
        _check_secret(case, stage)
        return
    found, stage.is_countable = len(case.findings.failures), True
    electorate, added, has_cast = Electorate(stage.roll), 0, set()
    allowed = set(electorate.voters)
    for number, entry in stage.life.events:
        kind = entry.document.get("type")
        if kind == "cast":
            if _check_cast(case, stage, number, entry):
                voter = entry.document["voter"]
                has_cast.add(voter)
                check_vote(case, stage, electorate, number, entry)
                case.findings.require(voter in allowed, "cast_not_on_roll", layout.LOG,
                                      N_("Line %(number)s: the voter was not on the roll, or no longer entitled, "
                                         "at that moment.", number=number))
        elif kind in _CODES:
            with case.findings.expect(_CODES[kind], layout.LOG):
                if kind == "addendum":
                    electorate = _add(case, stage, electorate, entry, added, has_cast)
                    added += 1
                elif kind == "passkey_added":
                    electorate = confirm(case, electorate, entry)
                else:
                    electorate = electorate.end(str(entry.document["voter"]))
                allowed = electorate.voters - electorate.ended
    stage.electorate = electorate
    issued_later = stage.issued[len(stage.roll):]
    case.findings.require(len(issued_later) == added, "issued_mismatch",
                          layout.stage_file(stage.number, "issued.jsonl"),
                          N_("More or fewer ballots were issued than the roll and its addenda have entries."))
    if len(case.findings.failures) == found:
        with case.findings.expect("cast_sequence", layout.LOG):
            keep_last(stage.hash, electorate, [entry.document for entry in stage.life.casts])


def _check_secret(case: Case, stage: StageCase) -> None:
    """The votes of a secret stage are in its urn, and the register log has none of them."""
    found = len(case.findings.failures)
    case.findings.require(not stage.life.casts, "cast_outside", layout.LOG,
                          N_("The register log has votes of the secret stage %(number)s.", number=stage.number))
    check_issues(case, stage)
    check_urn(case, stage)
    stage.is_countable = len(case.findings.failures) == found


def _check_cast(case: Case, stage: StageCase, number: int, entry: LogEntry) -> bool:
    try:
        read_cast(entry.document, stage.paper["questions"])
    except MalformedError as error:
        case.findings.add("cast_unreadable", layout.LOG, N_("Line %(number)s: %(fault)s", number=number,
                                                            fault=error.what))
        stage.is_countable = False
        return False
    return True


def _add(case: Case, stage: StageCase, electorate: Electorate, entry: LogEntry, added: int,
         has_cast: set[str]) -> Electorate:
    leaf = entry.document
    newcomer, replaces = read_entry(leaf["entry"]), leaf["replaces"]
    if leaf["by"]["subject"] == leaf["second"]["subject"]:
        raise MalformedError(N_("An addendum to the roll takes two officers."))
    if not isinstance(leaf["reason"], str) or not leaf["reason"].strip():
        raise MalformedError(N_("An addendum to the roll has no reason."))
    if not isinstance(replaces, str) or (replaces and replaces not in electorate.voters):
        raise MalformedError(N_("An addendum replaces someone who is not on the roll."))
    if replaces in has_cast:
        raise MalformedError(N_("An addendum replaces an entry under which a vote had been cast."))
    if case.authority is not None and check_issued(case.authority, stage.hash, leaf["issued"]) != newcomer.voter:
        raise MalformedError(N_("The ballot issued with an addendum is not for the voter who was added."))
    later = stage.issued[len(stage.roll):]
    if added >= len(later) or later[added][1] != leaf["issued"]:
        raise MalformedError(N_("The ballot issued with an addendum is not in the list of issued ballots."))
    return electorate.add(newcomer, replaces)


def check_close(case: Case, stage: StageCase) -> None:
    """The close names the root and the number of exactly these votes."""
    closed = stage.life.acts.get("closed") if stage.life is not None else None
    if closed is None:
        return
    says = {"root": b64u(casts_root(stage)), "size": len(stage.life.casts)}
    case.findings.require(same(closed["casts"], says), "casts_root", layout.LOG,
                          N_("The close of stage %(number)s names other votes than those in the log: one is missing, "
                             "added or out of place.", number=stage.number))


def casts_root(stage: StageCase) -> bytes:
    """The root of the tree over the bytes of the stage's casts, in log order."""
    return Tree([entry.hash for entry in stage.life.casts]).root()


def present_at(stage: StageCase) -> int | None:
    """The attendance recorded at the close; None if none was established; `MalformedError` if it cannot be read."""
    present = stage.life.acts["closed"]["present"]
    if present == {"established": False} and present["established"] is False:
        return None
    if isinstance(present, dict) and set(present) == {"established", "count"} and present["established"] is True and \
            type(present["count"]) is int:
        return present["count"]
    raise MalformedError(N_("The close does not say how many were present."))


def read_tally_document(data: bytes) -> dict[str, object]:
    """A tally file as a document."""
    document = decode(data)
    if not isinstance(document, dict):
        raise MalformedError(N_("A tally is not a document."))
    return document
