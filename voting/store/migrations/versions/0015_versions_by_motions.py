"""Versions of the statutes' data that a motion has brought into force, and their order within an instant"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('statutes') as table:
        table.add_column(sa.Column('number', sa.Integer(), nullable=False, server_default='0'))
        table.add_column(sa.Column('motion', sa.String(length=40), nullable=False, server_default=''))


def downgrade() -> None:
    with op.batch_alter_table('statutes') as table:
        for name in ('motion', 'number'):
            table.drop_column(name)
