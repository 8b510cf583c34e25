"""A small alliance that votes in secret: tellers with their keys, voters with their pseudonyms, an urn of its own.

What a browser does is done here in Python: blinding, sealing, opening shares. `SecretWorld` is `tests.world.World` with
an urn and issuers' keys; `Teller` and `Voter` hold what never leaves a teller's or a voter's device.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.databases import bare_app, opened
from tests.world import Clock, World, settled
from voting.ballots.credential import credential_message
from voting.ballots.nonce import Dealing, deal_nonce
from voting.ballots.paper import parse_paper
from voting.ballots.secret_cast import UrnPaper, pad_cast, secret_cast
from voting.ballots.trustee import Head, Release, open_rehearsal, open_shares, trustee_key
from voting.evidence import SigningKey, b64u, encode, leaf_hash, sha256_hex, unb64u
from voting.services import accept_key
from voting.services.act import Service, begin
from voting.services.appoint import appoint
from voting.services.blind_sign import IssuerSecret
from voting.services.choose_secrecy import choose_secrecy
from voting.services.deal_lots import deal_lots
from voting.services.declare_result import record_no_consensus
from voting.services.issue_credential import Issued, IssueRequest, issue_credentials
from voting.services.issuer_keys import IssuerKeys
from voting.services.keep_urn import keep_urn
from voting.services.keyring import place_key
from voting.services.release_shares import release_shares
from voting.services.settle import settle
from voting.services.urn.cast_secret import cast_secret
from voting.services.urn.local_door import LocalDoor
from voting.services.urn.open_urn import open_urn
from voting.store.database import reading
from voting.store.find import find_ballot
from voting.store.secret import secret_of
from voting.store.tables import OfficeRow
from voting.tally.opened import final_casts


@dataclass
class Teller:
    """A teller's two keys: who they are, and the one for a ballot."""

    person: str
    identity: SigningKey = field(default_factory=SigningKey.generate)
    secret: X25519PrivateKey = field(default_factory=X25519PrivateKey.generate)
    index: int = -1


@dataclass
class Voter:
    """What a voter's browser keeps for one ballot."""

    person: str
    pseudonym: SigningKey = field(default_factory=SigningKey.generate)
    prefix: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    blinded: bytes = b""
    inverse: int = 0
    credential: dict[str, str] = field(default_factory=dict)
    seq: int = 0


@cache
def known_issuer(number: int) -> bytes:
    """The PEM of an issuer's key, made once a test run: each takes about half a second."""
    return IssuerSecret.generate().to_pem()


class KnownIssuers(IssuerKeys):
    """Issuers' keys out of a small stock; two ballots of one folder never share one."""

    def make(self, ballot: str) -> IssuerSecret:
        """The next of the stock, as a file of its own."""
        number = len(self.held()) if self.folder.exists() else 0
        if ballot not in (self.held() if self.folder.exists() else ()):
            place_key(self._path(ballot), known_issuer(number))
        return self.read(ballot)


