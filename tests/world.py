"""A small alliance on a real database, for tests of every room: its clock stands in the test's hand.

`World(app, folder)` knows an installed application (`bare_app` or the web's factory) and does by name what the services
do by id. Which database: `tests/databases.py`.
"""

from __future__ import annotations

import importlib.resources
import secrets
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Integer, delete, select

from tests.databases import bare_app, empty_tables, opened
from voting.evidence import decode
from voting.services.act import Service, begin, statutes_at
from voting.services.announce_ballot import announce_ballot
from voting.services.cast_named import Receipt, cast_named
from voting.services.convene_meeting import convene_meeting
from voting.services.draft_motion import MotionDraft, draft_motion, prepare_dossier
from voting.services.found import FoundingOfficer, found
from voting.services.import_register import import_register
from voting.services.keyring import open_keyring
from voting.services.seat_person import seat_person
from voting.services.settle import settle_due
from voting.statutes import Statutes
from voting.store.access import MailRow
from voting.store.database import reading, writing
from voting.store.find import ballots_of, find_ballot, find_motion, organ_asked, roll_of
from voting.store.log import LeafRow
from voting.store.tables import BallotRow, PersonRow, RollRow, SeatRow

START = 1_800_000_000  # 2027-01-15 08:00:00 UTC
MEMBERS = ("AMBER", "BIRCH", "CEDAR", "DELTA", "ELDER", "FROST")
REGISTER = "\n".join([
    "code,name,kind,status,country,continent,contributes",
    *(f"{code},{code.title()} Party,party,member,ZZ,europe,yes" for code in MEMBERS),
    "LATER,Later Party,party,member,ZZ,asia,no",
    "UNION,Union of Parties,party_network,member,ZZ,americas,no",
    "STUDY,Study Foundation,organisation,partner,ZZ,europe,no",
    "NEW,New Party,party,applicant,ZZ,africa,no",
    "FRESH,Fresh Foundation,organisation,applicant,ZZ,asia,no",
    "VISIT,Visiting Party,party,guest,ZZ,americas,no",
    "GONE,Gone Party,party,resigned,ZZ,oceania,no", ""]).encode()


@dataclass
class Clock:
    """A clock that goes only when it is told to; UTC seconds."""

    now: int = START

    def __call__(self) -> int:
        return self.now


def statutes_source() -> bytes:
    """The statutes' data that come with the service."""
    return importlib.resources.files("voting.statutes").joinpath("progressive_alliance.toml").read_bytes()


def principles() -> str:
    """The text of the principles in force at the founding."""
    return importlib.resources.files("voting.statutes").joinpath("guiding-principles.fr.txt").read_text("utf-8")


