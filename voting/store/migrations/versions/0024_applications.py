"""Applications for admission, and what was enclosed with them"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'application',
        sa.Column('id', sa.String(length=40), nullable=False),
        sa.Column('state', sa.String(length=20), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('country', sa.String(length=2), nullable=False),
        sa.Column('continent', sa.String(length=40), nullable=False),
        sa.Column('contact', sa.Text(), nullable=False),
        sa.Column('mail', sa.String(length=254), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('written_at', sa.BigInteger(), nullable=False),
        sa.Column('received_on', sa.String(length=10), nullable=False),
        sa.Column('code_sha256', sa.String(length=64), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('organisation', sa.String(length=40), nullable=True),
        sa.Column('report', sa.Text(), nullable=False),
        sa.Column('motion', sa.String(length=40), nullable=False),
        sa.Column('closed_because', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['organisation'], ['organisation.code'], name=op.f('fk_application_organisation')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_application')))
    for column in ('code_sha256', 'organisation', 'state'):
        op.create_index(op.f(f'ix_application_{column}'), 'application', [column], unique=False)
    op.create_table(
        'enclosure',
        sa.Column('application', sa.String(length=40), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('kind', sa.String(length=8), nullable=False),
        sa.Column('body', sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(['application'], ['application.id'], name=op.f('fk_enclosure_application'),
                                ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('application', 'sha256', name=op.f('pk_enclosure')))


def downgrade() -> None:
    for name in ('enclosure', 'application'):
        op.drop_table(name)
