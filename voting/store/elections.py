"""Tables of elections: the call with its method and days, who was named, who stands, the list once it is closed."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voting.errors import NotFoundError
from voting.sentences import N_
from voting.store.database import db
from voting.store.tables import MotionRow

STANDS = ("accepted",)
"""States of a candidacy that stands."""


class ElectionRow(db.Model):
    """An election that was called; its motion is the one with the same id."""

    __tablename__ = "election"
    motion: Mapped[str] = mapped_column(ForeignKey("motion.id"), primary_key=True)
    rule: Mapped[str] = mapped_column(String(40))
    method: Mapped[str] = mapped_column(String(20))
    vacancy: Mapped[str] = mapped_column(String(20))
    wanted: Mapped[int]
    resolution: Mapped[str] = mapped_column(String(40), default="")  # the motion by which the organ chose the method
    sitting: Mapped[list] = mapped_column(JSON, default=list)  # a by-election: seats of those who stay
    closes_at: Mapped[int] = mapped_column(BigInteger)
    reopened: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[int] = mapped_column(BigInteger, default=0)
    confirmed_by: Mapped[str] = mapped_column(String(40), default="")
    document: Mapped[bytes | None] = mapped_column(LargeBinary)  # the list, as it will stand on the paper


class CandidacyRow(db.Model):
    """Somebody who was named. Ended, never deleted."""

    __tablename__ = "candidacy"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    motion: Mapped[str] = mapped_column(ForeignKey("election.motion"), index=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    organisation: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[str] = mapped_column(String(20))  # named accepted declined withdrawn ruled_out
    named_by: Mapped[str] = mapped_column(String(40))
    named_at: Mapped[int] = mapped_column(BigInteger)
    answered_at: Mapped[int] = mapped_column(BigInteger, default=0)
    gender: Mapped[str] = mapped_column(String(40), default="")
    statement: Mapped[dict] = mapped_column(JSON, default=dict)
    ruling: Mapped[dict] = mapped_column(JSON, default=dict)  # {clause, reason, by, at}
    ended_at: Mapped[int] = mapped_column(BigInteger, default=0)


class VacancyRow(db.Model):
    """Vacant seats of an election that were filled from its papers: the document that the log names by its hash."""

    __tablename__ = "vacancy"
    motion: Mapped[str] = mapped_column(ForeignKey("election.motion"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    filled_at: Mapped[int] = mapped_column(BigInteger)
    document: Mapped[bytes] = mapped_column(LargeBinary)


def fillings(session: Session, motion: str) -> list[VacancyRow]:
    """How vacant seats of an election were filled from its papers, in order."""
    return list(session.execute(select(VacancyRow).where(VacancyRow.motion == motion).order_by(VacancyRow.number)
                                ).scalars())


def find_election(session: Session, motion: str) -> ElectionRow:
    """The election with this motion's id."""
    row = session.get(ElectionRow, motion)
    if row is None:
        raise NotFoundError(N_("There is no such election here."))
    return row


def find_candidacy(session: Session, candidacy: str) -> CandidacyRow:
    """The candidacy with this id."""
    row = session.get(CandidacyRow, candidacy)
    if row is None:
        raise NotFoundError(N_("There is no such candidacy here."))
    return row


def live_candidacies_of(session: Session, organisation: str) -> list[CandidacyRow]:
    """Candidates whom an organisation has named in elections that are not decided: named, or standing."""
    return list(session.execute(select(CandidacyRow).join(MotionRow, MotionRow.id == CandidacyRow.motion).where(
        CandidacyRow.organisation == organisation, CandidacyRow.state.in_(("named", *STANDS)),
        MotionRow.state == "live").order_by(CandidacyRow.named_at, CandidacyRow.id)).scalars())


def candidacies(session: Session, motion: str) -> list[CandidacyRow]:
    """Everybody who was named, in that order."""
    return list(session.execute(select(CandidacyRow).where(CandidacyRow.motion == motion)
                                .order_by(CandidacyRow.named_at, CandidacyRow.id)).scalars())


def standing(session: Session, motion: str) -> list[CandidacyRow]:
    """Those who accepted and stand."""
    return [row for row in candidacies(session, motion) if row.state in STANDS]


def stands(session: Session, motion: str, person: str) -> bool:
    """Whether a person was named and has not declined, withdrawn or been ruled out."""
    return session.execute(select(CandidacyRow.id).where(
        CandidacyRow.motion == motion, CandidacyRow.person == person,
        CandidacyRow.state.in_(("named", *STANDS)))).first() is not None


def elections(session: Session) -> list[tuple[ElectionRow, MotionRow]]:
    """Every election with its motion, the newest first."""
    return [tuple(row) for row in session.execute(
        select(ElectionRow, MotionRow).join(MotionRow, MotionRow.id == ElectionRow.motion)
        .order_by(MotionRow.filed_at.desc(), MotionRow.id))]


def candidacies_of(session: Session, person: str) -> list[CandidacyRow]:
    """The candidacies of a person."""
    return list(session.execute(select(CandidacyRow).where(CandidacyRow.person == person)
                                .order_by(CandidacyRow.named_at, CandidacyRow.id)).scalars())


def gender_stated(session: Session, person: str) -> str:
    """The gender that a person stated last as a candidate; "" for none."""
    return next((row.gender for row in reversed(candidacies_of(session, person)) if row.gender), "")


