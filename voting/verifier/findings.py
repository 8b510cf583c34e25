"""What a verifier found: every failure is collected, none stops the others, and nothing escapes as a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from voting.errors import VotingError
from voting.evidence import encode
from voting.record.faults import CODES, Failure, RecordFault
from voting.sentences import N_, Sentence

PER_CODE = 20
"""Failures of one code in one file that are listed in full; the rest is counted."""


def same(one: object, other: object) -> bool:
    """Whether two documents have the same bytes: Python alone takes true for 1."""
    return encode({"x": one}) == encode({"x": other})


class Findings:
    """The failures so far, in the order in which they were found."""

    def __init__(self) -> None:
        self.failures: list[Failure] = []
        self._seen: dict[tuple[str, str], int] = {}

    def add(self, code: str, file: str, what: Sentence) -> None:
        """Take in one failure; the sentence ends with what the code means, so that it can be understood alone."""
        seen = self._seen[(code, file)] = self._seen.get((code, file), 0) + 1
        if seen <= PER_CODE:
            self.failures.append(Failure(code, file, f"{what} ({CODES[code]})"))

    def require(self, holds: bool, code: str, file: str, what: Sentence) -> bool:
        """Take in a failure unless `holds`; gives `holds` back."""
        if not holds:
            self.add(code, file, what)
        return holds

    @contextmanager
    def expect(self, code: str, file: str) -> Iterator[None]:
        """Run a part: a refusal becomes a failure with this code (or its own), anything else becomes `unreadable`."""
        try:
            yield
        except RecordFault as fault:
            self.add(fault.code, fault.file or file, fault.what)
        except VotingError as error:
            self.add(code, file, error.what)
        except Exception as error:  # a stranger's bytes must never end in a traceback
            self.add("unreadable", file, N_("This could not be understood; the reader stopped with %(kind)s.",
                                            kind=type(error).__name__))

    @property
    def more(self) -> int:
        """Failures beyond those listed."""
        return sum(max(0, seen - PER_CODE) for seen in self._seen.values())
