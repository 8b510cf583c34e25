"""The seed of an election's lots: fixed when the paper is signed, unknown until the tellers release, drawn by anybody.

It is made of the nonces on the paper (`voting.ballots.nonce`): one of the service and one each of tellers. No vote is
in it, and which tellers release changes nothing, so that nobody who sees how the votes fell can still choose. One
dealer who told nobody their nonce is enough for a seed that nobody picked beforehand. ADR 0010 says what remains.
"""

from __future__ import annotations

from collections.abc import Mapping

from voting.ballots.nonce import NONCE, Dealing, open_nonce
from voting.evidence import dst, sha256_hex, unb64u
from voting.statutes import serves
from voting.tally.elections.lots import Seed


@serves("III")
def lots_of(paper: Mapping[str, object], paper_hash: str, keys: Mapping[int, bytes]) -> Seed:
    """The seed: hex SHA-256(dst("lots") || hash of the paper || each nonce, 32 zero bytes for one that was not dealt
    well).

    `keys` are the tellers' released keys for lots by index; `MalformedError` if they are fewer than t.
    """
    return Seed(sha256_hex(dst("lots") + unb64u(paper_hash, 32) + b"".join(
        nonce or bytes(NONCE) for nonce in _opened(paper, keys).values())))


def uneven_parts(paper: Mapping[str, object], keys: Mapping[int, bytes]) -> list[str]:
    """Who dealt a nonce that does not count, in the order of the paper; "" is the service."""
    return [by for by, nonce in _opened(paper, keys).items() if nonce is None]


def _opened(paper: Mapping[str, object], keys: Mapping[int, bytes]) -> dict[str, bytes | None]:
    secret = paper["secret"]
    dealing = Dealing.of(paper["ballot"], secret["t"], secret["trustees"])
    return {nonce["by"]: open_nonce(dealing, nonce, keys) for nonce in secret["nonces"]}
