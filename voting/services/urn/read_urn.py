"""What anyone may read of the urn: the signed head of a ballot's log, and the ballot's paper."""

from __future__ import annotations

from voting.errors import VotingError
from voting.evidence import Frontier, Tree, b64u
from voting.sentences import N_, Sentence
from voting.services.urn.desk import Urn, known
from voting.store.urn import casts


def checkpoint(urn: Urn, ballot: str) -> bytes:
    """The latest signed checkpoint: how many casts stand in finished batches, under which root."""
    with urn.store.reading() as connection:
        return known(casts.find(connection, ballot)).checkpoint


def find_concern(urn: Urn) -> Sentence | None:
    """Why the urn is not well, or None: it can be written, and each log has the root that its head names."""
    try:
        with urn.store.writing() as connection:
            for ballot in casts.ballots(connection):
                row, tree = casts.find(connection, ballot), Tree(casts.hashes(connection, ballot))
                if (tree.size, tree.root()) != (row.size, Frontier.from_bytes(row.frontier).root()):
                    return N_("The votes in the urn and its head disagree: its database has been changed from outside.")
    except VotingError as fault:
        return fault.what
    return None


def signed_paper(urn: Urn, ballot: str) -> dict[str, str]:
    """The paper that the urn holds, with the authority's signature."""
    with urn.store.reading() as connection:
        row = known(casts.find(connection, ballot))
    return {"paper": b64u(row.paper), "paper_sig": b64u(row.paper_sig)}
