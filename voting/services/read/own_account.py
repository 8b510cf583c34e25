"""What somebody sees of their own ways in: passkeys, an invitation that waits, a proposal that says they are lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voting.services.act import Service
from voting.services.enrol_passkey import MOST_PASSKEYS
from voting.services.read.dry_act import look
from voting.services.read.roles import roles_in
from voting.store.access import PendingRow, waiting_about
from voting.store.passkeys import PasskeyRow, has_enrolled, locked_until, passkeys_of


@dataclass(frozen=True)
class OwnPasskeys:
    """A person's live passkeys, oldest first, and what may be done with them."""

    passkeys: Sequence[PasskeyRow]
    may_add: bool
    is_officer: bool
    had_any: bool
    locked_until: int
    recoveries: Sequence[PendingRow]
    wait_s: int


def own_passkeys(service: Service, person: str) -> OwnPasskeys:
    """A person's own passkeys now."""
    with look(service) as act:
        held = passkeys_of(act.session, person, act.now)
        return OwnPasskeys(held, len(held) < MOST_PASSKEYS, bool(roles_in(act.session, service, person).offices),
                           has_enrolled(act.session, person), locked_until(act.session, person, act.now),
                           waiting_about(act.session, "recover", person), act.statutes.recovery_wait_s)
