"""Calendar of duties"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'duty_done',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('duty', sa.String(length=80), nullable=False),
        sa.Column('done_on', sa.String(length=10), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('document_sha256', sa.String(length=64), nullable=False),
        sa.Column('noted_by', sa.String(length=40), nullable=False),
        sa.Column('noted_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['noted_by'], ['person.id'], name=op.f('fk_duty_done_noted_by')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_duty_done')))
    op.create_index(op.f('ix_duty_done_duty'), 'duty_done', ['duty'], unique=False)
    op.create_table(
        'duty_reminder',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('duty', sa.String(length=80), nullable=False),
        sa.Column('due_on', sa.String(length=10), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('written_at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_duty_reminder')),
        sa.UniqueConstraint('duty', 'due_on', 'state', name=op.f('uq_duty_reminder_duty_due_on_state')))
    op.create_table(
        'calendar_feed',
        sa.Column('id', sa.String(length=64), nullable=False),
        sa.Column('person', sa.String(length=40), nullable=False),
        sa.Column('made_at', sa.BigInteger(), nullable=False),
        sa.Column('ended_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_calendar_feed_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feed')))
    op.create_index(op.f('ix_calendar_feed_person'), 'calendar_feed', ['person'], unique=False)


def downgrade() -> None:
    op.drop_table('calendar_feed')
    op.drop_table('duty_reminder')
    op.drop_table('duty_done')
