"""A secret ballot's life in memory or on disk, act by act, for the demonstration and for tests.

Plays every part: the issuer signs blindly, voters' browsers seal and cast, the urn takes in batches, tellers release
the shares of the casts that count. Checks nothing, so that a test can also write what a service would refuse; knows no
clock and no chance but what is passed in (HPKE's ephemeral keys are the library's). What grows with the number of
votes goes into sinks, which may be files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from voting.ballots.authorisation import assertion_opening
from voting.ballots.credential import authorisation, authorise_challenge, blinded_hash, credential_message, issue_leaf
from voting.ballots.key_release import KeyRelease, Revealed, lots_keys, read_key_release
from voting.ballots.leaves import CLOCK
from voting.ballots.paper import PaperFacts, paper_hash, parse_paper
from voting.ballots.roll import SALT_BYTES, Electorate, Identity, Roll, RollEntry, commit_voter, opening
from voting.ballots.secret_cast import UrnPaper, secret_cast
from voting.ballots.secret_paper import MAX_RECASTS, SUITE
from voting.ballots.trustee import Head, Release, open_shares, trustee_key
from voting.evidence import (
    EMPTY_ROOT,
    Checkpoint,
    Growing,
    SigningKey,
    Tree,
    b64u,
    decode,
    encode,
    leaf_hash,
    sha256_hex,
    sign_checkpoint,
    unb64u,
)
from voting.evidence.blind_rsa import PREFIX, SALT, IssuerKey
from voting.evidence.webauthn import Assertion, Passkey
from voting.record.compose import CHAIR, MEETING, TELLER, HeldBallot, MotionComposer
from voting.record.contents import SecretContents, gap_hashes, issue_line
from voting.record.part import Part
from voting.tally.opened import IssueFigures, Opener, RollFigures, UrnCount, tally_secret


class Issuer(Protocol):
    """Whoever can sign a blinded message; `voting.services.blind_sign.IssuerSecret` is one."""

    public: IssuerKey

    def sign_blinded(self, blinded: bytes) -> bytes:
        """The blind signature."""


class Sink(Protocol):
    """A file that is written once and then read."""

    def write(self, data: bytes) -> object: ...

    def part(self) -> Part:
        """All that was written."""


class MemorySink(bytearray):
    """A sink in memory."""

    write = bytearray.extend

    def part(self) -> Part:
        """All that was written."""
        return Part.of(bytes(self))


@dataclass(frozen=True, slots=True)
class Teller:
    """A holder of a key: identity, the secret of this ballot's sealing key, the person's random id."""

    identity: SigningKey
    secret: X25519PrivateKey
    subject: str


@dataclass(slots=True)
class Voter:
    """What a voter's browser keeps: the pseudonym and its credentials; the last sequence number and leaf."""

    pseudonym: SigningKey
    credentials: list[dict[str, str]]
    seq: int = 0
    last: bytes = b""


@dataclass(slots=True)
class HeldSecret:
    """A secret ballot while it lives."""

    paper: UrnPaper
    issuers: Sequence[Issuer]
    tellers: Sequence[Teller]
    urn_key: SigningKey
    urn_origin: str
    issues: Sink
    urn: Sink
    new_sink: Callable[[], Sink]
    issue_tree: Growing = field(default_factory=Growing)
    urn_tree: Growing = field(default_factory=Growing)
    places: list[int] = field(default_factory=list)  # of the issues, in the register log
    assertions: set[str] = field(default_factory=set)
    by_registrar: int = 0
    present: int | None = None
    count: UrnCount | None = None
    voters: dict[int, Voter] = field(default_factory=dict)
    pending: list[tuple[bytes, bytes]] = field(default_factory=list)  # hash and leaf
    superseded: set[bytes] = field(default_factory=set)
    releases: dict[int, bytes] = field(default_factory=dict)
    shares: dict[int, Part] = field(default_factory=dict)
    keys: dict[int, bytes] = field(default_factory=dict)

    @property
    def issue_head(self) -> Head:
        """Root and size of the issue list."""
        return Head(self.issue_tree.root(), self.issue_tree.size)

    @property
    def urn_head(self) -> Head:
        """Root and size of the urn."""
        return Head(self.urn_tree.root(), self.urn_tree.size)


