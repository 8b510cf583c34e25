"""Requisitions"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'requisition',
        sa.Column('id', sa.String(length=40), nullable=False),
        sa.Column('organ', sa.String(length=40), nullable=False),
        sa.Column('reasons', sa.Text(), nullable=False),
        sa.Column('filed_by', sa.String(length=40), nullable=False),
        sa.Column('filed_at', sa.BigInteger(), nullable=False),
        sa.Column('met_at', sa.BigInteger(), nullable=False),
        sa.Column('ended_at', sa.BigInteger(), nullable=False),
        sa.Column('statutes_sha256', sa.String(length=64), nullable=False),
        sa.Column('certificate', sa.LargeBinary(), nullable=True),
        sa.Column('meeting', sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(['filed_by'], ['person.id'], name=op.f('fk_requisition_filed_by')),
        sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_requisition_meeting')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_requisition')))
    op.create_index(op.f('ix_requisition_organ'), 'requisition', ['organ'], unique=False)
    op.create_table(
        'requisition_member',
        sa.Column('requisition', sa.String(length=40), nullable=False),
        sa.Column('person', sa.String(length=40), nullable=False),
        sa.Column('organisation', sa.String(length=40), nullable=False),
        sa.Column('signed_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_requisition_member_person')),
        sa.ForeignKeyConstraint(['requisition'], ['requisition.id'], name=op.f('fk_requisition_member_requisition')),
        sa.PrimaryKeyConstraint('requisition', 'person', name=op.f('pk_requisition_member')))
    op.create_index(op.f('ix_requisition_member_person'), 'requisition_member', ['person'], unique=False)


def downgrade() -> None:
    op.drop_table('requisition_member')
    op.drop_table('requisition')
