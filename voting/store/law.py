"""Which law is in force: versions of the statutes' data, texts of the principles, facts about the whole."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from voting.store.access import FactRow, StatutesRow, TextRow

LATEST_FIRST = (StatutesRow.in_force_at.desc(), StatutesRow.number.desc())
# Asked several times a page: made once, without the data itself.
IN_FORCE = select(StatutesRow.sha256).where(StatutesRow.in_force_at <= bindparam("at"), StatutesRow.withdrawn_at == 0) \
    .order_by(*LATEST_FIRST).limit(1)


def versions_so_far(session: Session) -> int:
    """How many versions of the statutes' data there have been."""
    return session.execute(select(func.count()).select_from(StatutesRow)).scalar_one()


def statutes_in_force(session: Session, at: int) -> str | None:
    """The SHA-256 of the statutes' data in force at an instant; None before the founding."""
    return session.execute(IN_FORCE, {"at": at}).scalar_one_or_none()


def statutes_versions(session: Session, at: int) -> list[tuple[str, int, str]]:
    """(SHA-256, in force since, by which motion) of each version of the statutes' data up to an instant, the present
    one first."""
    return [(sha256, since, motion) for sha256, since, motion in session.execute(
        select(StatutesRow.sha256, StatutesRow.in_force_at, StatutesRow.motion)
        .where(StatutesRow.in_force_at <= at, StatutesRow.withdrawn_at == 0)
        .order_by(*LATEST_FIRST)).all()]


def versions_to_come(session: Session, at: int) -> list[tuple[str, int, str]]:
    """(SHA-256, in force from, by which motion) of versions of the data that come into force after an instant."""
    return [(sha256, since, motion) for sha256, since, motion in session.execute(
        select(StatutesRow.sha256, StatutesRow.in_force_at, StatutesRow.motion)
        .where(StatutesRow.in_force_at > at, StatutesRow.withdrawn_at == 0)
        .order_by(StatutesRow.in_force_at, StatutesRow.number)).all()]


def law_to_come_of(session: Session, motion: str, at: int) -> list[StatutesRow | TextRow]:
    """What a motion has brought about that is not in force yet: texts and versions of the data."""
    return [row for table in (StatutesRow, TextRow) for row in session.execute(select(table).where(
        table.motion == motion, table.in_force_at > at, table.withdrawn_at == 0)).scalars()]


def texts_in_force(session: Session, at: int) -> list[TextRow]:
    """The texts of the principles in force by an instant, the present one first."""
    return list(session.execute(select(TextRow).where(TextRow.in_force_at <= at, TextRow.withdrawn_at == 0)
                                .order_by(TextRow.in_force_at.desc(), TextRow.id.desc())).scalars())


def text_with(session: Session, sha256: str) -> str:
    """The words of the text with this hash; "" if there is none."""
    return session.execute(select(TextRow.words).where(TextRow.sha256 == sha256)).scalars().first() or ""


def is_fact(session: Session, name: str) -> bool:
    """Whether a fact about the whole organisation holds."""
    return session.execute(select(FactRow.id).where(FactRow.name == name, FactRow.until_at == 0)).first() is not None


def fact_since(session: Session, name: str) -> int:
    """Since when a fact about the whole organisation holds; 0 if it does not."""
    return session.execute(select(FactRow.at).where(FactRow.name == name, FactRow.until_at == 0)
                           .order_by(FactRow.at).limit(1)).scalar_one_or_none() or 0


def facts_of(session: Session, motion: str) -> list[FactRow]:
    """The facts that a motion has made and that still hold."""
    return list(session.execute(select(FactRow).where(FactRow.motion == motion, FactRow.until_at == 0)).scalars())


def all_statutes(session: Session) -> list[tuple[str, bytes]]:
    """(SHA-256, bytes) of every version of the statutes' data, in the order in which they came into force."""
    rows = session.execute(select(StatutesRow).order_by(StatutesRow.in_force_at, StatutesRow.number,
                                                        StatutesRow.sha256)).scalars()
    return [(row.sha256, bytes(row.source)) for row in rows]
