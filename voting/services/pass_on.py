"""Where several organs decide, each in a ballot of its own (V.CF.3): from one to the next, and onto the next's agenda.

The presiding officer of the organ that adopted declares that, and passes the motion on; only then does the ballot of
the next organ exist. Nothing takes effect before the last of them has adopted and its presiding officer declares. What
an organ rejects is declared rejected there and passed on to nobody.
"""

from __future__ import annotations

from voting.ballots.lifecycle import Move, State, follow
from voting.errors import ConflictError, InputError
from voting.evidence import decode
from voting.sentences import N_
from voting.services.act import Act, Service, begin, new_id, statutes_by_hash
from voting.services.countersign_tally import await_tellers
from voting.services.officers import preparer, preside_over
from voting.services.prepare_agenda import ensure_item
from voting.services.settle import settle
from voting.services.write_mail import write_asked_next
from voting.statutes import serves
from voting.store.find import find_ballot, find_meeting, find_motion, organ_asked
from voting.store.tables import BallotRow
from voting.tally.stage import ADOPTED


@serves("V.CF.3")
def pass_on(service: Service, by: str, ballot: str) -> str:
    """Declare that the organ of this ballot adopted, and pass the motion on; the id of the next organ's ballot."""
    with begin(service) as act:
        row = find_ballot(act.session, ballot)
        motion = find_motion(act.session, row.motion)
        settle(act, row)
        officer = preside_over(act, motion, by, row.due_at, organ_asked(motion, row))
        statutes = statutes_by_hash(act.session, motion.statutes_sha256)
        decision = statutes.decisions[motion.decision]
        after = follow(State(row.state), Move.DECLARE)
        if not decision.is_concurrent or row.stage >= len(decision.stages):
            raise ConflictError(N_("No further organ is asked about this; declare the result."))
        if decode(bytes(row.tally))["outcome"] != ADOPTED:
            raise ConflictError(N_("This organ has not adopted the motion, so that no other is asked."),
                                next=N_("Declare the result: the motion is not adopted."))
        await_tellers(act, statutes, motion, row)
        organ = decision.stages[row.stage].organ
        row.state, row.declared_at = after, act.now
        act.log("passed_on", officer, motion.id, row.id, to=organ)
        following = BallotRow(id=new_id("b"), motion=motion.id, stage=row.stage + 1, state=State.DRAFTED,
                              due_at=act.now, organ=organ)
        act.session.add(following)
        _tell(act, motion.question, organ, f"/chair/motions/{motion.id}")
        return following.id


def put_on_agenda(service: Service, by: str, ballot: str, meeting: str, agenda: int) -> None:
    """Put the ballot of a further organ on the agenda of one of its meetings; may be changed until it is announced."""
    with begin(service) as act:
        row = find_ballot(act.session, ballot)
        motion = find_motion(act.session, row.motion)
        officer = preparer(act, organ_asked(motion, row), by)
        if not row.organ:
            raise ConflictError(N_("This ballot belongs to the meeting in which its motion was put."))
        if row.state != State.DRAFTED:
            raise ConflictError(N_("This ballot is announced: its meeting stands on its paper."))
        held = find_meeting(act.session, meeting)
        if held.organ != row.organ:
            raise InputError(N_("The meeting is one of another organ."), "meeting")
        if not 1 <= agenda <= 999:
            raise InputError(N_("The agenda item is a number from 1 to 999."), "agenda")
        ensure_item(act, held, agenda, motion.question)
        row.meeting, row.agenda = meeting, agenda
        act.log_register("put_on_agenda", officer, motion=motion.id, ballot=row.id, meeting=meeting, agenda=agenda)


def _tell(act: Act, question: dict[str, str], organ: str, page: str) -> None:
    """A letter to chair and deputy of the organ and to the secretariat."""
    offices = [office for role in ("chair", "deputy", "secretariat") for office in act.statutes.offices_of_role(role)]
    people = {held.person for held in act.register().offices
              if held.office in offices and held.organ in ("", organ) and held.holds_at(act.now)}
    write_asked_next(act, question, sorted(people), f"{act.service.origin}{page}")
