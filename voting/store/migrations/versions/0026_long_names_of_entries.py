"""Entries of the log whose type has a long name: PostgreSQL holds to the length"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('leaf') as table:
        table.alter_column('type', existing_type=sa.String(length=20), type_=sa.String(length=40), existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table('leaf') as table:
        table.alter_column('type', existing_type=sa.String(length=40), type_=sa.String(length=20), existing_nullable=False)
