"""A ballot may belong to another organ than its motion's, and then to a meeting of that organ"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('ballot') as table:
        table.add_column(sa.Column('organ', sa.String(length=40), nullable=False, server_default=''))
        table.add_column(sa.Column('meeting', sa.String(length=40), nullable=False, server_default=''))
        table.add_column(sa.Column('agenda', sa.Integer(), nullable=False, server_default='0'))


def downgrade() -> None:
    with op.batch_alter_table('ballot') as table:
        for name in ('agenda', 'meeting', 'organ'):
            table.drop_column(name)
