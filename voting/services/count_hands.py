"""A teller enters the figures of a show of hands, as counted by that teller alone; two who agree end and count it.

Each sees only their own figures until then. Who entered what stands in the log, by office and random subject id. Until
they agree a teller may enter anew; if the time on the paper passes first, the ballot is void and may be put again.
"""

from __future__ import annotations

from collections.abc import Mapping

from voting.ballots.hands import agreed, check_hands
from voting.ballots.lifecycle import Move, State, follow
from voting.ballots.paper import parse_paper
from voting.errors import ConflictError, InputError, MalformedError, RefusedError
from voting.register.presiding import office_for
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.countersign_tally import organisations_of
from voting.services.draft_motion import law_of
from voting.services.settle import close, entered_hands, settle
from voting.statutes import serves
from voting.store.find import find_ballot, find_motion, organ_asked, turnout_of
from voting.store.tables import BallotRow, MotionRow


@serves("III")
def count_hands(service: Service, by: str, ballot: str, counts: Mapping[str, int]) -> bool:
    """Whether the tellers agree now, so that the ballot is closed and counted."""
    with begin(service) as act:
        row = find_ballot(act.session, ballot)
        motion = find_motion(act.session, row.motion)
        settle(act, row)
        office = check_counter(act, motion, row, by)
        follow(State(row.state), Move.COUNT_HANDS)
        paper = parse_paper(bytes(row.paper))
        try:
            figures = check_hands(dict(counts), paper["questions"][0]["options"], turnout_of(act.session, ballot)[1])
        except MalformedError as fault:
            raise InputError(fault.what, "counts") from fault
        act.log("hands_counted", {"office": office, "subject": by}, motion.id, row.id, counts=figures)
        if agreed(entered_hands(act, row), paper["hands"]["tellers"]) is None:
            return False
        close(act, row, {"office": office, "subject": by}, is_early=True)
        return True


def check_counter(act: Act, motion: MotionRow, ballot: BallotRow, person: str) -> str:
    """The office by which somebody may enter figures of this show of hands; else the refusal that they would meet."""
    if not ballot.paper or "hands" not in parse_paper(bytes(ballot.paper)):
        raise ConflictError(N_("This ballot is no show of hands."))
    law, register = law_of(act, motion), act.register()
    office = office_for(law, register, organ_asked(motion, ballot), person, "teller", act.now)
    if not office:
        raise RefusedError(N_("Only the tellers of this organ count hands."), law.presiding.clause)
    own = organisations_of(register, person, act.now)
    for other, _ in entered_hands(act, ballot):
        if other != person and own & organisations_of(register, other, act.now):
            raise RefusedError(N_("A teller of your organisation has entered figures already; those who count come "
                                  "from different organisations."), law.presiding.clause)
    return office


def figures_of(act: Act, ballot: BallotRow, person: str) -> Mapping[str, int] | None:
    """What a teller has entered last; None for nothing. Nobody is shown another teller's figures."""
    return dict(entered_hands(act, ballot)).get(person)

