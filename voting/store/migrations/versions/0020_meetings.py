"""Meetings: kind, hour, state, agenda with documents, attendance, notes"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

NEW = (
    ('kind', sa.String(length=20), 'ordinary'), ('state', sa.String(length=12), 'convened'),
    ('starts_at', sa.BigInteger(), '0'), ('ends_at', sa.BigInteger(), '0'), ('zone', sa.String(length=64), ''),
    ('sequence', sa.Integer(), '0'), ('late_reason', sa.Text(), ''), ('requisition', sa.String(length=40), ''),
    ('opened_at', sa.BigInteger(), '0'), ('ended_at', sa.BigInteger(), '0'))


def upgrade() -> None:
    for name, kind, default in NEW:  # not as a batch: motions point at meetings, whose table must stay
        op.add_column('meeting', sa.Column(name, kind, nullable=False, server_default=default))
    op.execute("ALTER TABLE meeting ADD COLUMN presiding VARCHAR(40) "
               "CONSTRAINT fk_meeting_presiding REFERENCES person (id)")
    op.create_table(
        'agenda_item',
        sa.Column('id', sa.String(length=40), nullable=False),
        sa.Column('meeting', sa.String(length=40), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('title', sa.JSON(), nullable=False),
        sa.Column('added_at', sa.BigInteger(), nullable=False),
        sa.Column('outcome', sa.Text(), nullable=False, server_default=''),
        sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_agenda_item_meeting')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_item')))
    op.create_index(op.f('ix_agenda_item_meeting'), 'agenda_item', ['meeting'], unique=False)
    op.create_table(
        'agenda_document',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('item', sa.String(length=40), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('added_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['item'], ['agenda_item.id'], name=op.f('fk_agenda_document_item')),
        sa.ForeignKeyConstraint(['sha256'], ['document.sha256'], name=op.f('fk_agenda_document_sha256')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_document')),
        sa.UniqueConstraint('item', 'sha256', name=op.f('uq_agenda_document_item_sha256')))
    op.create_index(op.f('ix_agenda_document_sha256'), 'agenda_document', ['sha256'], unique=False)
    op.create_table(
        'attendance',
        sa.Column('meeting', sa.String(length=40), nullable=False),
        sa.Column('person', sa.String(length=40), nullable=False),
        sa.Column('how', sa.String(length=10), nullable=False),
        sa.Column('noted_by', sa.String(length=40), nullable=False),
        sa.Column('noted_at', sa.BigInteger(), nullable=False),
        sa.Column('left_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_attendance_meeting')),
        sa.ForeignKeyConstraint(['noted_by'], ['person.id'], name=op.f('fk_attendance_noted_by')),
        sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_attendance_person')),
        sa.PrimaryKeyConstraint('meeting', 'person', name=op.f('pk_attendance')))
    op.create_index(op.f('ix_attendance_person'), 'attendance', ['person'], unique=False)
    op.create_table(
        'meeting_note',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('meeting', sa.String(length=40), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('noted_by', sa.String(length=40), nullable=False),
        sa.Column('noted_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['meeting'], ['meeting.id'], name=op.f('fk_meeting_note_meeting')),
        sa.ForeignKeyConstraint(['noted_by'], ['person.id'], name=op.f('fk_meeting_note_noted_by')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_note')))
    op.create_index(op.f('ix_meeting_note_meeting'), 'meeting_note', ['meeting'], unique=False)
    _items_of_what_was_put()


def _items_of_what_was_put() -> None:
    """Every motion stands under an item: one of its number, titled by the question of the first that bears it."""
    motion = sa.table('motion', sa.column('meeting'), sa.column('agenda'), sa.column('question', sa.JSON()),
                      sa.column('filed_at'), sa.column('id'))
    item = sa.table('agenda_item', sa.column('id'), sa.column('meeting'), sa.column('number'),
                    sa.column('title', sa.JSON()), sa.column('added_at'), sa.column('outcome'))
    bind, known = op.get_bind(), set()
    for row in bind.execute(sa.select(motion).order_by(motion.c.filed_at, motion.c.id)).all():
        if (row.meeting, row.agenda) in known:
            continue
        known.add((row.meeting, row.agenda))
        bind.execute(item.insert().values(id=f'i{secrets.token_hex(8)}', meeting=row.meeting, number=row.agenda,
                                          title=row.question, added_at=row.filed_at, outcome=''))


def downgrade() -> None:
    for table in ('meeting_note', 'attendance', 'agenda_document', 'agenda_item'):
        op.drop_table(table)
    op.execute("UPDATE meeting SET presiding = NULL")
    for name, _, _ in NEW:
        op.drop_column('meeting', name)
