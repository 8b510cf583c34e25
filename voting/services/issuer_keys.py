"""The keys under which credentials are signed: one RSA key a ballot, in files outside the database, gone in the end.

Made when the ballot is announced; deleted when its objection period is over: from then on nobody, the operator
included, can make a credential of that ballot any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from voting.services.blind_sign import IssuerSecret
from voting.services.keyring import place_key, read_private


@dataclass(frozen=True, slots=True)
class IssuerKeys:
    """The folder and the passphrase of its files."""

    folder: Path
    passphrase: bytes | None = None

    def make(self, ballot: str) -> IssuerSecret:
        """The key of a ballot, made if it is not there yet; takes about half a second, so before any transaction."""
        path = self._path(ballot)
        if not path.exists():
            place_key(path, IssuerSecret.generate().to_pem(self.passphrase))
        return self.read(ballot)

    def read(self, ballot: str) -> IssuerSecret:
        """The key of a ballot; `UnavailableError` if its file is gone."""
        return _read(self._path(ballot), self.passphrase)

    def delete(self, ballot: str) -> bool:
        """Delete the key for ever; whether there was one."""
        path = self._path(ballot)
        if not path.exists():
            return False
        path.unlink()
        _read.cache_clear()
        return True

    def held(self) -> list[str]:
        """The ballots whose key is still there."""
        return sorted(path.name.removesuffix(".pem") for path in self.folder.glob("*.pem"))

    def _path(self, ballot: str) -> Path:
        return self.folder / f"{ballot}.pem"


@lru_cache(maxsize=64)
def _read(path: Path, passphrase: bytes | None) -> IssuerSecret:
    return IssuerSecret.from_pem(read_private(path), passphrase)
