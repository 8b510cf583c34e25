"""Announce a ballot: freeze the roll, fix and sign the paper, issue each voter's signed ballot. One act.

Refused unless the motion may be put, its dossier is complete, the texts exist in every language, the roll is not
empty, and no other motion about the same subject is under way. The two-thirds stage can only be announced after
`record_no_consensus`, because its ballot does not exist before.
"""

from __future__ import annotations

import secrets

from voting.ballots.cast import issue_ballot
from voting.ballots.dossier import dossier_ruling
from voting.ballots.lifecycle import Move, State, follow
from voting.ballots.meeting import MeetingState, meeting_ruling
from voting.ballots.motion import Motion, Subject, may_be_put, motion_sha256
from voting.ballots.paper import PaperFacts, paper_hash, write_paper
from voting.ballots.roll import SALT_BYTES, Identity, Roll, commit_voter
from voting.errors import ConflictError, InputError, RefusedError
from voting.evidence import decode, encode, encode_lines, sha256_hex
from voting.register.draw_up_roll import rule_on_seats
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.amend_statutes import law_ruling
from voting.services.close_nominations import election_of
from voting.services.draft_motion import find_subject, is_dissolved, law_of, refuse_lapsed
from voting.services.give_seat import room_for_seat
from voting.services.guide_cycle import rulings_in_cycle
from voting.services.hand_over import hand_over
from voting.services.officers import preside_over
from voting.services.passkeys_on_roll import put_on_roll
from voting.services.prepare_secret import prepare_secret, secret_part
from voting.services.settle import settle
from voting.services.write_mail import write_announcements, write_to_principals
from voting.statutes import Decision, Ruling, Stage, may_open_stage, serves
from voting.store.find import (
    ballots_of,
    find_ballot,
    find_motion,
    live_motions,
    meeting_asked,
    meeting_id_asked,
    organ_asked,
)
from voting.store.law import texts_in_force
from voting.store.tables import BallotRow, MeetingRow, MotionRow, RollRow
from voting.tally.stage import ADOPTED, NO_CONSENSUS

LONGEST_S = 92 * 86400
"""No ballot stays open for more than about a quarter of a year."""


@serves("IV.2a", "IV.2b", "IV.2c", "IV.2d", "VI.2")
def announce_ballot(service: Service, by: str, ballot: str, open_at: int, close_at: int,
                    is_by_hands: bool = False) -> str:
    """The hash of the paper. `open_at` 0 means at once; both are UTC seconds, the closing second included.

    `is_by_hands`: a show of hands in an open meeting, counted by tellers, which nobody can verify afterwards.
    """
    prepared = prepare_secret(service, ballot)
    with begin(service) as act:
        row = find_ballot(act.session, ballot)
        motion = find_motion(act.session, row.motion)
        officer = preside_over(act, motion, by, row.due_at, organ_asked(motion, row))
        state = follow(State(row.state), Move.ANNOUNCE)
        law = law_of(act, motion)
        decision = law.decisions[motion.decision]
        stage = decision.stages[row.stage - 1]
        open_at = max(open_at, act.now)
        if close_at < open_at + max(stage.min_window_s, 1):
            raise InputError(N_("The ballot must stay open for at least %(seconds)s seconds (%(clause)s).",
                                seconds=max(stage.min_window_s, 1), clause=stage.clause), "close_at")
        if close_at > act.now + LONGEST_S:
            raise InputError(N_("The ballot would close more than three months from now."), "close_at")
        refuse_lapsed(motion.end_on, close_at)
        for ruling in (*rulings_before_announcing(act, motion, decision, row), *rulings_in_cycle(act, motion)):
            if not ruling.allowed:
                raise RefusedError(ruling.reason, ruling.clause)
        refuse_second_ballot(act, motion)
        hands = _tellers_for_hands(act, motion, row, stage) if is_by_hands else 0
        if motion.document is None:
            _fix_motion(act, officer, motion, decision)
        entries = _draw_up_roll(act, motion, decision, row)
        roll = Roll.of(put_on_roll(act, entries))
        keys, meeting = act.service.keys, _meeting(act, motion, row)
        paper = write_paper(law, decision, PaperFacts(
            ballot=row.id, motion=motion.id, motion_sha256=motion_sha256(bytes(motion.document)), stage=row.stage,
            organ=organ_asked(motion, row),
            meeting={"held_on": meeting.held_on, "id": meeting.id, "place": meeting.place,
                     "remote": meeting.is_remote, "title": meeting.title},
            agenda=row.agenda or motion.agenda, question=motion.question, announced_at=act.now, open_at=open_at,
            close_at=close_at, roll_sha256=roll.sha256, voters=len(roll), authority=keys.authority.public,
            log_key=keys.log.public, log_origin=act.service.log_origin, origin=act.service.origin,
            election=election_of(act, motion), secret=secret_part(act, motion, row, prepared),
            hands=hands))
        row.paper, row.paper_sig, row.paper_hash = paper, keys.authority.sign(paper), paper_hash(paper)
        row.announced_at, row.open_at, row.close_at, row.due_at, row.state = act.now, open_at, close_at, act.now, state
        issued = issue_all(act, row, entries) if not row.is_secret else add_all(act, entries)
        act.log("announced", officer, motion.id, row.id, stage=row.stage, paper=row.paper_hash,
                roll_sha256=roll.sha256, issued=len(issued), issued_sha256=sha256_hex(encode_lines(issued)))
        if not hands:  # whoever raises a hand is in the room
            write_announcements(act, row, motion)
        write_to_principals(act, row, motion)
        settle(act, row)
        name, is_secret = row.paper_hash, row.is_secret
    if is_secret:
        hand_over(service, ballot)
    return name


