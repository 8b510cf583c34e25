"""The part of a statutes file about the cycle of elections and discharge, read and checked for sense.

For `load`. A file without the table has no cycle. Refuses a step that waits for one that comes later or is not there,
a step that does not say what fulfils it, and one that asks for a kind of meeting that its organ does not have.
"""

from __future__ import annotations

from collections.abc import Mapping

from voting.sentences import N_
from voting.statutes.meetings import KINDS
from voting.statutes.model import Cycle, CycleStep, MeetingRule
from voting.statutes.toml_node import Node

STEP_KINDS = ("nominations", "meeting", "decision", "election", "report")
WANTED = {"nominations": ("election",), "meeting": (), "decision": ("decision", "subject"), "election": ("election",),
          "report": ("duty",)}


def read_cycle(top: Node, meetings: Mapping[str, MeetingRule]) -> Cycle | None:
    """The cycle with its steps in order; None where the file has none. `meetings` is how each organ is convened."""
    node = top.row("cycle", optional=True)
    if "cycle" not in top.raw:
        return None
    title, clause, term = node.text("title"), node.ref("clause", "clauses"), node.ref("term", "terms")
    lead_days, office = node.integer("lead_days", 0), node.ref("office", "offices")
    steps: list[CycleStep] = []
    for row in node.list_of_rows("steps"):
        steps.append(_step(row, {step.id for step in steps}, meetings))
        row.done()
    if not steps:
        node.fault("steps", N_("a cycle has at least one step"))
    node.done()
    return Cycle(title, clause, term, lead_days, office, tuple(steps))


def _step(row: Node, before: set[str], meetings: Mapping[str, MeetingRule]) -> CycleStep:
    step = CycleStep(
        row.string("id"), row.string("kind", among=STEP_KINDS), row.text("title"), row.ref("clause", "clauses"),
        row.ref("organ", "organs"), row.ref("office", "offices", ""), row.strings("after", ()),
        row.ref("election", "elections", ""), row.ref("decision", "decisions", ""), row.ref("subject", "organs", ""),
        row.ref("duty", "calendar", ""), row.string("meeting", ""))
    rule = meetings.get(step.organ)
    kinds = KINDS if rule is None else tuple(rule.notice_days)
    if step.meeting and (step.kind != "meeting" or step.meeting not in kinds):
        row.fault("meeting", N_("only a step that is a meeting says of which kind, and the organ has that kind"))
    for name in step.after:
        if name not in before:
            row.fault("after", N_("“%(value)s” is no step before this one", value=name))
    if step.id in before:
        row.fault("id", N_("this list names something twice"))
    for name in WANTED.get(step.kind, ()):
        if not getattr(step, name):
            row.fault(name, N_("this step does not say what fulfils it"))
    return step
