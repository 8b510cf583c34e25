"""Step 14: names, reasons, passkeys and assertions, where the copy has them, open what this record holds."""

from __future__ import annotations

from voting.record import layout
from voting.record.read import read_names, read_reasons
from voting.sentences import N_
from voting.verifier.case import Case


def check_openings(case: Case) -> None:
    """Every name opens an entry of a roll or an addendum, every reason, passkey and assertion what names it."""
    if layout.NAMES in case.files and all(stage.roll is not None for stage in case.stages):
        known = {voter for stage in case.stages for voter in stage.roll.voters} | {
            entry.voter for stage in case.stages if stage.electorate is not None for entry in stage.electorate.added}
        with case.findings.expect("name_wrong", layout.NAMES):
            strangers = set(read_names(case.files[layout.NAMES])) - known
            case.findings.require(not strangers, "name_wrong", layout.NAMES,
                                  N_("%(count)s names belong to no entry of a roll.", count=len(strangers)))
    if layout.REASONS in case.files:
        carried = [entry.document.get("reason") for life in case.lives for entry in life.casts]
        known = {reason for reason in carried if isinstance(reason, str)}
        with case.findings.expect("reason_wrong", layout.REASONS):
            strangers = set(read_reasons(case.files[layout.REASONS])) - known
            case.findings.require(not strangers, "reason_wrong", layout.REASONS,
                                  N_("%(count)s reasons belong to no vote.", count=len(strangers)))
    if case.passkeys is not None and all(stage.electorate is not None for stage in case.stages):
        held = {key for stage in case.stages for voter in stage.electorate.everyone
                for key in stage.electorate.passkeys(voter)}
        case.findings.require(held == set(case.passkeys), "passkey_wrong", layout.PASSKEYS,
                              N_("The passkeys that are opened are not those of the rolls."))
    if case.assertions is not None:
        strangers = set(case.assertions) - case.asserted
        case.findings.require(not strangers, "assertion_wrong", layout.ASSERTIONS,
                              N_("%(count)s assertions belong to no vote.", count=len(strangers)))
