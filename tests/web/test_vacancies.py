"""The page of vacant seats: who left, who comes next, the act of whoever presides, what everybody reads after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.secret_site import SecretSite
from tests.services import test_secret_election, test_vacancy
from tests.services.test_nominations import call
from voting.services.seat_person import unseat_person
from voting.store.tables import SeatRow

pytestmark = pytest.mark.slow


@pytest.fixture
def elected(database_url: str, tmp_path: Path) -> Iterator[tuple[SecretSite, str]]:
    """A declared Council whose papers are read on."""
    site = SecretSite(tmp_path, database_url)
    site.world.found()
    site.world.seat_members()
    with site.app.app_context():
        world = test_secret_election.widened(site.world)
        motion, _ = test_vacancy.elect(world, vacancy="reading_on", resolution=test_vacancy.resolve(world))
    yield site, motion
    site.close()


@pytest.mark.clause("V.CO.1b")
def test_a_vacant_seat_from_its_page(elected: tuple[SecretSite, str]) -> None:
    site, motion = elected
    world, address = site.world, f"/elections/{motion}/vacancies"
    chair = site.signed_in("sc_chair")
    assert "No seat of this election is vacant" in chair.get(address).text
    gone = next(seat for seat in world.rows(SeatRow)
                if (seat.organ, seat.kind, seat.until_at) == ("council", "elected", 0))
    with site.app.app_context():
        unseat_person(world.service, world.people["coordinator"], gone.id, "Resigned in writing")
    page = chair.get(address).text
    assert "Resigned in writing" in page
    assert "Fill from the papers" in page
    delegate = site.signed_in(test_secret_election.CODES[0])
    seen = delegate.get(f"{address}?lang=fr").text
    assert "Sièges vacants" in seen
    assert 'name="confirm"' not in seen
    assert delegate.post(address, confirm="yes").status_code == 403
    assert "Tick the box" in chair.post(address).text
    after = chair.follow(chair.post(address, confirm="yes")).text
    assert "No seat of this election is vacant" in after
    assert "Filled before" in after
    public = site.visitor().get(f"/results/{motion}").text
    assert "Seats filled since, from the same papers" in public
    assert "Vacant seats filled from the papers" in public
    assert chair.get(f"/elections/{motion}").text.count("/vacancies") == 1
    assert "Approval with guaranteed places" in chair.get(f"/chair/motions/{motion}").text, "the paper's own method"
    assert chair.get("/elections/m0/vacancies").status_code == 404
    with site.app.app_context():
        other = call(world, "coordinator", "council")
    assert "Nobody holds a seat by this election" in site.signed_in("chair").get(f"/elections/{other}/vacancies").text
    assert 'value="council steering_committee" selected' in chair.get("/elections/new?election=council").text
