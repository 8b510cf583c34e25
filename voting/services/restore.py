"""Restore: put a backup in the place of a database that is empty or gone; never over one that is founded.

Runs without the service, before it starts. Everything is checked first: the archive's signature and hashes, the log
in the copy against the signed checkpoint. What this machine remembers of the log then tells whether acts are missing;
if it remembers nothing, nobody can tell, and the operator is asked to say so in the log before anything else.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from voting.errors import ConflictError, MalformedError, UnavailableError
from voting.evidence import PublicKey, SigningKey, Tree
from voting.sentences import N_
from voting.services.backup_archive import (
    BALLOT_KEY,
    DATABASE,
    KEYS,
    URN,
    Manifest,
    Progress,
    open_archive,
    read_manifest,
    take_out,
)
from voting.services.keyring import LOG, open_keyring, place_key, write_key
from voting.services.log_memory import LogMemory
from voting.store.migrate import REGISTER
from voting.store.whole_copy import check_urn, is_founded_file, look_into, put_in_place, sqlite_file


@dataclass(frozen=True, slots=True)
class Restored:
    """When the copy was made (UTC seconds), how many entries its log has, how many are known to be missing (None:
    nobody can tell), whether the copy fits what this machine remembers, whether keys came with it."""

    at: int
    entries: int
    missing: int | None
    is_same_log: bool
    took_keys: bool

    @property
    def needs_acknowledgement(self) -> bool:
        """Whether the service will accept nothing until the operator has said in the log what happened."""
        return self.missing != 0 or not self.is_same_log


def restore(archive_path: Path, database_url: str, instance: Path, origin: str, passphrase: bytes | None,
            progress: Progress = lambda _: None, urn_url: str = "") -> Restored:
    """Put the backup in place; `ConflictError` if a founded database stands there, `MalformedError` for a bad one."""
    path = sqlite_file(database_url)
    if is_founded_file(path):
        raise ConflictError(N_("A founded database stands in %(path)s; it was not touched.", path=str(path)),
                            next=N_("Stop the service and move that file (with its -wal and -shm) to a safe place "
                                    "first, never delete it: it may hold what the backup lacks."))
    with open_archive(archive_path) as archive, tempfile.TemporaryDirectory(dir=instance) as folder:
        has_keys = (instance / "keys" / LOG).exists()
        public = open_keyring(instance / "keys", passphrase).log.public if has_keys else \
            _key_inside(archive, passphrase)
        manifest = read_manifest(archive, origin, public)
        if not REGISTER.is_known(manifest.revision):
            raise ConflictError(N_("This backup was made by a newer version of the software."),
                                next=N_("Install that version first."))
        copy = Path(folder) / DATABASE
        take_out(archive, manifest, DATABASE, copy, progress)
        contents = look_into(copy)
        if (len(contents.leaf_hashes), contents.root) != (manifest.checkpoint.size, manifest.checkpoint.root):
            raise MalformedError(N_("The log in this backup is not the one that its checkpoint names."))
        urn = _take_urn(archive, manifest, Path(folder), urn_url, progress)
        if not has_keys:
            _place_keys(archive, instance)
        put_in_place(copy, path)
        if urn is not None:
            put_in_place(urn, sqlite_file(urn_url))
    memory = LogMemory(instance, origin, open_keyring(instance / "keys", passphrase).log)
    missing, is_same = _compare(memory, contents.leaf_hashes)
    if missing is None:
        memory.mark.touch(mode=0o600)
    return Restored(manifest.at, len(contents.leaf_hashes), missing, is_same, not has_keys)


def _key_inside(archive: ZipFile, passphrase: bytes | None) -> PublicKey:
    if not set(KEYS) <= set(archive.namelist()):
        raise UnavailableError(N_("Neither this instance nor the backup holds the service's keys."),
                               next=N_("Put your copy of the folder of keys into the instance folder first (mode 700, "
                                       "files 600): without them nothing that was signed can be continued."))
    return SigningKey.from_pem(archive.read(KEYS[1]), passphrase).public


def _place_keys(archive: ZipFile, instance: Path) -> None:
    (instance / "keys").mkdir(mode=0o700, parents=True, exist_ok=True)
    (instance / "keys").chmod(0o700)
    for name in archive.namelist():
        if name in KEYS:
            write_key(instance / name, archive.read(name))
        elif BALLOT_KEY.fullmatch(name):
            place_key(instance / name, archive.read(name))


def _take_urn(archive: ZipFile, manifest: Manifest, folder: Path, urn_url: str, progress: Progress) -> Path | None:
    """The urn's database out of the archive, checked; None if it has none, or the urn runs elsewhere."""
    if URN not in manifest.files or not urn_url:
        return None
    place = sqlite_file(urn_url)
    if place.exists() and place.stat().st_size:
        raise ConflictError(N_("An urn's database stands in %(path)s; it was not touched.", path=str(place)),
                            next=N_("Move that file (with its -wal and -shm) to a safe place first, never delete it: "
                                    "it may hold votes that the backup lacks."))
    copy = folder / URN
    take_out(archive, manifest, URN, copy, progress)
    check_urn(copy)
    return copy


def _compare(memory: LogMemory, hashes: tuple[bytes, ...]) -> tuple[int | None, bool]:
    """(entries missing, whether it is the log that this machine remembers)."""
    try:
        known = memory.remembered()
    except MalformedError:
        return None, False
    if known is None:
        return None, True
    if known.size > len(hashes):
        return known.size - len(hashes), True
    return 0, Tree(hashes[:known.size]).root() == known.root
