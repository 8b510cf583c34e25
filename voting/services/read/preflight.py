"""The chair's list before a ballot is announced: each line green or red, by the rulings that the act itself asks.

Nothing here decides: a red line is what `announce_ballot` would refuse, in its words and with its clause (IV.2, VI.2).
"""

from __future__ import annotations

from dataclasses import dataclass

from voting.errors import ConflictError, RefusedError
from voting.register.draw_up_roll import SeatRuling, rule_on_seats
from voting.sentences import N_, Sentence
from voting.services.accept_key import is_election, ready_trustees
from voting.services.act import Act
from voting.services.announce_ballot import law_of, refuse_second_ballot, rulings_before_announcing
from voting.services.choose_secrecy import is_to_be_secret
from voting.services.close_nominations import election_of
from voting.services.guide_cycle import rulings_in_cycle
from voting.store.find import meeting_asked, meeting_id_asked, organ_asked
from voting.store.tables import BallotRow, MotionRow


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list; `about` says where it is mended: stage, subject, meeting, dossier, cycle, agenda, list,
    texts, other, keys, lots or roll."""

    about: str
    is_met: bool
    what: Sentence
    clause: str = ""


def preflight(act: Act, motion: MotionRow, ballot: BallotRow) -> tuple[Check, ...]:
    """Every condition of announcing `ballot`, met or not."""
    law = law_of(act, motion)
    decision = law.decisions[motion.decision]
    rulings = rulings_before_announcing(act, motion, decision, ballot)
    checks = [Check(about, ruling.allowed, ruling.reason, ruling.clause)
              for about, ruling in zip(("stage", "subject", "meeting", "dossier"), rulings, strict=True)]
    checks += [Check("cycle", ruling.allowed, ruling.reason, ruling.clause)
               for ruling in rulings_in_cycle(act, motion)]
    if ballot.organ:
        checks.append(_agenda(act, motion, ballot))
    if motion.subject_kind == "seats":
        checks.append(_list_of_candidates(act, motion))
    missing = [language for language in law.languages if not motion.question.get(language, "").strip()]
    checks.append(Check("texts", not missing,
                        N_("The question is missing in: %(languages)s.", languages=", ".join(missing)) if missing
                        else N_("The question stands in every language of the statutes.")))
    try:
        refuse_second_ballot(act, motion)
        checks.append(Check("other", True, N_("No other motion about the same subject is under way.")))
    except ConflictError as fault:
        checks.append(Check("other", False, fault.what))
    if is_to_be_secret(act, motion, ballot):
        try:
            ready = ready_trustees(act, ballot.id, law.secrecy)
            checks.append(Check("keys", True, N_("All tellers who hold keys have accepted and tried them.")))
            if is_election(motion):
                checks.append(Check("lots", True, N_(
                    "Beside the service, %(parts)s of %(all)s tellers have added a part to the lots; others still can, "
                    "by opening the page of their key.", parts=sum(bool(one.nonce) for one in ready), all=len(ready))))
        except (ConflictError, RefusedError) as fault:
            checks.append(Check("keys", False, fault.what, law.secrecy.clause))
    voters = len([row for row in rule_on_roll(act, motion, ballot) if row.ruling.allowed])
    checks.append(Check("roll", voters > 0,
                        N_("The electoral roll has %(voters)s voters today.", voters=voters) if voters
                        else N_("Nobody has a vote in this organ today: the electoral roll would be empty.")))
    return tuple(checks)


def _agenda(act: Act, motion: MotionRow, ballot: BallotRow) -> Check:
    """Whether the ballot of a further organ stands on the agenda of one of that organ's meetings."""
    meeting = meeting_asked(act.session, motion, ballot)
    if meeting is None:
        return Check("agenda", False, N_("This organ's ballot stands on no agenda yet."))
    return Check("agenda", True, N_("It is item %(number)s of “%(meeting)s”.", number=ballot.agenda,
                                    meeting=meeting.title))


def _list_of_candidates(act: Act, motion: MotionRow) -> Check:
    """Whether the list of candidates of an election is closed."""
    try:
        election = election_of(act, motion)
    except ConflictError as fault:
        return Check("list", False, fault.what)
    return Check("list", True, N_("The list of candidates is closed: %(candidates)s for %(seats)s seats.",
                                  candidates=len(election.candidates), seats=election.seats))


def rule_on_roll(act: Act, motion: MotionRow, ballot: BallotRow) -> list[SeatRuling]:
    """Every seat of the organ today, with the ruling that would put it on the roll or keep it off."""
    law, organ = law_of(act, motion), organ_asked(motion, ballot)
    return rule_on_seats(law, act.register(), organ, act.now, law.decisions[motion.decision], motion.subject_id,
                         meeting_id_asked(motion, ballot))
