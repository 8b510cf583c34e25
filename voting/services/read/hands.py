"""A show of hands as one teller sees it: the question, the teller's own figures, and nobody else's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from voting.errors import VotingError
from voting.sentences import Sentence
from voting.services.act import Service
from voting.services.count_hands import check_counter, figures_of
from voting.services.officers import officer
from voting.services.read.ballot_view import BallotView, view
from voting.services.read.dry_act import look
from voting.store.find import find_ballot, find_motion, organ_asked


@dataclass(frozen=True, slots=True)
class HandsView:
    """The ballot; what this teller entered last, None for nothing; why they may not enter, None if they may."""

    view: BallotView
    own: Mapping[str, int] | None
    refusal: Sentence | None


def hands_view(service: Service, ballot: str, reader: str) -> HandsView:
    """A show of hands for `reader`; `NotFoundError` if there is no such ballot, `RefusedError` for officers of another
    organ."""
    with look(service) as act:
        row = find_ballot(act.session, ballot)
        motion, refusal = find_motion(act.session, row.motion), None
        officer(act, organ_asked(motion, row), reader)
        try:
            check_counter(act, motion, row, reader)
        except VotingError as error:
            refusal = error.what
        return HandsView(view(act.session, row, act.now), figures_of(act, row, reader), refusal)
