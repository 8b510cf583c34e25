"""Tables of the urn. Keyed by ballot and leaf hash, without row ids: SQLite keeps them in the order of the hashes.

`waiting` holds what has been promised and is in no batch yet, `entry` what the urn's log holds. No column is a time
of arrival, an address or a running number of arrival; `place` is the place in the log, which a batch gives in the order
of the hashes.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table, UniqueConstraint

NAMES = {"ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s",
         "pk": "pk_%(table_name)s"}
metadata = MetaData(naming_convention=NAMES)

urn_ballot = Table(
    "urn_ballot", metadata,
    Column("ballot", String(40), primary_key=True),
    Column("state", String(10), nullable=False),  # prepared | open | closed | void
    Column("reading_key", LargeBinary, nullable=False),  # SHA-256 of the key that the ballot's readers share
    Column("paper", LargeBinary, nullable=False),
    Column("paper_sig", LargeBinary, nullable=False),
    Column("close_at", BigInteger, nullable=False),  # of the paper, or of the extension that the authority signed
    Column("size", BigInteger, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    Column("checkpoint", LargeBinary, nullable=False),
    sqlite_with_rowid=False)

waiting = Table(
    "waiting", metadata,
    Column("ballot", String(40), primary_key=True),
    Column("leaf", LargeBinary, primary_key=True),
    Column("pk", LargeBinary, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("ballot", "pk", "seq"),
    sqlite_with_rowid=False)

entry = Table(
    "entry", metadata,
    Column("ballot", String(40), primary_key=True),
    Column("leaf", LargeBinary, primary_key=True),
    Column("place", BigInteger, nullable=False),
    Column("pk", LargeBinary, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("ballot", "place"),
    Index(None, "ballot", "pk"),
    sqlite_with_rowid=False)
