"""Bytes in pieces: the same lines, whichever way they are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.errors import MalformedError
from voting.record import part
from voting.record.part import Files, Part


@given(st.lists(st.binary(max_size=40).map(lambda line: line.replace(b"\n", b"")), max_size=40), st.integers(1, 7),
       st.integers(1, 64))
def test_ranges_are_whole_lines_and_lose_none(lines, count, piece):
    data = b"".join(line + b"\n" for line in lines)
    before, part.PIECE = part.PIECE, piece
    try:
        whole = Part.of(b"before" + data + b"after").slice(6, 6 + len(data))
        assert list(whole.lines()) == lines
        assert whole.count_lines() == len(lines)
        ranges = whole.ranges(count)
        assert [line for each in ranges for line in each.lines()] == lines
        assert sum(each.size for each in ranges) == len(data)
        assert whole.read() == data
    finally:
        part.PIECE = before


def test_a_last_line_without_its_end_is_refused():
    with pytest.raises(MalformedError):
        list(Part.of(b"a\nb").lines())


def test_a_line_without_end_is_not_held(monkeypatch):
    monkeypatch.setattr(part, "LONGEST_LINE", 100)
    monkeypatch.setattr(part, "PIECE", 10)
    with pytest.raises(MalformedError):
        list(Part.of(b"a" * 1000 + b"\n").lines())
    assert list(Part.of(b"a" * 90 + b"\n").lines()) == [b"a" * 90]


def test_a_file_that_shrinks_while_it_is_read_is_noticed():
    with pytest.raises(MalformedError):
        Part.of(b"abc").slice(0, 9).read()


def test_to_ask_whether_a_file_is_there_reads_nothing(monkeypatch):
    files = Files({"long": Part.of(b"abcdef")})
    monkeypatch.setattr(part, "MOST_HELD", 3)
    assert "long" in files
    assert files.part("long").size == 6
    with pytest.raises(MalformedError):
        files["long"]
