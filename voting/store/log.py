"""The register log: every act is a leaf, written in the act's own transaction (decision 1 of the protocol).

The head row holds size, frontier and the time of the last act; locking it first puts all acts of all processes in
one order, on SQLite and on PostgreSQL alike. Leaves are only ever added. Every act passes here, and every voter at the
same time, so these statements are SQLAlchemy's Core, written out once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, LargeBinary, String, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from voting.evidence import Frontier, decode, encode, leaf_hash
from voting.store.database import db


class LeafRow(db.Model):
    """One entry of the log: its canonical bytes, its hash, and which motion and ballot it concerns."""

    __tablename__ = "leaf"
    index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    type: Mapped[str] = mapped_column(String(40))
    motion: Mapped[str] = mapped_column(String(40), index=True)
    ballot: Mapped[str] = mapped_column(String(40))
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class HeadRow(db.Model):
    """The one row that says how far the log has come."""

    __tablename__ = "head"
    id: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    frontier: Mapped[bytes] = mapped_column(LargeBinary)
    last_at: Mapped[int] = mapped_column(BigInteger)


@dataclass(slots=True)
class Head:
    """How far the log has come within an act under way; `store_head` writes it down at the act's end."""

    size: int
    frontier: bytes
    last_at: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf that has just been added."""

    index: int
    hash: bytes
    body: bytes


_HEAD, _LEAF = HeadRow.__table__, LeafRow.__table__
_LOCKED_HEAD = select(_HEAD.c.size, _HEAD.c.frontier, _HEAD.c.last_at).where(_HEAD.c.id == 1).with_for_update()
_STORE_HEAD = update(_HEAD).where(_HEAD.c.id == 1)
_ADD_LEAF = insert(_LEAF)


def lock_head(session: Session) -> Head:
    """The head of the log, its row locked until the transaction ends; made when the log is empty."""
    found = session.connection().execute(_LOCKED_HEAD).one_or_none()
    if found is None:
        try:
            with session.begin_nested():
                session.add(HeadRow(id=1, size=0, frontier=Frontier(0, ()).to_bytes(), last_at=0))
        except IntegrityError:  # another process began the log at the same moment; PostgreSQL alone lets it come so far
            session.expunge_all()
        found = session.connection().execute(_LOCKED_HEAD).one()
    return Head(found.size, bytes(found.frontier), found.last_at)


def store_head(connection: Connection, head: Head) -> None:
    """Write down how far the log has come; the caller's transaction makes it durable."""
    connection.execute(_STORE_HEAD, {"size": head.size, "frontier": head.frontier, "last_at": head.last_at})


def append(connection: Connection, head: Head, document: dict[str, object], motion: str = "", ballot: str = "") -> Leaf:
    """Add one leaf; the caller stores the head, and its transaction makes both durable."""
    body = encode(document)
    leaf = Leaf(head.size, leaf_hash(body), body)
    connection.execute(_ADD_LEAF, {"index": leaf.index, "type": str(document["type"]), "motion": motion,
                                   "ballot": ballot, "hash": leaf.hash, "body": body})
    head.frontier = Frontier.from_bytes(head.frontier).append(leaf.hash).to_bytes()
    head.size += 1
    return leaf


def all_hashes(session: Session) -> list[bytes]:
    """The hashes of all leaves in order: what the tree is made of."""
    return [bytes(row) for row in session.execute(select(LeafRow.hash).order_by(LeafRow.index)).scalars()]


def leaves_of_motion(session: Session, motion: str) -> Sequence[LeafRow]:
    """The leaves of one motion in log order."""
    return session.execute(select(LeafRow).where(LeafRow.motion == motion).order_by(LeafRow.index)).scalars().all()


def last_of_type(session: Session, kind: str) -> dict[str, object] | None:
    """The document of the latest leaf of a type; None if there is none."""
    body = session.execute(select(LeafRow.body).where(LeafRow.type == kind).order_by(LeafRow.index.desc()).limit(1)
                           ).scalar_one_or_none()
    return None if body is None else decode(bytes(body))


def cast_bodies(session: Session, motion: str, ballot: str) -> list[bytes]:
    """The bytes of the casts of one ballot of a motion in log order."""
    query = select(LeafRow.body).where(LeafRow.motion == motion, LeafRow.ballot == ballot, LeafRow.type == "cast"
                                       ).order_by(LeafRow.index)
    return [bytes(body) for body in session.execute(query).scalars()]


def issue_bodies(session: Session, motion: str, ballot: str) -> list[bytes]:
    """The bytes of the issue leaves of one ballot of a motion in log order."""
    query = select(LeafRow.body).where(LeafRow.motion == motion, LeafRow.ballot == ballot, LeafRow.type == "issue"
                                       ).order_by(LeafRow.index)
    return [bytes(body) for body in session.execute(query).scalars()]


def issue_leaves(session: Session, motion: str, ballot: str) -> list[tuple[int, bytes]]:
    """The place in the log and the bytes of each issue leaf of one ballot of a motion, in log order."""
    query = select(LeafRow.index, LeafRow.body).where(
        LeafRow.motion == motion, LeafRow.ballot == ballot, LeafRow.type == "issue").order_by(LeafRow.index)
    return [(index, bytes(body)) for index, body in session.execute(query).all()]
