"""Everything that the service holds about one person, for that person (GDPR Art. 15 and 20).

Of a named ballot with one's own votes; of a secret one only that the paper was issued: more is not known. Instants are
UTC seconds, 0 where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable

from voting.errors import NotFoundError
from voting.evidence import decode
from voting.sentences import N_
from voting.services.act import Service, statutes_at
from voting.services.letters import Letter
from voting.services.write_mail import CODE
from voting.store.database import Session, reading
from voting.store.find import find_motion
from voting.store.mine import casts_of, entries_of, has_credential, rows_about
from voting.store.tables import BallotRow, PersonRow, RollRow


def my_data(service: Service, person: str) -> dict[str, object]:
    """What is held about `person`, as plain values; the subject of a letter is a sentence, that of a code nothing."""
    with reading() as session:
        row = session.get(PersonRow, person)
        if row is None:
            raise NotFoundError(N_("The register has no such person."))
        law = statutes_at(session, service.clock())
        about = rows_about(session, person, row.mail or "")
        return {
            "person": _plain(row, ("id", "name", "mail", "language", "zone")),
            "seats": [{"name": dict(law.organs[seat.organ].name), **_plain(seat, (
                "organ", "kind", "organisation", "from_at", "until_at", "ended_because"))} for seat in about["seats"]],
            "offices": [{"name": dict(law.offices[held.office].name), **_plain(held, (
                "office", "organ", "from_at", "until_at"))} for held in about["offices"]],
            "passkeys": _all(about["passkeys"], ("name", "enrolled_at", "last_used_at", "ended_at", "ended_because")),
            "sign_ins": _all(about["sessions"], ("way", "began_at", "seen_at", "ended_at")),
            "codes_asked": _all(about["codes"], ("asked_at", "used_at")),
            "ballots": [_ballot(session, entry, ballot) for entry, ballot in entries_of(session, person)],
            "candidacies": _all(about["candidacies"], ("motion", "organisation", "state", "named_at", "gender",
                                                       "statement")),
            "letters": [{**_plain(letter, ("to", "kind", "written_at", "sent_at", "failed")),
                         "subject": None if letter.kind == CODE else Letter.from_json(letter.letter).subject}
                        for letter in about["letters"]],
            "address_fault": _all(about["faults"], ("address", "status", "noted_at")),
        }


def _ballot(session: Session, entry: RollRow, ballot: BallotRow) -> dict[str, object]:
    motion = find_motion(session, ballot.motion)
    told = {"ballot": ballot.id, "motion": motion.id, "question": dict(motion.question), "stage": ballot.stage,
            "is_secret": ballot.is_secret, "organisation": entry.organisation, "clause": entry.clause,
            "is_replaced": entry.is_replaced, "mandate_ended_at": entry.ended_at, "open_at": ballot.open_at}
    if ballot.is_secret:
        return {**told, "was_issued": has_credential(session, ballot.id, entry.voter)}
    votes = [{"cast_at": cast.cast_at, "number": cast.seq, "choice": decode(body).get("choice"), "reason": cast.reason,
              "receipt": cast.code} for cast, body in casts_of(session, ballot.id, entry.voter)]
    return {**told, "votes": votes}


def _all(rows: Iterable[object], names: tuple[str, ...]) -> list[dict[str, object]]:
    return [_plain(row, names) for row in rows]


def _plain(row: object, names: tuple[str, ...]) -> dict[str, object]:
    return {name: value if (value := getattr(row, name)) is not None else "" for name in names}
