"""Tellers' parts of an election's lots"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('trustee') as table:
        table.add_column(sa.Column('nonce', sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('trustee') as table:
        table.drop_column('nonce')
