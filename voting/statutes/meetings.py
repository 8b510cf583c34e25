"""How an organ is convened (V.COORD.3, "in good time"): the kinds of meeting, their notice, who may shorten it.

The text gives no number of days; the data do, under a reading. Knows no clock: days are values. Late notice is never
silent: it needs reasons and an office that the data name, and stands in the convocation and in the minutes.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from voting.sentences import N_
from voting.statutes.clauses import serves
from voting.statutes.model import Decision, MeetingRule, Statutes
from voting.statutes.ruling import Ruling, words

ORDINARY, ELECTING, EXTRAORDINARY = KINDS = ("ordinary", "electing", "extraordinary")
WRITTEN = "written"
"""Not a meeting: a procedure in writing, where the legal frame allows it; its members are told of it like of one."""


def kinds_of(statutes: Statutes, organ: str) -> tuple[str, ...]:
    """The kinds of meeting that an organ has; all of them where the data do not say."""
    rule = statutes.meetings.get(organ)
    written = (WRITTEN,) if statutes.legal.written_procedure else ()
    return (*(rule.notice_days if rule is not None else KINDS), *written)


def notice_needed(statutes: Statutes, organ: str, kind: str) -> int:
    """Days between the convocation and the meeting; 0 where the data ask for none."""
    rule = statutes.meetings.get(organ)
    return rule.notice_days.get(kind, 0) if rule is not None else 0


@serves("V.COORD.3", "V.CD.5", "V.CO.5")
def notice_ruling(statutes: Statutes, organ: str, kind: str, sent_on: date, held_on: date) -> Ruling:
    """Whether a convocation that is sent on a day is in good time for the day of the meeting."""
    rule, given = statutes.meetings.get(organ), (held_on - sent_on).days
    if rule is None:
        return Ruling(True, statutes.presiding.clause, N_(
            "%(given)s days of notice are given; these statutes ask for no number of days.", given=given))
    facts = {"given": given, "needed": rule.notice_days.get(kind, 0), "clause": rule.clause}
    if given >= facts["needed"]:
        return Ruling(True, rule.clause, N_("%(given)s days of notice are given; %(needed)s are asked for (clause "
                                            "%(clause)s).", **facts))
    return Ruling(False, rule.clause, N_("%(given)s days of notice are given; %(needed)s are asked for (clause "
                                         "%(clause)s). This notice is late.", **facts))


def who_may_shorten(statutes: Statutes, rule: MeetingRule, offices: Collection[str]) -> Ruling:
    """Whether somebody in these offices may convene at shorter notice; the answer names who may."""
    if set(rule.shorter_by) & set(offices):
        return Ruling(True, rule.clause, N_("Your office may convene at shorter notice, with reasons."))
    if not rule.shorter_by:
        return Ruling(False, rule.clause, N_("These statutes let nobody convene at shorter notice: choose a later "
                                             "day."))
    named = words(statutes.offices[rule.shorter_by[0]].name)
    return Ruling(False, rule.clause, N_("Shorter notice is decided by the %(office)s of the organ, with reasons; "
                                         "choose a later day, or let them convene.", office=named))


def fits_decision(statutes: Statutes, decision: Decision, kind: str) -> Ruling:
    """Whether a decision can be put at a meeting of a kind: silence is kept in writing, all else at a meeting."""
    if decision.is_written == (kind == WRITTEN):
        return Ruling(True, decision.clause, N_("The decision belongs here."))
    if decision.is_written:
        return Ruling(False, decision.clause,
                      N_("A silence procedure is held in writing: convene a written procedure."))
    return Ruling(False, decision.clause,
                  N_("Only a silence procedure can be held in writing; put this at a meeting."))
