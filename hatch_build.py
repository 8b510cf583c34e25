"""The build step that makes the browser's files when the package is installed, also by a plain `pip install -e .`."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):
    """Runs `build_client`; asks for Node from the package index only where the machine has none."""

    def dependencies(self) -> list[str]:
        """What the isolated build needs besides hatchling."""
        module = self._build_client()
        return [] if module.system_node() else [module.NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict) -> None:
        """Write `voting/web/static/dist` before the package is put together."""
        self._build_client().build(Path(self.root))

    def _build_client(self) -> ModuleType:
        if self.root not in sys.path:
            sys.path.insert(0, self.root)
        import build_client
        return build_client
