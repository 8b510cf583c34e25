"""The archive of a backup: a zip with the database, a manifest of hashes, and the log's checkpoint, signed by its key.

The private keys are no part of it unless asked for: who has them can sign in the service's name. Sign-in secrets of
browsers are never in it. Reading checks everything before anything is used; formats: docs/operation.md.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from voting.errors import MalformedError
from voting.evidence import (
    Checkpoint,
    PublicKey,
    SigningKey,
    decode,
    encode,
    expect_keys,
    open_checkpoint,
    sign_checkpoint,
    sign_document,
    verify_document,
)
from voting.sentences import N_

DATABASE, MANIFEST, KEYS = "register.sqlite", "manifest.json", ("keys/authority.pem", "keys/log.pem")
URN = "urn.sqlite"
BALLOT_KEY = re.compile(r"keys/(urn|issuers)/[a-z0-9-]{1,40}(\.log|\.relay)?\.pem")
CHUNK = 1 << 20
LARGEST_MANIFEST = 100_000

Progress = Callable[[int], object]
"""Told how many bytes have been done since it was last told."""


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself: when it was made, the log it holds, SHA-256 and size of each file."""

    at: int
    checkpoint: Checkpoint
    revision: str
    files: Mapping[str, tuple[str, int]]


def write_archive(out: Path, files: Mapping[str, Path], at: int, checkpoint: Checkpoint, revision: str,
                  key: SigningKey, progress: Progress) -> Manifest:
    """Write `files` (name -> where it stands) and their manifest to `out`, a new file that only its owner may read."""
    out.touch(mode=0o600, exist_ok=False)
    listed: dict[str, tuple[str, int]] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, path in files.items():
            digest, size = hashlib.sha256(), 0
            with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
                while chunk := source.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    target.write(chunk)
                    progress(len(chunk))
            listed[name] = (digest.hexdigest(), size)
        document = {"type": "backup", "v": 1, "at": at, "revision": revision,
                    "checkpoint": sign_checkpoint(checkpoint, key).decode(),
                    "files": [{"name": name, "sha256": sha256, "size": size}
                              for name, (sha256, size) in listed.items()]}
        archive.writestr(MANIFEST, encode(sign_document(key, "backup", document)))
    return Manifest(at, checkpoint, revision, listed)


def read_manifest(archive: zipfile.ZipFile, origin: str, public: PublicKey) -> Manifest:
    """The manifest, if `public` signed it and the archive holds exactly its files; else `MalformedError`."""
    names = archive.namelist()
    if names.count(MANIFEST) != 1 or archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise _foreign()
    document = expect_keys(decode(archive.read(MANIFEST)),
                           {"type", "v", "at", "revision", "checkpoint", "files", "sig"}, what="manifest of a backup")
    verify_document(public, "backup", document)
    if (document["type"], document["v"]) != ("backup", 1):
        raise _foreign()
    files = {row["name"]: (row["sha256"], row["size"]) for row in document["files"]}
    if sorted(names) != sorted([*files, MANIFEST]) or DATABASE not in files or \
            not all(name in (DATABASE, URN, *KEYS) or BALLOT_KEY.fullmatch(name) for name in files):
        raise _foreign()
    return Manifest(document["at"], open_checkpoint(document["checkpoint"].encode(), origin, public),
                    document["revision"], files)


def take_out(archive: zipfile.ZipFile, manifest: Manifest, name: str, target: Path, progress: Progress) -> None:
    """Write one file of the archive to `target`; `MalformedError` if it is not the file that the manifest names."""
    wanted, size = manifest.files[name]
    digest, done = hashlib.sha256(), 0
    try:
        with archive.open(name) as source, target.open("wb") as file:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                done += len(chunk)
                if done > size:
                    break
                file.write(chunk)
                progress(len(chunk))
    except zipfile.BadZipFile as fault:
        raise _changed(name) from fault
    if (digest.hexdigest(), done) != (wanted, size):
        raise _changed(name)


def open_archive(path: Path) -> zipfile.ZipFile:
    """The zip at `path`; `MalformedError` if it is none."""
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as fault:
        raise _foreign() from fault


def as_json(manifest: Manifest) -> str:
    """The manifest for a program."""
    files = [{"name": name, "sha256": sha256, "size": size} for name, (sha256, size) in manifest.files.items()]
    return json.dumps({"at": manifest.at, "log_entries": manifest.checkpoint.size, "revision": manifest.revision,
                       "files": files}, indent=1)


def _foreign() -> MalformedError:
    return MalformedError(N_("This file is not a backup of this service, or it is damaged."))


def _changed(name: str) -> MalformedError:
    return MalformedError(N_("In this backup, %(name)s is not the file that its manifest names.", name=name))
