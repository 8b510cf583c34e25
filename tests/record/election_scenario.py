"""Elections for the tests of record and verifier: a Council under guarantees, a Coordinator, nobody elected."""

from __future__ import annotations

import random
import secrets
from functools import cache

from tests.ballots.electing import candidate, coordinator, council, crowd, ranking, ticks
from tests.record.scenario import AUTHORITY, DAY, HOUR, KEYS, STATUTES, T, people
from tests.record.secret_scenario import ISSUER, START, TELLERS, URN_KEY
from voting.ballots.election import ElectionPaper
from voting.record import write_record
from voting.record.compose_election import ElectionComposer


def begun(election: ElectionPaper, organ: str, voters: int) -> ElectionComposer:
    """An election that is open; every voter has a credential."""
    composer = ElectionComposer(STATUTES, election, organ, T - DAY, KEYS, secrets.token_bytes)
    composer.foreign(b'{"at":1,"by":{"office":"clock","subject":""},"motion":"other","type":"other","v":1}')
    composer.file(T - HOUR)
    composer.announce_secret(people(voters), START, START, START + DAY, 1, [ISSUER], TELLERS, URN_KEY)
    for number in range(voters):
        composer.collect(number)
    composer.open(START)
    return composer


def finished(composer: ElectionComposer, **outgoing: object) -> ElectionComposer:
    """Closed, sealed, released, counted, declared."""
    at = START + DAY + 1
    composer.close_secret(at)
    composer.seal(at + composer.grace)
    for index in (0, 2):
        composer.release(index, at + HOUR + index)
    composer.count(at + 2 * HOUR)
    composer.declare(at + 3 * HOUR, **outgoing)
    return composer


def elected_council() -> ElectionComposer:
    """Thirty-six stand for thirty-four seats under guarantees, few women, nobody of Oceania; one withdraws."""
    election = council([candidate(n, ("africa", "americas", "asia", "europe")[n % 4], "women" if n < 9 else "men")
                        for n in range(36)])
    chance = random.Random(5)
    composer = begun(election, "steering_committee", 8)
    for number in range(7):
        composer.vote(number, ticks(election, chance.sample(range(36), 12)))
    composer.vote(7, {"q1": []})
    composer.withdraw("c3", START + HOUR)
    return finished(composer, seats=[("s-1", "council"), ("s-2", "council")])


def vacated_council() -> ElectionComposer:
    """A Council whose papers said that vacancies are filled from them: one seat is filled, then two more."""
    election = council(crowd(42), method="phragmen", vacancy="reading_on", wanted=30)
    chance = random.Random(11)
    composer = begun(election, "steering_committee", 9)
    for number in range(9):
        composer.vote(number, ticks(election, chance.sample(range(42), 20)))
    finished(composer)
    elected = composer.now.tally["election"]["elected"]
    first = composer.fill_vacancy(elected[:1], START + 9 * DAY)
    composer.fill_vacancy([elected[1], *first.filled], START + 40 * DAY)
    return composer


def elected_coordinator() -> ElectionComposer:
    """Three stand for one office; a tie is decided by lot."""
    election = coordinator(crowd(3))
    composer = begun(election, "council", 4)
    for number, marked in enumerate(([0], [0], [1], [1])):
        composer.vote(number, ranking(election, marked))
    return finished(composer, seats=[("s-9", "finance_committee")], offices=[("o-1", "coordinator", "")])


def nobody() -> ElectionComposer:
    """One stands, and more say no than yes."""
    composer = begun(coordinator(crowd(1)), "council", 3)
    for number, mark in enumerate(("no", "no", "yes")):
        composer.vote(number, {"c1": [mark]})
    return finished(composer)


ELECTIONS = {"council": elected_council, "coordinator": elected_coordinator, "nobody": nobody,
             "vacated": vacated_council}


@cache
def election_record_of(name: str) -> bytes:
    """The zip of a scenario."""
    return write_record(ELECTIONS[name]().contents(), AUTHORITY)
