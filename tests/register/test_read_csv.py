"""The register file: all lines or none, every fault with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.errors import InputError
from voting.register.read_csv import all_rows, read_register_csv
from voting.statutes import progressive_alliance

LAW = progressive_alliance()
HEAD = "code,name,kind,status,country,continent,contributes\n"
GOOD = "SPÖ,Sozialdemokratische Partei Österreichs,party,member,AT,europe,yes\n"
DEMONSTRATION = Path(__file__).parents[2] / "voting" / "demonstration" / "organisations.csv"


def test_the_demonstration_register_is_without_fault() -> None:
    rows = all_rows(DEMONSTRATION.read_bytes(), LAW)
    assert len(rows) == 124
    assert {row.standing for row in rows if row.code == "IUSY"} == {"associated_partner"}
    assert [row.code for row in rows if row.standing == "applicant"] == ["X-APPLICANT-1", "X-APPLICANT-2"]


@pytest.mark.parametrize(("line", "says"), [
    ("A,B\n", "2 cells instead of 7"), ("A B,n,party,member,AT,europe,yes\n", "not a code"),
    ("-A,n,party,member,AT,europe,yes\n", "not a code"), (f"{'A' * 41},n,party,member,AT,europe,yes\n", "not a code"),
    ("A,,party,member,AT,europe,yes\n", "no name"), ("A,n,club,member,AT,europe,yes\n", "not a kind"),
    ("A,n,party,friend,AT,europe,yes\n", "not a standing"), ("A,n,organisation,member,AT,europe,yes\n", "cannot have"),
    ("A,n,party,member,aut,europe,yes\n", "country code"), ("A,n,party,member,AT,atlantis,yes\n", "not a continent"),
    ("A,n,party,member,AT,europe,perhaps\n", "yes or no"), (GOOD, "twice"), ('A,"n,party\n', "not well-formed CSV"),
])
def test_one_bad_line_and_nothing_is_taken(line: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        all_rows((HEAD + GOOD + line).encode(), LAW)
    assert "[3]" in str(refused.value)
    assert "as it was" in str(refused.value.kept)


@pytest.mark.parametrize(("data", "says"), [
    (b"", "first line"), (b"code;name\n", "first line"), (HEAD.encode(), "no organisation"),
    (HEAD.encode() + b"\xff\xfe\n", "UTF-8"), (b"x" * 2_000_001, "larger"),
])
def test_what_is_no_register_file_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        all_rows(data, LAW)


def test_a_byte_order_mark_and_crlf_are_taken() -> None:
    assert all_rows(b"\xef\xbb\xbf" + (HEAD + GOOD).replace("\n", "\r\n").encode(), LAW)[0].code == "SPÖ"


@given(st.binary(max_size=300))
def test_no_bytes_make_it_stumble(noise: bytes) -> None:
    rows, faults = read_register_csv(HEAD.encode() + noise, LAW)
    assert rows or faults
