"""What changes between a proposal and its confirmation, or while a ballot waits: powers end with the office."""

from __future__ import annotations

import pytest

from tests.world import World
from voting.errors import RefusedError
from voting.services.appoint import end_office
from voting.services.direct_ballot import close_early
from voting.services.seat_person import unseat_person
from voting.services.second_officer import confirm, propose_annulment
from voting.store.database import reading
from voting.store.tables import OfficeRow, SeatRow


def test_a_proposal_falls_with_the_office_of_who_made_it(world: World) -> None:
    ballot = world.open_ballot()
    proposal = propose_annulment(world.service, world.person("chair"), ballot, "A wrong dossier.")
    with reading() as session:
        office = next(row.id for row in session.query(OfficeRow) if row.person == world.person("chair"))
    end_office(world.service, world.person("coordinator"), office, "stepped down")
    with pytest.raises(RefusedError):
        confirm(world.service, world.person("teller"), proposal)


def test_all_have_voted_when_only_ended_mandates_have_not(world: World) -> None:
    ballot = world.open_ballot()
    for code in ("AMBER", "BIRCH", "CEDAR", "DELTA", "ELDER"):
        world.cast(code, ballot, "consent")
    with reading() as session:
        seat = next(row.id for row in session.query(SeatRow) if row.person == world.person("FROST"))
    unseat_person(world.service, world.person("coordinator"), seat, "recalled")
    close_early(world.service, world.person("chair"), ballot)
    assert world.leaves(kind="closed")[0]["early"] is True
