"""Tampered secret records: files changed, missing, too many; any byte, any line."""


import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.record.secret_scenario import secret_record_of
from tests.verifier.attacker import codes
from tests.verifier.secret_attacker import STAGE, TALLY2, SecretAttacker
from voting.record import layout, pack, unpack
from voting.verifier import verify

URN, SIG, NOTE = STAGE + "urn.jsonl", TALLY2 + ".sig", STAGE + "urn.checkpoint"
def test_nothing_touched_nothing_refused():
    for scenario in ("plain", "amended"):
        assert verify(SecretAttacker(scenario).agree().finish()).ok


# ---------------------------------------------------------------- files: 1 to 23


FILES = sorted(name for name in unpack(secret_record_of("plain")) if name.startswith("stages/2/"))


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_1_to_11_a_byte_of_a_file(name):
    files = unpack(secret_record_of("plain"))
    if not files[name]:
        return
    for place in {0, len(files[name]) // 2, len(files[name]) - 1}:
        data = bytearray(files[name])
        data[place] ^= 1
        assert "file_changed" in codes(pack({**files, name: bytes(data)}))


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_1_to_11_s_a_byte_of_a_file_and_the_index_signed_again(name):
    a = SecretAttacker()
    if a.files[name]:
        data = bytearray(a.files[name])
        data[len(data) // 2] ^= 1
        a.files[name] = bytes(data)
        assert codes(a.finish(log=False, sign=False))


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in FILES if not layout.is_optional(name)])
def test_12_to_22_a_file_missing(name):
    files = unpack(secret_record_of("plain"))
    del files[name]
    assert "file_missing" in codes(pack(files))


@pytest.mark.parametrize("name", [name for name in FILES if layout.is_optional(name)])
def test_urn_and_shares_are_in_a_copy_together_or_not_at_all(name):
    files = unpack(secret_record_of("plain"))
    del files[name]
    assert "file_missing" in codes(pack(files))


RECORD = secret_record_of("plain")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, len(RECORD) - 1), st.integers(1, 255))
def test_any_byte_of_the_record_changed_is_refused(place, change):
    assert codes(RECORD[:place] + bytes([RECORD[place] ^ change]) + RECORD[place + 1:])


@pytest.mark.slow
@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_any_line_replaced_by_anything_ends_in_a_named_failure(data):
    """No uncaught error, whatever stands in the long files."""
    a = SecretAttacker()
    name = data.draw(st.sampled_from([STAGE + each for each in (
        "urn.jsonl", "issues.jsonl", "trustees/0.jsonl", "trustees/0.json", "urn.checkpoint", "issuer-1.pem")]))
    lines = a.files[name].split(b"\n")
    place = data.draw(st.integers(0, len(lines) - 1))
    junk = data.draw(st.one_of(st.binary(max_size=60), st.sampled_from(
        [b"{}", b"[]", b"null", b"0", b'""', b'{"leaf":{},"index":0}', b'{"index":0,"leaf":{}}', b"[" * 2000])))
    if lines[place] != junk:
        lines[place] = junk
        a.files[name] = b"\n".join(lines)
        assert codes(a.finish(log=False, sign=False))
