"""What the statutes' data say of elections, in words for the page of the statutes: who elects whom, counted how, under
which guarantees, what is relaxed first, how ties and vacancies are settled. Everything out of the data; nothing here
knows a number or a name."""

from __future__ import annotations

from dataclasses import dataclass

from voting.sentences import N_, Sentence
from voting.statutes import Statutes, words
from voting.statutes.election_rule import TICKED, ElectionRule, GuaranteeRule
from voting.web import election_words as say
from voting.web.law_words import share_words

EACH_CONTINENT = N_("Each continent")
RELAXED = (
    N_("There are never more seats than candidates."),
    N_("Then continents: one seat each, the one with most candidates first, as far as the candidates go."),
    N_("Then floors of genders, raised together, one by one, as far as possible."),
    N_("Then ceilings, lowered together from the number of seats, one by one, as far as possible."),
)
"""The published order of `tally.elections.relaxation`."""
TIES = N_("Ties are decided by lots out of the keys of all votes that were opened: no voter, teller, chair or host can "
          "steer them alone, and anyone can draw them again.")


@dataclass(frozen=True)
class ElectionEntry:
    """One election on the page: the rows of facts, and the guarantees with their clauses."""

    rule: ElectionRule
    title: object
    facts: tuple[tuple[Sentence, list[Sentence]], ...]
    guarantees: tuple[tuple[Sentence, str], ...]


def election_entries(statutes: Statutes) -> list[ElectionEntry]:
    """Every election of the statutes, in the order of the data."""
    return [ElectionEntry(rule, statutes.decisions[f"election_{rule.id}"].title, _facts(statutes, rule), tuple(
        (line, guarantee.clause) for guarantee in rule.guarantees for line in _guarantee(statutes, guarantee)))
        for rule in statutes.elections.values()]


def _facts(statutes: Statutes, rule: ElectionRule) -> tuple[tuple[Sentence, list[Sentence]], ...]:
    filled = statutes.organs[rule.organ].name if rule.organ else statutes.offices[rule.office].name
    default, *others = [say.METHODS[method] for method in rule.methods]
    methods = [N_("%(method)s, unless the electing organ resolves otherwise before nominations close.", method=default)
               if others else N_("%(method)s.", method=default)]
    methods += [N_("By such a resolution: %(method)s.", method=_listed(others))] if others else []
    methods.append(N_("Where no more candidates stand than there are seats, each is put to yes or no, and needs more "
                      "yes than no; seats may stay empty."))
    if rule.min_support > 1 and TICKED & set(rule.methods):
        methods.append(N_("Nobody is seated with fewer than %(count)s ticks, but for a guarantee.",
                          count=rule.min_support))
    vacancies = [say.VACANCIES[rule.vacancies[0]]]
    if len(rule.vacancies) > 1:
        vacancies.append(N_("By a resolution before nominations close: %(ways)s",
                            ways=_joined([say.VACANCIES[way] for way in rule.vacancies[1:]])))
    return (
        (N_("Who elects"), [_listed([words(statutes.organs[organ].name) for organ in rule.electors])]),
        (N_("What is filled"), [N_("%(count)s seats: %(name)s", count=rule.seats, name=words(filled)) if rule.seats > 1
                                else words(filled)]),
        (N_("Who names candidates"), _who_names(statutes, rule)),
        (N_("How it is counted"), methods),
        (N_("Ties"), [TIES]),
        (N_("Vacancies"), vacancies))


def _who_names(statutes: Statutes, rule: ElectionRule) -> list[Sentence]:
    said = []
    if rule.nominates == "organisation":
        said.append(N_("Each organisation names its own candidate."))
    else:
        said.append(N_("Whoever has a vote in the electing organ."))
    if rule.standings:
        said.append(N_("Only for organisations that are: %(standings)s.",
                       standings=_listed([words(statutes.standings[name].name) for name in rule.standings])))
    if rule.one_per_organisation:
        said.append(N_("At most one candidate for each organisation."))
    said.append(N_("A statement has at most %(count)s characters in each language, the same for everyone.",
                   count=rule.statement_limit))
    if rule.reopenings and any(guarantee.floors for guarantee in rule.guarantees):
        said.append(N_("For a group with a guaranteed seat and no candidate nominations are reopened once; then the "
                       "seat is kept vacant for a by-election.") if rule.reopenings == 1 else
                    N_("For a group with a guaranteed seat and no candidate nominations are reopened, at most "
                       "%(count)s times; then the seat is kept vacant for a by-election.", count=rule.reopenings))
    return said


def _guarantee(statutes: Statutes, guarantee: GuaranteeRule) -> list[Sentence]:
    known = statutes.continents if guarantee.category == "continent" else statutes.genders
    groups = list(guarantee.floors or guarantee.ceilings)
    names = EACH_CONTINENT if guarantee.category == "continent" and set(groups) == set(known) else \
        _listed([words(known[group]) for group in groups])
    said = []
    for floor in sorted(set(guarantee.floors.values())):
        said.append(N_("%(groups)s: at least %(floor)s of the seats.", groups=names, floor=floor))
    for ceiling in sorted(set(guarantee.ceilings.values())):
        said.append(N_("%(groups)s: none of them more than %(share)s of the seats, rounded up.", groups=names,
                       share=share_words(ceiling)))
    if guarantee.standings and guarantee.floors:
        said.append(N_("Such a seat is filled by a candidate for an organisation that is: %(standings)s.",
                       standings=_listed([words(statutes.standings[name].name) for name in guarantee.standings])))
    return said


def _listed(names: list[Sentence]) -> Sentence:
    told = names[0]
    for name in names[1:]:
        told = N_("%(first)s, %(next)s", first=told, next=name)
    return told


def _joined(sentences: list[Sentence]) -> Sentence:
    told = sentences[0]
    for one in sentences[1:]:
        told = N_("%(first)s %(next)s", first=told, next=one)
    return told
