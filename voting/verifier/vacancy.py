"""Step 13 of an election: seats that fell vacant and were filled from its papers are counted again.

Each filling stands in the log with the hash of its document. The register's facts of that day (whose seat ended, who
could take none, who sat) are the document's; everything that follows from them and from the votes is made again. A copy
without the urn has no votes to count: then only what stands around the count is compared.
"""

from __future__ import annotations

from voting.ballots.election import ElectionPaper, read_election
from voting.ballots.vacancy import LEFT, WHY, VacancyAct, read_vacancy, vacancy_effects
from voting.errors import MalformedError
from voting.evidence import sha256_hex
from voting.record import layout
from voting.sentences import N_
from voting.tally.vacancy import Vacancy, fill_from_papers, loaded_by
from voting.verifier.case import Case, StageCase
from voting.verifier.findings import same


def check_vacancies(case: Case) -> None:
    """Every filling in the log has its document, and the other way round; each is what papers and facts give."""
    names = sorted(layout.vacancy_names(case.files), key=lambda name: (len(name), name))
    case.findings.require(len(names) == len(case.fillings), "vacancy_wrong", layout.LOG,
                          N_("The vacancies filled in the log are not those in the record."))
    stage = case.stages[-1] if case.stages else None
    if stage is None or stage.tally is None or stage.tally.get("kind") != "election" or case.declared is None:
        case.findings.require(not names, "vacancy_wrong", layout.LOG,
                              N_("A vacancy was filled that is not of an election."))
        return
    election = read_election(stage.paper["election"])
    sat, loaded = set(stage.tally["election"]["elected"]), loaded_by(stage.tally["election"]["count"])
    gone: set[str] = set()
    for number, (name, leaf) in enumerate(zip(names, case.fillings, strict=False), start=1):
        if name not in case.files:
            continue
        with case.findings.expect("vacancy_wrong", name):
            data = case.files[name]
            found = read_vacancy(data)
            right = leaf["sha256"] == sha256_hex(data) and leaf["number"] == found.number == number and \
                leaf["at"] == found.at and leaf["ballot"] == found.ballot == stage.life.ballot and \
                found.motion == case.motion.id and found.way == election.vacancy
            case.findings.require(right, "vacancy_wrong", name,
                                  N_("This is not the filling of a vacancy that was logged."))
            left = {one for _, one in found.seats}
            gone |= left
            _check_facts(case, name, election, found, sat, gone)
            _check_count(case, stage, name, election, found, sorted(sat - left), loaded)
            sat = (sat - left) | set(found.filled)
            loaded = [*loaded, *loaded_by(found.count)]


def _check_facts(case: Case, name: str, election: ElectionPaper, found: VacancyAct, sat: set[str],
                 gone: set[str]) -> None:
    """Who left sat before, once each; who was passed over stands on the paper, and all who ever left are among them."""
    left, passed = [one for _, one in found.seats], [one for one, _ in found.passed]
    holds = bool(left) and len(set(left)) == len(left) and set(left) <= sat and len(set(passed)) == len(passed) and \
        set(passed) <= set(election.by_id) - (sat - set(left)) and all(why in WHY for _, why in found.passed) and \
        {one for one, why in found.passed if why == LEFT} >= gone and 0 < len(found.filled) <= len(left)
    case.findings.require(holds, "vacancy_wrong", name, N_("A seat is filled that nobody left, or somebody is passed "
                                                           "over who could not come into it."))
    if not set(found.filled) <= set(election.by_id):
        raise MalformedError(N_("A seat is filled from papers on which somebody concerned does not stand."))
    made = vacancy_effects(case.statutes, election, found.filled, found.at, case.declared["at"])
    case.findings.require(same(made, list(found.effects)), "vacancy_wrong", name,
                          N_("What follows from filling a vacancy is something else."))


def _check_count(case: Case, stage: StageCase, name: str, election: ElectionPaper, found: VacancyAct,
                 sitting: list[str], loaded: list[str]) -> None:
    if stage.secret is None or stage.secret.count is None:
        return
    rule = case.statutes.election_of(case.decision.id)
    again = fill_from_papers(rule, election, stage.tally, stage.secret.count.opened(), Vacancy(
        len(found.seats), found.number, [one for one, _ in found.passed], sitting, found.sitting, loaded))
    is_same = again.candidates == found.filled and same(again.count, dict(found.count)) and \
        same(list(again.relaxed), list(found.relaxed))
    case.findings.require(is_same, "vacancy_wrong", name,
                          N_("The papers do not give the vacant seat to who is said to take it."))
