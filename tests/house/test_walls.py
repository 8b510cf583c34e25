"""Walls: what the pure core may not know, where Flask and SQL may stand, what an auditor must not need to trust."""

from __future__ import annotations

import ast

import pytest

from tests.house.source import Module, modules

PURE = ("sentences", "errors", "evidence", "statutes", "ballots", "register", "tally", "record", "verifier")
NOT_PURE = {"flask", "flask_sqlalchemy", "flask_login", "flask_wtf", "flask_babel", "sqlalchemy", "alembic", "click",
            "gunicorn", "socket", "urllib", "http", "requests", "subprocess", "random", "time", "threading", "smtplib"}
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}
FLASK = {"flask", "flask_login", "flask_wtf", "flask_babel", "werkzeug"}
SQL = {"sqlalchemy", "flask_sqlalchemy", "alembic"}


def rooms(*names: str) -> list[Module]:
    return [module for module in modules().values() if module.room in names]


def tops(module: Module) -> set[str]:
    return {name.split(".")[0] for name in module.imports}


@pytest.mark.parametrize("module", rooms(*PURE), ids=lambda module: module.name)
def test_the_core_knows_no_web_no_database_no_network_no_chance(module: Module) -> None:
    assert not tops(module) & NOT_PURE
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) not in CLOCKS, f"{module.name} reads the clock"
            assert (node.value.id, node.attr) != ("os", "environ"), f"{module.name} reads the environment"


def test_flask_is_only_in_the_web_and_the_shell_that_starts_it() -> None:
    outside = [m.name for m in modules().values() if m.room not in ("web", "cli", "wsgi") and tops(m) & FLASK]
    assert outside == []


def test_sql_is_only_in_the_store() -> None:
    outside = [m.name for m in modules().values() if m.room != "store" and tops(m) & SQL]
    assert outside == []


def test_counting_and_verifying_never_see_the_register() -> None:
    for module in rooms("tally", "record", "verifier"):
        assert not [name for name in module.imports if name.startswith("voting.register")], module.name


def test_the_verifier_needs_nothing_but_python_and_cryptography() -> None:
    import sys

    known = set(sys.stdlib_module_names) | {"voting", "cryptography", "__future__"}
    for module in rooms("sentences", "errors", "evidence", "statutes", "ballots", "tally", "record", "verifier"):
        assert tops(module) <= known, module.name


def test_only_the_configuration_reads_the_environment() -> None:
    readers = []
    for module in modules().values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"):
                readers.append(module.name)
    assert set(readers) <= {"config"}


def test_no_float_decides() -> None:
    """No float literal and no true division in what counts, decides or draws up a roll."""
    for module in rooms("statutes", "ballots", "register", "tally", "record", "verifier", "evidence"):
        for node in ast.walk(module.tree):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), (module.name, node.lineno)
            assert not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
                        and not _is_path(node)), (module.name, node.lineno)


def _is_path(node: ast.BinOp) -> bool:
    """`folder / "name"`: a path, not a number."""
    return any((isinstance(side, ast.Constant) and isinstance(side.value, str))
               or (isinstance(side, ast.Name) and side.id in ("folder", "path", "root"))
               for side in (node.left, node.right))


def test_assert_is_no_guard() -> None:
    guards = [f"{m.name}:{node.lineno}" for m in modules().values() for node in ast.walk(m.tree)
              if isinstance(node, ast.Assert)]
    assert guards == []


# ------------------------------------------------------------ a secret ballot is first an arrow that does not exist

URN_STORE, URN_ROOMS = "voting.store.urn", ("voting.store.urn", "voting.services.urn", "voting.web.urn_app")
PEOPLE = ("voting.register", "voting.store.tables", "voting.store.access", "voting.store.people",
          "voting.store.database", "voting.store.log", "voting.store.secret", "voting.store.passkeys",
          "voting.services.act", "voting.web.sessions", "voting.web.session", "voting.web.access",
          "voting.ballots.roll")


def reached(name: str) -> set[str]:
    """Every module of ours that importing `name` brings in."""
    found, todo = set(), [name]
    while todo:
        here = todo.pop()
        if here not in found:
            found.add(here)
            todo += [target for target in modules()[here].imports if target in modules()]
    return found


@pytest.mark.parametrize("name", [name for name in modules() if name.startswith(URN_ROOMS)])
def test_the_urn_never_learns_of_people_not_even_through_others(name: str) -> None:
    known = [target for target in reached(name) if target.startswith(PEOPLE)]
    assert known == [], f"{name} reaches {known}"
    foreign = {top for target in reached(name) for top in tops(modules()[target])}
    assert not foreign & {"flask", "flask_login", "flask_sqlalchemy", "flask_wtf"}, name


def test_only_the_urn_touches_the_urns_database() -> None:
    outside = [module.name for module in modules().values() if not module.name.startswith(URN_ROOMS)
               and any(name.startswith(URN_STORE) for name in module.imports)]
    assert outside == []


def test_who_hands_out_credentials_knows_no_choice_and_no_cast() -> None:
    issuing = modules()["voting.services.issue_credential"].imports
    unwanted = ("voting.ballots.choice", "voting.ballots.cast", "voting.ballots.secret_cast", "voting.ballots.seal",
                "voting.services.urn", "voting.services.cast_named", "voting.store.urn", "voting.tally")
    assert not [name for name in issuing if name.startswith(unwanted)]
    store = modules()["voting.store.secret"].imports
    assert not [name for name in store if name.startswith(unwanted)]


def test_the_urns_tables_have_no_column_for_a_time_an_address_or_an_order_of_arrival() -> None:
    from voting.store.urn.tables import metadata

    columns = {column.name for table in metadata.tables.values() for column in table.columns}
    assert columns == {"ballot", "state", "reading_key", "paper", "paper_sig", "close_at", "size", "frontier",
                       "checkpoint", "leaf", "pk", "seq", "body", "place"}
    assert not [table.name for table in metadata.tables.values() if table.dialect_options["sqlite"]["with_rowid"]]


@pytest.mark.parametrize("name", ["voting.ballots.credential", "voting.services.blind_sign"])
def test_what_signs_a_credential_reaches_no_choice_no_cast_no_seal(name: str) -> None:
    unwanted = ("voting.ballots.choice", "voting.ballots.cast", "voting.ballots.secret_cast", "voting.ballots.seal",
                "voting.ballots.paper", "voting.tally")
    assert not [target for target in reached(name) if target.startswith(unwanted)]


@pytest.mark.parametrize("name", ["voting.ballots.secret_cast", "voting.ballots.seal"])
def test_what_takes_a_secret_cast_in_reaches_no_roll_and_nobody(name: str) -> None:
    people = ("voting.ballots.roll", "voting.ballots.cast", "voting.ballots.authorisation", "voting.ballots.leaves",
              "voting.register", "voting.store", "voting.services")
    assert not [target for target in reached(name) if target.startswith(people)]
