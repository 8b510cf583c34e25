"""`make sbom`: the list of components is that of the locks, whole, with hashes, and the same each time."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_asvs_15_1_2_make_sbom_lists_what_the_locks_install(tmp_path: Path) -> None:
    for name in ("build_sbom.py", "Makefile", "pyproject.toml", "requirements-run.lock", "requirements-build.lock",
                 "requirements.lock", "hatch_build.py", "build_client.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "client" / "src").mkdir(parents=True)
    for name in ("package.json", "package-lock.json", "build.mjs", ".npmrc"):
        shutil.copy(ROOT / "client" / name, tmp_path / "client" / name)
    for _ in range(2):
        subprocess.run(["make", "-s", "sbom"], cwd=tmp_path, check=True, timeout=60)
    written = (tmp_path / "sbom.json").read_bytes()
    found = json.loads(written)
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")
    parts = {(part["purl"].partition("/")[0], part["name"]): part for part in found["components"]}
    locked = dict(re.findall(r"^([\w.-]+)==([^\s\\;]+)", (ROOT / "requirements-run.lock").read_text(), re.MULTILINE))
    assert {name: part["version"] for (kind, name), part in parts.items() if kind == "pkg:pypi"} == locked
    browser = json.loads((ROOT / "client" / "package.json").read_text())["dependencies"]
    assert set(browser) <= {name for kind, name in parts if kind == "pkg:npm"}
    assert not [name for _, name in parts if "esbuild" in name], "what only builds is no component"
    for part in parts.values():
        assert part["purl"].endswith(f"@{part['version']}")
        assert part["hashes"]
        assert all(re.fullmatch("[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128}", each["content"]) for each in part["hashes"])
    assert found["dependencies"][0]["dependsOn"] == [part["bom-ref"] for part in found["components"]]
    assert b"timestamp" not in written


def test_a_package_with_a_marker_keeps_its_hashes() -> None:
    import build_sbom

    cffi = next(part for part in build_sbom.components(ROOT) if part["name"] == "cffi")
    assert len(cffi["hashes"]) > 10
    assert ";" not in cffi["version"]
