"""The biennial cycle, guided (V.CD.4, V.CO.4): begun by an officer, each step in its turn, none passed over in silence.

While a cycle is under way, what one of its steps decides is announced only when the steps before it are over: done, or
passed over by an officer of the organ with a reason, which stands in the log. A cycle ends when no step is left.
"""

from __future__ import annotations

from voting.errors import ConflictError, InputError, NotFoundError, RefusedError
from voting.sentences import N_
from voting.services.act import Act, Service, begin, new_id
from voting.services.officers import preparer, secretariat
from voting.services.typed import typed
from voting.statutes import Ruling, serves
from voting.statutes.cycle import Happened, StepView, listed, may_come_now, steps_of
from voting.statutes.model import Cycle, Statutes
from voting.store.cycle import CycleRow, CycleSkipRow, happened_since, running_cycle, skips_of
from voting.store.database import Session
from voting.store.elections import ElectionRow
from voting.store.tables import MotionRow

REASON_LIMIT = 2000
LATER = 2**53


@serves("V.CD.4a", "V.CO.4")
def begin_cycle(service: Service, by: str) -> str:
    """Begin a cycle; its id. Refused while one is under way, or where the statutes know none."""
    with begin(service) as act:
        rule = cycle_rule(act.statutes)
        officer = _officer(act, rule, by)
        if running_cycle(act.session) is not None:
            raise ConflictError(N_("A cycle is under way already."))
        row = CycleRow(id=new_id("y"), begun_at=act.now, begun_by=by, ended_at=0)
        act.session.add(row)
        act.log_register("cycle_begun", officer, cycle=row.id)
        return row.id


def skip_step(service: Service, by: str, step: str, reason: str) -> None:
    """Pass over a step of the cycle under way, with a reason that stands in the log."""
    reason = typed(reason)
    if not reason:
        raise InputError(N_("Say why this step is passed over; it stands in the log."), "reason")
    if len(reason) > REASON_LIMIT:
        raise InputError(N_("A reason has at most %(limit)s characters.", limit=REASON_LIMIT), "reason")
    with begin(service) as act:
        row = _running(act)
        view = next((view for view in views_of(act.session, act.statutes, row) if view.step.id == step), None)
        if view is None:
            raise NotFoundError(N_("The cycle has no such step."))
        officer = preparer(act, view.step.organ, by)
        if view.is_over:
            raise ConflictError(N_("This step is over already."))
        if view.waits_for:
            raise ConflictError(N_("This step waits for: %(before)s.", before=listed(view.waits_for)),
                                next=N_("Its turn comes first; then it can be done, or passed over with a reason."))
        act.session.add(CycleSkipRow(cycle=row.id, step=step, reason=reason, skipped_by=by, skipped_at=act.now))
        act.log_register("cycle_step_skipped", officer, cycle=row.id, step=step, reason=reason)


def end_cycle(service: Service, by: str) -> None:
    """End the cycle under way; `ConflictError` while a step is left."""
    with begin(service) as act:
        row = _running(act)
        officer = _officer(act, cycle_rule(act.statutes), by)
        left = [view.step for view in views_of(act.session, act.statutes, row) if not view.is_over]
        if left:
            raise ConflictError(N_("The cycle is not over; these steps are left: %(steps)s.", steps=listed(left)),
                                next=N_("Do them, or pass them over with a reason."))
        row.ended_at = act.now
        act.log_register("cycle_ended", officer, cycle=row.id)


def rulings_in_cycle(act: Act, motion: MotionRow) -> list[Ruling]:
    """Whether what this motion decides may be announced now, as the cycle under way has it; none if it is no step."""
    row = running_cycle(act.session)
    if row is None or act.statutes.cycle is None:
        return []
    election = act.session.get(ElectionRow, motion.id)
    kind, what = ("election", election.rule) if election is not None else (
        "decision", f"{motion.decision}:{motion.subject_id}")
    ruling = may_come_now(views_of(act.session, act.statutes, row), kind, what)
    return [] if ruling is None else [ruling]


def views_of(session: Session, statutes: Statutes, row: CycleRow) -> list[StepView]:
    """The steps of a cycle as they stand."""
    happened = [Happened(*found) for found in happened_since(session, row.begun_at, row.ended_at or LATER)]
    skipped = {skip.step: (skip.skipped_at, skip.reason) for skip in skips_of(session, row.id)}
    return steps_of(statutes, row.begun_at, happened, skipped)


def cycle_rule(statutes: Statutes) -> Cycle:
    """The cycle of the statutes; `NotFoundError` where they have none."""
    if statutes.cycle is None:
        raise NotFoundError(N_("These statutes know no cycle of elections and discharge."))
    return statutes.cycle


def _running(act: Act) -> CycleRow:
    row = running_cycle(act.session)
    if row is None:
        raise ConflictError(N_("No cycle is under way."), next=N_("Begin one first."))
    return row


def _officer(act: Act, rule: Cycle, by: str) -> dict[str, str]:
    """The secretariat, or chair or deputy of the organ of the first step."""
    try:
        return secretariat(act, by)
    except RefusedError:
        return preparer(act, rule.steps[0].organ, by)
