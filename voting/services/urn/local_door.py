"""The door to an urn in the same process: other engine, other keys, the same documents as over the network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from voting.sentences import Sentence
from voting.services.urn import take_documents
from voting.services.urn.append_batch import CoarseTicks
from voting.services.urn.desk import Urn
from voting.services.urn.read_urn import find_concern
from voting.services.urn_door import UrnKeys


class LocalDoor:
    """An urn beside the register; see `urn_door.UrnDoor`."""

    is_elsewhere = False

    def __init__(self, urn: Urn) -> None:
        self.urn, self._ticks = urn, CoarseTicks(urn)

    def prepare(self, order: Mapping[str, object]) -> UrnKeys:
        """Make the keys of a ballot."""
        return take_documents.prepare(self.urn, order)

    def take_paper(self, ballot: str, paper: bytes, signature: bytes) -> None:
        """Open the box."""
        take_documents.take_paper(self.urn, ballot, paper, signature)

    def take_state(self, document: Mapping[str, object]) -> None:
        """Extend, close or void."""
        take_documents.take_state(self.urn, document)

    def final(self, ballot: str) -> bytes:
        """The last checkpoint of a closed ballot."""
        return take_documents.final(self.urn, ballot)

    def leaves(self, ballot: str, reading_key: str) -> Iterator[bytes]:
        """The leaves of finished batches."""
        return take_documents.leaves(self.urn, ballot, reading_key)

    def concern(self) -> Sentence | None:
        """Why the urn is not well, or None."""
        return find_concern(self.urn)

    def tick(self) -> None:
        """The urn's coarse clock."""
        self._ticks.look()
