"""`voting passkeys`: who can come in, and an invitation that waits in the outbox."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Shell
from voting.errors import NotFoundError


def test_the_founding_officers_are_invited_and_can_be_invited_again(shell: Shell) -> None:
    rows = json.loads(shell("passkeys", "list", "--json"))
    assert {row["mail"]: (row["passkeys"], row["is_invited"]) for row in rows} == {
        "chair@example.org": (0, True), "coordinator@example.org": (0, True)}
    assert "works for 72 hours" in shell("passkeys", "invite", "chair@example.org")
    letters = [row for row in json.loads(shell("outbox", "--json")) if row["to"] == "chair@example.org"]
    assert len(letters) == 2
    with pytest.raises(NotFoundError):
        shell("passkeys", "invite", "nobody@example.org")
