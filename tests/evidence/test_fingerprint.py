"""What people compare: computed here a second time, by the words of FORMAT.md."""

import hashlib
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from voting.errors import MalformedError
from voting.evidence import fingerprint, leaf_hash, receipt_code

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@settings(deadline=None)
@given(st.binary(max_size=60))
@example(b"176")
def test_twelve_digits(data):
    number = int(hashlib.sha256(b"scrutin/v1/fingerprint\n" + data).hexdigest(), 16)
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", fingerprint(data))
    assert fingerprint(data).replace(" ", "") == str(number)[-12:]


def test_leading_zeros_are_kept():
    """Of a thousand fingerprints about a hundred begin with 0, and all have twelve digits."""
    shown = [fingerprint(b"%d" % number) for number in range(1000)]
    assert {len(each) for each in shown} == {14}
    assert 50 < sum(each.startswith("0") for each in shown) < 160


@settings(deadline=None)
@given(st.binary(min_size=32, max_size=32))
def test_a_receipt_code_is_the_first_sixty_bits(leaf):
    bits = "".join(f"{byte:08b}" for byte in leaf)[:60]
    signs = "".join(SIGNS[int(bits[start:start + 5], 2)] for start in range(0, 60, 5))
    assert receipt_code(leaf) == f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def test_signs_that_are_mistaken_for_each_other_are_not_used():
    shown = "".join(receipt_code(leaf_hash(b"%d" % number)) for number in range(500))
    assert set(shown) == {*SIGNS, "-"}
    assert not set(shown) & set("ILOU")


@pytest.mark.parametrize("length", [0, 8, 31, 33])
def test_a_code_of_anything_but_a_hash_is_refused(length):
    with pytest.raises(MalformedError):
        receipt_code(b"\0" * length)