class SecretComposer(MotionComposer):
    """Compose a motion some of whose stages are secret."""

    new_sink: Callable[[], Sink] = MemorySink
    draws_lots = False
    grace = 900
    withdrawn: Sequence[str] = ()  # candidates of an election who gave up

    def announce_secret(self, identities: Sequence[Identity], at: int, open_at: int, close_at: int, stage: int,
                        issuers: Sequence[Issuer], tellers: Sequence[Teller], urn_key: SigningKey, t: int = 2,
                        passkeys: Sequence[Sequence[Passkey]] = ()) -> HeldBallot:
        """Freeze the roll, sign and announce the paper; no ballots are issued."""
        ballot = f"{self.motion.id}-{len(self.ballots) + 1}"
        voters, entries = [], []
        for identity, keys in zip(identities, passkeys or [()] * len(identities), strict=True):
            salt = self.randomness(SALT_BYTES)
            voters.append(commit_voter(identity, salt))
            self.names.append(opening(identity, salt))
            entries.append(RollEntry(voters[-1], 1, tuple(sorted(map(self._commit, keys)))))
        roll = Roll.of(entries)
        secret = self.secret_part(ballot, issuers, tellers, urn_key, t)
        paper = self.write_paper(PaperFacts(
            ballot, self.motion.id, sha256_hex(self.motion_bytes), stage,
            self.decision.asked_at(stage, self.motion.organ), MEETING, 1,
            self.motion.question, at, open_at, close_at, roll.sha256, len(roll), self.keys.authority.public,
            self.keys.log.public, self.keys.log_origin, self.keys.origin, secret))
        held = HeldBallot(ballot, stage, paper, paper_hash(paper), Electorate(roll), voters, [])
        held.secret = HeldSecret(UrnPaper.read(paper), issuers, tellers, urn_key, secret["urn"]["origin"],
                                 self.new_sink(), self.new_sink(), self.new_sink)
        self.ballots.append(held)
        self._act("announced", at, CHAIR, ballot=ballot, stage=stage, paper=held.hash, roll_sha256=roll.sha256,
                  issued=0, issued_sha256=sha256_hex(b""))
        return held

    def secret_part(self, ballot: str, issuers: Sequence[Issuer], tellers: Sequence[Teller], urn_key: SigningKey,
                    t: int) -> dict[str, object]:
        """The paper's `secret`; a place of its own so that a test can write another."""
        host = self.keys.origin.removeprefix("https://")
        relay = X25519PrivateKey.from_private_bytes(self.randomness(32)).public_key().public_bytes_raw()
        return {"client_sha256": [], "grace": self.grace, "pad": 256, "relays": [], "rp": host, "suite": SUITE, "t": t,
                "issuers": [{"id": host if not number else f"{number}.{host}", "key": issuer.public.b64u}
                            for number, issuer in enumerate(issuers)],
                "trustees": [trustee_key(teller.identity, teller.secret, ballot, index, teller.subject, self.draws_lots)
                             for index, teller in enumerate(tellers)],
                "urn": {"key": urn_key.public.b64u, "max_recasts": MAX_RECASTS, "origin": f"{host}/urn/{ballot}",
                        "relay_key": b64u(relay), "url": f"{self.keys.origin}/urn"}}

    def collect(self, number: int, sign: Callable[[bytes], Assertion] | None = None) -> Voter:
        """Hand a credential to voter `number`; `sign` is the voter's passkey, without it the registrar attests."""
        now, held, voter = self.now, self.now.secret, self.now.voters[number]
        pseudonym = SigningKey.from_seed(self.randomness(32))
        drawn = [(self.randomness(PREFIX), self.randomness(SALT), int.from_bytes(self.randomness(383), "big") | 1)
                 for _ in held.issuers]
        messages = [credential_message(prefix, held.paper.hash, pseudonym.public.raw) for prefix, _, _ in drawn]
        blinded = [issuer.public.blind(message, salt, factor) for issuer, message, (_, salt, factor)
                   in zip(held.issuers, messages, drawn, strict=True)]
        signatures = [issuer.public.finalise(message, issuer.sign_blinded(each), inverse) for issuer, message, (
            each, inverse) in zip(held.issuers, messages, blinded, strict=True)]
        sent, assertion = [each for each, _ in blinded], ""
        if sign is not None:
            authorised = authorisation(held.paper.hash, unb64u(voter, 32), blinded_hash(sent))
            answer = sign(authorise_challenge([authorised]))
            self.assertions.append(assertion_opening(answer))
            assertion = answer.hash
            held.assertions.add(assertion)
        self.log_issue(encode(issue_leaf(now.hash, voter, sent, assertion)))
        held.by_registrar += not assertion
        held.voters[number] = Voter(pseudonym, [{"prefix": b64u(prefix), "sig": b64u(signature)} for (prefix, _, _),
                                                signature in zip(drawn, signatures, strict=True)])
        return held.voters[number]

    def log_issue(self, leaf: bytes) -> None:
        """Log an issue as it is."""
        held, place = self.now.secret, len(self.log)
        self.log.append((leaf_hash(leaf), None))
        held.places.append(place)
        held.issue_tree.append(leaf_hash(leaf))
        held.issues.write(issue_line(place, leaf))

    def vote(self, number: int, choice: Mapping[str, object] | str) -> dict[str, object]:
        """A sealed vote of a voter who has a credential; a later one replaces it. It waits for the next batch."""
        held, voter = self.now.secret, self.now.secret.voters[number]
        voter.seq += 1
        choice = {"q1": [choice]} if isinstance(choice, str) else choice
        cast = secret_cast(held.paper, voter.pseudonym, voter.credentials, choice, voter.seq, self.randomness)
        leaf = encode(cast)
        if voter.last:
            held.superseded.add(voter.last)
            if any(waiting == voter.last for waiting, _ in held.pending):
                self.take_in()  # a voter's own votes keep their order
        voter.last = leaf_hash(leaf)
        held.pending.append((voter.last, leaf))
        return cast

    def take_in(self) -> None:
        """The urn takes in what waits, in ascending order of leaf hashes."""
        held = self.now.secret
        for hashed, leaf in sorted(held.pending):
            held.urn_tree.append(hashed)
            held.urn.write(leaf + b"\n")
        held.pending.clear()

    def close_secret(self, at: int, early: bool = False, present: int | None = None) -> None:
        """Close the ballot; the register's own log holds no votes of it."""
        self.take_in()
        self.now.secret.present = present
        self._act("closed", at, CHAIR if early else CLOCK, ballot=self.now.ballot, early=early,
                  casts={"root": b64u(EMPTY_ROOT), "size": 0},
                  present={"established": False} if present is None else {"count": present, "established": True})

    def seal(self, at: int) -> None:
        """Take in the heads of the final urn and issue list."""
        held = self.now.secret
        self._act("sealed", at, CLOCK, ballot=self.now.ballot, issue=held.issue_head.document(),
                  urn=held.urn_head.document())

    def release(self, index: int, at: int) -> None:
        """Key holder `index` releases the shares of the casts that count."""
        held, sink, teller = self.now.secret, self.now.secret.new_sink(), self.now.secret.tellers[index]
        finals = ((leaf_hash(leaf), decode(leaf)) for leaf in held.urn.part().lines()
                  if leaf_hash(leaf) not in held.superseded)
        count = 0
        for line in open_shares(teller.secret, index, held.paper.hash, finals):
            sink.write(line)
            count += 1
        held.shares[index] = sink.part()
        release = Release(index, self.now.hash, held.urn_head, held.issue_head, held.shares[index].sha256(), count
                          ).with_lots(teller.secret, self.now.ballot, parse_paper(self.now.paper)["secret"][
                              "trustees"][index])
        held.releases[index] = encode(release.sign(teller.identity))
        self._act("released", at, {**TELLER, "subject": teller.subject}, ballot=self.now.ballot, index=index,
                  sha256=sha256_hex(held.releases[index]))

    def dispute(self, at: int, reason: str) -> None:
        """Two officers dispute the count: votes did not open."""
        self._act("disputed", at, CHAIR, ballot=self.now.ballot, reason=reason, second=dict(TELLER))

    def release_key(self, index: int, at: int) -> None:
        """Key holder `index` releases the key itself."""
        held, teller = self.now.secret, self.now.secret.tellers[index]
        release = KeyRelease(index, self.now.hash, held.urn_head, held.issue_head, teller.secret.private_bytes_raw())
        held.keys[index] = encode(release.sign(teller.identity))
        self._act("key_released", at, {**TELLER, "subject": teller.subject}, ballot=self.now.ballot, index=index,
                  sha256=sha256_hex(held.keys[index]))

    def count(self, at: int) -> None:
        """Open, count and log the tally."""
        now, held = self.now, self.now.secret
        count, opener = UrnCount(superseded=len(held.superseded)), Opener(now.paper)
        revealed = Revealed(held.paper.hash, {index: iter(shares.lines()) for index, shares in held.shares.items()},
                            {index: read_key_release(key).secret for index, key in held.keys.items()})
        for leaf in held.urn.part().lines():
            if (hashed := leaf_hash(leaf)) not in held.superseded:
                opener.open_next(count, hashed, decode(leaf), revealed)
        held.count = count
        with_credential = self._ended_with_credential(now) if now.electorate.ended else 0
        now.tally = tally_secret(
            self.decision.stages[now.stage - 1], now.paper, now.hash, RollFigures.of(now.electorate),
            IssueFigures(held.issue_head, held.by_registrar, with_credential), held.urn_head, count, held.releases,
            held.present, withdrawn=self.withdrawn, keys=held.keys,
            lots_keys=lots_keys(now.ballot, held.releases, held.keys) if self.draws_lots else None)
        self._act("tallied", at, CLOCK, ballot=now.ballot, tally_sha256=sha256_hex(encode(now.tally)))

    @staticmethod
    def _ended_with_credential(now: HeldBallot) -> int:
        return len({decode(line)["leaf"]["voter"] for line in now.secret.issues.part().lines()} & now.electorate.ended)

    def _secret(self, ballot: HeldBallot, tree: Tree) -> SecretContents | None:
        held = ballot.secret
        if held is None:
            return None
        gaps = held.new_sink()
        for root in gap_hashes(tree, held.places):
            gaps.write(root)
        checkpoint = sign_checkpoint(Checkpoint(held.urn_origin, held.urn_head.size, held.urn_head.root), held.urn_key)
        return SecretContents(held.issues.part(), gaps.part(), tuple(issuer.public for issuer in held.issuers),
                              held.urn.part(), checkpoint, held.urn_key.public, held.releases, held.shares,
                              held.keys)
