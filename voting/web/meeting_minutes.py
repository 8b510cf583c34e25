"""Minutes of a closed meeting (procès-verbal): who was there, each item with its outcome, decisions by their records.

Made like those of a motion, by the same form: PDF/A-3 with a signed summary inside. Names stand in them: they are for
the organ. A decision is told in a sentence and named by the hash of its record, which stays the authority.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from flask import Flask

from voting.evidence import encode, sign_document
from voting.sentences import N_
from voting.services.keep_minutes import keep_meeting_minutes
from voting.services.read.meeting_minutes import (
    Decided,
    MeetingMinutesFacts,
    meeting_minutes_facts,
    meeting_minutes_missing,
)
from voting.services.read.meetings import ItemView
from voting.services.sign_pdf import sign_pdf
from voting.services.typeset import typeset
from voting.web.aloud import effect_words
from voting.web.meetings import KINDS
from voting.web.minutes import FORM, Document, at_utc, attached_key, in_groups, rows_of, say, speaking
from voting.web.result_page import arithmetic, verdict_sentence
from voting.web.words import LANGUAGES, day, text

TOLD = {"meeting_changed": N_("The meeting was changed"), "agenda_sent": N_("The agenda was sent again"),
        "chair_taken": N_("The chair was taken"), "chair_handed_over": N_("The chair was handed over")}


def make_meeting_minutes(app: Flask, meeting: str, language: str) -> bytes:
    """The signed PDF of a closed meeting, made from its facts now."""
    scrutin = app.extensions["scrutin"]
    facts = meeting_minutes_facts(scrutin.service, meeting)
    summary = encode(sign_document(scrutin.service.keys.authority, "meeting", summary_of(facts)))
    with speaking(app, language):
        document = meeting_document(facts, language, summary)
    settings = scrutin.settings
    return sign_pdf(typeset(FORM, document), settings.instance / "keys", settings.key_passphrase, settings.host,
                    facts.view.row.ended_at)


def make_and_keep_meeting(app: Flask, meeting: str, language: str) -> str:
    """Make, sign, keep and log; the SHA-256 of what is kept."""
    return keep_meeting_minutes(app.extensions["scrutin"].service, meeting, language,
                                make_meeting_minutes(app, meeting, language))


def make_missing_meetings(app: Flask, progress: Callable = iter) -> int:
    """Make the minutes of meetings that are missing, in every language; how many."""
    due = [(meeting, language) for language in LANGUAGES for meeting in meeting_minutes_missing(language)]
    for meeting, language in progress(due):
        make_and_keep_meeting(app, meeting, language)
    return len(due)


def summary_of(facts: MeetingMinutesFacts) -> Document:
    """What a program reads of the meeting, without a name: times, attendance as numbers, decisions by their records."""
    row = facts.view.row
    return {"type": "meeting", "v": 1, "meeting": row.id, "organ": row.organ, "kind": row.kind, "held_on": row.held_on,
            "starts": row.starts_at, "convened": row.convened_at, "opened": row.opened_at, "closed": row.ended_at,
            "presiding": row.presiding or "", "late_reason": row.late_reason,
            "present": {"room": _count(facts, "room"), "remote": _count(facts, "remote"),
                        "voting": sum(one.votes for one in facts.view.there)},
            "agenda": [{"number": item.row.number, "title": dict(item.row.title),
                        "documents": [document.sha256 for document in item.documents],
                        "records": [{"motion": put.motion.id,
                                     "record_sha256": facts.decided[put.motion.id].record_sha256}
                                    for put in item.put if put.motion.id in facts.decided]}
                       for item in facts.view.agenda]}


def meeting_document(facts: MeetingMinutesFacts, language: str, summary: bytes) -> Document:
    """What the form sets: every string is final, in one language, instants in UTC."""
    view, row = facts.view, facts.view.row
    made = datetime.fromtimestamp(row.ended_at, UTC)
    return {
        "lang": language, "title": say(N_("Minutes of a meeting")), "organisation": text(view.statutes.organisation),
        "kicker": f"{text(view.statutes.organs[row.organ].name)} · {say(KINDS[row.kind])} · {day(row.held_on)}",
        "question": row.title, "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "footer": say(N_("Meeting %(meeting)s", meeting=row.id)),
        "sections": [_head(facts), _attendance(facts), *(_item(facts, item) for item in view.agenda),
                     *_incidents(facts), _evidence(facts)],
        "signatures": [say(N_("Presiding")), say(N_("Teller")), say(N_("Teller"))],
        "attached": [{"name": "meeting.json", "media": "application/json", "body": summary.decode(),
                      "description": say(N_("The signed summary"))}, attached_key(facts.authority)],
    }


def _head(facts: MeetingMinutesFacts) -> Document:
    view, row = facts.view, facts.view.row
    given, asked = view.notice_days
    notice = say(N_("%(given)s days of notice; %(asked)s are asked for", given=given, asked=asked)) if asked else ""
    place = ", ".join(part for part in (row.place, say(N_("remote")) if row.is_remote else "") if part)
    return {"heading": say(N_("Meeting")), "facts": rows_of(
        (N_("Organ"), text(view.statutes.organs[row.organ].name)), (N_("Kind"), say(KINDS[row.kind])),
        (N_("Held on"), day(row.held_on)), (N_("Begins"), at_utc(row.starts_at)), (N_("Place"), place),
        (N_("Convened on"), at_utc(row.convened_at)), (N_("Notice"), notice),
        (N_("Why at shorter notice"), row.late_reason), (N_("Opened"), at_utc(row.opened_at)),
        (N_("Closed"), at_utc(row.ended_at)), (N_("Presiding at the close"), view.presiding))}


def _attendance(facts: MeetingMinutesFacts) -> Document:
    there = facts.view.there
    if not there:
        return {"heading": say(N_("Attendance")), "paragraphs": [say(N_("Attendance was not recorded."))]}
    listed = []
    for one in there:
        said = [say(N_("in the room") if one.attendance.how == "room" else N_("remote"))]
        said += [] if one.votes else [say(N_("without a vote"))]
        said += [say(N_("left on %(at)s", at=at_utc(one.attendance.left_at)))] if one.attendance.left_at else []
        listed.append(f"{one.person.name}{f' ({one.organisation})' if one.organisation else ''}: {', '.join(said)}")
    return {"heading": say(N_("Attendance")), "list": listed, "paragraphs": [say(N_(
        "%(there)s noted as present, %(voting)s of them with a vote.", there=len(there),
        voting=sum(one.votes for one in there)))]}


def _item(facts: MeetingMinutesFacts, item: ItemView) -> Document:
    said = [say(N_("Added after the convocation."))] if item.is_late else []
    for put in item.put:
        said.append(text(put.motion.question))
        said += _decision(facts.decided[put.motion.id]) if put.motion.id in facts.decided else [
            say(N_("Withdrawn.") if put.motion.state == "withdrawn" else N_("Not decided at this meeting."))]
    said += [item.row.outcome] if item.row.outcome else []
    said += [note.words for note in facts.view.notes if note.number == item.row.number]
    papers = [f"{document.name}, SHA-256 {in_groups(document.sha256)}" for document in item.documents]
    return {"heading": f"{item.row.number}. {text(item.row.title)}", "paragraphs": said, "list": papers}


def _decision(decided: Decided) -> Iterator[str]:
    yield say(verdict_sentence(decided.whole.result))
    yield say(arithmetic(decided.whole.result))
    if "hands" in decided.whole.result.view.tally:
        yield say(N_("Show of hands: not individually verifiable."))
    yield from (say(effect_words(decided.room, effect)) for effect in decided.whole.effects)
    yield say(N_("Fingerprint of the record: %(digits)s", digits=decided.whole.fingerprint))
    yield say(N_("SHA-256 of the full record: %(digits)s", digits=in_groups(decided.record_sha256)))


def _incidents(facts: MeetingMinutesFacts) -> Iterator[Document]:
    told = []
    for leaf, name in facts.acts:
        if leaf["type"] in TOLD:
            reason = str(leaf.get("reason") or "")
            told.append(f"{at_utc(int(leaf['at']))}: {say(TOLD[str(leaf['type'])])}" + (f" ({name})" if name else "")
                        + (f". {reason}" if reason else ""))
    told += [f"{at_utc(note.noted_at)}: {note.words}" for note in facts.view.notes if not note.number]
    if told:
        yield {"heading": say(N_("Incidents and acts on the way")), "list": told}


def _evidence(facts: MeetingMinutesFacts) -> Document:
    statutes = facts.view.statutes
    return {"heading": say(N_("Evidence")), "facts": rows_of(
        (N_("Statutes"), f"{text(statutes.title)}, {statutes.version}, SHA-256 {in_groups(statutes.sha256)}"),
        (N_("Place of the close in the log"), str(facts.log_index)), (N_("The service's key"), facts.key_fingerprint)),
        "paragraphs": [say(N_("The records of the decisions are the authority; these minutes carry a signed summary as "
                              "an attached file. Countersignatures over the hash of this file stand in the log.")),
                       say(N_("These minutes are checked with: voting minutes verify FILE.pdf"))]}


def _count(facts: MeetingMinutesFacts, how: str) -> int:
    return sum(one.attendance.how == how for one in facts.view.there)

