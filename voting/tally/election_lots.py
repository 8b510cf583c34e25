"""The seed of an election's lots: nobody can steer it alone, anybody can draw again.

Every vote is sealed under a key of 32 random bytes that its voter's browser made; the urn holds a commitment to it, and
nobody can know it before the key holders release, after the close. All keys of the votes that were opened together are
the chance: one honest voter is enough, and no officer has to contribute or to turn up (the protocol's decision 11 has
the chair and a teller seal a nonce each). What the urn held is in it too. Which few people together could still choose
between two seeds, and what that leaves in the record, is said in ADR 0010.
"""

from __future__ import annotations

from voting.evidence import dst, sha256, sha256_hex, unb64u
from voting.statutes import serves
from voting.tally.elections.lots import Seed


def chance_of(leaf: bytes, key: bytes) -> int:
    """What one opened vote contributes: SHA-256(dst("lot-key") || hash of its leaf || its key) as a number.

    Contributions are put together by exclusive or, so that an urn can be opened part by part, in any order.
    """
    return int.from_bytes(sha256(dst("lot-key") + leaf + key), "big")


@serves("III")
def lots_of(paper: str, urn_root: bytes, chance: int) -> Seed:
    """The seed: hex SHA-256(dst("lots") || hash of the paper || root of the urn || the contributions put together)."""
    return Seed(sha256_hex(dst("lots") + unb64u(paper, 32) + urn_root + chance.to_bytes(32, "big")))
