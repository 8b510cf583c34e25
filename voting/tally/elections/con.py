"""Guarantees as a .con file, the format of OpenTally, so that the same count can be made there.

One line a group: category, group, least, most, then the numbers of its candidates from 1, as in

    "Gender" "Women" 14 99 1 5 7

Each candidate stands in exactly one group of each category. Faults name their line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from voting.errors import MalformedError, VotingError
from voting.sentences import N_
from voting.tally.elections.guarantees import Category, Group, Guarantees

_LINE = re.compile(r'\s*(?:"([^"]*)"|(\S+))\s+(?:"([^"]*)"|(\S+))\s+(\d{1,6})\s+(\d{1,6})((?:\s+\d{1,6})*)\s*\Z')


def read_con(lines: Iterable[str], names: Sequence[str]) -> Guarantees:
    """The guarantees in the `lines` of a file for candidates called `names`; `MalformedError` names the line."""
    categories: dict[str, dict[str, Group]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _LINE.match(line.lstrip("\ufeff"))
        if not found:
            raise _fault(number, N_('a category, a group, the least, the most and candidates are expected, as in '
                                    '“"Gender" "Women" 14 99 1 5 7”.'))
        category, group = (unicodedata.normalize("NFC", found[a] or found[a + 1] or "") for a in (1, 3))
        members = [int(word) for word in found[7].split()]
        for member in members:
            if not 1 <= member <= len(names):
                raise _fault(number, N_("there is no candidate %(number)s: they go from 1 to %(last)s.",
                                        number=member, last=len(names)))
        groups = categories.setdefault(category, {})
        if group in groups:
            raise _fault(number, N_("the group “%(group)s” was given before.", group=group))
        try:
            groups[group] = Group(group, int(found[5]), int(found[6]), frozenset(c - 1 for c in members))
        except VotingError as refusal:
            raise _fault(number, refusal.what) from refusal
    guarantees = Guarantees(tuple(Category(name, tuple(groups.values())) for name, groups in categories.items()))
    guarantees.check(names)
    return guarantees


def write_con(guarantees: Guarantees) -> str:
    """The file; reading it gives the same guarantees."""
    return "".join(f'"{category.name}" "{group.name}" {group.floor} {group.ceiling}'
                   f'{"".join(f" {c + 1}" for c in sorted(group.members))}\n'
                   for category in guarantees.categories for group in category.groups)


def _fault(number: int, what: object) -> MalformedError:
    return MalformedError(N_("Line %(line)s: %(what)s", line=number, what=what))
