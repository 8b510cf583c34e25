"""An election written as BLT in one dialect: a line for each kind of paper, equal ranks with "=", names in quotes."""

from __future__ import annotations

from collections.abc import Iterator

from voting.tally.elections.election import Election


def write_blt(election: Election) -> str:
    """The file; reading it gives the same election."""
    return "".join(f"{line}\n" for line in _lines(election))


def _lines(election: Election) -> Iterator[str]:
    yield f"{len(election.candidates)} {election.seats}"
    if election.withdrawn:
        yield " ".join(f"-{c + 1}" for c in sorted(election.withdrawn))
    for ranking in sorted(election.papers):
        yield f"{election.papers[ranking]} {''.join(f'{c + 1} ' for c in ranking)}0"
    for ranks in sorted(election.irregular):
        marks = "".join(f"{'='.join(str(c + 1) for c in rank) or '-'} " for rank in ranks)
        yield f"{election.irregular[ranks]} {marks}0"
    if election.blank:
        yield f"{election.blank} 0"
    yield "0"
    for name in (*election.candidates, election.title):
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        yield f'"{escaped}"'
