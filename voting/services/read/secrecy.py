"""Whether a vote is or will be secret, as officers and voters see it: who asked, who holds keys, what the secret holds.

`what_holds` is the one sentence about secrecy that this installation may promise; it never promises more than where the
urn runs allows.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from voting.ballots.lifecycle import State
from voting.errors import VotingError
from voting.evidence import decode
from voting.register.draw_up_roll import person_ruling
from voting.sentences import N_, Sentence
from voting.services.act import Act, Service
from voting.services.choose_secrecy import asked_of, is_to_be_secret, stage_of
from voting.services.dispute_count import check_dispute
from voting.services.draft_motion import law_of
from voting.services.read.dry_act import look
from voting.services.read.secret_ballot import SecretFigures, secret_figures
from voting.statutes import asks_needed, is_asked_enough, small_secret_warnings
from voting.store.find import ballots_of
from voting.store.overview import all_motions
from voting.store.secret import asks_of, secret_of, trustees_of
from voting.store.tables import BallotRow, MotionRow
from voting.tally.opened import unopened


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """A teller with a key of a ballot, and how far they have come."""

    name: str
    is_ready: bool
    has_released: bool


@dataclass(frozen=True, slots=True)
class SecrecyView:
    """One ballot's secrecy: chosen or not, by whom it was asked for, who holds keys, what to be warned of."""

    is_secret: bool
    may_choose: bool
    is_asked: bool
    asked: int
    needed: int
    askers: tuple[str, ...]
    warnings: tuple[Sentence, ...]
    holders: tuple[KeyHolder, ...]
    keys: int
    figures: SecretFigures | None
    holds: Sentence
    unopened: int = 0
    """Votes that did not open, in a count that may still be disputed."""
    is_disputed: bool = False


@dataclass(frozen=True, slots=True)
class Askable:
    """A vote that is not announced yet, for which a person may ask that it be secret."""

    motion: MotionRow
    stage: int
    title: dict[str, str]
    has_asked: bool
    is_enough: bool


def secrecy_of(act: Act, motion: MotionRow, ballot: BallotRow) -> SecrecyView | None:
    """The view of a ballot's secrecy; None for a stage that is always named."""
    law, stage = law_of(act, motion), stage_of(act, motion, ballot.stage)
    if stage.secrecy == "named" or law.secrecy is None:
        return None
    people, kept = act.register().people, secret_of(act.session, ballot.id)
    asked, entitled = asked_of(act, law, motion, ballot.stage)
    is_draft = ballot.state == State.DRAFTED
    is_secret = is_to_be_secret(act, motion, ballot) if is_draft else ballot.is_secret
    is_asked = is_draft and stage.secrecy == "choice" and is_asked_enough(law.secrecy, asked, entitled)
    return SecrecyView(
        is_secret, stage.secrecy == "choice" and is_draft and not is_asked, is_asked, asked,
        asks_needed(law.secrecy, entitled) if entitled else 0,
        tuple(sorted(people[ask.person].name for ask in asks_of(act.session, motion.id, ballot.stage))),
        tuple(small_secret_warnings(law.secrecy, entitled, len(stage.options))) if is_secret and is_draft else (),
        tuple(KeyHolder(people[one.person].name, bool(one.rehearsed_at), bool(one.released_at))
              for one in trustees_of(act.session, ballot.id)) if is_secret else (),
        law.secrecy.trustees, secret_figures(act.session, ballot), what_holds(act.service),
        _unopened(act, motion, ballot), kept is not None and kept.is_disputed)


def _unopened(act: Act, motion: MotionRow, ballot: BallotRow) -> int:
    try:
        check_dispute(act, ballot, motion)
    except VotingError:
        return 0
    return unopened(decode(bytes(ballot.tally)))


def askable(service: Service, person: str) -> list[Askable]:
    """The votes for whose secrecy `person` may ask now, by agenda number."""
    found = []
    with look(service) as act:
        for motion in all_motions(act.session):
            if motion.state != "live":
                continue
            law = law_of(act, motion)
            decision = law.decisions[motion.decision]
            started = {row.stage for row in ballots_of(act.session, motion.id)
                       if row.state not in (State.DRAFTED, State.CANCELLED, State.ANNULLED)}
            for number, stage in enumerate(decision.stages, start=1):
                if stage.secrecy != "choice" or law.secrecy is None or number in started:
                    continue
                organ = decision.asked_at(number, motion.organ)
                meeting = motion.meeting if organ == motion.organ else ""
                if not person_ruling(law, act.register(), person, organ, act.now, decision, motion.subject_id,
                                     meeting).allowed:
                    continue
                asked, entitled = asked_of(act, law, motion, number)
                found.append(Askable(motion, number, dict(stage.title), any(
                    ask.person == person for ask in asks_of(act.session, motion.id, number)),
                    is_asked_enough(law.secrecy, asked, entitled)))
    return sorted(found, key=lambda one: (one.motion.agenda, one.motion.id, one.stage))


def what_holds(service: Service) -> Sentence:
    """What a secret ballot of this installation keeps from whom, and what not; one sentence for pages."""
    if service.urn is not None and service.urn.is_elsewhere:
        return N_("The urn runs on another organisation's host (%(host)s): whoever runs this register cannot tell "
                  "which vote is whose, unless both hosts work together or somebody watches the network.",
                  host=urlsplit(service.urn.url).netloc)
    return N_("Secret among participants, not from whoever runs this server: register and urn are on one host, and its "
              "operator could watch both.")
