"""A person before the ballots: which they may vote in now or soon, which they voted in, where they may not and why.

For the delegate's room. A refusal is a ruling with its clause, the same that a cast would be refused with; nobody
has to find out by trying. Carries no count of anything that is still open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from voting.ballots.lifecycle import State
from voting.errors import ConflictError, RefusedError
from voting.register.draw_up_roll import person_ruling
from voting.sentences import N_
from voting.services.act import Service
from voting.services.cast_named import refuse_entry
from voting.services.read.ballot_view import BallotView, OwnVote, own, view
from voting.services.read.roles import roles_in
from voting.statutes import Ruling
from voting.store.database import Session, reading
from voting.store.find import cast_of, entry_of, meeting_id_asked
from voting.store.listings import ballots_voted_in, organisation_name, running_ballots
from voting.store.load_register import load_register
from voting.store.representations import principal_name
from voting.store.tables import RollRow


@dataclass(frozen=True)
class Mine:
    """One ballot and one person: their entry on the roll, the ruling on their vote, what they cast, for whom."""

    view: BallotView
    ruling: Ruling
    vote: OwnVote | None
    seat: str
    is_on_roll: bool
    organisation: str = ""  # the code of the organisation for which they vote
    in_place_of: str = ""  # the name of the member whom they represent at this meeting (V.CO.1f)

    @property
    def may_cast(self) -> bool:
        """Whether a vote of this person would be taken at this instant."""
        return self.view.state is State.OPEN and self.ruling.allowed and not self.view.is_by_hands


@dataclass(frozen=True)
class Today:
    """What waits for a person; each list by agenda number. `refusals`: (the organ's name, the ruling)."""

    open: list[Mine] = field(default_factory=list)
    announced: list[Mine] = field(default_factory=list)
    voted: list[Mine] = field(default_factory=list)
    refusals: list[tuple[Mapping[str, str], Ruling]] = field(default_factory=list)


def today(service: Service, person: str) -> Today:
    """Everything announced or open, as it concerns `person`."""
    found, refused = Today(), {}
    with reading() as session:
        now = service.clock()
        ballots = [_mine(session, view(session, row, now), person) for row in running_ballots(session, now)]
        seated = roles_in(session, service, person).seats if ballots else frozenset()
    is_anywhere = any(mine.ruling.allowed for mine in ballots)
    for mine in sorted(ballots, key=lambda mine: (mine.view.agenda, mine.view.ballot.close_at)):
        organ = mine.view.organ.id
        if not mine.ruling.allowed:
            if mine.is_on_roll or organ in seated or not is_anywhere:
                refused.setdefault((organ, mine.ruling.clause), (mine.view.organ.name, mine.ruling))
        elif mine.view.state is State.ANNOUNCED:
            found.announced.append(mine)
        else:
            (found.voted if mine.vote else found.open).append(mine)
    found.refusals.extend(refused.values())
    return found


def mine(service: Service, seen: BallotView, person: str) -> Mine:
    """How one ballot concerns `person`."""
    with reading() as session:
        return _mine(session, seen, person)


def my_votes(service: Service, person: str) -> list[Mine]:
    """Every ballot in which `person` has voted, the newest vote first."""
    with reading() as session:
        now = service.clock()
        held = [_mine(session, view(session, row, now), person) for row in ballots_voted_in(session, person)]
    return sorted(held, key=lambda mine: mine.vote.cast_at, reverse=True)


def _mine(session: Session, seen: BallotView, person: str) -> Mine:
    entry = entry_of(session, seen.ballot.id, person)
    if entry is None:
        return Mine(seen, _off_roll(session, seen, person), None, "", False)
    row = cast_of(session, seen.ballot.id, entry.voter)
    return Mine(seen, _entry_ruling(entry), own(session, row) if row else None,
                organisation_name(session, entry.organisation) or entry.name, True, entry.organisation,
                principal_name(session, entry))


def _entry_ruling(entry: RollRow) -> Ruling:
    try:
        refuse_entry(entry)
    except RefusedError as refusal:
        return Ruling(False, refusal.clause, refusal.what)
    except ConflictError as refusal:
        return Ruling(False, entry.clause, refusal.what)
    return Ruling(True, entry.clause, N_("You are on the electoral roll."))


def _off_roll(session: Session, seen: BallotView, person: str) -> Ruling:
    """Why somebody is not on the roll: as of the announcement, by the statutes under which the motion was put."""
    ruling = person_ruling(seen.statutes, load_register(session), person, seen.organ.id,
                           seen.ballot.announced_at or seen.now, seen.decision, seen.motion.subject_id,
                           meeting_id_asked(seen.motion, seen.ballot))
    if not ruling.allowed or not seen.ballot.announced_at:
        return ruling
    return Ruling(False, ruling.clause, N_("Your seat began after this electoral roll was frozen."))
