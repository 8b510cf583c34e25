"""The seed of an election's lots: nobody can steer it, anybody can draw again (decision 11 of the protocol).

The chair and a teller each seal a nonce to the key holders inside the paper, before anybody votes; what the urn held at
its close is in it too. The nonces are opened with the votes. Where one cannot be opened there is no seed, and a tie is
decided by lots drawn by hand that two tellers enter.
"""

from __future__ import annotations

from collections.abc import Sequence

from voting.evidence import dst, sha256_hex, unb64u
from voting.statutes import serves
from voting.tally.elections.lots import Seed

NONCE_BYTES = 32


@serves("III")
def lots_of(paper: str, root: bytes, nonces: Sequence[bytes]) -> Seed | None:
    """The seed: hex SHA-256(dst("lots") || hash of the paper || root of the urn || the nonces in the paper's order).

    None unless there are at least two nonces of 32 bytes each.
    """
    if len(nonces) < 2 or any(len(nonce) != NONCE_BYTES for nonce in nonces):
        return None
    return Seed(sha256_hex(dst("lots") + unb64u(paper, 32) + root + b"".join(nonces)))
