"""Yes or no for each, where as many candidates stand as there are seats, or fewer: ordinary majority, "jusqu'à".

The stage of the statutes says the majority (base, share, quorum), so this asks the one rule that decides every vote.
Seats for which nobody is elected stay empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voting.errors import InputError
from voting.sentences import N_
from voting.statutes import Figures, Outcome, Stage, decide


@dataclass(frozen=True, slots=True)
class Answer:
    """What the papers said of one candidate, and what follows."""

    candidate: int
    figures: Figures
    outcome: Outcome

    @property
    def is_elected(self) -> bool:
        """Whether the majority of the stage was reached."""
        return self.outcome.adopted


def yes_no(stage: Stage, figures: Sequence[Figures], seats: int) -> tuple[Answer, ...]:
    """Each candidate's outcome under `stage`; `InputError` if more stand than there are seats, or nobody."""
    if not figures:
        raise InputError(N_("There are no candidates."), "candidates")
    if len(figures) > seats:
        raise InputError(N_("%(candidates)s candidates stand for %(seats)s seats: yes or no for each cannot choose "
                            "between them.", candidates=len(figures), seats=seats), "candidates")
    return tuple(Answer(c, figure, decide(stage, figure)) for c, figure in enumerate(figures))
