"""Ballots as BLT (Hill, Wichmann and Woodall 1987), the format that councils and other counting programs exchange.

Reads every dialect met in practice, counts nothing it does not understand, and names the line of a fault:

    5 3                       candidates, seats
    -2 -4                     withdrawn candidates (as many lines as needed)
    [tie 1 2] [nick A B ...]  droop's options: `nick` gives short names for papers, others are left aside
    12 3 1=4 - 5 0            12 papers: 3 first, 1 and 4 equal, a rank left out, 5; ends with 0
    (B-17) 3 (1 4) 0          one paper with its id; parentheses after the id are equal ranks too
    0                         end of the papers
    "Ann" ... "Title"         names, in quotes or one a line, or PrefLib's `# ALTERNATIVE NAME 1: Ann` (there, or at
                              the top); a name and a party, or more, each in quotes, are one name; a title
    # and /* ... */           comments

Commas between or after the numbers, as spreadsheets leave them, say nothing; a weight may be written 12.0; the closing
0 may be missing where a name in quotes follows. For approval a paper names all candidates ticked; the order says
nothing. Writing uses one dialect: a paper a line, most frequent forms untouched, names and title in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from voting.errors import MalformedError
from voting.sentences import N_, Sentence
from voting.tally.elections.blt_names import preflib_name, read_names
from voting.tally.elections.election import Election, Ranks

_OPTION = re.compile(r"\[\s*(\w+)([^\]]*)\]")
_WEIGHT = re.compile(r"[0-9]{1,12}(?:\.0+)?\Z")
_PREFERENCES = re.compile(r"\([^()]*\)|[^\s()]+")
_COUNT = re.compile(r"[0-9]{1,6}\Z")


def read_blt(lines: Iterable[str]) -> Election:
    """The election in the `lines` of a file; `MalformedError` names the line of the first fault."""
    return _Reader(lines).read()


def malformed(number: int, what: Sentence) -> MalformedError:
    """A fault in line `number`."""
    return MalformedError(N_("Line %(line)s: %(what)s", line=number, what=what))


class _Reader:
    """One file being read: the number of its line, its candidates, its papers so far."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.number = 0
        self.lines = self._counted(lines)
        self.candidates = self.seats = 0
        self.withdrawn: set[int] = set()
        self.nicks: dict[str, int] = {}
        self.papers: dict[tuple[int, ...], int] = {}
        self.irregular: dict[Ranks, int] = {}
        self.blank = 0
        self.spanning = 0  # the line in which the first paper over several lines begins
        self.named_before: dict[int, str] = {}  # PrefLib's names, where they stand at the top

    def read(self) -> Election:
        self._header()
        end = self._papers()
        names, title = read_names(self.lines, end, self.candidates, self, self.named_before)
        return Election(tuple(names), self.seats, self.papers, self.irregular, self.blank,
                        frozenset(self.withdrawn), title)

    def fault(self, what: Sentence) -> MalformedError:
        """A fault in the line read last."""
        return malformed(self.number, what)

    def _counted(self, lines: Iterable[str]) -> Iterator[str]:
        for self.number, line in enumerate(lines, 1):
            yield line

    def _plain(self) -> Iterator[str]:
        """Lines with something on them, comments taken off."""
        inside = False
        for line in self.lines:
            if inside or "/*" in line or "#" in line:
                self.named_before |= preflib_name(line)
                line, inside = _uncommented(line, inside)
            if line and not line.isspace():
                yield line
        if inside:
            raise self.fault(N_("a comment is not closed."))

    def _header(self) -> None:
        line = next(self._plain(), "")
        parts = line.lstrip("\ufeff").replace(",", " ").split()
        if len(parts) != 2 or not all(_COUNT.match(part) for part in parts):
            raise malformed(max(1, self.number), N_("the number of candidates and of seats is expected, as in “5 3”."))
        self.candidates, self.seats = (int(part) for part in parts)
        if not self.candidates:
            raise self.fault(N_("there are no candidates."))
        if not self.seats:
            raise self.fault(N_("there is no seat to fill."))

    def _papers(self) -> str:
        """Read the papers; gives what follows the closing 0 on its line."""
        papers, place = self.papers, {str(c + 1): c for c in range(self.candidates)}
        for line in self._plain():
            weight, *words = line.split()
            if words and words.pop() == "0" and _WEIGHT.match(weight) and weight.strip("0."):
                try:
                    ranking = tuple([place[word] for word in words])
                except KeyError:  # not a plain number of a candidate: equal ranks, a nick, or a fault
                    ranking = ()
                if ranking and len(set(ranking)) == len(ranking):
                    papers[ranking] = papers.get(ranking, 0) + int(weight.partition(".")[0])
                    continue
            rest = self._unusual(line.strip())
            if rest is not None:
                return rest
        raise self.fault(N_("the papers do not end: a line with 0 is missing."))

    def _unusual(self, line: str) -> str | None:
        """A line that is no plain paper; what follows the closing 0 if this was the end, else None."""
        for name, words in _OPTION.findall(line):
            if name == "nick":
                self.nicks = {nick: c for c, nick in enumerate(words.split())}
        line = _OPTION.sub("", line).strip()
        if line.startswith('"'):  # names begin, and no 0 has said that the papers end
            if self.spanning:
                raise malformed(self.spanning, N_("this paper does not end with 0 on its line, and the papers have no "
                                                  "end of their own: what belongs to it cannot be told."))
            return line
        line = line if '"' in line else line.replace(",", " ").strip()
        if line == "0" or re.match(r'0\s+"', line):
            return line[1:]
        if line.startswith("-") and not self.papers and not self.blank:
            return self._withdrawals(line)
        if line:
            self._marked_paper(line)
        return None

    def _withdrawals(self, line: str) -> None:
        for word in line.split():
            if not word.startswith("-"):
                raise self.fault(N_("“%(word)s” does not belong among withdrawn candidates.", word=word[:40]))
            self.withdrawn.add(self._candidate(word[1:]))

    def _marked_paper(self, line: str) -> None:
        """A paper with an id, nicks, equal or missing ranks, or over several lines; or one with a fault."""
        self._check_weight(line)
        first = self.number
        while not re.search(r"(?:\s|\)|^)0\s*\Z", line):
            self.spanning = self.spanning or first
            more = next(self._plain(), None)
            if more is None:
                raise self.fault(N_("a paper does not end with 0."))
            if re.match(r'\s*"', more):
                raise self.fault(N_("the paper before this line does not end with 0."))
            line = f"{line} {more.replace(',', ' ').strip()}"
        head, *tokens = _PREFERENCES.findall(line)
        weight = 1 if head.startswith("(") else int(head.partition(".")[0])
        if "0" in tokens[:-1]:
            raise self.fault(N_("something follows the 0 that ends the paper."))
        ranks: list[tuple[int, ...]] = []
        for mark in tokens[:-1]:
            words = re.split(r"[\s=]+", mark.strip("() \t")) if mark != "-" else []
            ranks.append(tuple(self._candidate(word) for word in words))
        while ranks and not ranks[-1]:
            ranks.pop()
        marked = [c for rank in ranks for c in rank]
        if len(set(marked)) != len(marked):
            twice = next(c for c in marked if marked.count(c) > 1)
            if self.number > first:
                raise malformed(first, N_("this paper does not end with 0 on its line, and with the next one candidate "
                                          "%(number)s is marked twice.", number=twice + 1))
            raise self.fault(N_("candidate %(number)s is marked twice on one paper.", number=twice + 1))
        if not marked:
            self.blank += weight
        elif all(len(rank) == 1 for rank in ranks):
            ranking = tuple(marked)
            self.papers[ranking] = self.papers.get(ranking, 0) + weight
        else:
            ordered = tuple(tuple(sorted(rank)) for rank in ranks)
            self.irregular[ordered] = self.irregular.get(ordered, 0) + weight

    def _check_weight(self, line: str) -> None:
        """A paper begins with how many it is, or with its id."""
        found = _PREFERENCES.match(line)
        head = found[0] if found else line
        if not head.startswith("(") and not _WEIGHT.match(head):
            raise self.fault(N_("a number of papers is expected, not “%(word)s”.", word=head[:40]))
        if not head.startswith("(") and not head.strip("0."):
            raise self.fault(N_("a paper cannot count nought times."))

    def _candidate(self, word: str) -> int:
        if word in self.nicks:
            return self.nicks[word]
        if not _COUNT.match(word):
            raise self.fault(N_("“%(word)s” is not the number of a candidate.", word=word[:40]))
        if not 1 <= int(word) <= self.candidates:
            raise self.fault(N_("there is no candidate %(number)s: they go from 1 to %(last)s.", number=int(word),
                                last=self.candidates))
        return int(word) - 1


def _uncommented(line: str, inside: bool) -> tuple[str, bool]:
    """The line without its comments, and whether one stays open; quotes protect what is in them."""
    kept, quoted, place = [], False, 0
    while place < len(line):
        if inside:
            close = line.find("*/", place)
            if close < 0:
                break
            inside, place = False, close + 2
            continue
        if not quoted and line.startswith("/*", place):
            inside, place = True, place + 2
            continue
        if not quoted and line[place] == "#":
            break
        quoted ^= line[place] == '"'
        kept.append(line[place])
        place += 1
    return "".join(kept), inside
