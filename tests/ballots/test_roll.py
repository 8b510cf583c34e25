"""The roll: sorted, without a name, exact in its bytes; only ever added to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.ballots.roll import Electorate, Identity, Roll, RollEntry, check_opening, commit_voter, opening
from voting.errors import MalformedError
from voting.evidence import b64u, encode

VOTERS = st.lists(st.binary(min_size=32, max_size=32).map(b64u), unique=True, min_size=1, max_size=8)
ANNA = Identity("p01", "Delegate of SPD", "SPD")


@given(VOTERS)
def test_a_roll_is_read_as_it_was_written(voters: list[str]) -> None:
    roll = Roll.of(RollEntry(voter) for voter in voters)
    assert Roll.read(roll.write()) == roll
    assert len(roll) == len(voters)
    assert all(voter in roll for voter in voters)
    assert Roll.of(RollEntry(voter) for voter in reversed(voters)).sha256 == roll.sha256


@given(VOTERS.filter(lambda voters: len(voters) > 1))
def test_lines_out_of_order_or_twice_are_refused(voters: list[str]) -> None:
    lines = Roll.of(RollEntry(voter) for voter in voters).write().splitlines(keepends=True)
    for wrong in (lines[::-1], [lines[0], *lines], [*lines[:-1], lines[-1][:-1]]):
        with pytest.raises(MalformedError):
            Roll.read(b"".join(wrong))


@pytest.mark.parametrize("line", [
    {"creds": [], "units": 2, "voter": b64u(bytes(32))}, {"creds": [], "units": True, "voter": b64u(bytes(32))},
    {"creds": [], "units": 1, "voter": b64u(bytes(31))}, {"creds": [], "units": 1, "voter": 7},
    {"creds": {}, "units": 1, "voter": b64u(bytes(32))}, {"creds": [{}], "units": 1, "voter": b64u(bytes(32))},
    {"units": 1, "voter": b64u(bytes(32))}, {"creds": [], "name": "x", "units": 1, "voter": b64u(bytes(32))},
])
def test_a_line_that_says_something_else_is_refused(line: dict) -> None:
    with pytest.raises(MalformedError):
        Roll.read(encode(line) + b"\n")


def test_no_passkey_stands_twice() -> None:
    with pytest.raises(MalformedError, match="share a passkey"):
        Roll.of([RollEntry(b64u(bytes([number] * 32)), 1, (b64u(bytes([7] * 32)),)) for number in (0, 1)])


def test_a_commitment_hides_and_is_opened_by_its_line_only() -> None:
    line = opening(ANNA, bytes(16))
    assert check_opening(line) == commit_voter(ANNA, bytes(16)) != commit_voter(ANNA, bytes([1]) * 16)
    others = {"name": "Delegate of PS", "organisation": "PS", "subject": "p02", "salt": b64u(bytes([1]) * 16)}
    for key, other in others.items():
        with pytest.raises(MalformedError):
            check_opening({**line, key: other})
    with pytest.raises(MalformedError):
        commit_voter(ANNA, bytes(15))


def test_an_electorate_grows_replaces_and_marks_and_never_forgets() -> None:
    a, b, c = (b64u(bytes([n]) * 32) for n in (1, 2, 3))
    start = Electorate(Roll.of([RollEntry(a), RollEntry(b)]))
    grown = start.add(RollEntry(c), replaces=b)
    assert (start.entitled, grown.entitled) == (2, 2)
    assert grown.voters == {a, c}
    assert grown.end(a).voters == {a, c}, "a mandate that ended keeps its entry, marked"
    with pytest.raises(MalformedError):
        grown.add(RollEntry(a))
    with pytest.raises(MalformedError):
        start.add(RollEntry(c), replaces=c[:-2] + "AA")
