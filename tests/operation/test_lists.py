"""What the shell's lists may not show: figures of a ballot, a choice, whose cast it was."""

from __future__ import annotations

from tests.site import Site
from voting.services.read.business import ballots, entries, verify_log


def test_of_a_cast_the_log_shows_only_that_it_is_there(site: Site) -> None:
    ballot = site.world.open_ballot()
    site.world.cast("AMBER", ballot, "object")
    found = site.within(lambda: list(entries(site.service, kind="cast")))
    assert [(row.ballot, row.document) for row in found] == [(ballot, None)]
    shown = site.within(lambda: list(entries(site.service, start=2)))
    assert [row.index for row in shown] == list(range(2, len(site.world.leaves())))


def test_a_ballot_is_shown_as_it_stands_at_this_instant_before_the_clock_has_written_it_down(site: Site) -> None:
    ballot = site.world.open_ballot()
    site.world.cast("AMBER", ballot, "consent")
    assert [row.state for row in site.within(ballots, site.service) if row.id == ballot] == ["open"]
    site.world.wait(7201)
    assert [row.state for row in site.within(ballots, site.service) if row.id == ballot] == ["closed"]
    site.world.tick()
    assert [row.state for row in site.within(ballots, site.service) if row.id == ballot] == ["counted"]


def test_the_log_verifies_over_casts_too(site: Site) -> None:
    site.world.cast("AMBER", site.world.open_ballot(), "consent")
    assert [ok for ok, _ in site.within(verify_log, site.service)] == [True, True, True]
