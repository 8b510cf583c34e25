"""Secret ballots: who asked, who holds keys, who was handed a credential"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('ballot') as ballot:
        ballot.add_column(sa.Column('is_secret', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        'secrecy_ask',
        sa.Column('motion', sa.String(length=40), nullable=False),
        sa.Column('stage', sa.Integer(), nullable=False),
        sa.Column('person', sa.String(length=40), nullable=False),
        sa.Column('asked_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['motion'], ['motion.id'], name=op.f('fk_secrecy_ask_motion')),
        sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_secrecy_ask_person')),
        sa.PrimaryKeyConstraint('motion', 'stage', 'person', name=op.f('pk_secrecy_ask')))
    op.create_table(
        'trustee',
        sa.Column('ballot', sa.String(length=40), nullable=False),
        sa.Column('index', sa.Integer(), nullable=False),
        sa.Column('person', sa.String(length=40), nullable=False),
        sa.Column('document', sa.JSON(), nullable=False),
        sa.Column('accepted_at', sa.BigInteger(), nullable=False),
        sa.Column('rehearsal', sa.LargeBinary(), nullable=False),
        sa.Column('rehearsed_at', sa.BigInteger(), nullable=False),
        sa.Column('release', sa.LargeBinary(), nullable=True),
        sa.Column('shares', sa.LargeBinary(), nullable=True),
        sa.Column('released_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['ballot'], ['ballot.id'], name=op.f('fk_trustee_ballot')),
        sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_trustee_person')),
        sa.PrimaryKeyConstraint('ballot', 'index', name=op.f('pk_trustee')))
    op.create_index(op.f('ix_trustee_person'), 'trustee', ['person'], unique=False)
    op.create_table(
        'secret_ballot',
        sa.Column('ballot', sa.String(length=40), nullable=False),
        sa.Column('reading_key', sa.String(length=43), nullable=False),
        sa.Column('handed', sa.Text(), nullable=False),
        sa.Column('urn_checkpoint', sa.LargeBinary(), nullable=True),
        sa.Column('sealed', sa.JSON(), nullable=True),
        sa.Column('sealed_at', sa.BigInteger(), nullable=False),
        sa.Column('urn_leaves', sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(['ballot'], ['ballot.id'], name=op.f('fk_secret_ballot_ballot')),
        sa.PrimaryKeyConstraint('ballot', name=op.f('pk_secret_ballot')))
    op.create_table(
        'credential',
        sa.Column('ballot', sa.String(length=40), nullable=False),
        sa.Column('voter', sa.String(length=43), nullable=False),
        sa.Column('blinded', sa.LargeBinary(), nullable=False),
        sa.Column('blind_sigs', sa.LargeBinary(), nullable=False),
        sa.Column('locker', sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(['ballot'], ['ballot.id'], name=op.f('fk_credential_ballot')),
        sa.PrimaryKeyConstraint('ballot', 'voter', name=op.f('pk_credential')),
        sqlite_with_rowid=False)


def downgrade() -> None:
    for table in ('credential', 'secret_ballot', 'trustee', 'secrecy_ask'):
        op.drop_table(table)
    with op.batch_alter_table('ballot') as ballot:
        ballot.drop_column('is_secret')
