"""Draft a motion and prepare its dossier (IV.2a: on the Coordinator's preparatory work). Nothing is frozen yet.

The motion's document is fixed and hashed when its first ballot is announced; until then the dossier may grow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from voting.ballots.dossier import TEXT_LIMIT
from voting.ballots.effects import end_of_day
from voting.ballots.lifecycle import State
from voting.ballots.motion import Subject, may_be_put
from voting.errors import ConflictError, InputError, RefusedError
from voting.sentences import N_
from voting.services.act import Act, Service, begin, new_id, statutes_by_hash
from voting.services.officers import preparer
from voting.services.prepare_agenda import ensure_item
from voting.services.typed import typed
from voting.statutes import Decision, Statutes, serves
from voting.statutes.meetings import fits_decision
from voting.store.find import find_meeting, find_motion
from voting.store.law import is_fact
from voting.store.tables import BallotRow, MotionRow


@dataclass(frozen=True, slots=True)
class MotionDraft:
    """What the person who prepares a motion enters; `subject` is a code, an organ's id or the words of a resolution."""

    organ: str
    decision: str
    subject: str
    meeting: str
    agenda: int
    question: Mapping[str, str]
    end_on: str = ""


@serves("IV.2a", "V.CD.3", "V.CO.3")
def draft_motion(service: Service, by: str, draft: MotionDraft) -> str:
    """The id of the motion; `RefusedError` with the clause if the organ may not be asked this."""
    with begin(service) as act:
        return draft_within(act, by, draft)


def draft_within(act: Act, by: str, draft: MotionDraft) -> str:
    """Draft within an act under way; the id of the motion."""
    officer = preparer(act, draft.organ, by)
    decision = act.statutes.decisions.get(draft.decision)
    if decision is None or decision.effect == "election":
        raise InputError(N_("The statutes know no decision “%(decision)s”.", decision=draft.decision[:40]),
                         "decision")
    meeting = find_meeting(act.session, draft.meeting)
    if meeting.organ != draft.organ:
        raise InputError(N_("The meeting is one of another organ."), "meeting")
    ruling = fits_decision(act.statutes, decision, meeting.kind)
    if not ruling.allowed:
        raise InputError(ruling.reason, "meeting")
    if draft.agenda < 1 or draft.agenda > 999:
        raise InputError(N_("The agenda item is a number from 1 to 999."), "agenda")
    subject = find_subject(act, decision, draft.subject)
    ruling = may_be_put(act.statutes, decision, draft.organ, subject, draft.end_on, is_dissolved(act))
    if not ruling.allowed:
        raise RefusedError(ruling.reason, ruling.clause)
    refuse_lapsed(draft.end_on, act.now)
    row = MotionRow(id=new_id("m"), organ=draft.organ, decision=decision.id, subject_kind=subject.kind,
                    subject_id=subject.id, subject_name=subject.name,
                    question=question_texts(act, decision, subject, draft.question), dossier={},
                    end_on=draft.end_on, meeting=meeting.id, agenda=draft.agenda, filed_at=act.now,
                    statutes_sha256=act.statutes.sha256)
    act.session.add(row)
    act.session.flush()
    act.session.add(BallotRow(id=new_id("b"), motion=row.id, stage=1, state=State.DRAFTED, due_at=act.now))
    ensure_item(act, meeting, draft.agenda, row.question)
    act.log_register("drafted", officer, motion=row.id, decision=decision.id, organ=draft.organ)
    return row.id


def refuse_lapsed(end_on: str, by: int) -> None:
    """`InputError` if what ends on the day `end_on` ("" for what does not end) is over by the instant `by`."""
    if end_on and end_of_day(end_on) <= by:
        raise InputError(N_("With %(day)s as its last day it would be over before it is decided.", day=end_on),
                         "end_on", next=N_("Choose a later day; a motion that is drafted already is put anew."))


def law_of(act: Act, motion: MotionRow) -> Statutes:
    """The statutes by which a motion is decided: those of its first paper, and before there is one those in force.

    If those in force no longer know its decision, those under which it was drafted; it is not announced then.
    """
    if motion.document is None and motion.decision in act.statutes.decisions:
        return act.statutes
    return statutes_by_hash(act.session, motion.statutes_sha256)


def find_subject(act: Act, decision: Decision, subject: str) -> Subject:
    """What the decision is about, as the register and the data know it today."""
    match decision.subject:
        case "organisation":
            organisation = act.register().organisations.get(subject)
            if organisation is None:
                raise InputError(N_("The register has no organisation “%(code)s”.", code=subject[:40]), "subject")
            return Subject("organisation", organisation.code, organisation.name, organisation.kind,
                           organisation.standing_at(act.now))
        case "organ":
            if subject not in (decision.subject_organs or act.statutes.organs):
                raise InputError(N_("This decision is not about that organ."), "subject")
            return Subject("organ", subject, act.statutes.organs[subject].name["en"])
        case "seats":
            return Subject("seats", subject, decision.title["en"])
        case kind:
            return Subject(kind, "", typed(subject)[:200])


def question_texts(act: Act, decision: Decision, subject: Subject, own: Mapping[str, str]) -> dict[str, str]:
    """The question in every language of the statutes: the words given, or the data's question about the subject."""
    texts: dict[str, str] = {}
    for language in act.statutes.languages:
        shown = subject.name
        if subject.kind == "organ":
            shown = act.statutes.organs[subject.id].name[language]
        given = typed(own.get(language, ""))
        texts[language] = given or decision.question[language] % {"subject": shown}
        if len(texts[language]) > 1000:
            raise InputError(N_("A question has at most 1000 characters."), f"question_{language}")
        if decision.subject in ("none", "text") and not given:
            raise InputError(N_("Write the question in every language: “%(language)s” is missing.", language=language),
                             f"question_{language}")
    return texts


def is_dissolved(act: Act) -> bool:
    """Whether the organisation has been dissolved, and the dissolution not annulled."""
    return is_fact(act.session, "dissolved")


def prepare_dossier(service: Service, by: str, motion: str, item: str, entry: Mapping[str, str]) -> None:
    """Write one item of the dossier; `ConflictError` once the motion has been announced."""
    with begin(service) as act:
        write_entry(act, by, motion, item, entry)


def write_entry(act: Act, by: str, motion: str, item: str, entry: Mapping[str, str]) -> MotionRow:
    """Write one item within an act under way; an entry without words empties it."""
    row = find_motion(act.session, motion)
    officer = preparer(act, row.organ, by)
    if row.document is not None:
        raise ConflictError(N_("The dossier was fixed when the ballot was announced; it cannot change any more."))
    if row.state != "live":
        raise ConflictError(N_("The motion is off the table; its dossier stays as it is."))
    if item not in {known.id for known in law_of(act, row).decisions[row.decision].dossier}:
        raise InputError(N_("This decision's dossier has no item “%(item)s”.", item=item[:40]), "item")
    if any(len(value) > TEXT_LIMIT for value in entry.values()):
        raise InputError(N_("A text of the dossier has at most %(limit)s characters.", limit=TEXT_LIMIT), "text")
    _check_day(entry.get("on", "").strip())
    row.dossier = {**row.dossier, item: {key: typed(value) for key, value in entry.items() if value.strip()}}
    act.log_register("dossier", officer, motion=motion, item=item)
    return row


def _check_day(on: str) -> None:
    """`InputError` for what is no day: every page that shows the dossier reads it as one."""
    try:
        is_day = not on or date.fromisoformat(on).isoformat() == on
    except ValueError:
        is_day = False
    if not is_day:
        raise InputError(N_("Give a day, written like 2027-03-12."), "on")
