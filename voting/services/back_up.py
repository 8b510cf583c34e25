"""Back up: one archive with the whole database as it stands at one instant, while the service runs."""

from __future__ import annotations

import tempfile
from pathlib import Path

from voting.errors import ConflictError
from voting.evidence import Checkpoint
from voting.sentences import N_
from voting.services.act import Service
from voting.services.backup_archive import DATABASE, KEYS, URN, Manifest, Progress, write_archive
from voting.store.whole_copy import check_urn, copy_out, look_into, sqlite_file


def back_up(service: Service, database_url: str, instance: Path, out: Path, with_keys: bool = False,
            progress: Progress = lambda _: None, urn_url: str = "") -> Manifest:
    """Write the archive to `out`; nothing that stands there is written over (`ConflictError`).

    `MalformedError` if the copy's log does not hold together: such a backup would be found out only when needed.
    """
    if out.exists():
        raise ConflictError(N_("%(path)s is there already; a backup is never written over.", path=str(out)),
                            next=N_("Choose another name."))
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        copy, unfinished = Path(folder) / DATABASE, Path(folder) / "archive"
        copy_out(sqlite_file(database_url), copy)
        contents = look_into(copy)
        files = {DATABASE: copy} | ({name: instance / name for name in key_files(instance)} if with_keys else {})
        urn = sqlite_file(urn_url) if urn_url else None
        if urn is not None and urn.exists():
            files[URN] = Path(folder) / URN
            copy_out(urn, files[URN])
            check_urn(files[URN])
        made = write_archive(unfinished, files, service.clock(),
                             Checkpoint(service.log_origin, len(contents.leaf_hashes), contents.root),
                             contents.revision, service.keys.log, progress)
        unfinished.replace(out)
    return made


def key_files(instance: Path) -> list[str]:
    """The names of all private keys under an instance: the service's own, and those of its secret ballots."""
    ballots = sorted(path.relative_to(instance).as_posix() for path in (instance / "keys").glob("*/*.pem"))
    return [*KEYS, *ballots]
