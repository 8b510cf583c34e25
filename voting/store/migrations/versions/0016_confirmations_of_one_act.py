"""A confirmation counts for the act with which it comes: a session remembers none"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('session') as table:
        table.drop_column('fresh_at')


def downgrade() -> None:
    with op.batch_alter_table('session') as table:
        table.add_column(sa.Column('fresh_at', sa.BigInteger(), nullable=False, server_default='0'))
