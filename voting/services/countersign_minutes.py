"""Countersign minutes, of a meeting or of a decision, by passkey over the hash of the file: who presided, two tellers.

One entry of the log: office, random subject id, whose minutes, language, hash, how it was signed. It changes nothing
else. Refused: for whoever neither presided nor is a teller of the organ, twice by one person, for tellers of one
organisation. Minutes that are made anew after an annulment are countersigned anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from voting.ballots.countersignature import MINUTES
from voting.errors import ConflictError, NotFoundError, RefusedError
from voting.evidence import decode
from voting.register.presiding import office_for, presiding_office
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.countersign_tally import organisations_of
from voting.services.draft_motion import law_of
from voting.services.signed_countersignature import sign_over
from voting.statutes import Statutes
from voting.store.database import Session
from voting.store.find import ballots_of, find_meeting, find_motion, organ_asked
from voting.store.minutes import MeetingMinutesRow, MinutesRow, declared_by
from voting.store.overview import each_leaf


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose minutes they are: the key under which the log names it, its organs, who presided in which office."""

    key: str
    organs: tuple[str, ...]
    presiding: str
    office: str
    law: Statutes


def countersign_minutes(service: Service, by: str, of: str, language: str, sent: object = None) -> None:
    """Countersign the minutes of a meeting or motion `of` in a language; `sent` is the answer of the passkey."""
    with begin(service) as act:
        sha256 = minutes_hash(act.session, of, language)
        subject = subject_of(act, of)
        officer = {"office": check_minutes_countersigner(act, subject, of, sha256, by), "subject": by}
        auth = sign_over(act, officer, MINUTES, of, language, sha256, sent)
        act.log_register("minutes_countersign", officer, language=language, sha256=sha256, auth=auth,
                         **{subject.key: of})


def minutes_hash(session: Session, of: str, language: str) -> str:
    """The hash of the minutes that are kept; `NotFoundError` if there are none in this language."""
    table = MeetingMinutesRow if of.startswith("g") else MinutesRow
    minutes = session.get(table, (of, language))
    if minutes is None:
        raise NotFoundError(N_("These minutes have not been made in this language yet."))
    return minutes.sha256


def subject_of(act: Act, of: str) -> Subject:
    """The closed meeting or declared motion of this id."""
    if of.startswith("g"):
        row, law = find_meeting(act.session, of), act.statutes
        office = presiding_office(law, act.register(), row.organ, row.presiding, act.now) if row.presiding else ""
        return Subject("subject_meeting", (row.organ,), row.presiding or "", office or law.offices_of_role("chair")[0],
                       law)
    motion = find_motion(act.session, of)
    asked = dict.fromkeys([motion.organ, *(organ_asked(motion, row) for row in ballots_of(act.session, of))])
    declared = declared_by(act.session, of)
    return Subject("subject_motion", tuple(asked), declared["subject"], declared["office"], law_of(act, motion))


def check_minutes_countersigner(act: Act, subject: Subject, of: str, sha256: str, person: str) -> str:
    """The office by which `person` may countersign now; else the refusal that they would meet."""
    law, register, clause = subject.law, act.register(), subject.law.presiding.clause
    done = minutes_countersignatures(act.session, of, sha256)
    if any(leaf["by"]["subject"] == person for leaf in done):
        raise ConflictError(N_("You have countersigned these minutes already."))
    if subject.presiding == person:
        return subject.office
    offices = [office_for(law, register, organ, person, "teller", act.now) for organ in subject.organs]
    if not any(offices):
        raise RefusedError(N_("Who presided and the tellers of this organ countersign its minutes."), clause)
    own = organisations_of(register, person, act.now)
    for leaf in done:
        if leaf["by"]["subject"] != subject.presiding and own & organisations_of(register, leaf["by"]["subject"],
                                                                                leaf["at"]):
            raise RefusedError(N_("A teller of your organisation has countersigned already; those who countersign come "
                                  "from different organisations."), clause)
    return next(office for office in offices if office)


def minutes_countersignatures(session: Session, of: str, sha256: str) -> list[Mapping[str, object]]:
    """The entries of the log by which minutes of this hash were countersigned, oldest first."""
    leaves = [decode(bytes(leaf.body)) for leaf in each_leaf(session, kind="minutes_countersign")]
    return [leaf for leaf in leaves if leaf["sha256"] == sha256
            and of in (leaf.get("subject_meeting"), leaf.get("subject_motion"))]
