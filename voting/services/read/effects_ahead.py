"""What follows if a motion is adopted, said before anybody votes on it: standing, seats, votes, candidacies, texts.

For the chair's page and the delegates' papers. Drawn up from the register of this instant; what is signed with the
declaration is drawn up then. Names stay within the organ, as its rolls do.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from voting.ballots.effects import end_of_day, ends_seats, standing_after
from voting.ballots.motion import Motion
from voting.register.draw_up_roll import seat_ruling
from voting.register.facts import Seat
from voting.sentences import N_, Sentence
from voting.services.act import Act, Service
from voting.services.announce_ballot import subject_of
from voting.services.draft_motion import law_of
from voting.services.end_candidacy import endable
from voting.services.read.dry_act import look
from voting.statutes import Decision, Statutes, words
from voting.store.find import find_motion, running_entries
from voting.store.requisitions import all_requisitions, members_of
from voting.store.tables import MotionRow


def effects_if_adopted(service: Service, motion: str) -> list[Sentence]:
    """The sentences about one motion; empty once it is decided, and where nothing changes."""
    with look(service) as act:
        return effects_ahead(act, find_motion(act.session, motion))


def effects_ahead(act: Act, row: MotionRow) -> list[Sentence]:
    """The same within a view that is open already."""
    law = law_of(act, row)
    decision = law.decisions[row.decision]
    if row.state != "live":
        return []
    match decision.effect:
        case "standing":
            return list(_standing(act, law, decision, row))
        case "readings":
            chosen = next((row.dossier.get(item.id, {}) for item in decision.dossier if item.kind == "readings"), {})
            return [N_("Adopted from then on: %(text)s", text=words(law.readings[name].text)) for name in sorted(chosen)
                    if name in law.readings]
        case "statutes":
            said = [N_("The text proposed comes into force in the place of the present one; records made before keep "
                       "the text that they name.")]
            lies = {item.kind: row.dossier.get(item.id, {}) for item in decision.dossier}
            if lies.get("statutes"):
                said.append(N_("With it the data file of the dossier: the rules by which this service counts."))
            if lies.get("day", {}).get("on"):
                said.append(N_("Not at once: on %(day)s.", day=date.fromisoformat(lies["day"]["on"])))
            return said
        case "dissolve":
            left = [words(one.title) for one in law.decisions.values() if one.open_after_dissolution]
            return [N_("The organisation is dissolved. Only this can be put afterwards:"), *left]
        case "discharge":
            return [N_("Discharge is given: %(organ)s.", organ=words(law.organs[row.subject_id].name))]
    return []


def _standing(act: Act, law: Statutes, decision: Decision, row: MotionRow) -> Iterator[Sentence]:
    subject = subject_of(act, row, decision)
    after = standing_after(decision, Motion(row.id, row.organ, row.decision, subject, row.question))
    if after not in law.standings:
        return
    name, standing = subject.name, words(law.standings[after].name)
    if row.end_on:
        yield N_("%(name)s becomes: %(standing)s, until %(at)s.", name=name, standing=standing,
                 at=datetime.fromtimestamp(end_of_day(row.end_on), UTC))
    else:
        yield N_("%(name)s becomes: %(standing)s.", name=name, standing=standing)
    has_ended = ends_seats(law, after)
    for seat in act.register().seats:
        if seat.organisation == subject.id and seat.holds_at(act.now):
            yield from _seat(act, law, seat, after, has_ended)
    for candidacy in endable(act, law, subject.id, after):
        yield N_("A candidacy ends: %(name)s, %(election)s.", name=act.register().people[candidacy.person].name,
                 election=words(law.decisions[find_motion(act.session, candidacy.motion).decision].title))
    yield from _requisitions(act, law, subject.id, after)


def _seat(act: Act, law: Statutes, seat: Seat, after: str, has_ended: bool) -> Iterator[Sentence]:
    register = act.register()
    named = {"name": register.people[seat.person].name, "organ": words(law.organs[seat.organ].name)}
    rules = [rule for rule in law.organs[seat.organ].seats if rule.kind == seat.kind and rule.votes]
    keeps_vote = any(not rule.standings or after in rule.standings for rule in rules)
    has_vote = seat_ruling(law, register, seat, act.now).allowed
    if has_ended:
        yield N_("A seat ends: %(name)s, %(organ)s.", **named)
    elif has_vote and not keeps_vote:
        yield N_("A seat stays and loses its vote: %(name)s, %(organ)s.", **named)
    elif keeps_vote and not has_vote:
        yield N_("A seat has its vote again: %(name)s, %(organ)s.", **named)
    if not has_ended and keeps_vote:
        return
    for one in register.representations:
        if one.seat == seat.id and one.holds_at(act.now):
            yield N_("A representative no longer votes for it: %(name)s.", name=register.people[one.person].name)
    running = len(running_entries(act.session, seat.id))
    if running:
        yield N_("Ballots under way in which no further vote is accepted under this seat: %(count)s.", count=running)


def _requisitions(act: Act, law: Statutes, organisation: str, after: str) -> Iterator[Sentence]:
    for row in all_requisitions(act.session):
        rule = law.requisitions.get(row.organ)
        if rule is None or row.met_at or row.ended_at or after in rule.standings:
            continue
        if any(member.organisation == organisation and not member.signed_at
               for member in members_of(act.session, row.id)):
            yield N_("Its members can no longer sign the request for an extraordinary meeting: %(organ)s.",
                     organ=words(law.organs[row.organ].name))