class SecretWorld(World):
    """A world with an urn; see the module."""

    def __init__(self, app: object, folder: Path, clock: Clock | None = None, service: Service | None = None,
                 urn_url: str = "") -> None:
        super().__init__(app, folder, clock, service)
        if service is None:
            urn = open_urn(urn_url or f"sqlite:///{folder / 'urn.sqlite'}", folder, None, self.clock,
                           self.service.keys.authority.public, "http://localhost/urn")
            self.service = replace(self.service, urn=LocalDoor(urn), bundles=("0" * 64,),
                                   issuers=KnownIssuers(folder / "keys" / "issuers"))
        self.urn = getattr(self.service.urn, "urn", None)  # None: on another host
        self.tellers: list[Teller] = []

    def found(self) -> None:
        """As ever, with a third teller of the Council."""
        super().found()
        office = appoint(self.service, self.people["coordinator"], "teller", "council", "The teller3",
                         "teller3@example.org")
        with reading() as session:
            self.people["teller3"] = session.get(OfficeRow, office).person

    def draft_secret(self, decision: str = "resolution", subject: str = "Peace") -> str:
        """The id of a drafted ballot that the chair has made secret."""
        motion = self.draft(decision, subject)
        if len(self.law.decisions[decision].stages) > 1:
            self.cast_all(self.announce(motion, lasts=60), "object")
            self.wait(61)
            self.tick()
            record_no_consensus(self.service, self.person("chair"), self.ballot(motion), "No consensus.")
        ballot = self.ballot(motion)
        choose_secrecy(self.service, self.person("chair"), ballot, True)
        return ballot

    def accept_keys(self, ballot: str, count: int = 3) -> list[Teller]:
        """Tellers accept their keys and open the rehearsals."""
        tellers = [Teller(self.people[name]) for name in ("teller", "teller2", "teller3")[:count]]
        for teller in tellers:
            self.rehearse(ballot, teller, self.accept(ballot, teller))
        self.tellers = tellers
        return tellers

    def accept(self, ballot: str, teller: Teller) -> bytes:
        """One teller accepts; the rehearsal."""
        place = accept_key.place_of(self.service, teller.person, ballot)
        teller.index = place.index
        key = trustee_key(teller.identity, teller.secret, ballot, teller.index, teller.person, place.draws_lots)
        del key["subject"]
        return accept_key.accept_key(self.service, teller.person, ballot, teller.index, key)

    def rehearse(self, ballot: str, teller: Teller, sealed: bytes) -> None:
        """One teller opens the rehearsal."""
        plain = open_rehearsal(teller.secret, ballot, teller.index, sealed)
        deal_to = accept_key.open_rehearsal(self.service, teller.person, ballot, plain)
        if deal_to:
            threshold = accept_key.place_of(self.service, teller.person, ballot).threshold
            dealing = Dealing(ballot, threshold, tuple(unb64u(key) for key in deal_to))
            part = deal_nonce(dealing, secrets.token_bytes(32), teller.person, teller.identity)
            deal_lots(self.service, teller.person, ballot, {name: part[name] for name in ("kc", "sealed", "sig")})

    def open_secret(self, decision: str = "resolution", subject: str = "Peace", lasts: int = 7200,
                    opens_in: int = 0) -> str:
        """The id of a secret ballot that is announced, its keys held by three tellers."""
        ballot = self.draft_secret(decision, subject)
        self.accept_keys(ballot)
        return self.announce(self.row(ballot).motion, opens_in, lasts)

    # ------------------------------------------------------------ voters

    def paper(self, ballot: str) -> UrnPaper:
        """What a browser reads of the paper."""
        return UrnPaper.read(bytes(self.row(ballot).paper))

    def blind(self, ballot: str, voter: Voter) -> IssueRequest:
        """The voter's browser makes its request, the same each time."""
        paper = self.paper(ballot)
        if not voter.blinded:
            message = credential_message(voter.prefix, paper.hash, voter.pseudonym.public.raw)
            voter.blinded, voter.inverse = paper.issuers[0].blind(message, secrets.token_bytes(48),
                                                                  secrets.randbelow(2**3000) + 2)
        return IssueRequest(ballot, (voter.blinded,), b"locker of " + voter.prefix)

    def issue(self, ballot: str, who: str, voter: Voter | None = None) -> Voter:
        """A voter (by code or name) with a credential."""
        voter = voter or Voter(self.person(who))
        issued, = issue_credentials(self.service, voter.person, [self.blind(ballot, voter)])
        return self.unblind(ballot, voter, issued)

    def unblind(self, ballot: str, voter: Voter, issued: Issued) -> Voter:
        """The voter's browser takes the blinding off and checks what it was given."""
        paper = self.paper(ballot)
        message = credential_message(voter.prefix, paper.hash, voter.pseudonym.public.raw)
        signature = paper.issuers[0].finalise(message, issued.blind_sigs[0], voter.inverse)
        voter.credential = {"prefix": b64u(voter.prefix), "sig": b64u(signature)}
        return voter

    def body(self, ballot: str, voter: Voter, option: str, seq: int = 0) -> bytes:
        """The body of a voter's next cast, or of one with a number of the test's choosing."""
        voter.seq = seq or voter.seq + 1
        paper = self.paper(ballot)
        cast = secret_cast(paper, voter.pseudonym, [voter.credential], {"q1": [option] if option else []}, voter.seq,
                           secrets.token_bytes)
        return pad_cast(paper, encode(cast))

    def cast_secret(self, ballot: str, voter: Voter, option: str) -> dict[str, object]:
        """A voter votes; the urn's promise."""
        return cast_secret(self.urn, ballot, self.body(ballot, voter, option))

    def vote(self, ballot: str, **votes: str) -> dict[str, Voter]:
        """Voters by code (in small letters) get their credentials and vote."""
        voters = {name.upper(): self.issue(ballot, name.upper()) for name in votes}
        for name, option in votes.items():
            self.cast_secret(ballot, voters[name.upper()], option)
        return voters

    # ------------------------------------------------------------ after the close

    def close(self, ballot: str) -> None:
        """The clock passes the close; the urn is sealed."""
        self.clock.now = self.row(ballot).close_at + 1
        self.tick()
        keep_urn(self.service)

    def settle(self, ballot: str) -> None:
        """What the clock has done to one ballot is written down."""
        with begin(self.service) as act:
            settle(act, find_ballot(act.session, ballot))

    def open_by(self, ballot: str, *tellers: Teller) -> bool:
        """These tellers release; whether the ballot is counted."""
        return [release_shares(self.service, teller.person, ballot, *self.release(ballot, teller))
                for teller in tellers][-1]

    def reading_key(self, ballot: str) -> str:
        """The key with which the ballot's readers see the urn."""
        with reading() as session:
            return secret_of(session, ballot).reading_key

    def urn_leaves(self, ballot: str) -> list[bytes]:
        """The urn as its readers see it."""
        return list(self.service.urn.leaves(ballot, self.reading_key(ballot)))

    def release(self, ballot: str, teller: Teller) -> tuple[bytes, bytes]:
        """What a teller's browser makes after the close: the signed document and the lines."""
        leaves = self.urn_leaves(ballot)
        paper = parse_paper(bytes(self.row(ballot).paper))
        with reading() as session:
            sealed = secret_of(session, ballot).sealed
        finals = list(final_casts(leaves))
        lines = b"".join(open_shares(teller.secret, teller.index, self.paper(ballot).hash, finals))
        release = Release(teller.index, self.row(ballot).paper_hash, Head.read(sealed["urn"]),
                          Head.read(sealed["issue"]), sha256_hex(lines), len(finals)).with_lots(
                              teller.secret, ballot, paper["secret"]["trustees"][teller.index])
        assert paper["ballot"] == ballot
        return encode(release.sign(teller.identity)), lines


def leaf_of(body: bytes) -> bytes:
    """The hash of the leaf that a body carries."""
    return leaf_hash(body.rstrip(b" "))


@contextmanager
def bare_secret_world(folder: Path, url: str) -> Iterator[SecretWorld]:
    """A world with an urn beside the register's database."""
    app = bare_app(url)
    with opened(app):
        world = SecretWorld(app, folder)
        yield world
        world.urn.store.close()


@pytest.fixture
def secret_world(database_url: str, tmp_path: Path) -> Iterator[SecretWorld]:
    """Founded, six members in the Council, three tellers; nothing is put yet."""
    with settled(bare_secret_world, tmp_path, database_url) as world:
        yield world