def _tellers_for_hands(act: Act, motion: MotionRow, ballot: BallotRow, stage: Stage) -> int:
    """How many tellers must agree on a show of hands; `ConflictError` where there can be none."""
    needed, meeting = law_of(act, motion).presiding.countersigning_tellers, _meeting(act, motion, ballot)
    if stage.kind != "vote" or ballot.is_secret:
        raise ConflictError(N_("Hands are shown in a named vote only."))
    if needed < 2:
        raise ConflictError(N_("These statutes ask for no two tellers, who would have to agree on the figures."))
    if meeting.state != MeetingState.OPEN:
        raise ConflictError(N_("Hands are shown in a meeting that is open."),
                            next=N_("Open the meeting first, or let everyone vote on their own device."))
    return needed


def rulings_before_announcing(act: Act, motion: MotionRow, decision: Decision, ballot: BallotRow) -> list[Ruling]:
    """What the law wants before this ballot: competence, subject, dossier, and consensus tried before a vote."""
    subject = subject_of(act, motion, decision)
    before = [row for row in ballots_of(act.session, motion.id) if row.stage == ballot.stage - 1 and row.tally
              and row.state != State.ANNULLED]
    outcomes = [decode(bytes(row.tally))["outcome"] for row in before]
    is_adopted = any(outcome == ADOPTED if decision.is_concurrent else outcome != NO_CONSENSUS for outcome in outcomes)
    is_recorded = any(row.state == State.DECLARED if decision.is_concurrent else row.summary for row in before)
    meeting = meeting_asked(act.session, motion, ballot)  # None: it stands on no agenda, which is said elsewhere
    return [may_open_stage(decision, ballot.stage - 1, bool(before), is_adopted, is_recorded),
            _may_still_be_put(act, motion, decision, subject),
            meeting_ruling(meeting.state if meeting else MeetingState.CONVENED, act.statutes.presiding.clause),
            _dossier_ruling(act, decision, motion)]


def _meeting(act: Act, motion: MotionRow, ballot: BallotRow) -> MeetingRow:
    meeting = meeting_asked(act.session, motion, ballot)
    if meeting is None:
        raise ConflictError(N_("This organ's ballot stands on no agenda yet."),
                            next=N_("Put it on the agenda of one of the organ's meetings first."))
    return meeting


def _dossier_ruling(act: Act, decision: Decision, motion: MotionRow) -> Ruling:
    """Whether the dossier is complete, and what it would change of the law can come into force."""
    ruling = dossier_ruling(decision, motion.dossier, act.today, text_in_force(act), law_of(act, motion))
    law = law_ruling(act, decision, motion) if ruling.allowed else ruling
    return ruling if law.allowed else law


def _may_still_be_put(act: Act, motion: MotionRow, decision: Decision, subject: Subject) -> Ruling:
    if motion.document is None and motion.decision not in act.statutes.decisions:
        return Ruling(False, decision.clause, N_("The statutes in force no longer know this decision; draft the motion "
                                                 "anew."))
    ruling = may_be_put(law_of(act, motion), decision, motion.organ, subject, motion.end_on, is_dissolved(act))
    room = room_for_seat(act, law_of(act, motion), motion)
    return room if ruling.allowed and not room.allowed else ruling


