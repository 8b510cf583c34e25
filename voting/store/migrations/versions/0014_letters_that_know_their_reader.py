"""Letters that know their reader; reminders, addresses that fail, votes that were told of"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('outbox') as table:
        table.add_column(sa.Column('kind', sa.String(length=20), nullable=False, server_default='letter'))
        table.add_column(sa.Column('person', sa.String(length=40), nullable=False, server_default=''))
        table.add_column(sa.Column('ballot', sa.String(length=40), nullable=False, server_default=''))
        table.add_column(sa.Column('until_at', sa.BigInteger(), nullable=False, server_default='0'))
        table.add_column(sa.Column('token', sa.String(length=16), nullable=False, server_default=''))
        table.create_index(op.f('ix_outbox_person'), ['person'], unique=False)
        table.create_index(op.f('ix_outbox_token'), ['token'], unique=False)
    op.create_table(
        'reminder',
        sa.Column('ballot', sa.String(length=40), nullable=False),
        sa.Column('kind', sa.String(length=10), nullable=False),
        sa.Column('close_at', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(['ballot'], ['ballot.id'], name=op.f('fk_reminder_ballot')),
        sa.PrimaryKeyConstraint('ballot', 'kind', 'close_at', name=op.f('pk_reminder')))
    op.create_table(
        'mail_fault',
        sa.Column('person', sa.String(length=40), nullable=False),
        sa.Column('address', sa.String(length=254), nullable=False),
        sa.Column('status', sa.Text(), nullable=False),
        sa.Column('noted_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_mail_fault_person')),
        sa.PrimaryKeyConstraint('person', name=op.f('pk_mail_fault')))
    op.create_table(
        'noticed',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('size', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_noticed')))
    op.execute('INSERT INTO noticed (id, size) SELECT 1, size FROM head')  # of votes before this, nobody is told now


def downgrade() -> None:
    for name in ('noticed', 'mail_fault', 'reminder'):
        op.drop_table(name)
    with op.batch_alter_table('outbox') as table:
        table.drop_index(op.f('ix_outbox_token'))
        table.drop_index(op.f('ix_outbox_person'))
        for name in ('token', 'until_at', 'ballot', 'person', 'kind'):
            table.drop_column(name)
