"""A proposal may concern no ballot: lost passkeys, an address"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('pending') as batch:
        batch.alter_column('ballot', existing_type=sa.String(length=40), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM pending WHERE ballot IS NULL")
    with op.batch_alter_table('pending') as batch:
        batch.alter_column('ballot', existing_type=sa.String(length=40), nullable=False)
