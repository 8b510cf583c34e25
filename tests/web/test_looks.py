"""The pure part of the looks: where a bar's edges lie, what a majority is called, where the built files are."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.errors import UnavailableError
from voting.web.looks import Assets, majority_words, per_cent, rule_words, threshold_bar

votes = st.integers(0, 100_000)


def number(text: str) -> Decimal:
    return Decimal(text.removesuffix("%"))


def test_the_line_stands_at_the_votes_needed() -> None:
    bar = threshold_bar(24, 8, 3, needed=22)
    assert [(piece.option, piece.count, piece.x) for piece in bar.segments] == [
        ("yes", 24, "0.00%"), ("no", 8, "68.57%"), ("abstain", 3, "91.42%")]
    assert bar.line == "62.85%"
    assert bar.anchor == "middle"


def test_a_bar_without_votes_has_no_pieces_and_its_line_at_the_end() -> None:
    bar = threshold_bar(0, 0, 0, needed=1)
    assert bar.segments == ()
    assert (bar.line, bar.anchor) == ("100.00%", "end")


def test_those_who_did_not_vote_fill_the_bar_only_where_they_count() -> None:
    assert [piece.option for piece in threshold_bar(20, 4, 2, 24, not_voted=9).segments][-1] == "not_voted"
    assert "not_voted" not in {piece.option for piece in threshold_bar(20, 4, 2, 24).segments}


@given(votes, votes, votes, st.integers(0, 100_000), votes)
def test_pieces_touch_and_never_leave_the_bar(yes: int, no: int, abstain: int, needed: int, rest: int) -> None:
    bar = threshold_bar(yes, no, abstain, needed, rest)
    reached = Decimal(0)
    for piece in bar.segments:
        assert number(piece.x) == reached
        reached += number(piece.width)
    assert reached <= 100
    assert 0 <= number(bar.line) <= 100


@given(votes, votes, votes, st.integers(1, 100_000))
def test_yes_ends_left_of_the_line_exactly_when_the_majority_is_missed(
        yes: int, no: int, abstain: int, needed: int) -> None:
    bar = threshold_bar(yes, no, abstain, needed)
    end_of_yes = number(bar.segments[0].width) if yes else Decimal(0)
    if yes >= needed:
        assert end_of_yes >= number(bar.line)
    else:
        assert end_of_yes <= number(bar.line)


def test_per_cent_is_written_with_two_places() -> None:
    assert [per_cent(n) for n in (0, 5, 6875, 10_000)] == ["0.00%", "0.05%", "68.75%", "100.00%"]


def test_majorities_are_words_where_language_has_one() -> None:
    assert str(majority_words(2, 3, "at_least")) == "two-thirds"
    assert str(majority_words(1, 2, "more_than")) == "more than half"
    assert str(majority_words(5, 7, "at_least")) == "5/7"
    assert str(majority_words(5, 7, "more_than")) == "more than 5/7"


def test_assets_come_from_the_manifest_with_their_hash(tmp_path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"app.css": {"file": "app-X.css", "integrity": "sha384-q"}}))
    asset = Assets(tmp_path)("app.css")
    assert (asset.url, asset.integrity) == ("/static/dist/app-X.css", "sha384-q")


def test_without_a_build_an_asset_keeps_its_plain_name_and_is_found_once_built(tmp_path) -> None:
    assets = Assets(tmp_path)
    assert (assets("app.css").url, assets("app.css").integrity) == ("/static/dist/app.css", "")
    (tmp_path / "manifest.json").write_text(json.dumps({"app.css": {"file": "app-Y.css", "integrity": "sha384-r"}}))
    assert assets("app.css").url == "/static/dist/app-Y.css"


def test_a_rule_is_one_line_that_names_its_base() -> None:
    rule = {"kind": "vote", "base": "expressed", "numerator": 2, "denominator": 3, "comparator": "at_least"}
    assert str(rule_words(rule)) == "two-thirds of the votes for and against"
    assert str(rule_words({**rule, "base": "entitled"})) == "two-thirds of the electoral roll"
    consensus = {**rule, "kind": "consensus"}
    assert str(rule_words(consensus)) == "adopted if no objection stands at the close"
    assert str(rule_words({**consensus, "participation": [1, 2]})).endswith(
        "at least half of the electoral roll takes part")
    assert str(rule_words({**consensus, "participation": [1, 2], "consents": [2, 3]})).endswith(
        "at least two-thirds of the electoral roll consents")
    with pytest.raises(UnavailableError):
        rule_words({**rule, "base": "the wind"})
