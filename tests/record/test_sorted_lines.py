"""Lines found by key where they lie, by whatever stretches the file was gone through; a roll that fits in memory."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.ballots.roll import Roll, RollEntry
from voting.ballots.rows import all_differ
from voting.errors import MalformedError
from voting.evidence import b64u, decode, encode, sha256
from voting.record.part import Part
from voting.record.sorted_lines import SortedLines, Stretch, go_through

KEYS = st.sets(st.integers(0, 40), max_size=30)


def key_of(number: int) -> str:
    return b64u(bytes([255] * 28) + number.to_bytes(4, "big"))  # the same first signs, so that whole keys are compared


def read(line: bytes) -> tuple[str, object]:
    document = decode(line)
    return document["k"], document["n"]


def opened(numbers: list[int], ranges: int = 3) -> SortedLines:
    rows = sorted((key_of(number), number) for number in numbers)
    part = Part.of(b"".join(encode({"k": key, "n": number}) + b"\n" for key, number in rows))
    found = SortedLines(part, "k", read)
    for stretch in part.ranges(ranges):
        answer = go_through((stretch, read))
        assert isinstance(answer, Stretch)
        found.take(stretch.start, answer)
    return found


@given(KEYS, st.integers(1, 5))
def test_every_line_is_found_and_no_other(numbers: set[int], ranges: int) -> None:
    lines = opened(list(numbers), ranges)
    assert len(lines) == len(numbers)
    for number in range(42):
        found = lines.find(key_of(number))
        assert (found is not None) == (number in numbers)
        assert found is None or found[1] == number
    assert lines.find("short") is None


def test_lines_out_of_order_are_refused_within_a_stretch_and_between_two() -> None:
    line = encode({"k": key_of(1), "n": 1}) + b"\n"
    assert not isinstance(go_through((Part.of(line + line), read)), Stretch)
    lines, one = opened([5], 1), go_through((Part.of(line), read))
    with pytest.raises(MalformedError):
        lines.take(0, one)


@given(st.lists(st.binary(min_size=3, max_size=3)))
def test_rows_that_differ(rows: list[bytes]) -> None:
    assert all_differ(b"".join(rows), 3) == (len(set(rows)) == len(rows))


def test_a_roll_takes_few_bytes_an_entry() -> None:
    entries = [RollEntry(b64u(sha256(b"v%d" % number)), 1, (b64u(sha256(b"k%d" % number)),)) for number in range(5000)]
    lines = Roll.of(entries).write().splitlines()
    tracemalloc.start()
    roll = Roll.read_lines(lines)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held / len(roll) < 160
    assert list(roll) == sorted(entries, key=lambda entry: entry.voter)
    assert all(roll.passkeys_of(entry.voter) == entry.passkeys for entry in entries[:50])
