"""Vacant seats of an election on pages: the room of the electing organ, and what everybody reads beside the result."""

from __future__ import annotations

from voting.ballots.election import ElectionPaper
from voting.ballots.vacancy import LEFT, VacancyAct
from voting.statutes import Statutes
from voting.web import election_words as say
from voting.web.election_result import clash_words


def filling_view(statutes: Statutes, election: ElectionPaper, filling: VacancyAct) -> dict[str, object]:
    """One filling in words: whose seats, who takes them, who was passed over and why, lots, the hash of the count."""
    names = {name: one.name for name, one in election.by_id.items()}
    taken = {name for stage in filling.count.get("stages", ()) for name in stage["elected"]}
    passed = [{"name": names[name], "why": say.WHY_PASSED[why]} for name, why in filling.passed if why != LEFT]
    passed += [{"name": names[name], "why": clash_words(statutes, stage["clash"])}
               for stage in filling.count.get("stages", ()) if stage["kind"] == "passed_over" and "clash" in stage
               for name in stage["of"]]
    lots = [{"tied": [names[name] for name in lot["tied"]], "drawn": names[lot["drawn"]]}
            for lot in filling.count.get("lots", {}).get("drawn", ()) if lot["drawn"] in taken]
    return {"number": filling.number, "at": filling.at, "left": [names[name] for _, name in filling.seats],
            "filled": [election.by_id[name] for name in filling.filled], "passed": passed, "lots": lots,
            "seed": filling.count.get("lots", {}).get("seed", ""), "way": say.VACANCIES[filling.way],
            "relaxed": [say.relaxed_row(statutes, row) for row in filling.relaxed]}
