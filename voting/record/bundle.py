"""The archive of an organisation: every record, all minutes and certificates, the versions of the law, the whole log.

One plain zip that a court's expert or a successor opens without any server. Its index is signed; its log is complete,
so that a record that was left out, or one of another log, is found. Formats of what is inside stand beside each part.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from voting.errors import MalformedError
from voting.evidence import PublicKey, decode, encode, expect_keys
from voting.record.part import Part
from voting.sentences import N_

README, INDEX, INDEX_SIG = "README.txt", "archive.json", "archive.json.sig"
AUTHORITY_PEM, LOG_PEM = "keys/authority.pem", "keys/log.pem"
LOG, CHECKPOINT = "log.jsonl", "log.checkpoint"
FILES_LIMIT = 60_000
ALWAYS = frozenset({README, AUTHORITY_PEM, LOG_PEM, LOG, CHECKPOINT})
_KINDS = re.compile(r"records/[a-z0-9]+\.zip|minutes/[a-z0-9]+-[a-z]{2}\.pdf|requisitions/[a-z0-9]+\.json"
                    r"|statutes/[0-9a-f]{64}\.toml")


def record_file(motion: str) -> str:
    """Where the record of a motion lies in the archive."""
    return f"records/{motion}.zip"


def minutes_file(motion: str, language: str) -> str:
    """Where the minutes of a motion in a language lie."""
    return f"minutes/{motion}-{language}.pdf"


def certificate_file(requisition: str) -> str:
    """Where the certificate of a requisition lies."""
    return f"requisitions/{requisition}.json"


def statutes_file(sha256: str) -> str:
    """Where a version of the statutes' data lies."""
    return f"statutes/{sha256}.toml"


def write_archive_index(authority: PublicKey, made_at: int, files: Mapping[str, Part]) -> bytes:
    """The bytes of archive.json over `files`; `made_at` in UTC seconds."""
    listed = [{"name": name, "sha256": files[name].sha256(), "size": files[name].size} for name in sorted(files)]
    return encode({"type": "archive", "v": 1, "authority": authority.b64u, "made": made_at, "files": listed})


def read_archive_index(data: bytes) -> tuple[PublicKey, int, dict[str, tuple[str, int]]]:
    """(authority, when it was made, (SHA-256, size) by name); `MalformedError` unless complete and exact."""
    document = expect_keys(decode(data), {"authority", "files", "made", "type", "v"}, what=INDEX)
    rows, made = document["files"], document["made"]
    if document["type"] != "archive" or document["v"] != 1 or document["v"] is True or not isinstance(rows, list) or \
            type(made) is not int or not isinstance(document["authority"], str):
        raise MalformedError(N_("archive.json is of another type or version."))
    files: dict[str, tuple[str, int]] = {}
    for row in rows:
        expect_keys(row, {"name", "sha256", "size"}, what=INDEX)
        if not isinstance(row["name"], str) or not isinstance(row["sha256"], str) or type(row["size"]) is not int:
            raise MalformedError(N_("A line of archive.json cannot be read."))
        if row["name"] not in ALWAYS and not _KINDS.fullmatch(row["name"]):
            raise MalformedError(N_("archive.json lists a file that an archive does not have: %(name)s",
                                    name=row["name"][:80]))
        files[row["name"]] = (row["sha256"], row["size"])
    if [row["name"] for row in rows] != sorted(files) or not ALWAYS.issubset(files):
        raise MalformedError(N_("archive.json is not sorted, names a file twice, or lacks one that must be there."))
    return PublicKey.from_b64u(document["authority"]), made, files
