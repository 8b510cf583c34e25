"""Keep the signed minutes of a declared motion, or of a closed meeting, and log their hash.

Those of a motion are made again after an annulment, never otherwise; those of a meeting are made once a language.
"""

from __future__ import annotations

from voting.ballots.meeting import MeetingMove, follow_meeting
from voting.errors import NotFoundError
from voting.evidence import sha256_hex
from voting.sentences import N_
from voting.services.act import Service, begin
from voting.statutes import serves
from voting.store.find import find_meeting, find_motion
from voting.store.minutes import MeetingMinutesRow, MinutesRow
from voting.store.tables import RecordRow

CLOCK = {"office": "clock", "subject": ""}


@serves("III")
def keep_minutes(service: Service, motion: str, language: str, pdf: bytes) -> str:
    """The SHA-256 of the minutes that are kept: those made before, if the record has not changed since."""
    with begin(service) as act:
        find_motion(act.session, motion)
        record = act.session.get(RecordRow, motion)
        if record is None:
            raise NotFoundError(N_("The result of this motion has not been declared; there are no minutes of it yet."))
        kept = act.session.get(MinutesRow, (motion, language))
        if kept is not None and kept.made_at >= record.made_at:
            return kept.sha256
        sha256 = sha256_hex(pdf)
        if kept is None:
            act.session.add(MinutesRow(motion=motion, language=language, made_at=act.now, sha256=sha256, body=pdf))
        else:
            kept.made_at, kept.sha256, kept.body = act.now, sha256, pdf
        act.log_register("minutes", CLOCK, subject_motion=motion, language=language, sha256=sha256)
        return sha256


@serves("III")
def keep_meeting_minutes(service: Service, meeting: str, language: str, pdf: bytes) -> str:
    """The SHA-256 of the minutes of a closed meeting that are kept: those made before, if there are any."""
    with begin(service) as act:
        row = find_meeting(act.session, meeting)
        follow_meeting(row.state, MeetingMove.MINUTE)
        kept = act.session.get(MeetingMinutesRow, (meeting, language))
        if kept is not None:
            return kept.sha256
        sha256 = sha256_hex(pdf)
        act.session.add(MeetingMinutesRow(meeting=meeting, language=language, made_at=act.now, sha256=sha256, body=pdf))
        act.log_register("meeting_minutes", CLOCK, subject_meeting=meeting, language=language, sha256=sha256)
        return sha256
