"""Elections, candidacies, and until when who was elected was elected for"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'election',
        sa.Column('motion', sa.String(length=40), nullable=False),
        sa.Column('rule', sa.String(length=40), nullable=False),
        sa.Column('method', sa.String(length=20), nullable=False),
        sa.Column('vacancy', sa.String(length=20), nullable=False),
        sa.Column('wanted', sa.Integer(), nullable=False),
        sa.Column('resolution', sa.String(length=40), nullable=False),
        sa.Column('sitting', sa.JSON(), nullable=False),
        sa.Column('closes_at', sa.BigInteger(), nullable=False),
        sa.Column('reopened', sa.Integer(), nullable=False),
        sa.Column('closed_at', sa.BigInteger(), nullable=False),
        sa.Column('confirmed_by', sa.String(length=40), nullable=False),
        sa.Column('document', sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(['motion'], ['motion.id'], name=op.f('fk_election_motion')),
        sa.PrimaryKeyConstraint('motion', name=op.f('pk_election')))
    op.create_table(
        'candidacy',
        sa.Column('id', sa.String(length=40), nullable=False),
        sa.Column('motion', sa.String(length=40), nullable=False),
        sa.Column('person', sa.String(length=40), nullable=False),
        sa.Column('organisation', sa.String(length=40), nullable=False),
        sa.Column('state', sa.String(length=20), nullable=False),
        sa.Column('named_by', sa.String(length=40), nullable=False),
        sa.Column('named_at', sa.BigInteger(), nullable=False),
        sa.Column('answered_at', sa.BigInteger(), nullable=False),
        sa.Column('gender', sa.String(length=40), nullable=False),
        sa.Column('statement', sa.JSON(), nullable=False),
        sa.Column('ruling', sa.JSON(), nullable=False),
        sa.Column('ended_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['motion'], ['election.motion'], name=op.f('fk_candidacy_motion')),
        sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_candidacy_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_candidacy')))
    op.create_index(op.f('ix_candidacy_motion'), 'candidacy', ['motion'], unique=False)
    op.create_index(op.f('ix_candidacy_person'), 'candidacy', ['person'], unique=False)
    for table in ('seat', 'office'):
        op.add_column(table, sa.Column('term_ends_on', sa.String(length=10), nullable=False, server_default=''))


def downgrade() -> None:
    for table in ('seat', 'office'):
        op.drop_column(table, 'term_ends_on')
    op.drop_index(op.f('ix_candidacy_person'), table_name='candidacy')
    op.drop_index(op.f('ix_candidacy_motion'), table_name='candidacy')
    op.drop_table('candidacy')
    op.drop_table('election')
