"""Every module that holds a rule serving a clause, loaded, so that the clause report knows them all.

For `voting clauses` and the page of clauses; imports modules and nothing else.
"""

from __future__ import annotations

import importlib
import pkgutil

import voting

PURE_ROOMS = ("evidence", "statutes", "ballots", "register", "tally", "record")


def load_rules() -> None:
    """Import every module of the pure rooms and of the services; their `serves` decorators register themselves."""
    for room in (*PURE_ROOMS, "services"):
        package = importlib.import_module(f"{voting.__name__}.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
