"""Readings restated in the organisation's own file: those lines and the version, nothing else (V.CD.3)."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from tests.world import statutes_source
from voting.errors import StatutesError
from voting.statutes import load_statutes
from voting.statutes.restate import Adoption, lost_adoptions, may_adopt, next_version, restate

LAW = load_statutes(statutes_source(), "statutes.toml")
LEAGUE = load_statutes((Path(__file__).parent / "presidium.toml").read_bytes(), "presidium.toml")
DAY = Adoption("2027-03-12", "steering_committee")


def changed(before: bytes, after: bytes) -> list[str]:
    """The lines that differ, as `diff` prints them."""
    return [line for line in difflib.unified_diff(before.decode().splitlines(), after.decode().splitlines(), n=0)
            if line[:1] in "+-" and line[:3] not in ("+++", "---")]


@pytest.mark.clause("V.CD.3")
def test_only_the_lines_of_these_readings_and_of_the_version_change() -> None:
    source = restate(LAW, {"consensus": DAY})
    assert changed(LAW.source, source) == [
        '-version = "1"', '+version = "1.1"', '-status = "provisional"', '+status = "adopted"',
        '+adopted_on = "2027-03-12"', '+adopted_by = "steering_committee"']
    law = load_statutes(source, "statutes.toml")
    assert (law.readings["consensus"].status, law.readings["majorities"].status) == ("adopted", "provisional")
    assert (law.readings["consensus"].adopted_on, law.readings["consensus"].adopted_by) == (DAY.on, DAY.by)


def test_every_reading_can_be_adopted_and_put_back_byte_for_byte_but_for_the_version() -> None:
    adopted = load_statutes(restate(LAW, dict.fromkeys(LAW.readings, DAY)), "statutes.toml")
    assert {reading.status for reading in adopted.readings.values()} == {"adopted"}
    back = restate(adopted, dict.fromkeys(LAW.readings, Adoption()))
    assert back.replace(b'version = "1.2"', b'version = "1"') == LAW.source


@pytest.mark.parametrize(("old", "new"), [
    (b'[readings.consensus]\nclause = "IV.2d"\nstatus = "provisional"\n',
     b'[readings]\nconsensus.clause = "IV.2d"\nconsensus.status = "provisional"\n[readings.consensus.text]\n'),
    (b'status = "provisional"\ntext.en = "Consensus:', b"status = 'provisional'\ntext.en = \"Consensus:"),
])
def test_a_file_that_writes_its_readings_otherwise_is_refused_and_not_misread(old: bytes, new: bytes) -> None:
    source = LAW.source.replace(old, new)
    if b"[readings.consensus.text]" in new:
        source = source.replace(b'text.en = "Consensus:', b'en = "Consensus:').replace(
            b'text.fr = "Consensus :', b'fr = "Consensus :')
        # a table of its own cannot follow its parent's other rows in every file: put it first
        head, _, rest = source.partition(b"[readings.legal_frame]")
        block = new + rest.partition(new)[2].partition(b"\n\n")[0]
        source = head + block + b"\n\n[readings.legal_frame]" + rest.replace(block, b"")
    law = load_statutes(source, "statutes.toml")
    with pytest.raises(StatutesError, match="table of its own"):
        restate(law, {"consensus": DAY})
    assert not may_adopt(law, ["consensus"], "steering_committee", "V.CD.3").allowed


def test_words_in_a_text_that_look_like_a_table_mislead_nobody() -> None:
    source = LAW.source.replace(b'text.en = "Consensus: no objection',
                                b'text.en = """Consensus:\n[readings.majorities]\nstatus = "provisional"\nno objection')
    source = source.replace(b"otherwise the vote follows.\"", b"otherwise the vote follows.\"\"\"", 1)
    law = load_statutes(source, "statutes.toml")
    with pytest.raises(StatutesError, match="table of its own"):
        restate(law, {"majorities": DAY})


@pytest.mark.parametrize("named", [[], ["nothing"], ["consensus", "nothing"]])
def test_what_is_not_a_provisional_reading_cannot_be_adopted(named: list[str]) -> None:
    assert may_adopt(LAW, named, "steering_committee", "V.CD.3").clause == "V.CD.3"
    assert not may_adopt(LAW, named, "steering_committee", "V.CD.3").allowed
    once = load_statutes(restate(LAW, {"consensus": DAY}), "statutes.toml")
    assert not may_adopt(once, ["consensus"], "steering_committee", "V.CD.3").allowed


@pytest.mark.parametrize(("version", "following"), [
    ("1", "1.1"), ("1.1", "1.2"), ("2.0.9", "2.0.10"), ("2027-a", "2027-a.1")])
def test_the_version_that_follows(version: str, following: str) -> None:
    assert next_version(version) == following


def test_another_organisation_s_readings_are_restated_by_the_same_code() -> None:
    name, organ = next(iter(LEAGUE.readings)), next(iter(LEAGUE.organs))
    law = load_statutes(restate(LEAGUE, {name: Adoption("2031-04-02", organ)}), "presidium.toml")
    assert law.readings[name].adopted_by == organ


def test_a_newer_file_that_forgets_an_adoption_is_noticed_unless_it_has_other_words() -> None:
    once = load_statutes(restate(LAW, {"consensus": DAY}), "statutes.toml")
    assert [reading.id for reading in lost_adoptions(once, LAW)] == ["consensus"]
    other = load_statutes(LAW.source.replace(b"Consensus: no objection", b"Consensus: no grave objection"), "x")
    assert lost_adoptions(once, other) == []
