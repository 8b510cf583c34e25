"""The operator invites from the shell, logged as the operator, and ends what is lost only when told so."""

from __future__ import annotations

import pytest

from tests.world import World
from voting.errors import ConflictError, NotFoundError
from voting.services.invite import invite_from_the_shell
from voting.store.access import MailRow
from voting.store.database import writing
from voting.store.passkeys import InvitationRow, PasskeyRow


def test_the_operator_invites_again_and_replaces_only_what_is_lost(world: World) -> None:
    chair = world.person("chair")
    assert invite_from_the_shell(world.service, " Chair@example.org ") == chair
    with writing() as session:
        session.add(PasskeyRow(id="k", person=chair, name="k", alg=-7, spki=b"x", enrolled_at=world.now))
    with pytest.raises(ConflictError, match="has had a passkey"):
        invite_from_the_shell(world.service, "chair@example.org")
    invite_from_the_shell(world.service, "chair@example.org", is_lost=True)
    last = max((row for row in world.rows(InvitationRow) if row.person == chair), key=lambda row: row.usable_at)
    assert (last.replaces, last.usable_at - last.written_at, last.vouched_by) == (True, 7200, None)
    assert world.rows(PasskeyRow)[0].ended_because == "lost"
    assert len(world.rows(MailRow)) == 3, "an invitation, then the end and another invitation"
    assert world.leaves(kind="invited")[-1]["by"] == {"office": "operator", "subject": ""}
    with pytest.raises(NotFoundError):
        invite_from_the_shell(world.service, "nobody@example.org")
