"""Majorities and consensus: the published vectors, the edges, and what must hold for any figures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.errors import MalformedError
from voting.statutes import (
    ConsensusFigures,
    Figures,
    bases,
    consensus_reached,
    decide,
    progressive_alliance,
    silence_kept,
)
from voting.statutes.majority import least

STATUTES = progressive_alliance()
TWO_THIRDS = STATUTES.decisions["admission"].stages[1]
ORDINARY = STATUTES.decisions["resolution"].stages[0]
CONSENSUS = STATUTES.decisions["admission"].stages[0]
CONSENSUS_OF_PRINCIPLES = STATUTES.decisions["amendment"].stages[0]


def votes(yes: int, no: int, abstain: int = 0, present: int | None = None, entitled: int = 130) -> Figures:
    return Figures(yes, no, abstain, 0, 0, entitled, present)


# yes, no, abstentions, present, entitled, base, comparator, adopted
VECTORS = [
    (20, 10, 5, 40, 50, "expressed", "at_least", True),
    (20, 10, 5, 40, 50, "expressed", "more_than", False),
    (20, 10, 5, 40, 50, "cast", "at_least", False),
    (20, 10, 5, 40, 50, "present", "at_least", False),
    (20, 10, 5, 40, 50, "entitled", "at_least", False),
    (0, 0, 30, 30, 35, "expressed", "at_least", False),
    (2, 1, 32, 35, 35, "expressed", "at_least", True),
    (33, 17, 0, 50, 50, "expressed", "at_least", False),
    (66, 34, 0, 100, 100, "expressed", "at_least", False),
    (67, 33, 0, 100, 100, "expressed", "at_least", True),
]


@pytest.mark.clause("IV.2d")
@pytest.mark.clause("VI.2")
@pytest.mark.parametrize(("yes", "no", "abstain", "present", "entitled", "base", "comparator", "adopted"), VECTORS)
def test_two_thirds_of_what(yes: int, no: int, abstain: int, present: int, entitled: int, base: str, comparator: str,
                            adopted: bool) -> None:
    stage = replace(TWO_THIRDS, base=base, comparator=comparator)
    assert decide(stage, votes(yes, no, abstain, present, entitled)).adopted is adopted


@pytest.mark.clause("III")
def test_all_bases_stand_side_by_side_and_the_statutory_one_is_marked() -> None:
    table = {base.id: (base.count, base.needed, base.reached, base.binding)
             for base in bases(TWO_THIRDS, votes(20, 10, 5, 40, 50))}
    assert table == {"expressed": (30, 20, True, True), "cast": (35, 24, False, False),
                     "present": (40, 27, False, False), "entitled": (50, 34, False, False)}


def test_two_of_thirty_five_need_a_least_number_or_a_quorum_to_be_stopped() -> None:
    figures = Figures(2, 1, 0, 0, 0, 35)
    assert decide(TWO_THIRDS, figures).adopted
    assert "At least 3 votes in favour" in str(decide(replace(TWO_THIRDS, min_yes=3), figures).reason)
    stopped = decide(replace(TWO_THIRDS, quorum=(1, 3)), figures)
    assert not stopped.adopted
    assert "The quorum of 12 ballots was not reached; there were 3." in str(stopped.reason)


@pytest.mark.clause("V.CO.3")
@pytest.mark.clause("V.CD.3")
@pytest.mark.parametrize(("yes", "no", "adopted"), [
    (1, 0, True), (0, 0, False), (5, 5, False), (6, 5, True), (5, 6, False)])
def test_ordinary_majority_and_a_tie_rejects(yes: int, no: int, adopted: bool) -> None:
    assert decide(ORDINARY, votes(yes, no)).adopted is adopted


def test_void_ballots_are_not_valid_and_blank_ones_are() -> None:
    counts = {base.id: base.count for base in bases(TWO_THIRDS, Figures(4, 2, 1, 1, 3, 20))}
    assert (counts["expressed"], counts["cast"]) == (6, 8)


def test_without_attendance_the_persons_present_are_not_established() -> None:
    present = next(base for base in bases(TWO_THIRDS, votes(3, 0)) if base.id == "present")
    assert (present.count, present.needed, present.reached) == (None, None, None)
    outcome = decide(replace(TWO_THIRDS, base="present"), votes(3, 0))
    assert not outcome.adopted
    assert "present is not established" in str(outcome.reason)


def test_low_turnout_is_flagged_and_changes_nothing() -> None:
    outcome = decide(TWO_THIRDS, votes(12, 0, entitled=35))
    assert (outcome.adopted, outcome.turnout_low, str(outcome.turnout)) == (True, True, "12 of 35 voted.")
    assert not decide(TWO_THIRDS, votes(18, 0, entitled=36)).turnout_low


def test_the_reason_can_be_read_aloud() -> None:
    assert str(decide(TWO_THIRDS, votes(19, 10)).reason) == (
        "19 for, 10 against; at least 2/3 of the votes for and against (29) asks for 20. "
        "The majority was not reached. Rejected (clause IV.2d).")


@pytest.mark.parametrize("numbers", [(-1, 0, 0, 0, 0, 5), (3, 3, 0, 0, 0, 5), (True, 0, 0, 0, 0, 5),
                                     (1.0, 0, 0, 0, 0, 5), (1, 1, 0, 0, 0, 5, 1), (1, 1, 0, 0, 0, 5, 6)])
def test_figures_that_cannot_be_are_refused(numbers: tuple[int, ...]) -> None:
    with pytest.raises(MalformedError):
        Figures(*numbers)


@pytest.mark.clause("IV.2d")
@pytest.mark.parametrize(("consent", "aside", "objections", "reached", "words"), [
    (18, 0, 0, True, "nobody objects"), (1, 17, 0, True, "nobody objects"), (34, 0, 1, False, "An objection stands"),
    (17, 0, 0, False, "At least 18 of 35 had to take part"), (0, 35, 0, False, "Nobody consented"),
    (0, 0, 0, False, "Nobody consented")])
def test_consensus(consent: int, aside: int, objections: int, reached: bool, words: str) -> None:
    outcome = consensus_reached(CONSENSUS, ConsensusFigures(consent, aside, objections, 35))
    assert outcome.adopted is reached
    assert words in str(outcome.reason)


@pytest.mark.clause("VI.2")
def test_consensus_on_the_principles_is_itself_two_thirds_of_the_roll() -> None:
    assert consensus_reached(CONSENSUS_OF_PRINCIPLES, ConsensusFigures(80, 40, 0, 120)).adopted
    outcome = consensus_reached(CONSENSUS_OF_PRINCIPLES, ConsensusFigures(79, 41, 0, 120))
    assert not outcome.adopted
    assert "At least 80 of 120 had to consent" in str(outcome.reason)


def test_nobody_on_the_roll_reaches_no_consensus() -> None:
    assert not consensus_reached(CONSENSUS, ConsensusFigures(0, 0, 0, 0)).adopted


SHARES = st.integers(1, 9).flatmap(lambda d: st.tuples(st.integers(1, d), st.just(d)))
COUNTS = st.integers(0, 10**15)


@st.composite
def stages_and_figures(draw: st.DrawFn) -> tuple[object, Figures]:
    share = draw(SHARES)
    comparator = "at_least" if share[0] == share[1] else draw(st.sampled_from(["at_least", "more_than"]))
    stage = replace(TWO_THIRDS, numerator=share[0], denominator=share[1], comparator=comparator,
                    base=draw(st.sampled_from(["expressed", "cast", "present", "entitled"])),
                    min_yes=draw(st.integers(0, 5)), quorum=draw(st.none() | SHARES))
    yes, no, abstain, blank, void, absent = (draw(st.integers(0, 40) | COUNTS) for _ in range(6))
    handed_in = yes + no + abstain + blank + void
    present = draw(st.none() | st.integers(handed_in, handed_in + absent))
    return stage, Figures(yes, no, abstain, blank, void, handed_in + absent + 1, present)


@given(stages_and_figures())
def test_one_more_yes_never_turns_adoption_into_rejection(case: tuple) -> None:
    stage, figures = case
    present = None if figures.present is None else min(figures.present + 1, figures.entitled)
    more = replace(figures, yes=figures.yes + 1, present=present)
    if stage.base != "present" or figures.present is None or present == figures.present:
        assert decide(stage, figures).adopted <= decide(stage, more).adopted
    if figures.no:
        changed = replace(figures, yes=figures.yes + 1, no=figures.no - 1)
        assert decide(stage, figures).adopted <= decide(stage, changed).adopted


@given(stages_and_figures())
def test_nothing_is_ever_a_float_and_zero_yes_never_passes(case: tuple) -> None:
    stage, figures = case
    outcome = decide(stage, replace(figures, yes=0))
    assert not outcome.adopted
    for base in decide(stage, figures).bases:
        assert type(base.count) in (int, type(None))
        assert type(base.needed) in (int, type(None))


@given(SHARES, COUNTS, st.booleans())
def test_needed_is_the_smallest_number_that_reaches_the_share(share: tuple[int, int], count: int, more: bool) -> None:
    needed = least(share, count, more)

    def reaches(number: int) -> bool:
        left, right = share[1] * number, share[0] * count
        return number > 0 and (left > right if more else left >= right)

    assert reaches(needed)
    assert not reaches(needed - 1)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_silence_adopts_exactly_if_nobody_objects(silent: int, consent: int, objections: int) -> None:
    figures = ConsensusFigures(consent, 0, objections, silent + consent + objections)
    outcome = silence_kept(replace(CONSENSUS, kind="silence", participation=None, low_turnout=None), figures)
    assert outcome.adopted == (figures.entitled > 0 and objections == 0)
    assert not outcome.turnout_low
