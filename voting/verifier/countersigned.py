"""Steps 9 and 12: tellers' countersignatures of a tally (reading "tellers": two of them countersign).

They are acts in the log like all others, so the checkpoint holds them; a countersignature adds nothing to the count and
takes nothing from it. That two tellers come from different organisations only the register knows; it is not checked.
"""

from __future__ import annotations

from collections.abc import Mapping

from voting.ballots.lifecycle import Move, follow
from voting.errors import ConflictError
from voting.record import layout
from voting.sentences import N_
from voting.verifier.case import BallotLife, Case


def take_countersignature(case: Case, number: int, leaf: Mapping[str, object]) -> None:
    """Take in the countersignature in line `number`: of a counted ballot of the motion, by a teller, once."""
    add, subject = case.findings.add, leaf["by"]["subject"]
    life = next((life for life in case.lives if life.ballot == leaf["ballot"]), None)
    if life is None:
        add("log_foreign", layout.LOG, N_("Line %(number)s countersigns a ballot that is not one of this motion's.",
                                          number=number))
        return
    if not _may_be_countersigned(case, life):
        add("countersignature_early", layout.LOG, N_("Line %(number)s countersigns a ballot that had no count then, or "
                                                     "was annulled.", number=number))
        return
    if leaf["tally_sha256"] != life.acts["tallied"]["tally_sha256"]:
        add("countersignature_tally", layout.LOG, N_("Line %(number)s countersigns another tally.", number=number))
    if not subject or (case.statutes is not None
                       and leaf["by"]["office"] not in case.statutes.offices_of_role("teller")):
        add("countersignature_office", layout.LOG, N_("Line %(number)s: the statutes know no teller's office of this "
                                                      "name, or nobody acts by it.", number=number))
    if any(subject == other for _, other in life.countersigned):
        add("countersignature_twice", layout.LOG, N_("Line %(number)s: this teller has countersigned already.",
                                                     number=number))
    life.countersigned.append((number, subject))


def _may_be_countersigned(case: Case, life: BallotLife) -> bool:
    try:
        follow(life.state, Move.COUNTERSIGN)
    except ConflictError:
        return False
    return not case.is_annulled and "tallied" in life.acts and not life.is_disputed


def count_countersignatures(case: Case) -> int:
    """How many tellers countersigned the tally that decided, as far as the record has it."""
    return len({subject for life in case.lives if "declared" in life.acts for _, subject in life.countersigned})


def check_countersigned(case: Case) -> None:
    """Where the statutes make the declaration wait: enough tellers had countersigned before it."""
    if case.statutes is None or case.declared is None or not case.statutes.presiding.declaration_waits:
        return
    declared = next(number for number, entry in case.log if entry.document is case.declared)
    needed = case.statutes.presiding.countersigning_tellers
    for life in case.lives:
        if "declared" not in life.acts and "passed_on" not in life.acts:
            continue
        until = life.lines.get("passed_on", declared)
        count = len({subject for number, subject in life.countersigned if number < until})
        case.findings.require(count >= needed, "countersignature_missing", layout.LOG, N_(
            "%(count)s of %(needed)s tellers had countersigned when the result was declared.", count=count,
            needed=needed))
