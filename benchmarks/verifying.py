"""Verifying: a whole record, against the bare signature checks that it cannot do without.

The raw limit is what the same library takes in the same run for one Ed25519 verification for each issued ballot, one
ECDSA verification (P-256, its key read) for each vote signed by a passkey, and one SHA-256 for each leaf.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from benchmarks.pace import paired
from voting.demonstration.load import packaged
from voting.demonstration.record import demonstration_record
from voting.evidence import SigningKey
from voting.statutes import load_statutes
from voting.verifier import verify

SIZES = (36, 1000)


def run() -> Iterator[str]:
    """Lines to print."""
    statutes = load_statutes(packaged("voting.statutes", "progressive_alliance.toml"), "progressive_alliance.toml")
    key, message = SigningKey.generate(), secrets.token_bytes(150)
    signature = key.sign(message)
    device = ec.generate_private_key(ec.SECP256R1())
    spki = device.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    given = device.sign(message, ec.ECDSA(SHA256()))
    for voters in SIZES:
        start = time.perf_counter()
        record = demonstration_record(statutes, voters, 1_800_000_000, [], lambda votes, _total: votes)
        made = time.perf_counter() - start

        def check(record: bytes = record) -> None:
            if not verify(record).ok:
                raise SystemExit("the record does not hold")

        def raw(voters: int = voters) -> None:
            for _ in range(2 * voters):  # two stages
                key.public.verify(signature, message)
                sha256(message).digest()
            for _ in range(2 * voters * 11 // 12):  # one in twelve has no passkey
                load_der_public_key(spki).verify(given, message, ec.ECDSA(SHA256()))

        ours, bare, ratio = paired(check, raw, 2, rounds=3)
        yield (f"{voters:5} voters, two stages: made in {made:5.2f} s, verified in {1 / ours:6.3f} s "
               f"({1e6 / ours / voters / 2:5.0f} µs a ballot), bare signatures {1 / bare:6.3f} s, "
               f"{1 / ratio:.1f} times the raw limit; {len(record) // voters // 2} bytes a ballot")
