"""What is the same for every application and every database of a test run, and so is made once a process.

Three things cost a test more than what it tries: the code that builds an address, which werkzeug compiles for each
route of each application; statements, which SQLAlchemy compiles for each database; templates. None depends on which
application or database asks. Were one of these seams gone in a newer version, tests would be slower and nothing else.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import ClassVar

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

# Thousands of collected tests stay where they are: to look through them for garbage every few tests is for nothing.
gc.set_threshold(50_000, 20, 20)
STATEMENTS = LRUCache(2000)


class Compiled(BytecodeCache):
    """Templates compiled once a process, not once an application."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled from the same source."""
        if code := self.kept.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


class Route(Rule):
    """A route whose address is built by a function that depends on the words of the route alone."""

    built: ClassVar[dict[tuple[object, ...], Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, tuple((self.defaults or {}).items()), self.subdomain, append_unknown)
        if key not in self.built:
            self.built[key] = super()._compile_builder(append_unknown)
        return self.built[key]


COMPILED = Compiled()
Flask.url_rule_class = Route
Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": COMPILED}
# Statements are kept by dialect; all SQLite databases have the same one, in an object each.
SQLiteDialect_pysqlite.__eq__ = lambda self, other: type(self) is type(other)
SQLiteDialect_pysqlite.__hash__ = lambda self: hash(type(self))


@event.listens_for(Engine, "engine_connect")
def know_statements(connection: Connection) -> None:
    """Every SQLite connection looks there for what was compiled before."""
    if connection.dialect.name == "sqlite":
        connection.execution_options(compiled_cache=STATEMENTS)
