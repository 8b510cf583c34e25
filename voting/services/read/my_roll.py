"""Am I on the roll, and why, or why not? For any signed-in person, before, during and after a ballot (IV.3).

Before the announcement the answer is of this instant, because the roll is frozen only then. Afterwards it is the
entry itself, the ruling as of the announcement, and, where it differs, the ruling of today, which changes nothing by
itself. Names of the roll are for members and officers of the organ, for others only where the data publishes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voting.ballots.lifecycle import State
from voting.errors import NotFoundError
from voting.register.draw_up_roll import person_ruling
from voting.register.facts import Register
from voting.sentences import N_
from voting.services.act import Service
from voting.services.read.ballot_view import BallotView, view_ballot
from voting.services.read.motion_room import fingerprint_of
from voting.services.read.results import is_within
from voting.services.read.roles import roles_of
from voting.services.read.today import Mine, mine
from voting.statutes import Ruling
from voting.store.database import reading
from voting.store.find import entry_of, meeting_id_asked, roll_of
from voting.store.load_register import load_register
from voting.store.roll_passkeys import passkeys_of_voter
from voting.store.tables import RollRow


@dataclass(frozen=True, slots=True)
class RollLine:
    """A name on the roll and what has happened to it since it was frozen."""

    name: str
    organisation: str
    is_added: bool
    is_replaced: bool
    has_ended: bool


@dataclass(frozen=True)
class MyRoll:
    """One person before one roll.

    `mine` is the entry or its absence, with the ruling; `because` the statutes' ruling as of the announcement (as of
    now before it); `today` that of now, None where it says nothing else. `lines` is None where names are not for this
    reader, or nothing is frozen. `fingerprint` is that of the frozen roll; "" before.
    """

    view: BallotView
    mine: Mine
    is_frozen: bool
    is_within: bool
    is_added: bool
    because: Ruling
    today: Ruling | None
    lines: Sequence[RollLine] | None
    fingerprint: str
    passkeys: int
    """How many passkeys stand under the entry: a vote is signed with one of them."""


def my_roll(service: Service, ballot: str, person: str) -> MyRoll:
    """How `person` stands on the roll of a ballot; `NotFoundError` if there is no such ballot."""
    view = view_ballot(service, ballot)
    is_frozen = bool(view.ballot.paper)
    if view.state is State.CANCELLED and not is_frozen:
        raise NotFoundError(N_("There is no such ballot here."))
    within = is_within(roles_of(service, person), view.organ.id)
    found = mine(service, view, person)
    with reading() as session:
        register = load_register(session)
        entries = roll_of(session, ballot)
        entry = entry_of(session, ballot, person)
        shown = is_frozen and (within or view.statutes.publication.names_outside_organ)
        lines = [_line(row, register) for row in entries] if shown else None
        digits = fingerprint_of(session, entries) if is_frozen else ""
        held = passkeys_of_voter(session, ballot, entry.voter) if entry else []

    def ruling_at(at: int) -> Ruling:
        return person_ruling(view.statutes, register, person, view.organ.id, at, view.decision,
                             view.motion.subject_id, meeting_id_asked(view.motion, view.ballot))

    because = ruling_at(view.ballot.announced_at or view.now)
    now = ruling_at(view.now)
    is_other = is_frozen and (now.allowed, now.clause) != (because.allowed, because.clause)
    return MyRoll(view, found, is_frozen, within, bool(entry and entry.added_order), because,
                  now if is_other else None,
                  sorted(lines, key=_by_name) if lines is not None else None,
                  digits, len(held))


def _line(row: RollRow, register: Register) -> RollLine:
    known = register.organisations.get(row.organisation)
    return RollLine(row.name, known.name if known else "", bool(row.added_order), row.is_replaced, bool(row.ended_at))


def _by_name(line: RollLine) -> tuple[str, str]:
    return line.organisation.casefold(), line.name.casefold()
