"""Debian's tally sheets: one line a paper, one character an option, "-" for not ranked."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from voting.tally.elections import Election


def read_sheet(path: Path) -> Election:
    """The papers of a tally sheet as an election of one."""
    text = path.read_text(encoding="utf-8")
    names = tuple(name.strip() for name in re.findall(r"Option \d+-+>: (.*)", text))
    papers: Counter[tuple[tuple[int, ...], ...]] = Counter()
    for marks in re.findall(rf"^V: (\S{{{len(names)}}})\s", text, re.MULTILINE):
        ranks: dict[str, list[int]] = {}
        for option, mark in enumerate(marks):
            if mark != "-":
                ranks.setdefault(mark, []).append(option)
        papers[tuple(tuple(ranks[mark]) for mark in sorted(ranks))] += 1
    return Election(names, 1, {}, dict(papers), title="Debian leader 2006")
