"""Which named casts count: of each voter the one with the highest sequence number (E.4 of the protocol).

Takes the casts in log order and refuses what the service must never have logged: a paper that is not this one, a
voter who is not on the roll, a sequence that does not rise. A fault there makes the record invalid, not the vote.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from voting.ballots.roll import Electorate
from voting.errors import MalformedError
from voting.sentences import N_


@dataclass(frozen=True, slots=True)
class Kept:
    """The casts that count, by voter; how many were superseded; how many came in all."""

    by_voter: Mapping[str, Mapping[str, object]]
    superseded: int

    @property
    def logged(self) -> int:
        """All casts of the ballot in the log."""
        return len(self.by_voter) + self.superseded


def keep_last(paper: str, electorate: Electorate, casts: Iterable[Mapping[str, object]]) -> Kept:
    """The counted cast of each voter; `MalformedError` names the first cast that must not be there."""
    kept: dict[str, Mapping[str, object]] = {}
    voters, superseded = electorate.voters, 0
    for number, cast in enumerate(casts, start=1):
        voter = str(cast["voter"])
        if cast["paper"] != paper:
            raise MalformedError(N_("Cast %(number)s belongs to another ballot paper.", number=number))
        if voter not in voters:
            raise MalformedError(N_("Cast %(number)s is by someone who is not on the electoral roll.", number=number))
        before = kept.get(voter)
        if cast["seq"] != (before["seq"] + 1 if before else 1):
            raise MalformedError(N_("Cast %(number)s breaks the sequence of its voter's casts.", number=number))
        superseded += before is not None
        kept[voter] = cast
    return Kept(kept, superseded)


def count_options(options: Iterable[str], choices: Iterable[Mapping[str, object]],
                  question: str = "q1") -> dict[str, int]:
    """How often each option is marked in these choices, every option named, zeros too; `blank` counts empty answers."""
    counts = dict.fromkeys(options, 0)
    blank = 0
    for choice in choices:
        marks = choice[question]
        blank += not marks
        for mark in marks:
            counts[mark] += 1
    return {**counts, "blank": blank}
