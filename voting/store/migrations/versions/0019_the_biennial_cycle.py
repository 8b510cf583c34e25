"""The biennial cycle: when one began and ended, which steps were passed over and why"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'cycle',
        sa.Column('id', sa.String(length=40), nullable=False),
        sa.Column('begun_at', sa.BigInteger(), nullable=False),
        sa.Column('begun_by', sa.String(length=40), nullable=False),
        sa.Column('ended_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['begun_by'], ['person.id'], name=op.f('fk_cycle_begun_by')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_cycle')))
    op.create_table(
        'cycle_skip',
        sa.Column('cycle', sa.String(length=40), nullable=False),
        sa.Column('step', sa.String(length=60), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('skipped_by', sa.String(length=40), nullable=False),
        sa.Column('skipped_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['cycle'], ['cycle.id'], name=op.f('fk_cycle_skip_cycle')),
        sa.ForeignKeyConstraint(['skipped_by'], ['person.id'], name=op.f('fk_cycle_skip_skipped_by')),
        sa.PrimaryKeyConstraint('cycle', 'step', name=op.f('pk_cycle_skip')))


def downgrade() -> None:
    op.drop_table('cycle_skip')
    op.drop_table('cycle')
