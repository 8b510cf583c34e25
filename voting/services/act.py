"""What every act of the service has in common: one transaction, one instant, one log.

`begin(service)` opens the transaction, locks the head of the log, reads the clock once, and refuses to go on if
the clock has been set back behind the last act. Whatever the block writes, and its leaves, become durable together
when it ends, or not at all.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from urllib.parse import urlsplit

from voting.ballots.leaves import act as act_leaf
from voting.errors import NotFoundError, UnavailableError
from voting.register.facts import Register
from voting.sentences import N_
from voting.services.issuer_keys import IssuerKeys
from voting.services.keyring import Keyring
from voting.services.log_memory import LogMemory
from voting.services.urn_door import UrnDoor
from voting.statutes import Statutes, load_statutes
from voting.store.access import StatutesRow
from voting.store.database import Connection, Session, writing
from voting.store.law import statutes_in_force
from voting.store.load_register import load_register
from voting.store.log import Head, Leaf, append, lock_head, store_head

CLOCK_TOLERANCE_S = 2
"""How far the clock may seem to go back (another process, a leap second) before acts are refused."""


@dataclass(frozen=True)
class Service:
    """What an installation is: its clock (UTC seconds), keys, names and settings. Made once, in the web's factory.

    `memory` is what it remembers of its log outside the database; without one (a tool's scratch database) nothing is
    compared. Letters that come back go to `bounces` ("": bounce@ at the sender's). `hash_key` hides, in tables that are
    kept for a day, who has come how often.
    """

    clock: Callable[[], int]
    keys: Keyring
    origin: str
    log_origin: str
    sender: str = "scrutin@localhost"
    bounces: str = ""
    is_demonstration: bool = False
    memory: LogMemory | None = None
    hash_key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    urn: UrnDoor | None = None
    issuers: IssuerKeys | None = None
    limits: Mapping[str, int] = field(default_factory=dict)
    """How often is too often, where this installation says otherwise than `limits.LIMITS`."""
    bundles: tuple[str, ...] = ()
    """SHA-256 (hex) of each script with which a browser votes in secret; they stand on the paper."""

    @property
    def rp(self) -> str:
        """The name for which passkeys are made: the host of the service, without scheme and port."""
        return str(urlsplit(self.origin).hostname)


@dataclass
class Act:
    """One act under way. `by` is added to every leaf of an officer's act."""

    service: Service
    session: Session
    head: Head
    now: int
    _register: list[Register] = field(default_factory=list)

    @cached_property
    def connection(self) -> Connection:
        """The session's own connection, in the same transaction: for statements that are written out once."""
        return self.session.connection()

    @property
    def statutes(self) -> Statutes:
        """The statutes in force now."""
        return statutes_at(self.session, self.now)

    @property
    def today(self) -> date:
        """The UTC day of the act."""
        return datetime.fromtimestamp(self.now, UTC).date()

    def register(self) -> Register:
        """The register; read once an act, again after `forget_register`."""
        if not self._register:
            self.session.flush()
            self._register.append(load_register(self.session))
        return self._register[0]

    def forget_register(self) -> None:
        """The act has changed the register: read it again when it is next asked for."""
        self._register.clear()

    def log(self, kind: str, by: Mapping[str, str], motion: str, ballot: str = "", /, **rest: object) -> Leaf:
        """Write the leaf of an act on a motion; `ballot` stands in the leaf if the table of leaves has it."""
        named = {"ballot": ballot} if ballot else {}
        return self.append(act_leaf(kind, self.now, by, motion, **named, **rest), motion, ballot)

    def log_register(self, kind: str, by: Mapping[str, str], /, **rest: object) -> Leaf:
        """Write the leaf of an act on the register (no motion)."""
        return self.append({"type": kind, "v": 1, "at": self.now, "by": dict(by), **rest})

    def append(self, document: dict[str, object], motion: str = "", ballot: str = "") -> Leaf:
        """Write any leaf."""
        return append(self.connection, self.head, document, motion, ballot)


@contextmanager
def begin(service: Service) -> Iterator[Act]:
    """One act; see the module. `UnavailableError` if the clock is behind the last act, the database cannot write, or
    its log is not the one that the service remembers."""
    with writing() as session:
        head = lock_head(session)
        if service.memory is not None:
            service.memory.check(session, head)
        now = service.clock()
        if now < head.last_at - CLOCK_TOLERANCE_S:
            raise UnavailableError(
                N_("The server's clock shows %(now)s, earlier than the last act (%(last)s), so nothing can be "
                   "recorded.", now=datetime.fromtimestamp(now, UTC), last=datetime.fromtimestamp(head.last_at, UTC)),
                next=N_("Tell the secretariat: the server's clock must be set right first."))
        before, head.last_at = replace(head), max(now, head.last_at)
        yield Act(service, session, head, head.last_at)
        if head != before:
            store_head(session.connection(), head)


def new_id(letter: str) -> str:
    """A random id that says only what kind of thing it names."""
    return f"{letter}{secrets.token_hex(8)}"


_KNOWN: dict[str, Statutes] = {}
"""Versions that this process has read, by their hash: what is in force need not be read again for every question."""


def statutes_at(session: Session, at: int) -> Statutes:
    """The statutes in force at an instant; `NotFoundError` before the founding."""
    sha256 = statutes_in_force(session, at)
    if sha256 is None:
        raise NotFoundError(N_("No statutes are installed here yet."),
                            next=N_("Run “voting found” first; the README says how."))
    return _KNOWN.get(sha256) or statutes_by_hash(session, sha256)


def statutes_by_hash(session: Session, sha256: str) -> Statutes:
    """The version of the statutes with this hash, in force or not."""
    row = session.get(StatutesRow, sha256)
    if row is None:
        raise NotFoundError(N_("This version of the statutes is not installed here."))
    return _KNOWN.setdefault(sha256, parse_statutes(bytes(row.source)))


@lru_cache(maxsize=16)
def parse_statutes(source: bytes) -> Statutes:
    """The statutes in `source`, read once a process."""
    return load_statutes(source, "statutes.toml")
