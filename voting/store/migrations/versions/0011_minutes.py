"""Minutes"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'minutes',
        sa.Column('motion', sa.String(length=40), nullable=False),
        sa.Column('language', sa.String(length=8), nullable=False),
        sa.Column('made_at', sa.BigInteger(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('body', sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(['motion'], ['motion.id'], name=op.f('fk_minutes_motion')),
        sa.PrimaryKeyConstraint('motion', 'language', name=op.f('pk_minutes')))


def downgrade() -> None:
    op.drop_table('minutes')