class World:
    """An installation and what happens in it; people are known by the code of the organisation they sit for."""

    def __init__(self, app: Flask, folder: Path, clock: Clock | None = None, service: Service | None = None) -> None:
        self.app, self.folder, self.clock = app, folder, clock or Clock()
        self.service = service or Service(self.clock, open_keyring(folder / "keys", None), "http://localhost",
                                          "localhost/register")
        self.people: dict[str, str] = {}
        self.seats: dict[str, str] = {}
        self.meetings: dict[str, str] = {}

    @property
    def now(self) -> int:
        """What the clock shows."""
        return self.clock.now

    def wait(self, seconds: int) -> None:
        """Let time pass (or, with a negative number, set the clock back)."""
        self.clock.now += seconds

    # ------------------------------------------------------------ who belongs

    def found(self) -> None:
        """Statutes, chairs, a deputy, two tellers of the Council, a coordinator; the register of organisations."""
        officers = {"chair": ("chair", "council"), "deputy": ("deputy", "council"), "teller": ("teller", "council"),
                    "teller2": ("teller", "council"), "coordinator": ("coordinator", ""),
                    "sc_chair": ("chair", "steering_committee"), "sc_teller": ("teller", "steering_committee")}
        ids = found(self.service, statutes_source(), principles(),
                    [FoundingOfficer(office, organ, f"The {name}", f"{name}@example.org")
                     for name, (office, organ) in officers.items()])
        self.people |= dict(zip(officers, ids, strict=True))
        self.import_register(REGISTER)

    def import_register(self, data: bytes) -> None:
        """The coordinator imports a register file."""
        import_register(self.service, self.people["coordinator"], data)

    def seat(self, code: str, organ: str = "council", kind: str = "elected", name: str = "") -> str:
        """Seat somebody for an organisation (or, with `code` "", for none); the person's id."""
        key = name or code
        seat = seat_person(self.service, self.people["coordinator"], organ, kind, f"Delegate {key}",
                           f"{key.lower()}@example.org", code)
        with reading() as session:
            self.people[key] = session.get(SeatRow, seat).person
        self.seats[f"{organ}:{key}"] = seat
        return self.people[key]

    def seat_members(self, organ: str = "council", kind: str = "elected") -> None:
        """Seat a delegate of each of the six members."""
        for code in MEMBERS:
            self.seat(code, organ, kind)

    def empty_outbox(self) -> None:
        """The letters that wait, such as the invitations of who was just entered, are gone."""
        with writing() as session:
            session.execute(delete(MailRow))

    def person(self, name: str) -> str:
        """The id of a person by the organisation's code, an officer's name, or the id itself."""
        return self.people.get(name, name)

    # ------------------------------------------------------------ what is put

    @property
    def law(self) -> Statutes:
        """The statutes in force."""
        with reading() as session:
            return statutes_at(session, self.now)

    def convene(self, organ: str = "council") -> str:
        """The id of a remote meeting of an organ; one an organ is enough."""
        if organ not in self.meetings:
            self.meetings[organ] = convene_meeting(self.service, self.people["coordinator"], organ, "Meeting",
                                                   "2027-01-20", "", True)
        return self.meetings[organ]

    def draft(self, decision: str = "admission", subject: str = "NEW", organ: str = "council", end_on: str = "",
              dossier: Mapping[str, Mapping[str, str]] | None = None) -> str:
        """The id of a motion whose dossier is complete (or is `dossier`)."""
        law = self.law.decisions[decision]
        question = {"en": f"{subject}?", "fr": f"{subject} ?"} if law.subject in ("none", "text") else {}
        motion = draft_motion(self.service, self.people["coordinator"], MotionDraft(
            organ, decision, subject, self.convene(organ), 1, question, end_on))
        entries = dossier
        if entries is None:
            full = {"text": {"text": "Some words."}, "clause": {"text": "II"}, "date": {"on": "2026-12-01"},
                    "document": {"sha256": "0" * 64}, "reply_or_deadline": {"text": "We disagree."},
                    "readings": {"consensus": "adopted"},
                    "person": {"subject": self.people["coordinator"], "text": "The coordinator"},
                    "texts": {"old": principles().strip(), "new": f"{principles().strip()}\n{subject}"}}
            entries = {item.id: full[item.kind] for item in law.dossier if item.kind in full}
        for item, entry in entries.items():
            prepare_dossier(self.service, self.people["coordinator"], motion, item, entry)
        return motion

    def ballot(self, motion: str) -> str:
        """The id of the latest ballot of a motion."""
        with reading() as session:
            return ballots_of(session, motion)[-1].id

    def announce(self, motion: str, opens_in: int = 0, lasts: int = 7200, by: str = "") -> str:
        """Announce the latest ballot of a motion; its id. The chair of the organ does it unless `by` says otherwise."""
        ballot = self.ballot(motion)
        open_at = self.now + opens_in
        announce_ballot(self.service, self.person(by or self.chair_of(motion)), ballot, open_at, open_at + lasts)
        return ballot

    def chair_of(self, motion: str) -> str:
        """Who chairs the organ that a motion is before."""
        with reading() as session:
            organ = organ_asked(find_motion(session, motion), ballots_of(session, motion)[-1])
        other = {"steering_committee": "sc_chair", "finance_committee": "finance_committee_chair"}.get(organ, "chair")
        return other if other in self.people else "chair"

    def open_ballot(self, decision: str = "admission", subject: str = "NEW", **rest: object) -> str:
        """Draft and announce; the id of a ballot that is open now."""
        return self.announce(self.draft(decision, subject, **rest))

    # ------------------------------------------------------------ voting

    def cast(self, who: str, ballot: str, option: str, attempt: str = "", reason: str | None = None) -> Receipt:
        """Cast a vote, by default in a new attempt, an objection with some reason."""
        words = ("We cannot agree." if option == "object" else "") if reason is None else reason
        return cast_named(self.service, self.person(who), ballot, {"q1": [option]}, attempt or new_attempt(), words)

    def cast_all(self, ballot: str, option: str, but: Mapping[str, str] | None = None) -> None:
        """Everyone on the roll casts `option`, except those whom `but` names with theirs."""
        others = {self.person(name): choice for name, choice in (but or {}).items()}
        for entry in self.roll(ballot):
            self.cast(entry.person, ballot, others.get(entry.person, option))

    def tick(self) -> int:
        """The clock's work on ballots; how many were settled."""
        with begin(self.service) as act:
            return settle_due(act)

    # ------------------------------------------------------------ what stands afterwards

    def row_of(self, table: type, key: str) -> object:
        """A row of any table by its key."""
        with reading() as session:
            return session.get(table, key)

    def change(self, table: type, key: str, **changes: object) -> None:
        """A row is written as if an act of its own, which is tested elsewhere, had changed it."""
        with writing() as session:
            for name, value in changes.items():
                setattr(session.get(table, key), name, value)

    def row(self, ballot: str) -> BallotRow:
        """A ballot as it is stored."""
        with reading() as session:
            return find_ballot(session, ballot)

    def roll(self, ballot: str) -> list[RollRow]:
        """The roll of a ballot as it is stored."""
        with reading() as session:
            return roll_of(session, ballot)

    def tally(self, ballot: str) -> dict[str, object]:
        """The signed tally of a ballot."""
        return decode(bytes(self.row(ballot).tally))

    def counts(self, ballot: str) -> dict[str, int]:
        """Options and how often each was counted, those at zero left out."""
        return {option: count for option, count in self.tally(ballot)["counts"]["q1"].items() if count}

    def leaves(self, ballot: str = "", kind: str = "", motion: str = "") -> list[dict[str, object]]:
        """The entries of the log in order: of a ballot, of a motion, of a type, or all."""
        query = select(LeafRow.body).order_by(LeafRow.index)
        for column, value in ((LeafRow.ballot, ballot), (LeafRow.type, kind), (LeafRow.motion, motion)):
            if value:
                query = query.where(column == value)
        with reading() as session:
            return [decode(bytes(body)) for body in session.execute(query).scalars()]

    def standing(self, code: str) -> str:
        """The standing of an organisation now."""
        with begin(self.service) as act:
            return act.register().organisations[code].standing_at(act.now)

    def rows(self, table: type) -> list:
        """All rows of a table; where it numbers them, in the order in which they were written."""
        numbers = [column for column in table.__table__.primary_key if isinstance(column.type, Integer)]
        with reading() as session:
            return list(session.execute(select(table).order_by(*numbers)).scalars())

    def name_of(self, person: str) -> str:
        """The printed name of a person."""
        with reading() as session:
            return session.get(PersonRow, self.person(person)).name

    # ------------------------------------------------------------ several at once

    def together(self, tasks: Sequence[Callable[[], object]]) -> list[object]:
        """Run tasks in threads that start at the same moment; what each answered, or the exception it ended with."""
        gate, answers = threading.Barrier(len(tasks)), [None] * len(tasks)

        def run(number: int, task: Callable[[], object]) -> None:
            with self.app.app_context():
                gate.wait()
                try:
                    answers[number] = task()
                except Exception as fault:
                    answers[number] = fault

        threads = [threading.Thread(target=run, args=pair) for pair in enumerate(tasks)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers


def new_attempt() -> str:
    """What a Check page makes: the name of one try to vote."""
    return secrets.token_urlsafe(18)


@pytest.fixture
def empty_world(database_url: str, tmp_path: Path) -> Iterator[World]:
    """An installation in which nothing has happened."""
    with bare_world(tmp_path, database_url) as world:
        yield world


@contextmanager
def bare_world(folder: Path, url: str) -> Iterator[World]:
    """A world on the register's database and nothing else."""
    app = bare_app(url)
    with opened(app):
        yield World(app, folder)


@dataclass(frozen=True)
class Founded:
    """What a founded installation keeps in its folder, and the ids that its world knows."""

    files: Mapping[Path, bytes]
    people: Mapping[str, str]
    seats: Mapping[str, str]


Opener = Callable[[Path, str], AbstractContextManager[World]]


def small_alliance(world: World) -> None:
    """Found it, with a register and the delegates of six members in the Council."""
    world.found()
    world.seat_members()


@cache
def founded(opener: Opener, beginning: Callable[[World], None]) -> Founded:
    """An installation of the kind that `opener` opens, after its beginning: done once a process, then copied."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "register.sqlite").write_bytes(empty_tables())
        with opener(folder, f"sqlite:///{folder / 'register.sqlite'}") as world:
            beginning(world)
            people, seats = dict(world.people), dict(world.seats)
        files = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        assert not any(path.name.endswith("-wal") for path in files), "closed, a database is one file"
        return Founded(files, people, seats)


@contextmanager
def settled(opener: Opener, folder: Path, url: str,
            beginning: Callable[[World], None] = small_alliance) -> Iterator[World]:
    """A world that has begun, in a folder of its own."""
    is_copied = url == f"sqlite:///{folder / 'register.sqlite'}"
    if is_copied:
        for path, content in founded(opener, beginning).files.items():
            (folder / path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            (folder / path).touch(mode=0o600)
            (folder / path).write_bytes(content)
    with opener(folder, url) as world:
        if is_copied:
            world.people.update(founded(opener, beginning).people)
            world.seats.update(founded(opener, beginning).seats)
        else:
            beginning(world)
        yield world


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    """Founded, with a register and the delegates of six members in the Council."""
    with settled(bare_world, tmp_path, database_url) as world:
        world.empty_outbox()
        yield world
