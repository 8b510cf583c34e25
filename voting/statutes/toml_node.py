"""One table of a statutes file, read key by key, so that every fault names its key path and its clause.

For `load`. Faults are collected, never raised here, so that `voting statutes check` can list all of them; after a
fault a harmless value of the right type is handed on. A table that still has unread keys when it is `done` has said
something that nobody understands, which is a fault too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from voting.sentences import N_, Sentence

ID = re.compile(r"[a-z][a-z0-9_]*")
CLAUSE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]*")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a statutes file: where, under which clause, and what."""

    path: str
    clause: str
    what: Sentence


class Node:
    """A table with its path and the clause that its rows serve; reads each key once and checks its type."""

    def __init__(self, raw: Mapping[str, object], path: str, clause: str, problems: list[Problem],
                 known: Mapping[str, Collection[str]], languages: tuple[str, ...] = ()) -> None:
        own = raw.get("clause")
        self.raw, self.path, self.problems, self.known, self.languages = raw, path, problems, known, languages
        self.clause = own if isinstance(own, str) and own else clause
        self.read: set[str] = set()

    def fault(self, key: str, what: Sentence) -> None:
        """Note a fault at a key of this table, or at the table itself for an empty key."""
        self.problems.append(Problem(".".join(part for part in (self.path, key) if part), self.clause, what))

    def _value(self, key: str, kind: type, kind_name: Sentence, default: object) -> object:
        self.read.add(key)
        if key not in self.raw:
            if default is None:
                self.fault(key, N_("this key is missing"))
                return kind()
            return default
        value = self.raw[key]
        if type(value) is not kind:
            self.fault(key, N_("this must be %(kind)s", kind=kind_name))
            return kind() if default is None else default
        return value

    def string(self, key: str, default: str | None = None, among: Collection[str] | None = None) -> str:
        """A string, if `among` is given one of those words."""
        before = len(self.problems)
        value = str(self._value(key, str, N_("a string"), default))
        if among is not None and len(self.problems) == before and key in self.raw and value not in among:
            self.fault(key, N_("“%(value)s” is not one of: %(words)s", value=value, words=", ".join(among)))
        return value

    def day(self, key: str) -> str:
        """An ISO date as a string, or an empty string when absent or unknown."""
        value = self.string(key, "")
        if value:
            try:
                date.fromisoformat(value)
            except ValueError:
                self.fault(key, N_("“%(value)s” is not a date like 2024-10-06", value=value))
        return value

    def integer(self, key: str, default: int | None = None, minimum: int = 0) -> int:
        """An integer of at least `minimum`."""
        before = len(self.problems)
        value = self._value(key, int, N_("an integer"), default)
        number = value if isinstance(value, int) else 0
        if len(self.problems) == before and number < minimum:
            self.fault(key, N_("%(value)s is less than %(minimum)s", value=number, minimum=minimum))
        return number

    def optional_integer(self, key: str, minimum: int = 1) -> int | None:
        """An integer of at least `minimum`, or None when the key is absent."""
        self.read.add(key)
        return self.integer(key, minimum=minimum) if key in self.raw else None

    def boolean(self, key: str, default: bool | None = None) -> bool:
        """True or false."""
        return bool(self._value(key, bool, N_("true or false"), default))

    def strings(self, key: str, default: tuple[str, ...] | None = None,
                among: Collection[str] | None = None) -> tuple[str, ...]:
        """A list of different strings, if `among` is given of those words."""
        value = self._value(key, list, N_("a list of strings"), None if default is None else list(default))
        items = value if isinstance(value, list) else []
        if any(type(item) is not str for item in items):
            self.fault(key, N_("this must be %(kind)s", kind=N_("a list of strings")))
            return ()
        if len(set(items)) != len(items):
            self.fault(key, N_("this list names something twice"))
        for item in items:
            if among is not None and item not in among:
                self.fault(key, N_("“%(value)s” is not one of: %(words)s", value=item, words=", ".join(among)))
        return tuple(items)

    def fraction(self, key: str, default: tuple[int, int] | None = None) -> tuple[int, int]:
        """A share `[numerator, denominator]`, more than nothing and at most the whole."""
        value = self._value(key, list, N_("a fraction like [2, 3]"), None if default is None else list(default))
        if key not in self.raw or not isinstance(value, list) or type(self.raw[key]) is not list:
            return default or (1, 1)
        if len(value) != 2 or any(type(part) is not int for part in value):
            self.fault(key, N_("this must be %(kind)s", kind=N_("a fraction like [2, 3]")))
            return (1, 1)
        numerator, denominator = value
        if denominator == 0:
            self.fault(key, N_("the denominator is zero"))
        elif not 0 < numerator <= denominator:
            self.fault(key, N_("%(n)s/%(d)s is not a share between nothing and the whole", n=numerator, d=denominator))
        else:
            return numerator, denominator
        return (1, 1)

    def optional_fraction(self, key: str) -> tuple[int, int] | None:
        """A share, or None when the key is absent."""
        self.read.add(key)
        return self.fraction(key) if key in self.raw else None

    def text(self, key: str) -> Mapping[str, str]:
        """A table of texts, one in every language of the file and in no other."""
        value = self._value(key, dict, N_("a table of texts by language"), None)
        texts = value if isinstance(value, dict) else {}
        if type(self.raw.get(key)) is dict:
            self._check_languages(key, texts)
        return {language: str(texts.get(language, "")) for language in self.languages}

    def _check_languages(self, key: str, texts: Mapping[str, object]) -> None:
        for language in self.languages:
            if language not in texts:
                self.fault(key, N_("the text is missing in the language “%(language)s”", language=language))
            elif type(texts[language]) is not str or not str(texts[language]).strip():
                self.fault(f"{key}.{language}", N_("this must be a text that is not empty"))
        for language in texts:
            if language not in self.languages:
                self.fault(f"{key}.{language}", N_("“%(language)s” is not a language of this file", language=language))

    def ref(self, key: str, table: str, default: str | None = None) -> str:
        """The id of a row of another table of the file."""
        value = self.string(key, default)
        if key in self.raw and type(self.raw[key]) is str and (value or default is None):
            self._check_ref(key, table, value)
        return value

    def refs(self, key: str, table: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Different ids of rows of another table of the file."""
        values = self.strings(key, default)
        for value in values:
            self._check_ref(key, table, value)
        return values

    def _check_ref(self, key: str, table: str, value: str) -> None:
        if value not in self.known[table]:
            self.fault(key, N_("“%(value)s” is not in the table “%(table)s”", value=value, table=table))

    def mapping(self, key: str, keys: str, values: str = "") -> Mapping[str, str]:
        """A small optional table from ids of one table to ids of another."""
        node = self.row(key, optional=True)
        for name in node.raw:
            if name not in self.known[keys]:
                node.fault(name, N_("“%(value)s” is not in the table “%(table)s”", value=name, table=keys))
        return {name: node.ref(name, values) for name in node.raw}

    def counts(self, key: str, keys: str) -> Mapping[str, int]:
        """A small optional table from ids of one table to numbers from one up."""
        node = self.row(key, optional=True)
        for name in node.raw:
            if name not in self.known[keys]:
                node.fault(name, N_("“%(value)s” is not in the table “%(table)s”", value=name, table=keys))
        return {name: node.integer(name, minimum=1) for name in node.raw}

    def row(self, key: str, optional: bool = False) -> Node:
        """A table inside this one."""
        value = self._value(key, dict, N_("a table"), {} if optional else None)
        return self._child(value if isinstance(value, dict) else {}, key)

    def _child(self, raw: Mapping[str, object], key: str, clause: str = "") -> Node:
        path = f"{self.path}.{key}" if self.path else key
        return Node(raw, path, clause or self.clause, self.problems, self.known, self.languages)

    def rows(self, key: str, optional: bool = False) -> Iterator[tuple[str, Node]]:
        """The named rows of a table of tables."""
        table = self.row(key, optional)
        for name, raw in table.raw.items():
            pattern = CLAUSE_ID if key == "clauses" else ID
            if not pattern.fullmatch(name):
                table.fault(name, N_("“%(value)s” cannot be an id", value=name))
            if type(raw) is not dict:
                table.fault(name, N_("this must be %(kind)s", kind=N_("a table")))
                continue
            yield name, table._child(raw, name, name if key == "clauses" else "")

    def list_of_rows(self, key: str) -> Iterator[Node]:
        """The rows of an array of tables; none when the key is absent."""
        value = self._value(key, list, N_("a list of tables"), [])
        for place, raw in enumerate(value if isinstance(value, list) else [], start=1):
            if type(raw) is not dict:
                self.fault(f"{key}[{place}]", N_("this must be %(kind)s", kind=N_("a table")))
                continue
            yield self._child(raw, f"{key}[{place}]")

    def done(self) -> None:
        """Fault every key that nobody read."""
        for key in self.raw:
            if key not in self.read:
                self.fault(key, N_("this key is not known here"))
