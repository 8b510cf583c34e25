"""What there is to do and what has been done, as plain lines: motions, ballots with their states, letters, the log.

For whoever runs or audits the service from a shell. No figure of a ballot stands here, and of a cast neither the
choice nor whose it was: results are read where they are declared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from voting.ballots.lifecycle import State, state_at
from voting.errors import VotingError
from voting.evidence import Checkpoint, Tree, decode, leaf_hash, open_checkpoint
from voting.sentences import N_, Sentence
from voting.services.act import Service
from voting.services.letters import Letter
from voting.services.read.dry_act import look
from voting.store.find import ballots_of, organ_asked
from voting.store.listings import all_letters
from voting.store.overview import all_motions, each_leaf, log_size


@dataclass(frozen=True, slots=True)
class MotionLine:
    """A motion: `state` is drafted, live, or how it ended."""

    id: str
    organ: str
    decision: str
    subject: str
    state: str
    filed_at: int
    ended_at: int


@dataclass(frozen=True, slots=True)
class BallotLine:
    """A ballot at this instant; instants are UTC seconds, 0 where there is none yet."""

    id: str
    motion: str
    organ: str
    stage: int
    state: str
    open_at: int
    close_at: int


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter that waits or failed for good; `failed` is why."""

    id: int
    to: str
    subject: str
    written_at: int
    tries: int
    next_try_at: int
    failed: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the log; `document` is None for a cast, which is read in the record of its motion."""

    index: int
    type: str
    motion: str
    ballot: str
    document: dict[str, object] | None


def motions(service: Service) -> list[MotionLine]:
    """Every motion, the latest first."""
    with look(service) as act:
        return [MotionLine(row.id, row.organ, row.decision, row.subject_name, row.state if row.document else "drafted",
                           row.filed_at, row.ended_at) for row in all_motions(act.session)]


def ballots(service: Service) -> list[BallotLine]:
    """Every ballot by motion and stage, in the state that it has at this instant."""
    with look(service) as act:
        return [BallotLine(row.id, row.motion, organ_asked(motion, row), row.stage,
                           state_at(State(row.state), row.open_at, row.close_at, act.now).value, row.open_at,
                           row.close_at)
                for motion in all_motions(act.session) for row in ballots_of(act.session, motion.id)]


def letters(service: Service) -> list[LetterLine]:
    """The letters that wait or have failed, oldest first."""
    with look(service) as act:
        return [LetterLine(row.id, row.to, str(Letter.from_json(row.letter).subject), row.written_at, row.tries,
                           row.next_try_at, row.failed) for row in all_letters(act.session) if not row.sent_at]


def entries(service: Service, start: int = 0, kind: str = "") -> Iterator[Entry]:
    """The entries of the log from index `start` on, of one type if `kind` is given."""
    with look(service) as act:
        for leaf in each_leaf(act.session, start, kind):
            yield Entry(leaf.index, leaf.type, leaf.motion, leaf.ballot,
                        None if leaf.type == "cast" else decode(bytes(leaf.body)))


def verify_log(service: Service, earlier: bytes = b"",
               progress: Callable[[Iterable, int], Iterable] = lambda rows, _: rows) -> list[tuple[bool, Sentence]]:
    """The log recomputed from the bytes of its entries: (holds, sentence) of each step.

    `earlier` is a checkpoint that somebody kept (a record holds one): the log must still lead on from it.
    """
    hashes, is_numbered, is_hashed = [], True, True
    with look(service) as act:
        for leaf in progress(each_leaf(act.session), log_size(act.session)):
            is_numbered = is_numbered and leaf.index == len(hashes)
            hashes.append(leaf_hash(bytes(leaf.body)))
            is_hashed = is_hashed and bytes(leaf.hash) == hashes[-1]
    tree = Tree(hashes)
    steps = [(is_numbered, N_("%(size)s entries, numbered without a gap.", size=len(hashes))),
             (is_hashed, N_("Each entry has the hash that stands beside it."))]
    concern = service.memory.concern() if service.memory is not None else None
    steps.append((concern is None, concern or N_("The log is the one that the service last signed.")))
    if earlier:
        steps.append(_leads_on(service, tree, earlier))
    return steps


def _leads_on(service: Service, tree: Tree, earlier: bytes) -> tuple[bool, Sentence]:
    try:
        known: Checkpoint = open_checkpoint(earlier, service.log_origin, service.keys.log.public)
    except VotingError as fault:
        return False, fault.what
    holds = known.size <= tree.size and tree.root(known.size) == known.root
    return holds, N_("It leads on from the checkpoint of %(size)s entries.", size=known.size) if holds else \
        N_("It does not lead on from the checkpoint of %(size)s entries: something was changed or removed.",
           size=known.size)
