"""The door between register and urn: what passes it, whichever machine the urn runs on.

The register hands over documents that its authority signed; the urn gives its keys, signed checkpoints and, to who
shows the ballot's reading key, leaves. Each call is idempotent. No act of either side writes both databases: the
register commits its own act first, then passes the document on, and the clock's work passes it again until it is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from voting.sentences import Sentence


@dataclass(frozen=True, slots=True)
class UrnKeys:
    """What the paper says of the urn: base64url of its log key and its relay key, where casts go, its log's name."""

    key: str
    relay_key: str
    url: str
    origin: str


class UrnDoor(Protocol):
    """`UnavailableError` from any of these if the urn cannot be reached; other refusals as the urn gives them."""

    def prepare(self, order: Mapping[str, object]) -> UrnKeys:
        """Make the keys of a ballot; `order` is signed (`prepare_order`)."""

    def take_paper(self, ballot: str, paper: bytes, signature: bytes) -> None:
        """The ballot exists from now on: here is its paper, with the authority's signature over its bytes."""

    def take_state(self, document: Mapping[str, object]) -> None:
        """The ballot was extended, is closed, or is void; `document` is signed (`state_order`)."""

    def final(self, ballot: str) -> bytes:
        """The last checkpoint of a closed ballot: nothing is taken any more."""

    def leaves(self, ballot: str, reading_key: str) -> Iterator[bytes]:
        """The leaves of finished batches, in the log's order."""

    def tick(self) -> None:
        """The coarse clock of an urn in this process: now and then a batch of what waits."""

    def concern(self) -> Sentence | None:
        """Why the urn is not well, or None; for the operator."""

    @property
    def is_elsewhere(self) -> bool:
        """Whether the urn runs on another host than the register."""
