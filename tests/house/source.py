"""The house as its source states it: modules, their rooms, what each imports. Read with `ast`, nothing is run."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "voting"


@dataclass(frozen=True)
class Module:
    """A Python file: its dotted name, its path, its syntax tree."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def room(self) -> str:
        """The folder under `voting/` in which it stands; the file's own name for files at the top."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else "voting"

    @property
    def imports(self) -> list[str]:
        """Dotted names of everything imported anywhere in the file, `from x import y` as both x and x.y."""
        found: list[str] = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        return found


@lru_cache
def modules() -> dict[str, Module]:
    """Every module of the package and the two files at the top, by dotted name."""
    found = {}
    for path in [*PACKAGE.rglob("*.py"), ROOT / "config.py", ROOT / "wsgi.py"]:
        if "versions" in path.parts:
            continue
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        found[name] = Module(name, path, ast.parse(path.read_text(encoding="utf-8")))
    return found


def own_imports(module: Module) -> set[str]:
    """The modules of ours that a module imports."""
    return {name for name in module.imports if name in modules() and name != module.name}
