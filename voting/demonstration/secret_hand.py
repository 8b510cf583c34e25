"""Elections of the play: candidates, tellers' keys, secret votes, the urn, the release; each as browsers do it.

The keys of tellers and voters are made here and forgotten, which nobody may do where votes count. The urn is one beside
the register, and its clock is the play's.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from voting.ballots.credential import credential_message
from voting.ballots.nonce import NONCE, Dealing, deal_nonce
from voting.ballots.paper import paper_hash, parse_paper
from voting.ballots.secret_cast import UrnPaper, pad_cast, secret_cast
from voting.ballots.trustee import Head, Release, open_rehearsal, open_shares, trustee_key
from voting.demonstration.stage_hand import HOUR, StageHand
from voting.errors import ConflictError
from voting.evidence import SigningKey, b64u, encode, sha256_hex, unb64u
from voting.sentences import N_
from voting.services import accept_key
from voting.services.announce_ballot import announce_ballot
from voting.services.call_election import Call, call_election
from voting.services.close_nominations import close_nominations
from voting.services.deal_lots import deal_lots
from voting.services.issue_credential import IssueRequest, issue_credentials
from voting.services.keep_urn import keep_urn
from voting.services.nominate import answer_nomination, nominate
from voting.services.read.secret_ballot import teller_part, voter_part
from voting.services.release_shares import release_shares
from voting.services.urn.cast_secret import cast_secret
from voting.services.urn.local_door import LocalDoor
from voting.tally.opened import final_casts

Choose = Callable[[int, Sequence[str], Sequence[str]], Mapping[str, list[str]]]
"""What voter number so and so marks, given ids and names of the candidates as on the paper; {} for nothing."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate: name, address, organisation ("" for none), gender."""

    name: str
    mail: str
    organisation: str
    gender: str


@dataclass
class Teller:
    """A teller's keys of one ballot."""

    person: str
    identity: SigningKey = field(default_factory=SigningKey.generate)
    secret: X25519PrivateKey = field(default_factory=X25519PrivateKey.generate)
    index: int = -1


def with_own_time(hand: StageHand) -> None:
    """Let the urn beside the register go by the play's clock; `ConflictError` where there is none."""
    door = hand.service.urn
    if not isinstance(door, LocalDoor):
        raise ConflictError(N_("The play of two years holds its elections in an urn beside the register; here the urn "
                               "is elsewhere, or there is none."))
    hand.service = replace(hand.service, urn=LocalDoor(replace(door.urn, clock=hand.clock)))


def call(hand: StageHand, election: str, organ: str, meeting: str, agenda: int, days: int) -> str:
    """The call for nominations; the motion that the election is."""
    return call_election(hand.service, hand.coordinator, Call(election, organ, meeting, agenda,
                                                              hand.clock.now + days * 24 * HOUR))


def stand(hand: StageHand, motion: str, candidates: Sequence[Standing], statement: Mapping[str, str]) -> None:
    """Everybody is named in writing and accepts; the list is closed when its time has passed."""
    for one in candidates:
        hand.wait(60)
        candidacy = nominate(hand.service, hand.coordinator, motion, one.organisation, one.name, one.mail,
                             is_written=True)
        answer_nomination(hand.service, hand.coordinator, candidacy, True, one.gender, statement, is_written=True)


def elect(hand: StageHand, motion: str, choose: Choose, hours: int = 26) -> str:
    """Close the list, hold the secret ballot, open the urn, declare; `elected` or `not_elected`."""
    room = hand.room(motion)
    ballot, organ = room.current.ballot.id, room.current.organ.id
    chair = hand.officer(organ)
    close_nominations(hand.service, chair, motion, is_confirmed=True)
    tellers = [_accept(hand, ballot, person) for person in hand.officers(organ, "teller")[:3]]
    announce_ballot(hand.service, chair, ballot, 0, hand.clock.now + hours * HOUR)
    hand.wait(HOUR)
    roll = sorted(hand.room(motion).roll, key=lambda entry: (entry.name, entry.person))
    paper = voter_part(hand.service, roll[0].person, ballot).paper
    form, listed = UrnPaper.read(paper), parse_paper(paper)["election"]["candidates"]
    ids, names = [one["id"] for one in listed], [one["name"] for one in listed]
    for number, entry in enumerate(roll):
        choice = choose(number, ids, names)
        if choice:
            hand.wait(2)
            _cast(hand, ballot, entry.person, form, choice)
    hand.clock.now = hand.room(motion).current.ballot.close_at + 1
    for _ in range(2):  # the urn still takes what was on its way
        hand.tick()
        keep_urn(hand.service)
        hand.wait(HOUR)
    for teller in tellers[:2]:
        _release(hand, ballot, teller)
        hand.wait(60)
    return hand.declares(motion)


def _accept(hand: StageHand, ballot: str, person: str) -> Teller:
    teller = Teller(person)
    place = accept_key.place_of(hand.service, person, ballot)
    teller.index = place.index
    key = trustee_key(teller.identity, teller.secret, ballot, teller.index, person, place.draws_lots)
    sealed = accept_key.accept_key(hand.service, person, ballot, teller.index,
                                   {name: value for name, value in key.items() if name != "subject"})
    deal_to = accept_key.open_rehearsal(hand.service, person, ballot,
                                        open_rehearsal(teller.secret, ballot, teller.index, sealed) or b"")
    if deal_to:
        part = deal_nonce(Dealing(ballot, place.threshold, tuple(map(unb64u, deal_to))), secrets.token_bytes(NONCE),
                          person, teller.identity)
        deal_lots(hand.service, person, ballot, {name: part[name] for name in ("kc", "sealed", "sig")})
    return teller


def _cast(hand: StageHand, ballot: str, person: str, form: UrnPaper, choice: Mapping[str, list[str]]) -> None:
    pseudonym, prefix = SigningKey.generate(), secrets.token_bytes(32)
    message = credential_message(prefix, form.hash, pseudonym.public.raw)
    blinded, inverse = form.issuers[0].blind(message, secrets.token_bytes(48), secrets.randbelow(2**3000) + 2)
    issued, = issue_credentials(hand.service, person, [IssueRequest(ballot, (blinded,), b"demonstration")])
    signature = form.issuers[0].finalise(message, issued.blind_sigs[0], inverse)
    credential = {"prefix": b64u(prefix), "sig": b64u(signature)}
    leaf = secret_cast(form, pseudonym, [credential], choice, 1, secrets.token_bytes)
    cast_secret(hand.service.urn.urn, ballot, pad_cast(form, encode(leaf)))


def _release(hand: StageHand, ballot: str, teller: Teller) -> None:
    part = teller_part(hand.service, teller.person, ballot)
    finals = list(final_casts(list(hand.service.urn.leaves(ballot, part.reading_key))))
    form = UrnPaper.read(part.paper)
    lines = b"".join(open_shares(teller.secret, teller.index, form.hash, finals))
    urn, issues = Head.read(part.sealed["urn"]), Head.read(part.sealed["issue"])
    release = Release(teller.index, paper_hash(part.paper), urn, issues, sha256_hex(lines), len(finals)).with_lots(
        teller.secret, ballot, parse_paper(part.paper)["secret"]["trustees"][teller.index])
    release_shares(hand.service, teller.person, ballot, encode(release.sign(teller.identity)), lines)
