"""By which assertion a credential was issued"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('credential') as credential:
        credential.add_column(sa.Column('assertion', sa.LargeBinary(), nullable=False, server_default=''))


def downgrade() -> None:
    with op.batch_alter_table('credential') as credential:
        credential.drop_column('assertion')
