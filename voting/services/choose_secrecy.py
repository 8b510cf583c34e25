"""Whether a vote is secret (reading "secrecy"): the chair decides, or enough of the roll ask, before it is announced.

Whoever would stand on the roll today may ask, from the drafting of the motion on; their names are shown within the
organ and nowhere else. Enough of them make the vote secret whatever the chair wishes; nobody makes it named again.
Consensus stages are named (an objection has a name and a reason), stages that the data call secret always are.
"""

from __future__ import annotations

from voting.ballots.lifecycle import State
from voting.errors import ConflictError, RefusedError
from voting.register.draw_up_roll import person_ruling, rule_on_seats
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.draft_motion import law_of
from voting.services.officers import preside_over
from voting.statutes import Stage, Statutes, is_asked_enough, serves
from voting.store.find import ballots_of, find_ballot, find_motion, organ_asked
from voting.store.secret import SecrecyAskRow, asks_of
from voting.store.tables import BallotRow, MotionRow


@serves("III")
def choose_secrecy(service: Service, by: str, ballot: str, is_secret: bool) -> None:
    """The chair decides before announcing; refused where the data leave no choice, or enough have asked for secrecy."""
    with begin(service) as act:
        row = find_ballot(act.session, ballot)
        motion = find_motion(act.session, row.motion)
        officer = preside_over(act, motion, by, row.due_at, organ_asked(motion, row))
        law, stage = law_of(act, motion), stage_of(act, motion, row.stage)
        _refuse_fixed(stage, law)
        if row.state != State.DRAFTED:
            raise ConflictError(N_("This ballot is announced: whether it is secret stands on its paper."))
        if not is_secret and enough_asked(act, motion, row.stage):
            raise RefusedError(N_("Enough of those who vote have asked for a secret vote: it is secret."),
                               law.secrecy.clause, next=N_("Announce it as a secret ballot."))
        if row.is_secret != is_secret:
            row.is_secret = is_secret
            act.log_register("secrecy_chosen", officer, motion=motion.id, ballot=row.id, secret=is_secret)


@serves("III")
def ask_for_secrecy(service: Service, person: str, motion: str, stage: int) -> bool:
    """Someone who would be on the roll asks; whether enough have asked now. Asking twice is asking once."""
    with begin(service) as act:
        row = find_motion(act.session, motion)
        law = law_of(act, row)
        decision = law.decisions[row.decision]
        if not 1 <= stage <= len(decision.stages):
            raise ConflictError(N_("This motion has no such stage."))
        _refuse_fixed(decision.stages[stage - 1], law)
        if row.state != "live" or _is_announced(act, motion, stage):
            raise ConflictError(N_("A secret vote can be asked for only before the vote is announced."))
        organ = decision.asked_at(stage, row.organ)
        ruling = person_ruling(law, act.register(), person, organ, act.now, decision, row.subject_id,
                               row.meeting if organ == row.organ else "")
        if not ruling.allowed:
            raise RefusedError(N_("Only who would vote can ask for a secret vote. %(reason)s", reason=ruling.reason),
                               ruling.clause)
        if act.session.get(SecrecyAskRow, (motion, stage, person)) is None:
            act.session.add(SecrecyAskRow(motion=motion, stage=stage, person=person, asked_at=act.now))
            act.session.flush()
            act.log_register("secrecy_asked", {"office": "voter", "subject": person}, motion=motion, stage=stage)
        return enough_asked(act, row, stage)


def is_to_be_secret(act: Act, motion: MotionRow, ballot: BallotRow) -> bool:
    """Whether the ballot, if it were announced now, would be secret."""
    stage = stage_of(act, motion, ballot.stage)
    return stage.secrecy == "secret" or (stage.secrecy == "choice" and (
        ballot.is_secret or enough_asked(act, motion, ballot.stage)))


def enough_asked(act: Act, motion: MotionRow, stage: int) -> bool:
    """Whether so many of today's voters have asked that the vote is secret."""
    law = law_of(act, motion)
    asked, entitled = asked_of(act, law, motion, stage)
    return law.secrecy is not None and is_asked_enough(law.secrecy, asked, entitled)


def asked_of(act: Act, law: Statutes, motion: MotionRow, stage: int) -> tuple[int, int]:
    """(how many of those who would vote today have asked, how many would vote)."""
    decision = law.decisions[motion.decision]
    organ = decision.asked_at(stage, motion.organ)
    voters = {row.seat.person for row in rule_on_seats(law, act.register(), organ, act.now, decision, motion.subject_id,
                                                       motion.meeting if organ == motion.organ else "")
              if row.ruling.allowed}
    return sum(ask.person in voters for ask in asks_of(act.session, motion.id, stage)), len(voters)


def stage_of(act: Act, motion: MotionRow, number: int) -> Stage:
    """The rule of stage `number` (from 1)."""
    return law_of(act, motion).decisions[motion.decision].stages[number - 1]


def _refuse_fixed(stage: Stage, law: Statutes) -> None:
    if stage.secrecy == "named" or law.secrecy is None:
        raise RefusedError(N_("This stage is named under the statutes; it cannot be secret."), stage.clause)
    if stage.secrecy == "secret":
        raise RefusedError(N_("This stage is always secret under the statutes; nothing has to be chosen."),
                           stage.clause)


def _is_announced(act: Act, motion: str, stage: int) -> bool:
    return any(row.stage == stage and row.state not in (State.DRAFTED, State.CANCELLED, State.ANNULLED)
               for row in ballots_of(act.session, motion))
