"""A teller's rehearsal as it was sealed, and the teller's own locker"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('trustee') as trustee:
        trustee.add_column(sa.Column('rehearsal_sealed', sa.LargeBinary(), nullable=False, server_default=''))
        trustee.add_column(sa.Column('locker', sa.LargeBinary(), nullable=False, server_default=''))


def downgrade() -> None:
    with op.batch_alter_table('trustee') as trustee:
        trustee.drop_column('locker')
        trustee.drop_column('rehearsal_sealed')
