"""Documents of dossiers"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'document',
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('kind', sa.String(length=8), nullable=False),
        sa.Column('size', sa.BigInteger(), nullable=False),
        sa.Column('body', sa.LargeBinary(), nullable=False),
        sa.Column('stored_at', sa.BigInteger(), nullable=False),
        sa.Column('stored_by', sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(['stored_by'], ['person.id'], name=op.f('fk_document_stored_by')),
        sa.PrimaryKeyConstraint('sha256', name=op.f('pk_document')))


def downgrade() -> None:
    op.drop_table('document')
