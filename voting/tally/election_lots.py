"""The seed of an election's lots: fixed when the paper is signed, unknown until the tellers release, drawn by anybody.

It is made of the nonces on the paper (`voting.ballots.nonce`): one of the service and one each of tellers. No vote is
in it, and which tellers release changes nothing, so that nobody who sees how the votes fell can still choose. One
dealer who told nobody their nonce is enough for a seed that nobody picked beforehand. ADR 0010 says what remains.

Papers of elections before December 2026 may have no nonces: the keys of the votes that opened are their seed, by the
rule of then, so that what was held under it still counts and verifies.
"""

from __future__ import annotations

from collections.abc import Mapping

from voting.ballots.nonce import NONCE, Dealing, open_nonce
from voting.evidence import dst, sha256, sha256_hex, unb64u
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


def draws_from_votes(paper: Mapping[str, object]) -> bool:
    """Whether a paper is of an election by the earlier rule."""
    return "election" in paper and "nonces" not in paper["secret"]


def chance_of(leaf: bytes, key: bytes) -> int:
    """What one opened vote contributed: SHA-256(dst("lot-key") || hash of its leaf || its key) as a number; all are put
    together by exclusive or."""
    return int.from_bytes(sha256(dst("lot-key") + leaf + key), "big")


def lots_from_votes(paper_hash: str, urn_root: bytes, chance: int) -> Seed:
    """The earlier seed: hex SHA-256(dst("lots") || hash of the paper || root of the urn || the contributions)."""
    return Seed(sha256_hex(dst("lots") + unb64u(paper_hash, 32) + urn_root + chance.to_bytes(32, "big")))
