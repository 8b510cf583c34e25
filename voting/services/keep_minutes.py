"""Keep the signed minutes of a declared motion and log their hash; made again after an annulment, never otherwise."""

from __future__ import annotations

from voting.errors import NotFoundError
from voting.evidence import sha256_hex
from voting.sentences import N_
from voting.services.act import Service, begin
from voting.statutes import serves
from voting.store.find import find_motion
from voting.store.minutes import MinutesRow
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
