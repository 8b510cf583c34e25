"""`voting demo record --secret`: a complete, declared record that verifies, from the smallest size on."""

import json

import pytest
from click.testing import CliRunner

from voting.cli.demonstration import demo
from voting.evidence import decode
from voting.record import unpack
from voting.verifier.__main__ import main


@pytest.mark.parametrize("voters", [1, pytest.param(120, marks=pytest.mark.slow)])
def test_a_secret_record_that_holds(voters, tmp_path, capsys):
    out = tmp_path / "record.zip"
    made = CliRunner().invoke(demo, ["record", "--secret", "--voters", str(voters), str(out)])
    assert made.exit_code == 0, made.output
    assert main(["--json", str(out)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["outcome"] == "adopted"
    assert answer["authorised"]["checked"]
    assert answer["secret"][0]["issued"] == voters
    tally = decode(unpack(out.read_bytes())["stages/2/tally.json"])
    assert tally["secret"]["revealed"] == [0, 2]
    if voters == 120:  # some do not vote, some change their vote, some have no passkey
        assert (tally["cast"], tally["superseded"], tally["secret"]["by_registrar"]) == (118, 3, 10)
    assert list(tmp_path.iterdir()) == [out]


def test_a_named_record_has_a_limit_of_its_own(tmp_path):
    refused = CliRunner().invoke(demo, ["record", "--voters", "200001", str(tmp_path / "r.zip")])
    assert refused.exit_code == 2
    assert "at most 200,000 voters" in refused.output
