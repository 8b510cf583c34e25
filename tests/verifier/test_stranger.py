"""A verifier written from FORMAT.md alone agrees with ours: on good records, and on every tampered one it looks at."""

import ast
from pathlib import Path

import pytest

from tests.record.secret_scenario import secret_record_of
from tests.verifier import test_tampered_secret_people as people
from tests.verifier import test_tampered_secret_votes as votes
from tests.verifier.secret_attacker import SecretAttacker
from tests.verifier.stranger_stage import check
from voting.record import public_copy

CASES = {**votes.case.all, **people.case.all}
NOT_ITS_WORK = {"75_options_reordered", "a_named_vote_in_a_secret_stage"}
"""The law, and the order of the register's log: left to the first verifier."""
FEW = {"24_counts_edited", "32_a_vote_twice", "44_a_bit_of_a_credential", "69_too_few_releases",
       "62_a_voter_not_on_the_roll", "63_another_blinded_message_under_an_assertion", "59_base64_trailing_bits"}


@pytest.mark.parametrize("name", ["plain", "amended"])
def test_it_agrees_on_good_records(name):
    assert check(secret_record_of(name)) == ""
    assert check(public_copy(secret_record_of(name))) == ""


@pytest.mark.parametrize("name", [pytest.param(name, marks=[] if name in FEW else [pytest.mark.slow])
                                  for name in sorted(set(CASES) - NOT_ITS_WORK)])
def test_it_refuses_what_was_tampered_with(name):
    change = CASES[name].values[0]
    assert check(change(SecretAttacker())) != ""


def test_it_shares_no_code_with_us():
    for name in ("stranger.py", "stranger_stage.py"):
        tree = ast.parse(Path(__file__).with_name(name).read_text(encoding="utf-8"))
        imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)} | {
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        assert not [module for module in imported if module.startswith("voting")]
