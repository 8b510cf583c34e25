"""Countersignatures by passkey, and the salt under which the log names a passkey when it is enrolled"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'countersignature',
        sa.Column('id', sa.String(length=43), nullable=False),
        sa.Column('person', sa.String(length=40), nullable=False),
        sa.Column('body', sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_countersignature_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_countersignature')))
    with op.batch_alter_table('countersignature') as table:
        table.create_index(op.f('ix_countersignature_person'), ['person'], unique=False)
    with op.batch_alter_table('passkey') as table:
        table.add_column(sa.Column('salt', sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('passkey') as table:
        table.drop_column('salt')
    op.drop_table('countersignature')
