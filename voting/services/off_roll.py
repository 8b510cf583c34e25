"""The refusal of someone who is not on a ballot's roll, with the clause that keeps them off it (IV.3)."""

from __future__ import annotations

from voting.errors import RefusedError
from voting.register.draw_up_roll import person_ruling
from voting.sentences import N_
from voting.services.act import Act
from voting.services.draft_motion import law_of
from voting.store.find import find_motion, meeting_id_asked, organ_asked
from voting.store.tables import BallotRow


def off_roll(act: Act, row: BallotRow, person: str) -> RefusedError:
    """What to say to `person`, who stands on no entry of this ballot's roll."""
    motion = find_motion(act.session, row.motion)
    at = row.announced_at or act.now
    law = law_of(act, motion)
    ruling = person_ruling(law, act.register(), person, organ_asked(motion, row), at, law.decisions[motion.decision],
                           motion.subject_id, meeting_id_asked(motion, row))
    if ruling.allowed:
        return RefusedError(
            N_("You are not on the electoral roll of this ballot: your seat began after it was frozen."), ruling.clause,
            next=N_("Two officers of the organ can add an omitted delegate; ask the chair."))
    return RefusedError(N_("You have no vote in this ballot. %(reason)s", reason=ruling.reason), ruling.clause)
