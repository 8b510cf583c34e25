"""Arrows run one way: the table of rooms is exhaustive, a room that is not in it fails, and so does a circle."""

from __future__ import annotations

import pytest

from tests.house.source import modules, own_imports

BASEMENT = {"sentences", "errors"}
GROUND = {"evidence", "statutes"}

ARROWS: dict[str, set[str]] = {
    # the basement: what people read, and the tree of refusals
    "voting": set(),
    "sentences": set(),
    "errors": {"sentences"},
    # the pure core; `evidence` and `statutes` know nothing of each other
    "evidence": BASEMENT,
    "statutes": BASEMENT,
    "ballots": BASEMENT | GROUND,
    "register": BASEMENT | GROUND | {"ballots"},
    "tally": BASEMENT | GROUND | {"ballots"},
    "record": BASEMENT | GROUND | {"ballots", "tally"},
    "verifier": BASEMENT | GROUND | {"ballots", "tally", "record"},
    # effects
    "store": BASEMENT | GROUND | {"ballots", "register"},
    "services": BASEMENT | GROUND | {"ballots", "register", "tally", "record", "store"},
    "demonstration": BASEMENT | GROUND | {"ballots", "register", "tally", "record", "services"},
    "web": BASEMENT | GROUND | {"ballots", "register", "tally", "record", "verifier", "services"},
    "cli": BASEMENT | GROUND | {"register", "tally", "verifier", "services", "demonstration", "web", "config"},
    # composition
    "config": set(),
    "wsgi": {"config", "web"},
}

EXCEPTIONS = {("voting.web.app", "store")}
"""The factory connects the store; no other page touches it."""


def room_of(name: str) -> str:
    """The room of a dotted name."""
    parts = name.split(".")
    return parts[1] if parts[0] == "voting" and len(parts) > 1 else parts[0]


def test_every_room_is_in_the_table() -> None:
    rooms = {room_of(name) for name in modules()}
    assert rooms == set(ARROWS), "a room appeared or went: draw its arrows in ARROWS, and say why in the README's map"


@pytest.mark.parametrize("name", sorted(modules()))
def test_arrows_run_one_way(name: str) -> None:
    here = room_of(name)
    for target in own_imports(modules()[name]):
        there = room_of(target)
        if there in (here, "voting") or (name, there) in EXCEPTIONS:
            continue
        assert there in ARROWS[here], f"{name} imports {target}: {here} may not know {there}"


def test_no_circle_between_modules() -> None:
    graph = {name: own_imports(module) for name, module in modules().items()}
    for name in graph:  # a package's __init__ re-exports its own modules; that alone is no circle
        graph[name] = {target for target in graph[name]
                       if not (name.startswith(f"{target}.") or target.startswith(f"{name}."))}
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join([*trail[trail.index(name):], name])
        if name in done:
            return
        for target in sorted(graph[name]):
            walk(target, (*trail, name))
        done.add(name)

    for name in sorted(graph):
        walk(name, ())


def test_only_the_composition_root_and_the_shell_read_the_configuration() -> None:
    readers = {name for name, module in modules().items() if {"config", "config.Config"} & set(module.imports)}
    assert {name.split(".")[1] if "." in name else name for name in readers} <= {"wsgi", "cli"}
