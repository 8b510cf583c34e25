"""The answer of a rule: allowed or not, by which clause, and why, in a sentence for the person concerned.

For every module that asks the statutes a question. Refuses to be used as a truth value, so that nobody tests the
object where they meant its answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from voting.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether something is allowed, the clause that says so, and the reason that is shown."""

    allowed: bool
    clause: str
    reason: Sentence

    def __bool__(self) -> bool:
        """Refuse: a ruling is always an object; ask `.allowed`."""
        raise TypeError("a Ruling has no truth value; ask .allowed")


@dataclass(frozen=True, slots=True)
class StatutesWords(Sentence):
    """Words of a statutes file inside a sentence: English by `str()`, the reader's language from `texts`."""

    texts: Mapping[str, str] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.msgid)

    def in_language(self, language: str) -> str:
        """The words in one language, or in English where the file has not got it."""
        return self.texts.get(language) or str(self)


def words(texts: Mapping[str, str]) -> StatutesWords:
    """Make a parameter for a sentence out of a text of the statutes file."""
    return StatutesWords(texts["en"].replace("%", "%%"), {}, texts)
