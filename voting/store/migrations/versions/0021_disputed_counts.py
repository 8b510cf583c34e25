"""Disputed counts of secret ballots: keys that tellers release"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('trustee') as table:
        table.add_column(sa.Column('key_release', sa.LargeBinary(), nullable=True))
    with op.batch_alter_table('secret_ballot') as table:
        table.add_column(sa.Column('disputed_at', sa.BigInteger(), nullable=False, server_default='0'))
        table.add_column(sa.Column('recounted_at', sa.BigInteger(), nullable=False, server_default='0'))


def downgrade() -> None:
    with op.batch_alter_table('secret_ballot') as table:
        table.drop_column('recounted_at')
        table.drop_column('disputed_at')
    with op.batch_alter_table('trustee') as table:
        table.drop_column('key_release')
