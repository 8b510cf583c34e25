"""The urn as a whole: its database, its keys, whose documents it takes, where it is found. Made once a process."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from voting.errors import ConflictError, NotFoundError
from voting.evidence import PublicKey
from voting.sentences import N_, Sentence
from voting.services.urn.keys import UrnKeyFolder
from voting.store.urn.casts import UrnBallot
from voting.store.urn.database import UrnStore

PREPARED, OPEN, CLOSED, VOID = "prepared", "open", "closed", "void"
BALLOT_ID = re.compile(r"[a-z0-9-]{1,40}")


class UrnRefusal(ConflictError):
    """A vote that is not taken for a reason that a browser acts upon: `code`, and `last` where that is "seq"."""

    def __init__(self, code: str, what: Sentence, kept: Sentence | None = None, last: int = 0) -> None:
        super().__init__(what, kept)
        self.code, self.last = code, last


@dataclass(frozen=True)
class Urn:
    """`clock` gives UTC seconds and is only ever compared with a paper's times: no instant is stored. `authority` is
    the key of the service whose ballots these are; `url` is where browsers reach the urn, `name` begins its logs'."""

    store: UrnStore
    keys: UrnKeyFolder
    clock: Callable[[], int]
    authority: PublicKey
    url: str
    name: str
    papers: dict[str, object] = field(default_factory=dict, repr=False, compare=False)
    """The papers that this process has read, by ballot; each is what it is for ever."""

    def origin(self, ballot: str) -> str:
        """The name of a ballot's log."""
        return f"{self.name}/{ballot}"


def known(row: UrnBallot | None) -> UrnBallot:
    """The row of a ballot that has its paper; else a refusal."""
    if row is None:
        raise NotFoundError(N_("This urn knows no such ballot."))
    if row.state == PREPARED:
        raise ConflictError(N_("The paper of this ballot has not reached the urn yet."),
                            next=N_("Wait a moment and send it again; sending twice is safe."))
    return row
