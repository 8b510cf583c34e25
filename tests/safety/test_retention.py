"""What is kept for a while is kept for that while, to the day, and then gone; the record never (ASVS 14.2.7)."""

from __future__ import annotations

from pathlib import Path

from tests.site import Site
from voting.services.limits import CODES_TO_ADDRESS, count
from voting.services.retention import PERIODS, due, erase_due
from voting.services.send_mail import Folder
from voting.services.tick import tick
from voting.store.access import MailRow, SessionRow, SignInRow
from voting.store.limits import RateRow

DAY = 86400


def old(site: Site) -> dict[str, int]:
    """What would be erased now, by kind, nothing left out but noughts."""
    return {one.name: one.rows for one in site.within(due, site.service) if one.rows}


def work(site: Site, tmp_path: Path) -> None:
    """The clock's work, once."""
    site.within(tick, site.service, Folder(tmp_path / "outbox"), lambda letter, *_: (str(letter.subject), "words"))


def test_asvs_14_2_7_each_kind_goes_when_its_time_has_come_and_not_a_second_before(site: Site, tmp_path: Path) -> None:
    start = site.clock.now
    site.visitor().post("/sign-in", email="amber@example.org")
    site.signed_in("BIRCH")
    work(site, tmp_path)
    for days, gone in ((1, "rate"), (30, "code"), (365, "session")):
        site.clock.now = start + days * DAY
        assert gone not in old(site)
        site.clock.now += 1
        assert old(site)[gone] >= 1
        site.within(erase_due, site.service)
        assert old(site) == {}
    assert [site.world.rows(table) for table in (RateRow, SignInRow, SessionRow, MailRow)] == [[], [], [], []]


def test_the_clock_does_it_by_itself_once_an_hour(site: Site, tmp_path: Path) -> None:
    site.within(count, site.service, CODES_TO_ADDRESS, "x")
    work(site, tmp_path)
    site.clock.now += DAY + 1
    work(site, tmp_path)
    assert site.world.rows(RateRow) == []
    site.within(count, site.service, CODES_TO_ADDRESS, "y")
    site.clock.now += 3599
    work(site, tmp_path)
    assert len(site.world.rows(RateRow)) == 1


def test_letters_that_wait_and_the_record_are_never_touched(site: Site) -> None:
    ballot = site.world.open_ballot()
    site.world.cast("AMBER", ballot, "consent")
    leaves, waiting = len(site.world.leaves()), [row.id for row in site.world.rows(MailRow)]
    assert waiting
    site.clock.now += 4000 * DAY
    site.within(erase_due, site.service)
    assert len(site.world.leaves()) == leaves
    assert [row.id for row in site.world.rows(MailRow)] == waiting
    assert len(site.world.roll(ballot)) == 6


def test_each_period_says_what_and_why() -> None:
    assert all(period.days > 0 and str(period.what) and str(period.why) for period in PERIODS)
    assert len({period.name for period in PERIODS}) == len(PERIODS)
