"""Secret votes opened and counted: a pure function of paper, urn and released shares (E.4 of the protocol).

Of each pseudonym the cast with the highest sequence number counts; each is opened with the shares that its paper's key
holders released, and its choice goes to the same counting function as a named one. A vote that does not open, or opens
to something that the paper does not allow, is void, with the reason; a leaf that the urn should never have taken in
makes the record invalid, and is the verifier's to find. `UrnCount` can be made part by part and put together, so that a
large urn need never be in memory at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from voting.ballots.choice import check_choice
from voting.ballots.key_release import Revealed
from voting.ballots.paper import parse_paper
from voting.ballots.roll import Electorate
from voting.ballots.seal import find_key, open_choice, seal_context
from voting.ballots.secret_cast import UrnPaper, read_secret_cast
from voting.ballots.trustee import Head
from voting.errors import MalformedError, VotingError
from voting.evidence import Frontier, b64u, decode, leaf_hash, unb64u
from voting.sentences import N_
from voting.statutes import Stage, serves
from voting.tally.choices import count_choices
from voting.tally.election_lots import chance_of, draws_from_votes, lots_from_votes, lots_of, uneven_parts
from voting.tally.elections.lots import Source

UNOPENABLE, INVALID = "unopenable", "invalid"
_REMEMBERED = 10_000
"""Different choices whose judgement is remembered: one question has a handful, a ranking may have many."""


@dataclass(frozen=True, slots=True)
class RollFigures:
    """What a tally says of the roll: entries frozen, added, replaced; mandates ended; entitled in all."""

    frozen: int
    added: int
    replaced: int
    ended: int

    @classmethod
    def of(cls, electorate: Electorate) -> RollFigures:
        """The figures of an electorate."""
        return cls(len(electorate.roll), len(electorate.added), len(electorate.replaced),
                   len(electorate.ended - electorate.replaced))

    @property
    def entitled(self) -> int:
        """How many votes the electorate has."""
        return self.frozen + self.added - self.replaced


@dataclass(frozen=True, slots=True)
class IssueFigures:
    """What a tally says of the issue list: its head, how many the registrar alone attested, how many went to voters
    whose mandate ended afterwards."""

    head: Head
    by_registrar: int = 0
    ended: int = 0


@dataclass(slots=True)
class UrnCount:
    """What the urn holds: how often each choice (its canonical bytes) was opened, what was void, what superseded."""

    choices: Counter[bytes] = field(default_factory=Counter)
    void: list[dict[str, object]] = field(default_factory=list)
    superseded: int = 0
    corrected: Counter[int] = field(default_factory=Counter)  # shares, by key holder, that a released key set right
    chance: int = 0  # of all votes that opened, where the lots of an earlier election come from them

    @property
    def cast(self) -> int:
        """How many pseudonyms cast."""
        return self.choices.total() + len(self.void)

    def take(self, other: UrnCount) -> None:
        """Take in the count of the next part of the urn."""
        self.choices.update(other.choices)
        self.void += other.void
        self.superseded += other.superseded
        self.corrected.update(other.corrected)
        self.chance ^= other.chance

    def opened(self) -> Sequence[Mapping[str, object]]:
        """Every valid choice as a document, as often as it was opened, the order telling nothing."""
        return [document for written, times in sorted(self.choices.items())
                for document in [decode(written)] * times]


class Opener:
    """Opens the casts of one paper; remembers which choices the paper allows."""

    def __init__(self, paper: bytes) -> None:
        """`paper` is the bytes of the paper of a secret ballot."""
        form = parse_paper(paper)
        self._paper, self._questions = UrnPaper.read(paper), form["questions"]
        self._draws_from_votes = draws_from_votes(form)
        self._known: dict[bytes, bool] = {}

    def open_next(self, count: UrnCount, leaf: bytes, cast: Mapping[str, object], revealed: Revealed) -> None:
        """Open the final cast that comes next, with what was revealed of it, and count it; `leaf` is its hash."""
        ways, corrected = revealed.shares_of(leaf, cast)
        count.corrected.update(corrected)
        commitment = unb64u(cast["seal"]["kc"], 32)
        context = seal_context(self._paper.hash, unb64u(cast["pk"], 32), int(cast["seq"]))
        key = None
        for shares in ways:
            key = key or find_key(context, commitment, shares, self._paper.t)
        choice = None if key is None else open_choice(context, key, commitment, unb64u(cast["seal"]["ct"]))
        if key is not None and self._draws_from_votes:
            count.chance ^= chance_of(leaf, key)
        if choice is None:
            count.void.append({"leaf": b64u(leaf), "reason": UNOPENABLE})
        elif not self._allows(choice):
            count.void.append({"leaf": b64u(leaf), "reason": INVALID})
        else:
            count.choices[choice] += 1

    def _allows(self, choice: bytes) -> bool:
        known = self._known.get(choice)
        if known is None:
            try:
                check_choice(self._questions, decode(choice))
                known = True
            except VotingError:
                known = False
            if len(self._known) < _REMEMBERED:
                self._known[choice] = known
        return known


def final_casts(leaves: Iterable[bytes]) -> Iterator[tuple[bytes, dict[str, object]]]:
    """Hash and document of the cast that counts of each pseudonym, in the order of the urn; holds the urn in memory.

    `MalformedError` for a leaf that is no secret cast, or where a pseudonym's sequence numbers do not rise.
    """
    casts = [(leaf_hash(leaf), read_secret_cast(leaf)) for leaf in leaves]
    last: dict[object, int] = {}
    for _, cast in casts:
        if cast["seq"] <= last.get(cast["pk"], 0):
            raise MalformedError(N_("The urn holds a vote that is older than one before it of the same voter."))
        last[cast["pk"]] = cast["seq"]
    return (entry for entry in casts if entry[1]["seq"] == last[entry[1]["pk"]])


def count_urn(paper: bytes, leaves: Sequence[bytes], shares: Mapping[int, Iterable[bytes]],
              keys: Mapping[int, bytes] | None = None) -> UrnCount:
    """The count of a whole urn in memory; `shares` are the lines of each releasing key holder, without newlines, `keys`
    the keys that some released in a dispute.

    `MalformedError` if a line is not the one that belongs to the next final cast.
    """
    count, opener = UrnCount(), Opener(paper)
    revealed = Revealed(UrnPaper.read(paper).hash, {index: iter(rows) for index, rows in shares.items()}, keys)
    for leaf, cast in final_casts(leaves):
        opener.open_next(count, leaf, cast, revealed)
    revealed.finish()
    count.superseded = len(leaves) - count.cast
    return count


def unopened(tally: Mapping[str, object]) -> int:
    """How many votes did not open, by a tally."""
    return sum(void["reason"] == UNOPENABLE for void in tally["void"])


def urn_head(leaves: Iterable[bytes]) -> Head:
    """Root and size of the tree over the leaves of an urn."""
    frontier = Frontier(0, ())
    for leaf in leaves:
        frontier = frontier.append(leaf_hash(leaf))
    return Head(frontier.root(), frontier.size)


@serves("III", "IV.2d", "V.CD.3", "V.CO.3", "VI.2")
def tally_secret(stage: Stage, paper: bytes, paper_hash: str, roll: RollFigures, issues: IssueFigures, urn: Head,
                 count: UrnCount, revealed: Iterable[int], present: int | None = None, lots: Source | None = None,
                 withdrawn: Sequence[str] = (), keys: Iterable[int] = (),
                 lots_keys: Mapping[int, bytes] | None = None) -> dict[str, object]:
    """The document `tally.json` of a secret stage.

    `paper` is the paper's bytes, `count` from `count_urn`, `revealed` the indices of the key holders who released their
    shares, `keys` of those who in a dispute released their key, `lots_keys` the keys for lots of all of them in an
    election; `present`, `lots` and `withdrawn` as for a named stage.
    `MalformedError` if more votes were cast than credentials issued: then some were made without the issue list.
    """
    form = parse_paper(paper)
    if count.cast > issues.head.size:
        raise MalformedError(N_("%(cast)s voters cast and %(issued)s credentials were issued.", cast=count.cast,
                                issued=issues.head.size))
    if stage.kind == "election" and lots is None:
        lots = lots_from_votes(paper_hash, urn.root, count.chance) if draws_from_votes(form) else \
            lots_of(form, paper_hash, lots_keys or {})
    counted = count_choices(stage, form, count.opened(), roll.entitled, present, lots, withdrawn)
    return {
        "type": "tally", "v": 1, "ballot": form["ballot"], "motion": form["motion"], "stage": form["stage"],
        "paper": paper_hash, "kind": stage.kind,
        "roll": {"added": roll.added, "ended": roll.ended, "ended_with_credential": issues.ended,
                 "entitled": roll.entitled, "frozen": roll.frozen, "replaced": roll.replaced},
        "issued": issues.head.size, "cast": count.cast, "superseded": count.superseded, "void": count.void,
        "casts": urn.document(),
        "present": {"established": False} if present is None else {"count": present, "established": True},
        "secret": {"by_registrar": issues.by_registrar, "issue": issues.head.document(), "issued": issues.head.size,
                   "margin": issues.head.size - count.cast, "revealed": sorted({*revealed, *keys}),
                   "urn": urn.document(), **_keys(count, keys), **_lots(form, lots_keys)},
        **counted,
    }


def _keys(count: UrnCount, keys: Iterable[int]) -> dict[str, object]:
    """Which key holders released their key, and how many of their shares it set right; nothing without a dispute."""
    rows = [{"corrected": count.corrected[index], "index": index} for index in sorted(keys)]
    return {"keys": rows} if rows else {}


def _lots(form: Mapping[str, object], lots_keys: Mapping[int, bytes] | None) -> dict[str, object]:
    """Who dealt the parts of an election's lots, and whose were not dealt as they should be; nothing of a motion."""
    if lots_keys is None or draws_from_votes(form):
        return {}
    return {"lots": {"dealers": [nonce["by"] for nonce in form["secret"]["nonces"]],
                     "uneven": uneven_parts(form, lots_keys)}}
