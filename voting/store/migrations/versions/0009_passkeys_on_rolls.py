"""The passkeys on a ballot's roll, and what they signed under its casts"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'roll_passkey',
        sa.Column('ballot', sa.String(length=40), nullable=False),
        sa.Column('id', sa.String(length=43), nullable=False),
        sa.Column('voter', sa.String(length=43), nullable=False),
        sa.Column('passkey', sa.String(length=1364), nullable=False),
        sa.Column('salt', sa.LargeBinary(), nullable=False),
        sa.Column('document', sa.LargeBinary(), nullable=False),
        sa.Column('let_in_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['ballot'], ['ballot.id'], name=op.f('fk_roll_passkey_ballot')),
        sa.ForeignKeyConstraint(['passkey'], ['passkey.id'], name=op.f('fk_roll_passkey_passkey')),
        sa.PrimaryKeyConstraint('ballot', 'id', name=op.f('pk_roll_passkey')),
        sqlite_with_rowid=False)
    op.create_index('ix_roll_passkey_voter', 'roll_passkey', ['ballot', 'voter'])
    op.create_index(op.f('ix_roll_passkey_passkey'), 'roll_passkey', ['passkey'])
    op.add_column('cast', sa.Column('assertion', sa.LargeBinary(), nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    op.drop_column('cast', 'assertion')
    op.drop_table('roll_passkey')
