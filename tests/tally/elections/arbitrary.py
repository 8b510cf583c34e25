"""Elections and guarantees as Hypothesis draws them: small, so that brute force can answer too."""

from __future__ import annotations

from hypothesis import strategies as st

from voting.tally.elections import Category, Election, Group, Guarantees

NAMES = tuple("ABCDEFGH")


@st.composite
def elections(draw: st.DrawFn, most_candidates: int = 6, most_seats: int = 4, most_weight: int = 9) -> Election:
    """An election with at least one marked paper."""
    number = draw(st.integers(2, most_candidates))
    rankings = st.lists(st.sampled_from(range(number)), min_size=1, max_size=number, unique=True).map(tuple)
    papers = draw(st.dictionaries(rankings, st.integers(1, most_weight), min_size=1, max_size=12))
    return Election(NAMES[:number], draw(st.integers(1, min(most_seats, number))), papers)


@st.composite
def guarantees(draw: st.DrawFn, candidates: int, seats: int) -> Guarantees:
    """One or two categories of up to three groups, with any bounds: many cannot be kept."""
    categories = []
    for name in draw(st.sampled_from([("Continent",), ("Continent", "Gender")])):
        groups = draw(st.integers(1, 3))
        where = [draw(st.integers(0, groups - 1)) for _ in range(candidates)]
        made = []
        for group in range(groups):
            floor = draw(st.integers(0, min(2, seats)))
            made.append(Group(f"{name} {group}", floor, draw(st.integers(floor, seats)),
                              frozenset(c for c in range(candidates) if where[c] == group)))
        categories.append(Category(name, tuple(made)))
    return Guarantees(tuple(categories))


@st.composite
def guaranteed(draw: st.DrawFn) -> tuple[Election, Guarantees]:
    """An election and guarantees for it."""
    election = draw(elections())
    return election, draw(guarantees(len(election.candidates), election.seats))
