"""No vote in the name of somebody whose passkeys were said to be lost, until the wait for new ones is over."""

from __future__ import annotations

from datetime import UTC, datetime

from voting.errors import RefusedError
from voting.sentences import N_
from voting.services.act import Act
from voting.store.passkeys import locked_until


def refuse_locked(act: Act, person: str) -> None:
    """`RefusedError` while the recovery of a person's passkeys runs."""
    until = locked_until(act.session, person, act.now)
    if until:
        raise RefusedError(N_("Your passkeys were said to be lost and have been ended: no vote is accepted in your "
                              "name until %(at)s.", at=datetime.fromtimestamp(until, UTC)),
                           kept=N_("A vote that you cast before stays counted."),
                           next=N_("You did not lose them? Tell the officers of your organ at once."))
