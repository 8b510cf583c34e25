"""A contribution that ends while a ballot of the Finance Committee runs (V.CF.1): the entry stays, no vote any more."""

from __future__ import annotations

import pytest

from tests.world import REGISTER, World
from voting.errors import RefusedError
from voting.services.appoint import appoint


@pytest.mark.clause("V.CF.1")
def test_a_contribution_that_ends_marks_the_running_roll(world: World) -> None:
    world.seat_members("finance_committee", "delegate")
    appoint(world.service, world.person("coordinator"), "chair", "finance_committee", "The chair", "chair@example.org")
    ballot = world.open_ballot("resolution", "Budget", organ="finance_committee")
    world.cast("AMBER", ballot, "yes")
    world.import_register(REGISTER.replace(b"BIRCH,Birch Party,party,member,ZZ,europe,yes",
                                           b"BIRCH,Birch Party,party,member,ZZ,europe,no"))
    assert [leaf["ballot"] for leaf in world.leaves(kind="mandate_ended")] == [ballot]
    with pytest.raises(RefusedError, match="mandate has ended"):
        world.cast("BIRCH", ballot, "yes")
    world.cast("CEDAR", ballot, "no")
