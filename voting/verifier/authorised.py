"""Step 10, second half: each vote of an entry that has passkeys was authorised by one of them, and by nothing else.

What opens roll and votes is in the organ's copy only. Without it there remains what the log alone shows: that no
entry with a passkey voted without one, and the other way round; the answer says that no signature was looked at.
"""

from __future__ import annotations

from voting.ballots.authorisation import PASSKEY, check_authorised, read_passkeys, read_taps
from voting.ballots.roll import Electorate
from voting.errors import MalformedError, PasskeyError
from voting.record import layout
from voting.record.read import LogEntry
from voting.sentences import N_
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
    is_needed = any(stage.roll is not None and stage.roll.passkeys for stage in case.stages) or any(
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
            case.passkeys = read_passkeys(case.files[layout.PASSKEYS])
        with case.findings.expect("assertion_unreadable", layout.ASSERTIONS):
            taps = read_taps(case.files[layout.ASSERTIONS])
            case.assertions = {named: assertion for named, (assertion, _) in taps.items()}
            case.taps = {named: others for named, (_, others) in taps.items() if others}


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
    assertion = case.assertions.get(named)
    if assertion is None:
        case.findings.add("assertion_missing", layout.ASSERTIONS,
                          N_("The assertion of line %(number)s of the log is not there.", number=number))
        return
    if named in case.asserted:
        case.findings.add("assertion_reused", layout.LOG, N_(
            "Line %(number)s: the same assertion authorises another vote too.", number=number))
    case.asserted.add(named)
    known = [case.passkeys[key] for key in held if key in case.passkeys and case.passkeys[key].id == assertion.cred]
    if not known:
        case.findings.add("assertion_not_on_roll", layout.ASSERTIONS, N_(
            "Line %(number)s of the log was signed by a passkey that is not its voter's.", number=number))
        return
    try:
        check_authorised(known[0], assertion, entry.document, stage.paper["origin"])
    except PasskeyError as error:
        case.findings.add(FAULTS[error.fault], layout.ASSERTIONS, N_("Line %(number)s of the log: %(fault)s",
                                                                     number=number, fault=error.what))


def confirm(case: Case, electorate: Electorate, entry: LogEntry) -> Electorate:
    """The electorate after a passkey was let in late; `MalformedError` unless two officers said why."""
    leaf = entry.document
    if leaf["by"]["subject"] == leaf["second"]["subject"] or not leaf["reason"].strip():
        raise MalformedError(N_("A passkey enrolled after the freezing counts only when two officers say why."))
    opened = case.passkeys.get(leaf["passkey"]) if case.passkeys is not None else None
    if opened is not None and (opened.vouch != leaf["second"]["subject"] or opened.since > leaf["at"]):
        raise MalformedError(N_("A passkey enrolled after the freezing names another officer than the log, or a later "
                                "day."))
    return electorate.confirm(leaf["voter"], leaf["passkey"])


def check_passkeys(case: Case, stage: StageCase) -> None:
    """Those on the frozen roll were enrolled before it was frozen; nobody's stands under a second entry."""
    if stage.electorate is None or stage.life is None or case.passkeys is None:
        return
    name, frozen_at = layout.stage_file(stage.number, "roll.jsonl"), stage.life.acts["announced"]["at"]
    for keys in stage.electorate.roll.passkeys.values():
        late = [key for key in keys if key in case.passkeys and case.passkeys[key].since > frozen_at]
        case.findings.require(not late, "passkey_late", name,
                              N_("A passkey stands on the roll that was enrolled after the roll had been frozen."))
    opened = [case.passkeys[key] for voter in stage.electorate.voters for key in stage.electorate.passkeys(voter)
              if key in case.passkeys]
    is_each_once = len({passkey.id for passkey in opened}) == len({passkey.pk for passkey in opened}) == len(opened)
    case.findings.require(is_each_once, "passkey_shared", name,
                          N_("One passkey stands under two entries of the roll, or twice under one."))
