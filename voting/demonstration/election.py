"""A complete, declared record of an election without a server: candidates, sealed votes, a count, seats that begin.

Works with any statutes file that has such an election, on the organisations of the demonstration. The candidates
are "Candidate of …" and the votes are drawn; the tellers release and the Coordinator's or the Council's term begins.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from voting.ballots.election import EACH, TICKS, Candidate, ElectionPaper, statement_sha256
from voting.ballots.roll import Identity
from voting.errors import StatutesError
from voting.evidence import SigningKey
from voting.record.compose import Keys
from voting.record.compose_election import ElectionComposer
from voting.record.compose_secret import Teller
from voting.record.write import write_record
from voting.register.read_csv import CsvRow
from voting.sentences import N_
from voting.services.blind_sign import IssuerSecret
from voting.statutes import Statutes
from voting.statutes.election_rule import ElectionRule
from voting.tally.candidates_list import draw_up_list

HOUR = 3600
CANDIDATES = 130
FEW = 4


def election_record(statutes: Statutes, election: str, rows: Sequence[CsvRow], voters: int, now: int,
                    progress: Callable[[Iterator[int], int], Iterator[int]]) -> bytes:
    """The zip of the election with this id, declared at `now`, by `voters` delegates of the organisations in `rows`."""
    rule = statutes.elections.get(election)
    if rule is None:
        raise StatutesError(N_("These statutes know no election “%(election)s”.", election=election),
                            next=N_("They know: %(elections)s.", elections=", ".join(statutes.elections)))
    put = draw_up_list(statutes, rule, _candidates(statutes, rule, rows), secrets.token_hex(32))
    keys = Keys(SigningKey.generate(), SigningKey.generate(), "demonstration.invalid/register",
                "https://demonstration.invalid")
    at = now - 9 * HOUR
    composer = ElectionComposer(statutes, put, rule.electors[0], at - HOUR, keys, secrets.token_bytes,
                                f"m-demonstration-{election}")
    composer.file(at)
    tellers = [Teller(SigningKey.generate(), X25519PrivateKey.generate(), f"p-teller-{number}") for number in range(3)]
    identities = [Identity(f"p{number:08d}", f"Delegate of {code}", code)
                  for number, code in enumerate(_codes(rows, voters))]
    composer.announce_secret(identities, at, at, at + 2 * HOUR, 1, [IssuerSecret.generate()], tellers,
                             SigningKey.generate())
    composer.open(at)
    for voter in progress(iter(range(voters)), voters):
        composer.collect(voter)
        composer.vote(voter, _choice(put))
    composer.close_secret(at + 2 * HOUR + 1)
    composer.seal(at + 3 * HOUR)
    for index in (0, 2):
        composer.release(index, at + 4 * HOUR + index)
    composer.count(at + 5 * HOUR)
    composer.declare(at + 6 * HOUR)
    return write_record(composer.contents(), keys.authority)


def _candidates(statutes: Statutes, rule: ElectionRule, rows: Sequence[CsvRow]) -> list[Candidate]:
    genders = list(statutes.genders) or [""]
    able = [row for row in rows if not rule.standings or row.standing in rule.standings]
    words = dict.fromkeys(statutes.languages, "Demonstration.")
    return [Candidate(f"p-candidate-{number}", f"Candidate of {row.code}", row.code, row.name, row.standing,
                      row.continent, genders[number % min(2, len(genders))], statement_sha256(words))
            for number, row in enumerate(able[:CANDIDATES if rule.seats > 1 else FEW])]


def _codes(rows: Sequence[CsvRow], voters: int) -> list[str]:
    known = [row.code for row in rows][:voters]
    return known + [f"X-{number + 1}" for number in range(len(known), voters)]


def _choice(put: ElectionPaper) -> Mapping[str, list[str]]:
    """A drawn choice that the paper allows; the first candidates are a little more popular."""
    ids = [one.id for one in put.candidates]
    if put.form == EACH:
        return {name: ["yes" if secrets.randbelow(4) else "no"] for name in ids}
    most = min(put.seats, len(ids)) if put.form == TICKS else len(ids)
    marked: list[str] = []
    for _ in range(1 + secrets.randbelow(most)):
        name = ids[min(secrets.randbelow(len(ids)), secrets.randbelow(len(ids)))]
        if name not in marked:
            marked.append(name)
    return {"q1": [name for name in ids if name in marked] if put.form == TICKS else marked}
