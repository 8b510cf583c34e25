"""A long urn is checked in stretches, by one process or by several: answer and line numbers stay the same."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.record.secret_scenario import secret_record_of
from tests.verifier import test_tampered_secret_people as people
from tests.verifier import test_tampered_secret_votes as votes
from tests.verifier.secret_attacker import SecretAttacker
from voting.verifier import crew, verify

HOUSE = Path(__file__).resolve().parents[2]
CASES = {**votes.case.all, **people.case.all}
HERE = ("32_a_vote_twice", "34_an_urn_cut_short", "35_the_last_newline_missing", "47_signature_flipped",
        "59_base64_trailing_bits", "a_share_missing", "a_share_more", "shares_in_another_order")


@pytest.mark.parametrize("size", [1, 1700, 5000])
def test_stretches_change_nothing(size, monkeypatch):
    whole = verify(secret_record_of("plain"))
    monkeypatch.setattr(crew, "TASK_BYTES", size)
    assert verify(secret_record_of("plain")) == whole
    assert whole.ok


@pytest.mark.parametrize("name", HERE)
def test_what_is_refused_is_refused_in_stretches_too(name, monkeypatch):
    record = CASES[name].values[0](SecretAttacker())
    whole = {(failure.code, failure.file) for failure in verify(record).failures}
    monkeypatch.setattr(crew, "TASK_BYTES", 1700)
    found = verify(record).failures
    assert {(failure.code, failure.file) for failure in found} == whole


def test_a_fault_far_down_is_named_by_its_line(monkeypatch):
    attacker = SecretAttacker()
    attacker.edit_cast(7, lambda cast: cast.update(seq=cast["seq"] + 1))
    record = attacker.agree(shares=False).finish()
    monkeypatch.setattr(crew, "TASK_BYTES", 1700)
    assert [failure.sentence.split(":")[0] for failure in verify(record).failures
            if failure.code == "cast_signature"] == ["Line 8"]


def test_several_processes_take_the_stretches(tmp_path):
    """In a process of its own, so that it may copy itself."""
    (tmp_path / "good.zip").write_bytes(secret_record_of("plain"))
    (tmp_path / "bad.zip").write_bytes(CASES["47_signature_flipped"].values[0](SecretAttacker()))
    script = ("import sys; from voting.verifier import crew; from voting.verifier.__main__ import main; "
              "crew.TASK_BYTES = 1700; sys.exit(main(sys.argv[1:]))")
    for name, status in (("good.zip", 0), ("bad.zip", 1)):
        done = subprocess.run([sys.executable, "-c", script, "-j", "3", str(tmp_path / name)], cwd=HOUSE,
                              capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (status, ""), done.stdout
    assert "cast_signature" in done.stdout
