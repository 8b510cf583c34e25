"""A proposal may concern no ballot: lost passkeys, an address; an invitation says who gave it in which office"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('pending') as batch:
        batch.alter_column('ballot', existing_type=sa.String(length=40), nullable=True)
    with op.batch_alter_table('invitation') as batch:  # there was no way yet to write one
        batch.drop_column('invited_by')
        batch.drop_column('vouched_by')
    with op.batch_alter_table('invitation') as batch:
        batch.add_column(sa.Column('invited_by', sa.JSON(), nullable=False, server_default='{}'))
        batch.add_column(sa.Column('vouched_by', sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('invitation') as batch:
        batch.drop_column('invited_by')
        batch.drop_column('vouched_by')
    with op.batch_alter_table('invitation') as batch:
        batch.add_column(sa.Column('invited_by', sa.String(length=40), nullable=False, server_default=''))
        batch.add_column(sa.Column('vouched_by', sa.String(length=40), nullable=False, server_default=''))
    op.execute("DELETE FROM pending WHERE ballot IS NULL")
    with op.batch_alter_table('pending') as batch:
        batch.alter_column('ballot', existing_type=sa.String(length=40), nullable=False)
