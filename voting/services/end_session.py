"""Where somebody is signed in, and ending it: one browser, or all but this one."""

from __future__ import annotations

from dataclasses import dataclass

from voting.errors import NotFoundError
from voting.sentences import N_
from voting.services.act import Service, begin
from voting.services.officers import secretariat
from voting.services.sign_in import ABSOLUTE_S, IDLE_S, is_live
from voting.store.access import SessionRow, end_sessions_of, mark_session_ended, sessions_of
from voting.store.database import reading, writing
from voting.store.tables import PersonRow


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A browser in which somebody is signed in now, and when that ends by itself if it is not used."""

    id: str
    way: str
    began_at: int
    seen_at: int
    until_at: int


def live_sessions(service: Service, person: str) -> list[LiveSession]:
    """A person's sessions that could be used now, the latest used first."""
    now = service.clock()
    with reading() as session:
        return [LiveSession(row.id, row.way, row.began_at, row.seen_at,
                            min(row.seen_at + IDLE_S, row.began_at + ABSOLUTE_S))
                for row in sessions_of(session, person) if is_live(row, now)]


def end_one_session(service: Service, person: str, id: str) -> None:
    """End one of a person's own sessions; `NotFoundError` for anybody else's."""
    with writing() as session:
        row = session.get(SessionRow, id)
        if row is None or row.person != person:
            raise NotFoundError(N_("There is no such sign-in of yours, or it has ended already."))
        mark_session_ended(session, id, service.clock())


def end_other_sessions(service: Service, person: str, keep: str) -> None:
    """End all of a person's sessions but one."""
    with writing() as session:
        end_sessions_of(session, person, service.clock(), but=keep)


def end_all_of(service: Service, by: str, person: str) -> None:
    """The coordinator signs somebody out everywhere, at once; logged."""
    with begin(service) as act:
        officer = secretariat(act, by)
        if act.session.get(PersonRow, person) is None:
            raise NotFoundError(N_("The register has no such person."))
        end_sessions_of(act.session, person, act.now)
        act.log_register("signed_out", officer, subject=person)
