"""What the tests of tampered secret records share: named cases, and small ways to damage things."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.verifier.secret_attacker import SecretAttacker
from voting.evidence import b64u, decode, unb64u


class Cases:
    """Tamper cases by name: a function that changes an attacker's record, and codes that must be among its faults."""

    def __init__(self) -> None:
        self.all: dict[str, object] = {}

    def add(self, name: str, expected: set[str], change: Callable[[SecretAttacker], bytes], fast: bool) -> None:
        """One case; only `fast` ones run in the fast suite."""
        assert name not in self.all
        self.all[name] = pytest.param(change, expected, id=name, marks=[] if fast else [pytest.mark.slow])

    def __call__(self, *expected: str, fast: bool = False) -> Callable:
        """The same for a function, named by it."""
        def keep(function: Callable[[SecretAttacker], bytes]) -> Callable:
            self.add(function.__name__.removeprefix("s_").removeprefix("c_"), set(expected), function, fast)
            return function
        return keep


def flip(text: str, place: int = 20) -> str:
    """Base64url with one byte changed."""
    raw = bytearray(unb64u(text))
    raw[place % len(raw)] ^= 1
    return b64u(bytes(raw))


def swapped(data: bytes) -> bytes:
    """The first two lines in the other order."""
    lines = data.splitlines(keepends=True)
    return b"".join([lines[1], lines[0], *lines[2:]])


def padded(choice: bytes) -> bytes:
    """A choice as a seal pads it to 256 bytes."""
    return len(choice).to_bytes(2, "big") + choice + bytes(254 - len(choice))


def heads(attacker: SecretAttacker, tally: dict, more: int) -> None:
    """Let a tally name the heads as they are, and so many votes more."""
    urn, _ = attacker.heads()
    tally.update(casts=urn.document(), cast=tally["cast"] + more)
    tally["secret"].update(urn=urn.document(), margin=tally["secret"]["margin"] - more)


def issues(attacker: SecretAttacker) -> list[int]:
    """Where the issues stand in the log."""
    return [place for place, leaf in enumerate(attacker.leaves) if b'"type":"issue"' in leaf]


def voters(attacker: SecretAttacker) -> list[str]:
    """To whom they were issued."""
    return [decode(attacker.leaves[place])["voter"] for place in issues(attacker)]
