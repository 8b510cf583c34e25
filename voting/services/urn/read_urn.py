"""What anyone may read of the urn: the signed head of a ballot's log, and the ballot's paper."""

from __future__ import annotations

from voting.evidence import b64u
from voting.services.urn.desk import Urn, known
from voting.store.urn import casts


def checkpoint(urn: Urn, ballot: str) -> bytes:
    """The latest signed checkpoint: how many casts stand in finished batches, under which root."""
    with urn.store.reading() as connection:
        return known(casts.find(connection, ballot)).checkpoint


def signed_paper(urn: Urn, ballot: str) -> dict[str, str]:
    """The paper that the urn holds, with the authority's signature."""
    with urn.store.reading() as connection:
        row = known(casts.find(connection, ballot))
    return {"paper": b64u(row.paper), "paper_sig": b64u(row.paper_sig)}
