"""Casting: a durable named vote through the whole application, against a bare Flask endpoint with one committed insert.

Both on the same SQLite settings (WAL, synchronous=FULL) on the same disk, both through the WSGI test client, so that
the ratio says what our rules, log and receipt cost beside what durability costs anyone.
"""

from __future__ import annotations

import itertools
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Flask, request
from sqlalchemy import create_engine, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from benchmarks.pace import paired
from config import Config
from voting.demonstration.load import load_demonstration
from voting.services.act import Service
from voting.services.cast_named import cast_named
from voting.services.read.people import people_by_group
from voting.services.read.results import running
from voting.store.database import apply_engine_rules
from voting.web.app import create_app

TIMES = 200


class Hurried:
    """A clock that goes on by seven seconds whenever it is read, so that one voter may vote again and again."""

    def __init__(self) -> None:
        self.turns, self.began = itertools.count(), int(time.time())

    def __call__(self) -> int:
        return self.began + 7 * next(self.turns)


def run() -> Iterator[str]:
    """Lines to print."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config.from_environment({}, instance=folder, is_demonstration=True), Hurried())
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            service: Service = app.extensions["scrutin"].service
            load_demonstration(service)
            ballot = running(service)[0].ballot.id
            voters = [person.id for group in people_by_group(service) if group.role == "chair"
                      for person in group.people]
            voter = next(person for person in voters if _may_vote(service, person, ballot))
            service.memory.remember()  # as the clock does each second: from now on every act compares the log
            turns = itertools.cycle(("consent", "stand_aside"))

            def serve() -> None:
                cast_named(service, voter, ballot, {"q1": [next(turns)]}, secrets.token_urlsafe(16))

            insert, post, post_rows = _bare(Path(folder))
            ours, raw, ratio = paired(serve, insert, 60)
            yield f"service alone:  {ours:6.0f} casts/s, one committed insert {raw:6.0f}/s, ratio {ratio:.2f}"
        browser = app.test_client()
        browser.post("/demo", data={"person": voter})

        def page() -> None:
            vote = {"choice": next(turns), "attempt": secrets.token_urlsafe(16)}
            answer = browser.post(f"/ballots/{ballot}/cast", data=vote)
            if answer.status_code != 303:
                raise SystemExit(f"the cast was answered with {answer.status_code}")

        ours, raw, ratio = paired(page, post, 40)
        yield f"whole request:  {ours:6.0f} casts/s, bare Flask with Core {raw:6.0f}/s, ratio {ratio:.2f}"
        ours, raw, ratio = paired(page, post_rows, 40)
        yield f"whole request:  {ours:6.0f} casts/s, bare Flask with ORM  {raw:6.0f}/s, ratio {ratio:.2f}"


def _may_vote(service: Service, person: str, ballot: str) -> bool:
    try:
        cast_named(service, person, ballot, {"q1": ["consent"]}, secrets.token_urlsafe(16))
    except Exception:
        return False
    return True


class Rows(DeclarativeBase):
    """The tables of the bare endpoint."""


class Vote(Rows):
    """Some bytes."""

    __tablename__ = "vote"
    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[bytes]


def _bare(folder: Path) -> tuple[Callable[[], object], ...]:
    """One committed insert; the same behind a bare Flask endpoint, by SQLAlchemy's Core and by its ORM."""
    engine = create_engine(f"sqlite:///{folder / 'bare.sqlite'}")
    apply_engine_rules(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE vote (id INTEGER PRIMARY KEY, body BLOB)"))
    body = secrets.token_bytes(600)

    def insert() -> None:
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO vote (body) VALUES (:body)"), {"body": body})

    bare = Flask("bare")

    @bare.post("/cast")
    def cast() -> str:
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO vote (body) VALUES (:body)"), {"body": request.get_data()[:600]})
        return "stored"

    @bare.post("/rows")
    def cast_row() -> str:
        with Session(engine) as session:
            session.add(Vote(body=request.get_data()[:600]))
            session.commit()
        return "stored"

    browser = bare.test_client()
    return insert, lambda: browser.post("/cast", data=body), lambda: browser.post("/rows", data=body)
