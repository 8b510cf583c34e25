"""Countersign the minutes of a meeting, by passkey, over the hash of the file: who presided and two tellers.

One entry of the log: office, random subject id, meeting, language, hash. It changes nothing else. Refused: for whoever
neither presided nor is a teller of the organ, twice by one person, for tellers of one organisation.
"""

from __future__ import annotations

from collections.abc import Mapping

from voting.errors import ConflictError, NotFoundError, RefusedError
from voting.evidence import decode
from voting.register.presiding import office_for, presiding_office
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.countersign_tally import organisations_of
from voting.store.database import Session
from voting.store.find import find_meeting
from voting.store.minutes import MeetingMinutesRow
from voting.store.overview import each_leaf
from voting.store.tables import MeetingRow


def countersign_minutes(service: Service, by: str, meeting: str, language: str) -> None:
    """Countersign the minutes in a language, as who presided at the close or as a teller of the organ."""
    with begin(service) as act:
        row = find_meeting(act.session, meeting)
        minutes = act.session.get(MeetingMinutesRow, (meeting, language))
        if minutes is None:
            raise NotFoundError(N_("The minutes of this meeting have not been made in this language yet."))
        office = check_minutes_countersigner(act, row, language, by)
        act.log_register("minutes_countersign", {"office": office, "subject": by}, subject_meeting=meeting,
                         language=language, sha256=minutes.sha256)


def check_minutes_countersigner(act: Act, meeting: MeetingRow, language: str, person: str) -> str:
    """The office by which `person` may countersign now; else the refusal that they would meet."""
    law, register = act.statutes, act.register()
    done = minutes_countersignatures(act.session, meeting.id, language)
    if any(leaf["by"]["subject"] == person for leaf in done):
        raise ConflictError(N_("You have countersigned these minutes already."))
    if meeting.presiding == person:
        return presiding_office(law, register, meeting.organ, person, act.now) or law.offices_of_role("chair")[0]
    office = office_for(law, register, meeting.organ, person, "teller", act.now)
    if not office:
        raise RefusedError(N_("Who presided and the tellers of this organ countersign its minutes."),
                           law.presiding.clause)
    own = organisations_of(register, person, act.now)
    for leaf in done:
        if leaf["by"]["subject"] != meeting.presiding and own & organisations_of(register, leaf["by"]["subject"],
                                                                                leaf["at"]):
            raise RefusedError(N_("A teller of your organisation has countersigned already; those who countersign come "
                                  "from different organisations."), law.presiding.clause)
    return office


def minutes_countersignatures(session: Session, meeting: str, language: str) -> list[Mapping[str, object]]:
    """The entries of the log by which the minutes of a meeting were countersigned, oldest first."""
    leaves = [decode(bytes(leaf.body)) for leaf in each_leaf(session, kind="minutes_countersign")]
    return [leaf for leaf in leaves if (leaf["subject_meeting"], leaf["language"]) == (meeting, language)]
