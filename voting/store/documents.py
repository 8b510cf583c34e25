"""Documents of dossiers, kept under the SHA-256 of their bytes; added, never changed or deleted."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voting.store.database import db


class DocumentRow(db.Model):
    """A file as it was handed in: its bytes, its type as its first bytes show it, who entered it and when."""

    __tablename__ = "document"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(8))
    size: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    stored_at: Mapped[int] = mapped_column(BigInteger)
    stored_by: Mapped[str] = mapped_column(ForeignKey("person.id"))


def names_of(session: Session, hashes: list[str]) -> dict[str, tuple[str, str, int]]:
    """(name, type, bytes) of those documents that are stored, by their hash."""
    query = select(DocumentRow.sha256, DocumentRow.name, DocumentRow.kind, DocumentRow.size)
    return {sha256: (name, kind, size)
            for sha256, name, kind, size in session.execute(query.where(DocumentRow.sha256.in_(hashes))).all()}
