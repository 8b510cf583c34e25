"""Step 10, second half: each vote of an entry that has passkeys was authorised by one of them, and by nothing else.

What opens roll and votes is in the organ's copy only. Without it there remains what the log alone shows: that no
entry with a passkey voted without one, and the other way round; the answer says that no signature was looked at.
"""

from __future__ import annotations

from collections.abc import Iterable

from voting.ballots.authorisation import PASSKEY, check_authorised, read_assertion_line, read_passkey_line, said_of
from voting.ballots.roll import Electorate
from voting.ballots.rows import all_differ
from voting.errors import MalformedError, PasskeyError
from voting.evidence import sha256, unb64u
from voting.evidence.webauthn import Assertion, Passkey
from voting.record import layout
from voting.record.read import LogEntry
from voting.record.sorted_lines import Read, SortedLines, go_through
from voting.sentences import N_, Sentence
from voting.verifier.case import Case, StageCase

FAULTS = {
    "unreadable": "assertion_unreadable", "type": "assertion_type", "challenge": "assertion_challenge",
    "origin": "assertion_origin", "cross_origin": "assertion_cross_origin", "rp": "assertion_rp",
    "presence": "assertion_presence", "verification": "assertion_verification", "credential": "assertion_not_on_roll",
    "signature": "assertion_signature",
}
"""The fault of an assertion → the code of the failure."""
_BOTH = (layout.PASSKEYS, layout.ASSERTIONS)


def open_authorisations(case: Case) -> None:
    """Read both files, if this copy has them; a record whose rolls have passkeys must list them."""
    is_needed = any(stage.roll is not None and stage.roll.has_passkeys for stage in case.stages) or any(
        entry.document.get("type") == "passkey_added" for life in case.lives for _, entry in life.events)
    listed = set(case.index.files) if case.index is not None else set(_BOTH)
    present = [name for name in _BOTH if name in case.files]
    for name in _BOTH:
        case.findings.require(name in listed or not is_needed, "assertion_missing", name,
                              N_("Votes were signed by passkeys, and the index lists no file that shows it."))
        case.findings.require(not present or name in present, "file_missing", name,
                              N_("Of the two files that show whose passkey signed, one is here without the other."))
    if len(present) == len(_BOTH):
        with case.findings.expect("passkey_unreadable", layout.PASSKEYS):
            case.passkeys = _through(case, layout.PASSKEYS, "passkey", read_passkey_line)
        with case.findings.expect("assertion_unreadable", layout.ASSERTIONS):
            case.assertions = _through(case, layout.ASSERTIONS, "assertion", read_assertion_line)
            case.asserted = bytearray(len(case.assertions))


def _through(case: Case, name: str, key: str, read: Read) -> SortedLines:
    """A file of openings, each line of which was looked at; `MalformedError` if one does not hold."""
    part = case.files.part(name)
    ranges, found = part.ranges(case.crew.tasks_for(part.size)), SortedLines(part, key, read)
    for stretch, answer in zip(ranges, case.crew.run(name, go_through, [(each, read) for each in ranges]), strict=True):
        if isinstance(answer, Sentence):
            raise MalformedError(answer)
        found.take(stretch.start - part.start, answer)
    return found


def check_vote(case: Case, stage: StageCase, electorate: Electorate, number: int, entry: LogEntry) -> None:
    """One vote: an entry with passkeys at that place of the log votes by one of them, an entry without by none."""
    held = electorate.passkeys(entry.document["voter"])
    is_signed = entry.document["auth"]["by"] == PASSKEY
    if held and not is_signed:
        case.findings.add("cast_unsigned", layout.LOG, N_(
            "Line %(number)s: the voter has a passkey on the roll, and this vote was made without it.", number=number))
    elif is_signed and not held:
        case.findings.add("assertion_not_on_roll", layout.LOG, N_(
            "Line %(number)s: the vote says that a passkey signed it, and the voter has none on the roll.",
            number=number))
    elif is_signed and case.passkeys is not None and case.assertions is not None:
        _check_assertion(case, stage, held, number, entry)


def _check_assertion(case: Case, stage: StageCase, held: tuple[str, ...], number: int, entry: LogEntry) -> None:
    named = entry.document["auth"]["assertion"]
    found = case.assertions.find(named)
    if found is None:
        case.findings.add("assertion_missing", layout.ASSERTIONS,
                          N_("The assertion of line %(number)s of the log is not there.", number=number))
        return
    place, (assertion, _) = found
    if case.asserted[place]:
        case.findings.add("assertion_reused", layout.LOG, N_(
            "Line %(number)s: the same assertion authorises another vote too.", number=number))
    case.asserted[place] = 1
    passkey = named_among(case.passkeys, held, assertion)
    if passkey is None:
        case.findings.add("assertion_not_on_roll", layout.ASSERTIONS, N_(
            "Line %(number)s of the log was signed by a passkey that is not its voter's.", number=number))
        return
    try:
        check_authorised(passkey, assertion, entry.document, stage.paper["origin"])
    except PasskeyError as error:
        case.findings.add(FAULTS[error.fault], layout.ASSERTIONS, N_("Line %(number)s of the log: %(fault)s",
                                                                     number=number, fault=error.what))


def named_among(passkeys: SortedLines[Passkey], held: Iterable[str], assertion: Assertion) -> Passkey | None:
    """Of the passkeys that a voter has (commitments) the one that an assertion names; None if it is no voter's."""
    for key in held:
        found = passkeys.find(key)
        if found is not None and found[1].id == assertion.cred:
            return found[1]
    return None


def confirm(case: Case, electorate: Electorate, entry: LogEntry) -> Electorate:
    """The electorate after a passkey was let in late; `MalformedError` unless two officers said why."""
    leaf = entry.document
    if leaf["by"]["subject"] == leaf["second"]["subject"] or not leaf["reason"].strip():
        raise MalformedError(N_("A passkey enrolled after the freezing counts only when two officers say why."))
    found = case.passkeys.find(leaf["passkey"]) if case.passkeys is not None else None
    if found is not None and (found[1].vouch != leaf["second"]["subject"] or found[1].since > leaf["at"]):
        raise MalformedError(N_("A passkey enrolled after the freezing names another officer than the log, or a later "
                                "day."))
    return electorate.confirm(leaf["voter"], leaf["passkey"])


def check_passkeys(case: Case, stage: StageCase) -> None:
    """Those on the frozen roll were enrolled before it was frozen; nobody's stands under a second entry."""
    if stage.electorate is None or stage.life is None or case.passkeys is None:
        return
    name, frozen_at = layout.stage_file(stage.number, "roll.jsonl"), stage.life.acts["announced"]["at"]
    electorate, late, ids, keys = stage.electorate, False, bytearray(), bytearray()
    for voter in electorate.with_passkeys():
        is_frozen, is_out = set(electorate.roll.passkeys_of(voter)), voter in electorate.replaced
        for key in electorate.passkeys(voter):
            place = case.passkeys.place(key)
            if place is None:
                continue
            name, pk, since = said_of(case.passkeys.line(place))  # it was read before, and holds
            late = late or (key in is_frozen and since > frozen_at)
            if not is_out:
                ids += unb64u(name, 32)
                keys += sha256(pk.encode())
    case.findings.require(not late, "passkey_late", name,
                          N_("A passkey stands on the roll that was enrolled after the roll had been frozen."))
    case.findings.require(all_differ(ids, 32) and all_differ(keys, 32), "passkey_shared", name,
                          N_("One passkey stands under two entries of the roll, or twice under one."))
