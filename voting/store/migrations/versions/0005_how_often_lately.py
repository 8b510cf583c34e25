"""How often somebody has done something lately"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'rate',
        sa.Column('name', sa.String(length=64), nullable=False),
        sa.Column('hits', sa.JSON(), nullable=False),
        sa.Column('last_at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_rate')))
    op.create_index(op.f('ix_rate_last_at'), 'rate', ['last_at'], unique=False)


def downgrade() -> None:
    op.drop_table('rate')
