"""Step 14: names, reasons, passkeys and assertions, where the copy has them, open what this record holds."""

from __future__ import annotations

from collections.abc import Sequence

from voting.ballots.roll import Electorate
from voting.errors import MalformedError
from voting.record import layout
from voting.record.part import Part
from voting.record.read import each_name, read_reasons, unsorted_names
from voting.sentences import N_, Sentence
from voting.verifier.case import Case


def check_openings(case: Case) -> None:
    """Every name opens an entry of a roll or an addendum, every reason, passkey and assertion what names it."""
    if layout.NAMES in case.files and all(stage.roll is not None for stage in case.stages):
        with case.findings.expect("name_wrong", layout.NAMES):
            strangers = _count_strangers(case)
            case.findings.require(not strangers, "name_wrong", layout.NAMES,
                                  N_("%(count)s names belong to no entry of a roll.", count=strangers))
    if layout.REASONS in case.files:
        carried = [entry.document.get("reason") for life in case.lives for entry in life.casts]
        known = {reason for reason in carried if isinstance(reason, str)}
        with case.findings.expect("reason_wrong", layout.REASONS):
            strangers = set(read_reasons(case.files[layout.REASONS])) - known
            case.findings.require(not strangers, "reason_wrong", layout.REASONS,
                                  N_("%(count)s reasons belong to no vote.", count=len(strangers)))
    if case.passkeys is not None and all(stage.electorate is not None for stage in case.stages):
        case.findings.require(_are_all_held(case), "passkey_wrong", layout.PASSKEYS,
                              N_("The passkeys that are opened are not those of the rolls."))
    if case.assertions is not None:
        strangers = case.asserted.count(0)
        case.findings.require(not strangers, "assertion_wrong", layout.ASSERTIONS,
                              N_("%(count)s assertions belong to no vote.", count=strangers))


def _count_strangers(case: Case) -> int:
    """How many names open nobody's entry; `MalformedError` if a line does not hold or they are not sorted."""
    part, last, strangers = case.files.part(layout.NAMES), "", 0
    shared = [stage.electorate or Electorate(stage.roll) for stage in case.stages]
    for found in case.crew.run("names", read_names_of, part.ranges(case.crew.tasks_for(part.size)), shared):
        if isinstance(found, Sentence):
            raise MalformedError(found)
        first, end, count = found
        if first <= last:
            raise unsorted_names()
        last, strangers = end, strangers + count
    return strangers


def read_names_of(shared: Sequence[Electorate], stretch: Part) -> tuple[str, str, int] | Sentence:
    """First and last voter id that a stretch of names.jsonl opens, and how many stand on no electorate."""
    first, last, strangers = "", "", 0
    try:
        for voter in each_name(stretch.lines()):
            first, last = first or voter, voter
            strangers += not any(electorate.stands(voter) for electorate in shared)
    except MalformedError as error:
        return error.what
    return first, last, strangers


def _are_all_held(case: Case) -> bool:
    """Whether the passkeys of all electorates are opened, and no others."""
    is_held = bytearray(len(case.passkeys))
    for stage in case.stages:
        for voter in stage.electorate.with_passkeys():
            for key in stage.electorate.passkeys(voter):
                place = case.passkeys.place(key)
                if place is None:
                    return False
                is_held[place] = 1
    return 0 not in is_held
