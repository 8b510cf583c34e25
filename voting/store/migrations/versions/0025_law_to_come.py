"""Versions and texts that were adopted and annulled before their day"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ('statutes', 'text'):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column('withdrawn_at', sa.BigInteger(), nullable=False, server_default='0'))


def downgrade() -> None:
    for name in ('text', 'statutes'):
        with op.batch_alter_table(name) as table:
            table.drop_column('withdrawn_at')
