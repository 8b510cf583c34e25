"""Minutes of meetings"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'meeting_minutes',
        sa.Column('meeting', sa.String(length=40), nullable=False),
        sa.Column('language', sa.String(length=8), nullable=False),
        sa.Column('made_at', sa.BigInteger(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('body', sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_meeting_minutes_meeting')),
        sa.PrimaryKeyConstraint('meeting', 'language', name=op.f('pk_meeting_minutes')))


def downgrade() -> None:
    op.drop_table('meeting_minutes')
