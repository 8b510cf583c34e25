"""Casts by their hash"""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'urn_ballot',
        sa.Column('ballot', sa.String(length=40), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('reading_key', sa.LargeBinary(), nullable=False),
        sa.Column('paper', sa.LargeBinary(), nullable=False),
        sa.Column('paper_sig', sa.LargeBinary(), nullable=False),
        sa.Column('close_at', sa.BigInteger(), nullable=False),
        sa.Column('size', sa.BigInteger(), nullable=False),
        sa.Column('frontier', sa.LargeBinary(), nullable=False),
        sa.Column('checkpoint', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('ballot', name=op.f('pk_urn_ballot')),
        sqlite_with_rowid=False)
    op.create_table(
        'waiting',
        sa.Column('ballot', sa.String(length=40), nullable=False),
        sa.Column('leaf', sa.LargeBinary(), nullable=False),
        sa.Column('pk', sa.LargeBinary(), nullable=False),
        sa.Column('seq', sa.BigInteger(), nullable=False),
        sa.Column('body', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('ballot', 'leaf', name=op.f('pk_waiting')),
        sa.UniqueConstraint('ballot', 'pk', 'seq', name=op.f('uq_waiting_ballot_pk_seq')),
        sqlite_with_rowid=False)
    op.create_table(
        'entry',
        sa.Column('ballot', sa.String(length=40), nullable=False),
        sa.Column('leaf', sa.LargeBinary(), nullable=False),
        sa.Column('place', sa.BigInteger(), nullable=False),
        sa.Column('pk', sa.LargeBinary(), nullable=False),
        sa.Column('seq', sa.BigInteger(), nullable=False),
        sa.Column('body', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('ballot', 'leaf', name=op.f('pk_entry')),
        sa.UniqueConstraint('ballot', 'place', name=op.f('uq_entry_ballot_place')),
        sqlite_with_rowid=False)
    op.create_index(op.f('ix_entry_ballot_pk'), 'entry', ['ballot', 'pk'], unique=False)


def downgrade() -> None:
    op.drop_table('entry')
    op.drop_table('waiting')
    op.drop_table('urn_ballot')
