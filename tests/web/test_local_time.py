"""Times as officers type them, and the difference of two texts as they read it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from tests.site import Site
from tests.world import START
from voting.errors import InputError
from voting.store.database import db
from voting.store.tables import PersonRow
from voting.web.differ import difference
from voting.web.local_time import read_local, round_up, write_local

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize("typed", ["2027-03-28T02:30", "2027-10-31T02:30"], ids=["skipped", "twice"])
def test_an_hour_that_the_clocks_skip_or_repeat_is_refused(typed: str) -> None:
    with pytest.raises(InputError, match="The clocks change at that hour"):
        read_local(typed, PARIS, "close_at")


@pytest.mark.parametrize(("typed", "at"), [("2027-01-15T09:00", START), ("2027-07-15T10:00", 1_815_638_400),
                                           ("2027-03-28T03:00", 1_806_195_600)])
def test_local_time_is_read_in_its_zone(typed: str, at: int) -> None:
    assert read_local(typed, PARIS, "close_at") == at
    assert write_local(at, PARIS) == typed


def test_the_chairs_zone_is_named_and_used(site: Site) -> None:
    with site.app.app_context(), db.engine.begin() as connection:
        connection.execute(update(PersonRow).where(PersonRow.id == site.world.person("chair"))
                           .values(zone="Pacific/Auckland"))
    motion, chair = site.world.draft(), site.signed_in("chair")
    assert "Your time zone: Pacific/Auckland" in chair.get(f"/chair/motions/{motion}").text
    ballot = site.world.ballot(motion)
    form = {"when": "now", "close_at": "2027-01-15T23:00", "confirm": "yes"}
    chair.follow(chair.post(f"/chair/ballots/{ballot}/announce", **form))
    assert site.world.row(ballot).close_at == START + 2 * 3600
    shown = chair.get(f"/chair/motions/{motion}").text
    assert "23:00 (Auckland time)" in shown
    assert "10:00 UTC" in shown


def test_proposed_times_are_round() -> None:
    assert (round_up(START), round_up(START + 1)) == (START, START + 300)


LINES = st.lists(st.text(alphabet="ab c\u00e9", max_size=6), max_size=6).map("\n".join)


@given(old=LINES, new=LINES)
def test_a_difference_tells_the_truth_about_both_texts(old: str, new: str) -> None:
    """What is not new stands in the old text, what is not gone in the new one; equal texts differ nowhere."""
    shown = difference(old, new)
    before = ["".join(words for what, words in line if what != "new") for line in shown]
    after = ["".join(words for what, words in line if what != "gone") for line in shown]
    assert {line for line in before if line} <= set(old.splitlines())
    assert {line for line in after if line} <= set(new.splitlines())
    assert (shown == []) == (old.splitlines() == new.splitlines())
