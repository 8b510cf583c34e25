"""A motion's whole life in memory, act by act, and the record of it: for the demonstration and for tests.

Does what the services do with a database, in the same order and with the same signed documents, but knows no
clock and no chance: every instant is passed in, and randomness is a function that is passed in. Checks nothing,
so that a test can also write what a service would refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from voting.ballots.authorisation import assertion_opening, by_passkey, cast_challenge, passkey_opening
from voting.ballots.cast import commit_reason, issue_ballot, named_cast
from voting.ballots.effects import effects_document, list_effects
from voting.ballots.leaves import CLOCK, act
from voting.ballots.motion import Motion
from voting.ballots.paper import PaperFacts, paper_hash, read_paper, write_paper
from voting.ballots.roll import SALT_BYTES, Electorate, Identity, Roll, RollEntry, commit_voter, opening
from voting.evidence import (
    Checkpoint,
    SigningKey,
    Tree,
    b64u,
    encode,
    encode_lines,
    leaf_hash,
    sha256_hex,
    sign_checkpoint,
)
from voting.evidence.webauthn import Assertion, Passkey
from voting.record.contents import LoggedLeaf, RecordContents, SecretContents, StageContents
from voting.statutes import Statutes
from voting.tally.motion import motion_tally
from voting.tally.stage import tally_stage

CHAIR = {"office": "chair", "subject": "p-chair"}
TELLER = {"office": "teller", "subject": "p-teller"}
MEETING = {"held_on": "2026-07-10", "id": "m1", "place": "", "remote": True, "title": "Council, July 2026"}


@dataclass(frozen=True, slots=True)
class Keys:
    """Who signs, and the names under which log and service are known."""

    authority: SigningKey
    log: SigningKey
    log_origin: str = "vote.example/register"
    origin: str = "https://vote.example"


@dataclass(slots=True)
class HeldBallot:
    """A ballot while it lives; `voters` are voter ids in the order of the identities given."""

    ballot: str
    stage: int
    paper: bytes
    hash: str
    electorate: Electorate
    voters: list[str]
    issued: list[dict[str, object]]
    casts: list[dict[str, object]] = field(default_factory=list)
    seqs: dict[str, int] = field(default_factory=dict)
    tally: dict[str, object] = field(default_factory=dict)
    is_set_aside: bool = False
    secret: object = None
    """What `compose_secret` keeps of a secret ballot."""


class MotionComposer:
    """Compose one motion; call the acts in the order in which they happen, then `contents()`."""

    def __init__(self, statutes: Statutes, motion: Motion, keys: Keys, randomness: Callable[[int], bytes]) -> None:
        """`randomness(n)` gives n bytes for salts."""
        self.statutes, self.motion, self.keys, self.randomness = statutes, motion, keys, randomness
        self.decision = statutes.decisions[motion.decision]
        self.motion_bytes = motion.write(statutes)
        # A leaf and whether it is this motion's; or, with None, only the hash of an issue, of which there may be many.
        self.log: list[tuple[bytes, bool | None]] = []
        self.ballots: list[HeldBallot] = []
        self.names: list[dict[str, object]] = []
        self.reasons: list[dict[str, object]] = []
        self.passkeys: list[dict[str, object]] = []
        self.assertions: list[dict[str, object]] = []
        self.tally: dict[str, object] = {}
        self.effects: list[dict[str, object]] = []

    @property
    def now(self) -> HeldBallot:
        """The ballot announced last."""
        return self.ballots[-1]

    def file(self, at: int, by: Mapping[str, str] = CHAIR) -> None:
        """File the motion."""
        self._act("motion", at, by, motion_sha256=sha256_hex(self.motion_bytes))

    def foreign(self, leaf: bytes) -> None:
        """An entry of the log that belongs to another motion: it moves the indices, and is not in the record."""
        self.log.append((leaf, False))

    def announce(self, identities: Sequence[Identity], at: int, open_at: int, close_at: int, stage: int = 1,
                 by: Mapping[str, str] = CHAIR, passkeys: Sequence[Sequence[Passkey]] = ()) -> HeldBallot:
        """Freeze the roll, sign and announce the paper, issue the ballots; `passkeys` of each identity, in order."""
        salts = [self.randomness(SALT_BYTES) for _ in identities]
        voters = [commit_voter(identity, salt) for identity, salt in zip(identities, salts, strict=True)]
        self.names += [opening(identity, salt) for identity, salt in zip(identities, salts, strict=True)]
        held = zip(voters, passkeys or [()] * len(voters), strict=True)
        roll = Roll.of(RollEntry(voter, 1, tuple(sorted(map(self._commit, keys)))) for voter, keys in held)
        paper = self.write_paper(PaperFacts(
            f"{self.motion.id}-{len(self.ballots) + 1}", self.motion.id, sha256_hex(self.motion_bytes), stage,
            self.decision.asked_at(stage, self.motion.organ), MEETING, 1, self.motion.question, at, open_at, close_at,
            roll.sha256, len(roll), self.keys.authority.public, self.keys.log.public, self.keys.log_origin,
            self.keys.origin))
        name = paper_hash(paper)
        issued = [issue_ballot(self.keys.authority, name, entry.voter) for entry in roll.entries]
        self.ballots.append(HeldBallot(f"{self.motion.id}-{len(self.ballots) + 1}", stage, paper, name,
                                       Electorate(roll), voters, issued))
        self._act("announced", at, by, ballot=self.now.ballot, stage=stage, paper=name, roll_sha256=roll.sha256,
                  issued=len(issued), issued_sha256=sha256_hex(encode_lines(issued)))
        return self.now

    def write_paper(self, facts: PaperFacts) -> bytes:
        """The bytes of the paper; a place of its own so that a test can write another."""
        return write_paper(self.statutes, self.decision, facts)

    def open(self, at: int, by: Mapping[str, str] = CLOCK) -> None:
        """Open the ballot."""
        self._act("opened", at, by, ballot=self.now.ballot)

    def cast(self, number: int, option: str, reason: str = "", by: str = "session",
             sign: Callable[[bytes], Assertion] | None = None) -> dict[str, object]:
        """A vote of voter `number` (from 0); a reason for an objection. Later ones replace earlier ones.

        `sign` is the voter's passkey, asked with the challenge; without one the vote is authorised `by` another way.
        """
        voter, commitment = self.now.voters[number], ""
        if reason:
            salt = self.randomness(SALT_BYTES)
            commitment = commit_reason(reason, salt)
            self.reasons.append({"commitment": commitment, "reason": reason, "salt": b64u(salt)})
        seq = self.now.seqs[voter] = self.now.seqs.get(voter, 0) + 1
        cast = named_cast(self.now.hash, voter, seq, {"q1": [option]}, commitment, {"by": by})
        if sign is not None:
            assertion = sign(cast_challenge(cast))
            self.assertions.append(assertion_opening(assertion))
            cast["auth"] = by_passkey(assertion)
        self.now.casts.append(cast)
        self.log.append((encode(cast), True))
        return cast

    def add(self, identity: Identity, at: int, reason: str, replaces: int | None = None,
            second: Mapping[str, str] = TELLER) -> None:
        """An addendum to the roll by two officers; the new voter gets the next number."""
        salt, now = self.randomness(SALT_BYTES), self.now
        entry = RollEntry(commit_voter(identity, salt))
        gone = "" if replaces is None else now.voters[replaces]
        issued = {} if now.secret else issue_ballot(self.keys.authority, now.hash, entry.voter)
        self.names.append(opening(identity, salt))
        now.electorate = now.electorate.add(entry, gone)
        now.voters.append(entry.voter)
        now.issued += [issued] if issued else []
        self._act("addendum", at, CHAIR, ballot=now.ballot, entry=entry.document(), issued=issued, replaces=gone,
                  reason=reason, second=dict(second))

    def confirm(self, number: int, passkey: Passkey, at: int, reason: str,
                second: Mapping[str, str] = TELLER) -> None:
        """Two officers let in a passkey that a voter enrolled after the freezing."""
        voter, commitment = self.now.voters[number], self._commit(passkey)
        self.now.electorate = self.now.electorate.confirm(voter, commitment)
        self._act("passkey_added", at, CHAIR, ballot=self.now.ballot, voter=voter, passkey=commitment, reason=reason,
                  second=dict(second))

    def end_mandate(self, number: int, at: int, reason: str) -> None:
        """The mandate behind a voter ends; the entry stays, marked."""
        self.now.electorate = self.now.electorate.end(self.now.voters[number])
        self._act("mandate_ended", at, CHAIR, ballot=self.now.ballot, voter=self.now.voters[number], reason=reason)

    def extend(self, at: int, close_at: int, reason: str) -> None:
        """Move the close to a later instant."""
        self._act("extended", at, CHAIR, ballot=self.now.ballot, close=close_at, reason=reason)

    def last_call(self, at: int, ends_at: int) -> None:
        """Give the last call that must end before an early close."""
        self._act("last_call", at, CHAIR, ballot=self.now.ballot, ends=ends_at)

    def close(self, at: int, early: bool = False, present: int | None = None) -> None:
        """Close, count and sign the tally."""
        now = self.now
        root = Tree([leaf_hash(encode(cast)) for cast in now.casts]).root()
        self._act("closed", at, CHAIR if early else CLOCK, ballot=now.ballot, early=early,
                  casts={"root": b64u(root), "size": len(now.casts)},
                  present={"established": False} if present is None else {"count": present, "established": True})
        now.tally = tally_stage(self.decision.stages[now.stage - 1], read_paper(now.paper), now.hash, now.electorate,
                                now.casts, root, len(now.issued), present)
        self._act("tallied", at, CLOCK, ballot=now.ballot, tally_sha256=sha256_hex(encode(now.tally)))

    def countersign(self, at: int, by: Mapping[str, str] = TELLER, ballot: HeldBallot | None = None) -> None:
        """A teller countersigns the tally of the ballot announced last, or of another."""
        held = ballot or self.now
        self._act("countersigned", at, by, ballot=held.ballot, tally_sha256=sha256_hex(encode(held.tally)))

    def record_no_consensus(self, at: int, summary: str) -> None:
        """The chair records why consensus was not possible."""
        self._act("no_consensus", at, CHAIR, ballot=self.now.ballot, summary=summary)

    def pass_on(self, at: int, to: str) -> None:
        """The chair of an organ that adopted passes the motion on to the organ `to`."""
        self._act("passed_on", at, CHAIR, ballot=self.now.ballot, to=to)

    def cancel(self, at: int, reason: str) -> None:
        """Cancel the announced ballot; its stage may be announced again."""
        self.now.is_set_aside = True
        self._act("cancelled", at, CHAIR, ballot=self.now.ballot, reason=reason)

    def declare(self, at: int, seats: Sequence[tuple[str, str]] = ()) -> str:
        """Declare the outcome; `seats` of the subject (id, organ) end if the decision ends them."""
        held = self._held()
        self.tally = motion_tally(self.decision, self.motion.id, [ballot.tally for ballot in held], at)
        outcome = str(self.tally["outcome"])
        if outcome == "adopted":
            self.effects = list_effects(self.statutes, self.decision, self.motion, at, seats)
        self._act("declared", at, CHAIR, ballot=self.now.ballot, tally_sha256=sha256_hex(encode(self.tally)),
                  outcome=outcome, effects_sha256=sha256_hex(self._effects()))
        return outcome

    def annul(self, at: int, reason: str) -> None:
        """Annul the ballot, by two officers; what reverses the effects is not in the record, only its hash."""
        undone = encode(effects_document(self.motion.id, []))
        self._act("annulled", at, CHAIR, ballot=self.now.ballot, reason=reason, second=dict(TELLER),
                  effects_sha256=sha256_hex(undone))

    def contents(self) -> RecordContents:
        """The record of what was composed, under a checkpoint over the whole log."""
        sign = self.keys.authority.sign
        tree = Tree([leaf if is_ours is None else leaf_hash(leaf) for leaf, is_ours in self.log])
        stages = []
        for ballot in self._held():
            tally = encode(ballot.tally)
            stages.append(StageContents(ballot.paper, sign(ballot.paper), ballot.electorate.roll.write(),
                                        tuple(ballot.issued), tally, sign(tally), self._secret(ballot, tree)))
        tally = encode(self.tally)
        leaves = tuple(LoggedLeaf(index, leaf, tuple(tree.inclusion(index)))
                       for index, (leaf, is_ours) in enumerate(self.log) if is_ours)
        checkpoint = sign_checkpoint(Checkpoint(self.keys.log_origin, len(self.log), tree.root()), self.keys.log)
        kept = {voter for ballot in self._held() for voter in ballot.voters}
        casts = [cast for ballot in self._held() for cast in ballot.casts]
        marked, signed = {str(cast["reason"]) for cast in casts}, {cast["auth"].get("assertion") for cast in casts}
        signed |= {assertion for ballot in self._held() if ballot.secret for assertion in ballot.secret.assertions}
        on_roll = {key for ballot in self._held() for voter in ballot.voters
                   for key in ballot.electorate.passkeys(voter)}
        return RecordContents(
            self.motion.id, self.motion_bytes, self.statutes.source, tuple(stages), tally, sign(tally),
            self._effects(), leaves, checkpoint, self.keys.log.public,
            tuple(line for line in self.names if line["voter"] in kept),
            tuple(line for line in self.reasons if line["commitment"] in marked),
            tuple(line for line in self.passkeys if line["passkey"] in on_roll) if on_roll else None,
            tuple(line for line in self.assertions if line["assertion"] in signed) if on_roll else None)

    def _commit(self, passkey: Passkey) -> str:
        line = passkey_opening(passkey, self.randomness(SALT_BYTES))
        self.passkeys.append(line)
        return str(line["passkey"])

    def _secret(self, ballot: HeldBallot, tree: Tree) -> SecretContents | None:
        """What a secret ballot adds to the record: `compose_secret` knows."""
        return None

    def _held(self) -> list[HeldBallot]:
        return [ballot for ballot in self.ballots if not ballot.is_set_aside]

    def _effects(self) -> bytes:
        return encode(effects_document(self.motion.id, self.effects))

    def _act(self, kind: str, at: int, by: Mapping[str, str], **rest: object) -> None:
        self.log.append((encode(act(kind, at, by, self.motion.id, **rest)), True))
