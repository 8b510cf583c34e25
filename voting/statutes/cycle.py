"""The biennial cycle as one procedure: steps, what each waits for, under which clause (V.CD.4, V.CO.4, V.COORD.5).

The steps are the data's; what has happened comes as values, and the day too: nothing here knows a clock or a register.
A step is done when something happened that fulfils it, after every step that it waits for was done. It may be passed
over only with a reason that is kept; then the steps behind it wait for it no longer, and nothing is skipped silently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from voting.sentences import N_, Sentence
from voting.statutes.clauses import serves
from voting.statutes.meetings import WRITTEN
from voting.statutes.model import CycleStep, Statutes
from voting.statutes.ruling import Ruling, words

DONE, SKIPPED, NEXT, WAITING = "done", "skipped", "next", "waiting"


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that may fulfil a step, at an instant (UTC seconds): what `kind` of step, and what it was about.

    `about` is the organ that met, the election called or decided, "decision:subject", or the duty of a report.
    """

    kind: str
    about: str
    at: int
    ref: str = ""
    """The motion, meeting or document in which it is found."""
    form: str = ""
    """Of a meeting: its kind."""


@dataclass(frozen=True, slots=True)
class StepView:
    """One step as it stands; `waits_for` are the steps before it that are neither done nor passed over."""

    step: CycleStep
    state: str
    at: int = 0
    ref: str = ""
    reason: str = ""
    waits_for: tuple[CycleStep, ...] = field(default=())
    unlike: tuple[str, ...] = field(default=())
    """Of a step whose turn it is: meetings of its organ that were convened and are of another kind."""

    @property
    def is_over(self) -> bool:
        """Whether nothing has to be done for this step any more."""
        return self.state in (DONE, SKIPPED)


@serves("V.CD.4a", "V.CD.4b", "V.CO.4", "V.COORD.5")
def steps_of(statutes: Statutes, begun_at: int, happened: Sequence[Happened],
             skipped: Mapping[str, tuple[int, str]]) -> list[StepView]:
    """The steps of a cycle that began at an instant, in the data's order; `skipped` gives instant and reason."""
    views: dict[str, StepView] = {}
    for step in statutes.cycle.steps if statutes.cycle else ():
        before = [views[name] for name in step.after]
        since = max([begun_at, *(view.at for view in before)])
        like = [one for one in happened if one.kind == step.kind and one.about == about(step) and one.at >= since]
        found = min((one for one in like if _is_of_its_kind(step, one)), key=lambda one: one.at, default=None)
        waits_for = tuple(view.step for view in before if not view.is_over)
        if found is not None and not waits_for:
            views[step.id] = StepView(step, DONE, found.at, found.ref)
        elif step.id in skipped and not waits_for:
            views[step.id] = StepView(step, SKIPPED, skipped[step.id][0], reason=skipped[step.id][1])
        else:
            views[step.id] = StepView(step, WAITING if waits_for else NEXT, waits_for=waits_for,
                                      unlike=() if waits_for else tuple(one.ref for one in like))
    return list(views.values())


def about(step: CycleStep) -> str:
    """What has to have happened for a step to be done, as `Happened.about` says it."""
    if step.kind == "decision":
        return f"{step.decision}:{step.subject}"
    return {"meeting": step.organ, "report": step.duty}.get(step.kind, step.election)


@serves("V.CD.4a")
def _is_of_its_kind(step: CycleStep, one: Happened) -> bool:
    """Whether a meeting is the one that a step asks for: a procedure in writing is none."""
    return step.kind != "meeting" or (one.form == step.meeting if step.meeting else one.form != WRITTEN)


@serves("V.CD.4a", "V.CD.4b", "V.CO.4")
def may_come_now(views: Sequence[StepView], kind: str, what: str) -> Ruling | None:
    """Whether what a step asks for may be voted on now; None if no step of the cycle asks for it, or one is over."""
    view = next((view for view in views if view.step.kind == kind and about(view.step) == what), None)
    if view is None or view.is_over:
        return None
    names = {"step": words(view.step.title), "clause": view.step.clause}
    if not view.waits_for:
        return Ruling(True, view.step.clause, N_("In the biennial cycle its turn has come: %(step)s (clause "
                                                 "%(clause)s).", **names))
    return Ruling(False, view.step.clause, N_(
        "In the biennial cycle “%(step)s” waits for: %(before)s (clause %(clause)s). A step is passed over only with a "
        "reason.", before=listed(view.waits_for), **names))


def listed(steps: Sequence[CycleStep]) -> Sentence:
    """The titles of some steps, one after the other."""
    first, *others = [words(step.title) for step in steps]
    for title in others:
        first = N_("%(first)s; %(second)s", first=first, second=title)
    return first
