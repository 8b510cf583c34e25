"""The law's data in words: majorities, shares, ways of sitting, effects, terms, rows that cite a clause.

For the pages of organs and statutes, of any statutes file: no number, organ or decision is known here. Shares are
said exactly: in words where language has one, else in whole per cent where that is exact, else as a fraction.
"""

from __future__ import annotations

from voting.ballots.paper import rule_document
from voting.sentences import N_, Sentence
from voting.services.read.organs import SeatCount
from voting.statutes import Decision, Stage, Statutes, words
from voting.statutes.citations import Citation
from voting.statutes.model import Fraction, Requisition, Term
from voting.web.looks import MAJORITIES, rule_words

SEATS: dict[str, Sentence] = {
    "delegate": N_("delegates"), "elected": N_("elected members"), "co_opted": N_("co-opted members"),
    "ex_officio": N_("members by office"), "attending": N_("attending without a vote"),
    "designated": N_("designated representatives"),
}

SEAT: dict[str, Sentence] = {
    "delegate": N_("delegate"), "elected": N_("elected member"), "co_opted": N_("co-opted member"),
    "ex_officio": N_("member by office"), "attending": N_("attending"), "designated": N_("designated representative"),
}

EFFECTS: dict[str, Sentence] = {
    "standing": N_("changes the standing of the organisation in the register"),
    "seat": N_("gives the person whom the dossier names a seat in the organ"),
    "statutes": N_("puts another text of the principles in force"),
    "readings": N_("the readings named stand as adopted, on every paper from then on"),
    "dissolve": N_("dissolves the organisation"),
    "discharge": N_("gives discharge to the organ"),
    "election": N_("those elected take their seats or the office, for its term"),
    "framework": N_("binds once every organ that takes it has adopted it"),
    "none": N_("changes nothing in the register"),
}

DUE: dict[str, Sentence] = {
    "elections": N_("elections"), "meetings and calendar": N_("meetings and calendar"),
    "concurrent decisions": N_("concurrent decisions"),
}
"""Later parts of the work, as the data name them."""

CITED: dict[str, Sentence] = {
    "organ": N_("Organ"), "seat": N_("Seat"), "office": N_("Office"), "standing": N_("Standing"),
    "refusal": N_("Refusal"), "decision": N_("Decision"), "stage": N_("Stage"), "dossier": N_("Dossier"),
    "requisition": N_("Extraordinary meeting"), "term": N_("Term"), "duty": N_("Due"), "reading": N_("Reading"),
}

PUBLISHED: dict[str, Sentence] = {
    "question": N_("the question"), "rule": N_("the rule"), "figures": N_("the figures"),
    "verdict": N_("the verdict"), "effects": N_("the effects"), "fingerprints": N_("the fingerprints"),
    "record": N_("the full record, with names and reasons"),
}


def share_words(share: Fraction) -> Sentence:
    """A share: `two-thirds`, `30 %`, `3/7`."""
    numerator, denominator = share
    known = MAJORITIES.get((numerator, denominator, "at_least"))
    if known is not None:
        return known
    if 100 * numerator % denominator == 0:
        return N_("%(number)s %%", number=100 * numerator // denominator)
    return N_("%(numerator)s/%(denominator)s", numerator=numerator, denominator=denominator)


def stage_rules(decision: Decision, stage: Stage) -> list[Sentence]:
    """Everything that one ballot asks for, its majority first; each a line of its own."""
    rules = [rule_words(rule_document(decision, stage))]
    if stage.quorum is not None:
        rules.append(N_("Quorum: %(share)s of the electoral roll.", share=share_words(stage.quorum)))
    if stage.kind == "vote" and stage.min_yes > 1:
        rules.append(N_("At least %(count)s votes in favour.", count=stage.min_yes))
    if stage.min_window_s:
        rules.append(N_("Open for at least %(time)s.", time=span_words(stage.min_window_s)))
    return rules


def seat_rules(statutes: Statutes, count: SeatCount) -> list[Sentence]:
    """What one way of sitting asks for, and whether it votes."""
    rule, said = count.rule, []
    if rule.office:
        said.append(N_("The seat comes with the office: %(office)s.", office=words(statutes.offices[rule.office].name)))
    if rule.standings:
        said.append(N_("For organisations with the standing: %(standings)s.",
                       standings=_listed([words(statutes.standings[name].name) for name in rule.standings])))
    if rule.contributes:
        said.append(N_("The organisation contributes financially."))
    if rule.per_organisation == 1:
        said.append(N_("One for each organisation."))
    elif rule.per_organisation is not None:
        said.append(N_("At most %(count)s for each organisation.", count=rule.per_organisation))
    for continent, (taken, places) in count.by_continent.items():
        said.append(N_("%(continent)s: %(taken)s of %(places)s places taken.",
                       continent=words(statutes.continents[continent]), taken=taken, places=places))
    return said


def required_standing(statutes: Statutes, decision: Decision) -> Sentence | None:
    """Which standing the subject must have when the decision is put; None where none is asked."""
    if not decision.from_standings:
        return None
    return _listed([words(statutes.standings[name].name) for name in decision.from_standings])


def requisition_words(statutes: Statutes, requisition: Requisition) -> Sentence:
    """Who may call an extraordinary meeting of an organ."""
    return N_("%(organ)s: at the request of %(share)s of its members.",
              organ=words(statutes.organs[requisition.organ].name),
              share=share_words((requisition.numerator, requisition.denominator)))


def term_words(statutes: Statutes, term: Term) -> Sentence:
    """How long an organ or an office is held."""
    name = words((statutes.organs.get(term.id) or statutes.offices[term.id]).name)
    if term.holds_over:
        return N_("%(name)s: %(years)s years; holders stay until their successors are declared.", name=name,
                  years=term.years)
    return N_("%(name)s: %(years)s years.", name=name, years=term.years)


def span_words(seconds: int) -> Sentence:
    """A length of time in the largest unit that states it exactly and in the plural: 24 hours, 2 days."""
    for size, sentence in ((86_400, N_("%(count)s days", count=seconds // 86_400)),
                           (3_600, N_("%(count)s hours", count=seconds // 3_600)),
                           (60, N_("%(count)s minutes", count=seconds // 60))):
        if seconds >= 2 * size and seconds % size == 0:
            return sentence
    return N_("%(count)s seconds", count=seconds)


def due_words(due: str) -> Sentence | str:
    """The later part of the work that a clause waits for."""
    return DUE.get(due, due)


def citation_words(statutes: Statutes, cited: Citation) -> Sentence | None:
    """What a row that cites a clause is, in its own words; None where the kind already says it."""
    organ = statutes.organs.get(cited.organ)
    match cited.kind:
        case "seat":
            return N_("%(organ)s: %(seats)s", organ=words(organ.name), seats=SEATS[cited.id])
        case "requisition":
            return requisition_words(statutes, statutes.requisitions[cited.id])
        case "term":
            return term_words(statutes, statutes.terms[cited.id])
        case _:
            return words(cited.name)


def _listed(names: list[Sentence]) -> Sentence:
    first, *others = names
    for name in others:
        first = N_("%(first)s, %(second)s", first=first, second=name)
    return first
