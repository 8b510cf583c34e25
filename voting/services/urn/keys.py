"""The urn's keys, two a ballot: one signs its log and promises, one opens what a relay hands in. Files, never rows.

Made when a ballot is prepared, in a folder of mode 0700, each file 0600, encrypted if a passphrase is configured.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from voting.errors import UnavailableError
from voting.evidence import SigningKey
from voting.sentences import N_
from voting.services.keyring import place_key, read_private


@dataclass(frozen=True, slots=True)
class UrnKeyFolder:
    """The folder and the passphrase of its files."""

    folder: Path
    passphrase: bytes | None = None

    def make(self, ballot: str) -> tuple[SigningKey, bytes]:
        """(log key, public relay key) of a ballot, made if they are not there yet."""
        log, relay = self._log(ballot), self.folder / f"{ballot}.relay.pem"
        if not relay.exists():
            place_key(relay, _relay_pem(self.passphrase))
        if not log.exists():
            place_key(log, SigningKey.generate().to_pem(self.passphrase))
        return self.log(ballot), _relay_public(read_private(relay), self.passphrase)

    def log(self, ballot: str) -> SigningKey:
        """The key of a ballot's log; read once a process."""
        return _read_log(self._log(ballot), self.passphrase)

    def _log(self, ballot: str) -> Path:
        return self.folder / f"{ballot}.log.pem"


@lru_cache(maxsize=256)
def _read_log(path: Path, passphrase: bytes | None) -> SigningKey:
    return SigningKey.from_pem(read_private(path), passphrase)


def _relay_pem(passphrase: bytes | None) -> bytes:
    lock = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return X25519PrivateKey.generate().private_bytes(pem, pkcs8, lock)


def _relay_public(pem: bytes, passphrase: bytes | None) -> bytes:
    try:
        key = serialization.load_pem_private_key(pem, passphrase)
    except (ValueError, TypeError) as fault:
        raise UnavailableError(N_("A key of the urn cannot be opened with this passphrase.")) from fault
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