def subject_of(act: Act, motion: MotionRow, decision: Decision) -> Subject:
    """The subject with its standing today: it may have changed since the motion was drafted."""
    subject = find_subject(act, decision, motion.subject_id or motion.subject_name)
    return Subject(subject.kind, subject.id, motion.subject_name, subject.organisation_kind, subject.standing)


def text_in_force(act: Act) -> str:
    """Hex SHA-256 of the text of the principles in force; "" where none is kept."""
    texts = texts_in_force(act.session, act.now)
    return texts[0].sha256 if texts else ""


def refuse_second_ballot(act: Act, motion: MotionRow) -> None:
    """`ConflictError` if another announced motion about the same subject is still live.

    What changes the text in force, or ends the organisation, is one subject whatever its title says; two resolutions
    are two subjects unless they bear the same title in the same organ.
    """
    if motion.subject_kind == "none":
        return
    other = next((live for live in live_motions(act.session) if live.id != motion.id
                  and _is_same_subject(act, motion, live)), None)
    if other is not None:
        raise ConflictError(N_("Another motion about %(name)s is under way; there is one open ballot a subject.",
                               name=motion.subject_name), next=N_("Finish or withdraw the other motion first."))


def _is_same_subject(act: Act, motion: MotionRow, other: MotionRow) -> bool:
    if (motion.subject_kind, motion.subject_id) != (other.subject_kind, other.subject_id):
        return False
    if motion.subject_id:
        return motion.subject_kind != "seats" or motion.organ == other.organ
    effect, others = (law_of(act, row).decisions[row.decision].effect for row in (motion, other))
    if effect != others:
        return False
    is_one_text = (motion.subject_name, motion.organ) == (other.subject_name, other.organ)
    return effect not in ("none", "framework") or is_one_text


def _fix_motion(act: Act, officer: dict[str, str], motion: MotionRow, decision: Decision) -> None:
    fixed = Motion(motion.id, motion.organ, motion.decision, subject_of(act, motion, decision), motion.question,
                   motion.dossier, motion.filed_at, motion.end_on)
    motion.statutes_sha256 = act.statutes.sha256
    motion.document = fixed.write(act.statutes)
    act.log("motion", officer, motion.id, motion_sha256=motion_sha256(motion.document))


def _draw_up_roll(act: Act, motion: MotionRow, decision: Decision, ballot: BallotRow) -> list[RollRow]:
    register = act.register()
    entries = []
    organ = organ_asked(motion, ballot)
    for row in rule_on_seats(law_of(act, motion), register, organ, act.now, decision, motion.subject_id,
                             meeting_id_asked(motion, ballot)):
        if row.ruling.allowed:
            person = register.people[row.seat.person]
            entries.append(new_entry(ballot.id, Identity(person.id, person.name, row.seat.organisation), row.seat.id,
                                     row.ruling.clause))
    if not entries:
        raise ConflictError(N_("Nobody has a vote in this organ today: the electoral roll would be empty."),
                            next=N_("Ask the coordinator to accredit the delegates first."))
    return sorted(entries, key=lambda entry: entry.voter)


def new_entry(ballot: str, identity: Identity, seat: str, clause: str) -> RollRow:
    """A roll row under a fresh salt, its ballot not yet issued."""
    salt = secrets.token_bytes(SALT_BYTES)
    return RollRow(ballot=ballot, voter=commit_voter(identity, salt), person=identity.subject, name=identity.name,
                   organisation=identity.organisation, seat=seat, clause=clause, salt=salt, issued=b"",
                   added_order=0, is_replaced=False, ended_at=0, last_seq=0)


def add_all(act: Act, entries: list[RollRow]) -> list[dict[str, object]]:
    """Store the entries of a secret ballot's roll: no ballot is issued yet, each voter asks for a credential."""
    for entry in entries:
        act.session.add(entry)
    return []


def issue_all(act: Act, ballot: BallotRow, entries: list[RollRow]) -> list[dict[str, object]]:
    """Sign and store the ballot of each entry; the issued documents in the same order."""
    issued = []
    for entry in entries:
        document = issue_ballot(act.service.keys.authority, ballot.paper_hash, entry.voter)
        entry.issued = encode(document)
        act.session.add(entry)
        issued.append(document)
    return issued
