"""Designated representatives at one meeting"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'representation',
        sa.Column('id', sa.String(length=40), nullable=False),
        sa.Column('meeting', sa.String(length=40), nullable=False),
        sa.Column('seat', sa.String(length=40), nullable=False),
        sa.Column('person', sa.String(length=40), nullable=False),
        sa.Column('named_at', sa.BigInteger(), nullable=False),
        sa.Column('accepted_at', sa.BigInteger(), nullable=False),
        sa.Column('ended_at', sa.BigInteger(), nullable=False),
        sa.Column('ended_as', sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_representation_meeting')),
        sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_representation_person')),
        sa.ForeignKeyConstraint(['seat'], ['seat.id'], name=op.f('fk_representation_seat')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_representation')))
    for column in ('meeting', 'person', 'seat'):
        op.create_index(op.f(f'ix_representation_{column}'), 'representation', [column], unique=False)


def downgrade() -> None:
    op.drop_table('representation')
