"""A long list page by page: which entries stand on a page, and what its neighbours are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """Page `number` of `last` (both from 1): the `most` entries after the first `offset` of all."""

    number: int
    last: int
    offset: int
    most: int


def page_of(number: int, total: int, most: int) -> Page:
    """The page with this number out of `total` entries, `most` a page; a number beyond either end is the end's."""
    last = max(1, -(-total // most))
    number = min(max(number, 1), last)
    return Page(number, last, (number - 1) * most, most)
