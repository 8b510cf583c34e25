"""Who may vote in an organ on a day: the law of the roll, seat by seat (IV.3, V.CD.1, V.CO.1 and 2, V.COORD.4, V.CF.1).

For the register, which draws up rolls from these rulings, and for the booth, which shows them. Facts come as values
that hold on the day; the rule knows no register and no clock. It refuses whoever the file does not seat with a vote.

What the text leaves open and the file settles as data: whether partners' delegates vote (seat rule), what suspension
does (refusals), whether the co-opted member and the Coordinator are asked for a standing (seat rule).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from voting.errors import NotFoundError
from voting.sentences import N_, Sentence
from voting.statutes.clauses import serves
from voting.statutes.model import Decision, Organ, SeatRule, Statutes
from voting.statutes.ruling import Ruling, words

SEAT_NAMES = {
    "delegate": N_("delegate"), "elected": N_("elected member"), "co_opted": N_("co-opted member"),
    "ex_officio": N_("member by office"), "attending": N_("attending"),
    "designated": N_("designated representative"),
}


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """A person's seat as it stands on a day: its kind ("" = none) and its organisation's standing ("" = none)."""

    kind: str
    standing: str = ""
    contributes: bool = False
    office_held: bool = False
    represented: bool = False
    office: str = ""  # the office that brings an ex officio seat; "" stands for whichever the organ's rule names


def organ_of(statutes: Statutes, organ_id: str) -> Organ:
    """The organ of an id; NotFoundError when the statutes have none."""
    organ = statutes.organs.get(organ_id)
    if organ is None:
        raise NotFoundError(N_("The statutes have no organ “%(organ)s”.", organ=organ_id))
    return organ


@serves("IV.3", "IV.4", "IV.5", "V.CD.1", "V.CO.1e", "V.CO.1f", "V.CO.2a", "V.COORD.4", "V.CF.1")
def may_vote(statutes: Statutes, organ_id: str, facts: SeatFacts) -> Ruling:
    """Whether a seat has a vote in an organ; of several rules for its kind, the first that gives one decides."""
    organ = organ_of(statutes, organ_id)
    rulings = [_by_rule(statutes, organ, rule, facts) for rule in organ.seats if rule.kind == facts.kind
               and (not facts.office or rule.office == facts.office)]
    if not rulings:
        named = _standing_refused(statutes, organ, facts)
        return named if named is not None else Ruling(False, organ.clause, N_(
            "This person has no seat in the organ “%(organ)s” and so no vote (clause %(clause)s).",
            organ=words(organ.name), clause=organ.clause))
    return next((ruling for ruling in rulings if ruling.allowed), rulings[0])


def _by_rule(statutes: Statutes, organ: Organ, rule: SeatRule, facts: SeatFacts) -> Ruling:
    lacks_standing = bool(rule.standings) and facts.standing not in rule.standings
    if lacks_standing or not rule.votes:
        named = _standing_refused(statutes, organ, facts)
        if named is not None:
            return named
    if not rule.votes:
        return _refused(organ, rule, N_("This seat (%(seat)s) is without a vote", seat=SEAT_NAMES[rule.kind]))
    if lacks_standing:
        return _refused(organ, rule, _standing_asked(statutes, rule, facts))
    if rule.contributes and not facts.contributes:
        return _refused(organ, rule, N_("This seat asks for a financial contribution, and none is recorded"))
    if rule.office and not facts.office_held:
        return _refused(organ, rule, N_("This seat belongs to the office “%(office)s”, which this person does not hold",
                                        office=words(statutes.offices[rule.office].name)))
    if facts.represented:
        refusal = statutes.refusals.represented
        if refusal is None:
            return _refused(organ, rule, N_("A representative votes in this person's place"))
        return Ruling(False, refusal.clause, _why(organ, words(refusal.text), refusal.clause))
    return Ruling(True, rule.clause, N_(
        "This seat (%(seat)s) has a vote in the organ “%(organ)s” (clause %(clause)s).",
        seat=SEAT_NAMES[rule.kind], organ=words(organ.name), clause=rule.clause))


def _standing_refused(statutes: Statutes, organ: Organ, facts: SeatFacts) -> Ruling | None:
    refusal = statutes.refusals.standings.get(facts.standing)
    if refusal is None:
        return None
    return Ruling(False, refusal.clause, _why(organ, words(refusal.text), refusal.clause))


def _why(organ: Organ, text: Sentence, clause: str) -> Sentence:
    return N_("%(why)s No vote in the organ “%(organ)s” (clause %(clause)s).",
              why=text, organ=words(organ.name), clause=clause)


def _refused(organ: Organ, rule: SeatRule, why: Sentence) -> Ruling:
    return Ruling(False, rule.clause, N_("%(why)s: no vote in the organ “%(organ)s” (clause %(clause)s).",
                                         why=why, organ=words(organ.name), clause=rule.clause))


def _standing_asked(statutes: Statutes, rule: SeatRule, facts: SeatFacts) -> Sentence:
    asked = _listed(words(statutes.standings[standing].name) for standing in rule.standings)
    if facts.standing in statutes.standings:
        return N_("This seat asks for the standing “%(asked)s”, and the organisation is “%(standing)s”",
                  asked=asked, standing=words(statutes.standings[facts.standing].name))
    return N_("This seat asks for the standing “%(asked)s”, and the organisation has none", asked=asked)


def _listed(names: Iterable[Sentence]) -> Sentence:
    first, *others = names
    for name in others:
        first = N_("%(first)s or %(second)s", first=first, second=name)
    return first


@serves("V.CD.4b")
def may_take_part(decision: Decision, seated_in_subject: bool) -> Ruling:
    """Whether a person may vote on this decision at all: nobody discharges an organ in which they sit."""
    if decision.recusal == "seated_in_subject" and seated_in_subject:
        return Ruling(False, decision.clause, N_(
            "Persons seated in the organ that “%(decision)s” is about do not vote on it; their organisation may send "
            "another delegate (clause %(clause)s).", decision=words(decision.title), clause=decision.clause))
    return Ruling(True, decision.clause, N_("Nothing keeps this person from voting on “%(decision)s” "
                                            "(clause %(clause)s).",
                                            decision=words(decision.title), clause=decision.clause))
