"""Designations that came in writing: the document, and why the coordinator entered it"""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('representation') as table:
        table.add_column(sa.Column('document_sha256', sa.String(length=64), nullable=False, server_default=''))
        table.add_column(sa.Column('reason', sa.Text(), nullable=False, server_default=''))


def downgrade() -> None:
    with op.batch_alter_table('representation') as table:
        table.drop_column('reason')
        table.drop_column('document_sha256')
