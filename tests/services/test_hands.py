"""A show of hands: two tellers, each alone; counted when they agree, else void, marked wherever it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verifier import attacker
from tests.verifier.attacker import Attacker, codes
from tests.world import World
from voting.ballots.hands import agreed, check_hands
from voting.ballots.roll import Electorate, Roll
from voting.errors import ConflictError, InputError, MalformedError, RefusedError
from voting.evidence import decode, decode_lines, encode
from voting.record import layout, public_copy, unpack
from voting.services.announce_ballot import announce_ballot
from voting.services.count_hands import count_hands
from voting.services.declare_result import declare_result
from voting.services.direct_ballot import call_last, close_early
from voting.services.hold_meeting import open_meeting
from voting.services.make_record import full_record
from voting.services.read.hands import hands_view
from voting.services.seat_person import seat_person
from voting.statutes import progressive_alliance
from voting.tally.stage import tally_stage
from voting.verifier import verify

FOUR_TWO = {"yes": 4, "no": 2, "abstain": 0}
WINDOW = 900


def call(world: World, decision: str = "resolution", subject: str = "A", is_open: bool = True) -> tuple[str, str]:
    """(motion, ballot) of a show of hands that the chair has called in an open meeting."""
    motion = world.draft(decision, subject)
    if is_open:
        open_meeting(world.service, world.person("chair"), world.convene())
    ballot = world.ballot(motion)
    announce_ballot(world.service, world.person("chair"), ballot, 0, world.now + WINDOW, is_by_hands=True)
    return motion, ballot


def enter(world: World, who: str, ballot: str, counts: dict[str, int]) -> bool:
    return count_hands(world.service, world.person(who), ballot, counts)


def test_two_tellers_who_agree_end_it_and_the_record_holds_and_says_what_it_is(world: World) -> None:
    motion, ballot = call(world)
    assert enter(world, "teller", ballot, FOUR_TWO) is False
    assert enter(world, "teller2", ballot, {**FOUR_TWO, "no": 1}) is False
    assert hands_view(world.service, ballot, world.person("teller2")).own == {**FOUR_TWO, "no": 1}
    assert enter(world, "teller2", ballot, FOUR_TWO) is True
    tally = world.tally(ballot)
    assert (tally["counts"]["q1"], tally["cast"], tally["hands"]) == ({**FOUR_TWO, "blank": 0}, 6, {"tellers": 2})
    assert tally["casts"]["size"] == 0
    declare_result(world.service, world.person("chair"), ballot)
    for record in (full_record(motion), public_copy(full_record(motion))):
        verdict = verify(record)
        assert verdict.failures == ()
        assert (verdict.ok, verdict.outcome, verdict.hands, verdict.authorised) == (True, "adopted", (1,), ())
        assert b"NOT individually verifiable" in unpack(record)[layout.README]


def test_nobody_sees_another_tellers_figures_and_nobody_else_enters_any(world: World) -> None:
    _, ballot = call(world)
    enter(world, "teller", ballot, FOUR_TWO)
    assert hands_view(world.service, ballot, world.person("teller2")).own is None
    for who in ("chair", "AMBER", "coordinator", "sc_teller"):
        with pytest.raises(RefusedError, match="Only the tellers"):
            enter(world, who, ballot, FOUR_TWO)
    assert enter(world, "teller", ballot, FOUR_TWO) is False, "one teller twice is one teller"


def test_two_tellers_of_one_organisation_are_one(world: World) -> None:
    for who, organ in (("teller", "steering_committee"), ("teller2", "finance_committee")):
        seat_person(world.service, world.person("coordinator"), organ, "delegate", world.name_of(who),
                    f"{who}@example.org", "BIRCH")
    _, ballot = call(world)
    enter(world, "teller", ballot, FOUR_TWO)
    with pytest.raises(RefusedError, match="different organisations"):
        enter(world, "teller2", ballot, FOUR_TWO)


@pytest.mark.parametrize("wrong", [
    {"yes": 4, "no": 2}, {**FOUR_TWO, "maybe": 1}, {**FOUR_TWO, "yes": -1}, {**FOUR_TWO, "yes": True},
    {**FOUR_TWO, "yes": 5}])
def test_figures_that_cannot_be(world: World, wrong: dict) -> None:
    _, ballot = call(world)
    with pytest.raises(InputError):
        enter(world, "teller", ballot, wrong)


def test_nobody_votes_on_a_device(world: World) -> None:
    _, ballot = call(world)
    with pytest.raises(ConflictError, match="show of hands in the room"):
        world.cast("AMBER", ballot, "yes")


def test_without_agreement_in_time_it_is_void_and_can_be_put_again(world: World) -> None:
    motion, ballot = call(world)
    enter(world, "teller", ballot, FOUR_TWO)
    enter(world, "teller2", ballot, {**FOUR_TWO, "yes": 3})
    world.wait(WINDOW + 1)
    world.tick()
    assert (world.row(ballot).state, world.row(ballot).tally) == ("annulled", None)
    assert world.leaves(ballot, "void")[0]["reason"] == "the tellers did not agree on the show of hands"
    with pytest.raises(ConflictError, match="No show of hands can be entered"):
        enter(world, "teller2", ballot, FOUR_TWO)
    again = world.announce(motion)
    assert again != ballot
    world.cast_all(again, "yes")
    world.wait(7201)
    world.tick()
    declare_result(world.service, world.person("chair"), again)
    assert verify(full_record(motion)).failures == ()


def test_a_chair_who_ends_it_early_gets_no_figures_either(world: World) -> None:
    motion, ballot = call(world)
    enter(world, "teller", ballot, FOUR_TWO)
    call_last(world.service, world.person("chair"), ballot)
    world.wait(601)
    close_early(world.service, world.person("chair"), ballot)
    assert (world.row(ballot).state, world.row(world.ballot(motion)).state) == ("annulled", "drafted")


def test_only_a_named_vote_in_an_open_meeting(world: World) -> None:
    with pytest.raises(ConflictError, match="a meeting that is open"):
        call(world, is_open=False)
    with pytest.raises(ConflictError, match="a named vote only"):
        call(world, "admission", "NEW")
    _, ballot = call(world, subject="B", is_open=False)
    other = world.open_ballot("resolution", "C")
    with pytest.raises(ConflictError, match="no show of hands"):
        enter(world, "teller", other, FOUR_TWO)
    assert enter(world, "teller", ballot, FOUR_TWO) is False


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([(4, 2), (3, 3), (0, 0)])), max_size=8))
def test_they_agree_exactly_if_two_different_tellers_said_the_same_last(entries: list) -> None:
    said = [(who, {"yes": yes, "no": no}) for who, (yes, no) in entries]
    last = dict(said)
    pairs = [one for one in last for other in last if one != other and last[one] == last[other]]
    found = agreed(said, 2)
    assert (found is not None) == bool(pairs)
    assert found is None or found in last.values()


def test_a_count_takes_hands_only_from_a_paper_that_is_a_show_of_hands() -> None:
    stage = progressive_alliance().decisions["resolution"].stages[0]
    with pytest.raises(MalformedError, match="everything else has votes"):
        tally_stage(stage, {"questions": [{"options": ["yes", "no", "abstain"]}]}, "", _nobody(), [], b"", 0,
                    hands=FOUR_TWO)
    with pytest.raises(MalformedError, match="more than the roll"):
        check_hands(FOUR_TWO, ["yes", "no", "abstain"], 5)


def _nobody() -> Electorate:
    return Electorate(Roll.of([]))


def _attacker(world: World, monkeypatch: pytest.MonkeyPatch) -> Attacker:
    """Somebody with all keys, and the record of a show of hands."""
    motion, ballot = call(world)
    enter(world, "teller", ballot, FOUR_TWO)
    enter(world, "teller2", ballot, FOUR_TWO)
    declare_result(world.service, world.person("chair"), ballot)
    keys = world.service.keys
    monkeypatch.setattr(attacker, "AUTHORITY", keys.authority)
    found = Attacker.__new__(Attacker)
    found.files = unpack(full_record(motion))
    found.leaves = [encode(line["leaf"]) for line in decode_lines(found.files[layout.LOG])]
    found.origin, found.log_key, found.motion = world.service.log_origin, keys.log, motion
    return found


def test_whoever_has_all_keys_and_changes_a_figure_is_found_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    villain = _attacker(world, monkeypatch)
    assert verify(villain.finish()).ok, "what is not changed holds"
    attacks = {
        "a teller's figures": lambda one: one.edit_leaf("hands_counted", lambda leaf: leaf["counts"].update(yes=3), 1),
        "one teller for two": lambda one: one.edit_leaf(
            "hands_counted", lambda leaf: leaf.update(by=decode(one.leaves[one.find("hands_counted")])["by"]), 1),
        "the count": _count_otherwise,
        "figures of nobody": lambda one: one.leaves.pop(one.find("hands_counted"))}
    whole = (dict(villain.files), list(villain.leaves))
    for name, attack in attacks.items():
        villain.files, villain.leaves = dict(whole[0]), list(whole[1])
        attack(villain)
        assert "tally_wrong" in codes(villain.finish()), name


def _count_otherwise(one: Attacker) -> None:
    one.edit(layout.stage_file(1, "tally.json"), lambda tally: tally["counts"]["q1"].update(yes=6, no=0))
    one.agree_on_tally(1)
