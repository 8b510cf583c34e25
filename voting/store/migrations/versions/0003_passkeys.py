"""Passkeys, invitations to enrol one, nonces; when a session's passkey was last asked for"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'passkey',
        sa.Column('id', sa.String(length=1364), nullable=False),
        sa.Column('person', sa.String(length=40), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('alg', sa.Integer(), nullable=False),
        sa.Column('spki', sa.LargeBinary(), nullable=False),
        sa.Column('sign_count', sa.BigInteger(), nullable=False),
        sa.Column('is_backup_eligible', sa.Boolean(), nullable=False),
        sa.Column('is_backed_up', sa.Boolean(), nullable=False),
        sa.Column('has_prf', sa.Boolean(), nullable=False),
        sa.Column('enrolled_at', sa.BigInteger(), nullable=False),
        sa.Column('vouched_by', sa.String(length=40), nullable=False),
        sa.Column('last_used_at', sa.BigInteger(), nullable=False),
        sa.Column('ended_at', sa.BigInteger(), nullable=False),
        sa.Column('ended_because', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_passkey_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey')))
    op.create_index(op.f('ix_passkey_person'), 'passkey', ['person'])
    op.create_table(
        'invitation',
        sa.Column('id', sa.String(length=64), nullable=False),
        sa.Column('person', sa.String(length=40), nullable=False),
        sa.Column('replaces', sa.Boolean(), nullable=False),
        sa.Column('invited_by', sa.String(length=40), nullable=False),
        sa.Column('vouched_by', sa.String(length=40), nullable=False),
        sa.Column('written_at', sa.BigInteger(), nullable=False),
        sa.Column('usable_at', sa.BigInteger(), nullable=False),
        sa.Column('until_at', sa.BigInteger(), nullable=False),
        sa.Column('used_at', sa.BigInteger(), nullable=False),
        sa.Column('ended_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_invitation_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')))
    op.create_index(op.f('ix_invitation_person'), 'invitation', ['person'])
    op.create_table(
        'nonce',
        sa.Column('id', sa.String(length=64), nullable=False),
        sa.Column('purpose', sa.String(length=20), nullable=False),
        sa.Column('browser', sa.String(length=64), nullable=False),
        sa.Column('asked_at', sa.BigInteger(), nullable=False),
        sa.Column('used_at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_nonce')))
    op.add_column('session', sa.Column('fresh_at', sa.BigInteger(), nullable=False, server_default='0'))


def downgrade() -> None:
    op.drop_column('session', 'fresh_at')
    op.drop_table('nonce')
    op.drop_table('invitation')
    op.drop_table('passkey')
