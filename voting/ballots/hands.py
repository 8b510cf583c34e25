"""A show of hands in the room: figures that tellers enter, each for themselves, and that count when they agree.

Nobody can check such a figure afterwards: there is no vote of anybody to look at. So the paper says that it is one, and
every tally, page, minute and verifier's answer made from it says so again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from voting.errors import MalformedError
from voting.sentences import N_


def check_hands(counts: object, options: Sequence[str], entitled: int) -> dict[str, int]:
    """The figures of one teller; `MalformedError` unless each option has a count and all fit the roll."""
    if not isinstance(counts, Mapping) or set(counts) != set(options) or not all(
            type(count) is int and count >= 0 for count in counts.values()):
        raise MalformedError(N_("A show of hands has one count for each answer on the paper."))
    if sum(counts.values()) > entitled:
        raise MalformedError(N_("%(hands)s hands are more than the roll of %(entitled)s.", hands=sum(counts.values()),
                                entitled=entitled))
    return dict(counts)


def agreed(entries: Iterable[tuple[str, Mapping[str, int]]], needed: int) -> dict[str, int] | None:
    """The figures on which `needed` different tellers agree; None while they do not.

    `entries` are (teller, figures) in the order in which they were entered; of each teller the last counts.
    """
    last = dict(entries)
    for counts in last.values():
        if sum(dict(other) == dict(counts) for other in last.values()) >= needed:
            return dict(counts)
    return None


def choices_of(counts: Mapping[str, int], options: Sequence[str]) -> list[dict[str, list[str]]]:
    """As many choices as hands were counted, in the order of the paper: what a count of votes would be given."""
    return [{"q1": [option]} for option in options for _ in range(counts[option])]
