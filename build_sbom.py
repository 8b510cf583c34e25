"""python build_sbom.py [FILE]: what the service consists of, as a CycloneDX 1.6 list of components (ASVS 15.1.2).

Read from the locks that an installation is made from, so that it needs no network and is the same on every machine: of
each package name, version, address (purl) and the hashes under which it is taken, what runs with Python and what is
built into the browser's files. Standard library only.
"""

from __future__ import annotations

import base64
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
_PINNED = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s\\;]+)(?P<rest>(?:[^\n]*\\\n)*[^\n]*)$", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_ALGORITHMS = {"sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512"}


def components(root: Path) -> list[dict[str, object]]:
    """Every package of the two locks, those of Python first, each by name."""
    return [*_python(root), *_browser(root)]


def _python(root: Path) -> Iterator[dict[str, object]]:
    lock = (root / "requirements-run.lock").read_text(encoding="utf-8")
    for found in _PINNED.finditer(lock):
        name, version = found["name"].lower().replace("_", "-").replace(".", "-"), found["version"]
        yield _component(name, version, f"pkg:pypi/{name}@{version}",
                         [("SHA-256", digest) for digest in sorted(_HASH.findall(found["rest"]))])


def _browser(root: Path) -> Iterator[dict[str, object]]:
    lock = json.loads((root / "client" / "package-lock.json").read_text(encoding="utf-8"))
    for place, said in sorted(lock["packages"].items()):
        if not place or said.get("dev"):
            continue
        name, version = place.rpartition("node_modules/")[2], str(said["version"])
        algorithm, _, digest = str(said["integrity"]).partition("-")
        yield _component(name, version, f"pkg:npm/{name.replace('@', '%40')}@{version}",
                         [(_ALGORITHMS[algorithm], base64.b64decode(digest).hex())])


def _component(name: str, version: str, purl: str, hashes: list[tuple[str, str]]) -> dict[str, object]:
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
            "hashes": [{"alg": algorithm, "content": digest} for algorithm, digest in hashes]}


def sbom(root: Path = ROOT) -> str:
    """The document: the same bytes for the same locks, and no time in it."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    whole, parts = f"pkg:pypi/{project['name']}@{project['version']}", components(root)
    return json.dumps({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": whole, "name": project["name"],
                                   "version": project["version"]}},
        "components": parts,
        "dependencies": [{"ref": whole, "dependsOn": [part["bom-ref"] for part in parts]}],
    }, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(sbom(), encoding="utf-8")
    else:
        sys.stdout.write(sbom())
