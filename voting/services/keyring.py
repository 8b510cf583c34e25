"""The service's own keys: one signs papers and tallies, one signs the log. Made at the first start, kept in files.

They live outside the database, in a folder of mode 0700, each file 0600, encrypted if a passphrase is configured.
Files that others may read are refused. Rotation replaces both; see `rotate_keys`.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from voting.errors import MalformedError, UnavailableError
from voting.evidence import SigningKey
from voting.sentences import N_

AUTHORITY, LOG = "authority.pem", "log.pem"


@dataclass(frozen=True, slots=True)
class Keyring:
    """`authority` signs papers, issued ballots, receipts, tallies and records; `log` signs checkpoints."""

    authority: SigningKey
    log: SigningKey


def make_keyring(folder: Path, passphrase: bytes | None) -> Keyring:
    """New keys in `folder`; `UnavailableError` if keys are there already."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    keyring = Keyring(SigningKey.generate(), SigningKey.generate())
    for name, key in ((AUTHORITY, keyring.authority), (LOG, keyring.log)):
        write_key(folder / name, key.to_pem(passphrase))
    return keyring


def write_key(path: Path, pem: bytes) -> None:
    """A new key file that only the service may read; never over an old one."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as fault:
        raise UnavailableError(N_("There are keys in %(path)s already; they were not touched.", path=str(path.parent)),
                               next=N_("Rotate them with “voting keys rotate”.")) from fault
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())


def place_key(path: Path, pem: bytes) -> None:
    """Make a key file of a ballot, whole or not at all, however the process ends; one that is there stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.parent.chmod(0o700)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    write_key(fresh, pem)
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass  # another process made it first: that one counts
    finally:
        fresh.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def open_keyring(folder: Path, passphrase: bytes | None) -> Keyring:
    """The keys in `folder`; made if the folder holds none. A key that others may read is refused."""
    if not (folder / AUTHORITY).exists() and not (folder / LOG).exists():
        return make_keyring(folder, passphrase)
    return Keyring(_read(folder / AUTHORITY, passphrase), _read(folder / LOG, passphrase))


def read_private(path: Path) -> bytes:
    """The bytes of a key file; `UnavailableError` if it is gone, or others may read it."""
    try:
        mode = path.stat().st_mode & 0o777
        if mode & 0o077:
            raise UnavailableError(N_("The key file %(path)s may be read by others (mode %(mode)s).", path=str(path),
                                      mode=f"{mode:o}"), next=N_("Run: chmod 600 on it, and ask who has read it."))
        return path.read_bytes()
    except OSError as fault:
        raise UnavailableError(N_("The key file %(path)s cannot be read.", path=str(path)),
                               next=N_("Restore the folder of keys from your backup.")) from fault


def _read(path: Path, passphrase: bytes | None) -> SigningKey:
    try:
        return SigningKey.from_pem(read_private(path), passphrase)
    except MalformedError as fault:
        raise UnavailableError(N_("The key file %(path)s cannot be opened with this passphrase.", path=str(path)),
                               next=N_("Check the setting of the passphrase.")) from fault
