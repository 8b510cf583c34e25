"""Vacant seats of an election that were filled from its papers"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'vacancy',
        sa.Column('motion', sa.String(length=40), nullable=False),
        sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('filled_at', sa.BigInteger(), nullable=False),
        sa.Column('document', sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(['motion'], ['election.motion'], name=op.f('fk_vacancy_motion')),
        sa.PrimaryKeyConstraint('motion', 'number', name=op.f('pk_vacancy')))


def downgrade() -> None:
    op.drop_table('vacancy')
