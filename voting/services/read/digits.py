"""The twelve digits of everything about a motion that people in a room compare: papers, rolls, counts, the record.

Fingerprints are of what is stored and signed; nothing here counts or decides. A count's digits appear when the ballot
has been counted, the record's when the result has been declared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting.ballots.paper import paper_fingerprint
from voting.errors import NotFoundError
from voting.evidence import fingerprint
from voting.sentences import N_
from voting.services.act import Service
from voting.services.draft_motion import law_of
from voting.services.read.dry_act import look
from voting.services.read.motion_room import fingerprint_of
from voting.services.read.proposals import digits_of_record
from voting.store.find import ballots_of, find_motion, roll_of
from voting.store.tables import MotionRow, RecordRow


@dataclass(frozen=True, slots=True)
class StageDigits:
    """One announced ballot: its stage's title, and digits; `tally` is "" before the count."""

    title: Mapping[str, str]
    paper: str
    roll: str
    tally: str


@dataclass(frozen=True, slots=True)
class Digits:
    """A motion and its digits; `record` is "" before the declaration."""

    motion: MotionRow
    record: str
    stages: Sequence[StageDigits]


def digits_of(service: Service, motion: str) -> Digits:
    """The digits of a motion; `NotFoundError` before its first ballot has been announced."""
    with look(service) as act:
        row = find_motion(act.session, motion)
        stages = law_of(act, row).decisions[row.decision].stages
        kept = act.session.get(RecordRow, motion)
        found = [StageDigits(stages[ballot.stage - 1].title, paper_fingerprint(bytes(ballot.paper)),
                             fingerprint_of(act.session, roll_of(act.session, ballot.id)),
                             fingerprint(bytes(ballot.tally)) if ballot.tally else "")
                 for ballot in ballots_of(act.session, motion) if ballot.paper and ballot.state != "cancelled"]
        if not found:
            raise NotFoundError(N_("Nothing of this motion is fixed yet: digits appear when a ballot is announced."))
        return Digits(row, digits_of_record(bytes(kept.body)) if kept else "", found)
