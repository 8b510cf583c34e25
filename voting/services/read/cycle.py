"""The cycle as its page shows it: where each step stands, what is next and where, who is recused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from voting.register.draw_up_roll import rule_on_seats
from voting.register.duties import TermEnd, day_of, terms_running
from voting.services.act import Act, Service
from voting.services.guide_cycle import views_of
from voting.services.read.dry_act import look
from voting.statutes import Statutes
from voting.statutes.cycle import StepView
from voting.statutes.model import CycleStep
from voting.store.cycle import CycleRow, cycles, live_motion_about, running_cycle, skips_of
from voting.store.find import find_meeting


@dataclass(frozen=True, slots=True)
class Recused:
    """Somebody who sits in the organ that is discharged: their organisation may send another delegate."""

    name: str
    organisation: str
    code: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step with the motion that is under way for it ("" for none), who passed it over, and who is recused.

    `unlike` are the titles of meetings convened since, which do not fulfil it because they are of another kind.
    """

    view: StepView
    motion: str
    by: str
    recused: Sequence[Recused]
    is_overdue: bool
    unlike: Sequence[str]


@dataclass(frozen=True)
class CycleView:
    """The cycle under way (or the last one, with `is_running` False), and when the next is due."""

    statutes: Statutes
    cycle: CycleRow | None
    is_running: bool
    lines: Sequence[StepLine]
    ends_on: date | None
    """When the term ends by which the cycle goes."""
    is_due: bool
    """Whether a cycle should be under way: the term ends within the data's lead, or is over."""
    today: date

    @property
    def over(self) -> int:
        """How many steps are over."""
        return sum(line.view.is_over for line in self.lines)

    @property
    def next(self) -> Sequence[StepLine]:
        """The steps whose turn it is."""
        return [line for line in self.lines if line.view.state == "next"]


def cycle_view(service: Service) -> CycleView:
    """The cycle as it stands now."""
    with look(service) as act:
        return cycle_in(act)


def cycle_in(act: Act) -> CycleView:
    """The same within an act or a view that is open already."""
    statutes, session = act.statutes, act.session
    known = cycles(session)
    row = running_cycle(session) or (known[0] if known else None)
    term = _term(act, statutes)
    lead = statutes.cycle.lead_days if statutes.cycle else 0
    is_due = term is not None and statutes.cycle is not None and (term.ends_on - act.today).days <= lead
    views = views_of(session, statutes, row) if row is not None and statutes.cycle is not None else []
    skipped = {skip.step: skip.skipped_by for skip in skips_of(session, row.id)} if row is not None else {}
    people = act.register().people
    lines = [StepLine(view, _motion(act, view.step), people[skipped[view.step.id]].name
                      if view.step.id in skipped and view.state == "skipped" else "", _recused(act, view),
                      term is not None and act.today > term.ends_on and not view.is_over,
                      [find_meeting(session, meeting).title for meeting in view.unlike]) for view in views]
    return CycleView(statutes, row, row is not None and not row.ended_at, lines, term.ends_on if term else None, is_due,
                     act.today)


def _term(act: Act, statutes: Statutes) -> TermEnd | None:
    if statutes.cycle is None:
        return None
    return next((end for end in terms_running(statutes, act.register(), act.now)
                 if end.term.id == statutes.cycle.term), None)


def _motion(act: Act, step: CycleStep) -> str:
    if step.kind == "decision":
        return live_motion_about(act.session, step.decision, step.subject)
    if step.kind in ("nominations", "election"):
        return live_motion_about(act.session, f"election_{step.election}", step.election)
    return ""


def _recused(act: Act, view: StepView) -> Sequence[Recused]:
    """Who, as of now, would not vote on a discharge that is still to come."""
    step = view.step
    decision = act.statutes.decisions.get(step.decision)
    if view.is_over or decision is None or decision.recusal == "none":
        return ()
    register = act.register()
    inside = {seat.person for seat in register.seats_in(step.subject, act.now)}
    found = [row.seat for row in rule_on_seats(act.statutes, register, step.organ, act.now, decision, step.subject)
             if row.seat.person in inside and not row.ruling.allowed and row.ruling.clause == decision.clause]
    names: Mapping[str, str] = {code: known.name for code, known in register.organisations.items()}
    return sorted((Recused(register.people[seat.person].name, names.get(seat.organisation, ""), seat.organisation)
                   for seat in found), key=lambda one: (one.organisation.casefold(), one.name))


def ended_on(row: CycleRow) -> date:
    """The day on which a cycle ended."""
    return day_of(row.ended_at)
