"""A counted election in words and figures: who is elected and why, who was passed over and why, what the votes were.

Built from the paper and the signed tally; nothing is counted here. Every picture stands beside a table with the same
figures. A seat is there for votes, for a guarantee (somebody with more votes was passed over before it), or for a lot.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from math import cos, pi, sin

from voting.ballots.election import EACH, RANKS, Candidate, ElectionPaper, read_election
from voting.sentences import N_, Sentence
from voting.services.read.results import Result
from voting.statutes import Statutes, words
from voting.web import election_words as say

Document = Mapping[str, object]


def names_of(paper: Document) -> dict[str, str]:
    """The printed name of each candidate by the person's id."""
    return {one.subject: one.name for one in read_election(paper["election"]).candidates}


def verdict_of_election(result: Result) -> Sentence:
    """One sentence: how many are elected to what, or who."""
    election = read_election(result.view.paper["election"])
    elected = [election.by_id[name].name for name in result.view.tally["election"]["elected"]]
    if not elected:
        return N_("Nobody is elected.")
    law = result.view.statutes
    what = words(law.organs[election.organ].name if election.organ else law.offices[election.office].name)
    if len(elected) == 1:
        return N_("%(name)s is elected: %(what)s.", name=elected[0], what=what)
    return N_("%(count)s candidates are elected: %(what)s.", count=len(elected), what=what)


def election_effect(statutes: Statutes, effect: Document, name_of: Callable[[str], str]) -> Sentence:
    """One effect of an election, or of a co-option, in words."""
    place = statutes.organs.get(str(effect["organ"]))
    if effect["effect"] == "office_ended":
        return N_("An office ends: %(office)s.", office=words(statutes.offices[str(effect["office"])].name))
    about = {"name": name_of(str(effect["subject"])), "day": str(effect["term_ends_on"])}
    if effect["effect"] == "office_filled":
        office = words(statutes.offices[str(effect["office"])].name)
        if not about["day"]:
            return N_("%(name)s takes the office: %(office)s.", office=office, name=about["name"])
        return N_("%(name)s takes the office until successors are declared, term to %(day)s: %(office)s.",
                  office=office, **about)
    seat = words(place.name) if place else ""
    if place and any(rule.kind == effect["kind"] and rule.ends_by_itself for rule in place.seats):
        return N_("%(name)s takes a seat that ends by itself when %(day)s is over: %(organ)s.", organ=seat, **about)
    if not about["day"]:
        return N_("%(name)s takes a seat: %(organ)s.", organ=seat, name=about["name"])
    return N_("%(name)s takes a seat until successors are declared, term to %(day)s: %(organ)s.", organ=seat, **about)


def election_view(result: Result) -> dict[str, object]:
    """What `_election.html` shows."""
    return view_of(result.view.statutes, read_election(result.view.paper["election"]), result.view.tally)


def view_of(statutes: Statutes, election: ElectionPaper, tally: Document) -> dict[str, object]:
    """The same from a paper's election and a tally."""
    found, count = tally["election"], tally["election"]["count"]
    elected = [election.by_id[name] for name in found["elected"]]
    votes = votes_of(election, tally)
    lots = {lot["drawn"] for lot in count.get("lots", {}).get("drawn", ()) if lot["purpose"] == "elect"}
    passed = _passed_over(statutes, election, count)
    before = {name: [other for other in passed if other["stage"] < stage] for name, stage in _seated(count).items()}
    seats = [{"place": place, "one": one, "votes": votes[one.id], "group": _group(statutes, one),
              "why": _why(one, votes, lots, before.get(one.id, [])),
              "is_plain": one.id not in lots and not before.get(one.id)} for place, one in enumerate(elected, 1)]
    parts = tally.get("secret", {}).get("lots", {"dealers": (), "uneven": ()})
    rest = sorted((one for one in election.candidates if one not in elected),
                  key=lambda one: -_number(votes[one.id]))
    return {
        "law": statutes, "paper": election, "seats": seats, "passed": passed, "votes_word": _votes_word(election),
        "rest": [{"one": one, "votes": votes[one.id], "group": _group(statutes, one),
                  "is_withdrawn": one.id in found["withdrawn"]} for one in rest],
        "vacant": found["vacant"], "method": say.METHODS[election.method], "is_each": election.form == EACH,
        "rule": say.EACH_RULE if election.form == EACH else say.METHOD_RULES[election.method],
        "vacancies": say.VACANCIES[election.vacancy], "guarantees": say.guarantee_words(statutes, election),
        "relaxed": [*(say.vacant_words(statutes, share) for share in election.kept_vacant),
                    *(say.relaxed_words(statutes, one) for one in election.relaxed)],
        "hemicycle": hemicycle(statutes, elected, found["vacant"]) if len(elected) > 2 else None,
        "shares": _shares(statutes, elected), "sheet": sheet(election, count), "flow": flow(election, count),
        "lots": [{"number": lot["number"], "tied": [election.by_id[name].name for name in lot["tied"]],
                  "drawn": election.by_id[lot["drawn"]].name} for lot in count.get("lots", {}).get("drawn", ())],
        "parts": len([by for by in parts["dealers"] if by]), "uneven": len(parts["uneven"]),
        "seed": count.get("lots", {}).get("seed", ""), "quota": count.get("quota", ""),
        "blank": tally["counts"].get("q1", {}).get("blank", 0)}


def votes_of(election: ElectionPaper, tally: Document) -> dict[str, str]:
    """Ticks, first preferences, or yes and no, of each candidate, as the table prints them."""
    counts = tally["counts"]
    if election.form == EACH:
        return {one.id: f"{counts[one.id]['yes']} : {counts[one.id]['no']}" for one in election.candidates}
    return {one.id: str(counts["q1"][one.id]) for one in election.candidates}


def _votes_word(election: ElectionPaper) -> Sentence:
    if election.form == EACH:
        return N_("Yes : no")
    return N_("First preferences") if election.form == RANKS else N_("Ticks")


def _number(votes: str) -> int:
    return int(votes.partition(" ")[0])


def _group(statutes: Statutes, one: Candidate) -> list[Sentence]:
    found = [say.group_name(statutes, "continent", one.continent)] if one.continent else []
    return found + ([say.group_name(statutes, "gender", one.gender)] if one.gender else [])


def _seated(count: Document) -> dict[str, int]:
    return {name: stage["number"] for stage in count.get("stages", ()) for name in stage["elected"]}


def _passed_over(statutes: Statutes, election: ElectionPaper, count: Document) -> list[dict[str, object]]:
    return [{"one": election.by_id[name], "votes": stage.get("approvals", ""), "stage": stage["number"],
             "why": clash_words(statutes, stage["clash"])} for stage in count.get("stages", ())
            if stage["kind"] == "passed_over" and "clash" in stage for name in stage["of"]]


def _why(one: Candidate, votes: Mapping[str, str], lots: set[str], passed: Sequence[Document]) -> Sentence:
    if any(_number(votes[other["one"].id]) > _number(votes[one.id]) for other in passed):
        return N_("a guaranteed place, and a lot between equals") if one.id in lots else N_("a guaranteed place")
    return N_("votes, and a lot between equals") if one.id in lots else N_("votes")


def clash_words(statutes: Statutes, clash: Document) -> Sentence:
    """Why somebody could not be seated: what would then be asked for, and what would be left for it."""
    def listed(bounds: Sequence[Document]) -> Sentence:
        told = None
        for bound in bounds:
            if not bound["number"]:
                continue
            said = _bound_words(statutes, bound)
            told = said if told is None else N_("%(first)s, %(next)s", first=told, next=said)
        return told or N_("nothing")

    asked = sum(bound["number"] for bound in clash["demands"])
    room = sum(bound["number"] for bound in clash["limits"])
    return N_("With this person: %(demands)s: %(asked)s seats; there would be room for %(room)s only: %(limits)s.",
              demands=listed(clash["demands"]), asked=asked, room=room, limits=listed(clash["limits"]))


def _bound_words(statutes: Statutes, bound: Document) -> Sentence:
    names = [say.group_name(statutes, "continent" if group in statutes.continents else "gender", group)
             for group in bound["groups"]]
    groups = names[0] if names else N_("all")
    for name in names[1:]:
        groups = N_("%(first)s, %(next)s", first=groups, next=name)
    about = {"number": bound["number"], "groups": groups}
    return {"seats": N_("%(number)s seats in all", number=bound["number"]),
            "floor": N_("at least %(number)s for %(groups)s", **about),
            "ceiling": N_("at most %(number)s for %(groups)s", **about),
            "elected": N_("%(number)s elected of %(groups)s", **about)}.get(
        bound["kind"], N_("%(number)s candidates of %(groups)s", **about))


def _shares(statutes: Statutes, elected: Sequence[Candidate]) -> list[tuple[Sentence, int]]:
    rows = [(say.group_name(statutes, "continent", group), sum(one.continent == group for one in elected))
            for group in statutes.continents]
    rows += [(say.group_name(statutes, "gender", group), sum(one.gender == group for one in elected))
             for group in statutes.genders]
    return [(name, number) for name, number in rows if number]


def hemicycle(statutes: Statutes, elected: Sequence[Candidate], vacant: int) -> list[dict[str, object]]:
    """Seats in half circles from left to right, by continent: the place, a pattern, a mark for the gender."""
    order = {group: number for number, group in enumerate(statutes.continents)}
    genders = {group: number for number, group in enumerate(statutes.genders)}
    members: list[Candidate | None] = [*sorted(elected, key=lambda one: (order.get(one.continent, 99),
                                                                         genders.get(one.gender, 99), one.name))]
    members += [None] * vacant
    places = _places(len(members))
    return [{"x": x, "y": y, "continent": order.get(one.continent, 0) if one else -1,
             "gender": genders.get(one.gender, 2) if one else -1, "one": one}
            for (x, y), one in zip(places, members, strict=True)]


def _places(seats: int) -> list[tuple[int, int]]:
    """Points in rows of half circles, sorted by angle, so that neighbours in the list sit together."""
    rows = 1 if seats < 8 else 2 if seats < 20 else 3 if seats < 60 else 4
    radii = [250 - 62 * row for row in range(rows)]
    share = [max(1, seats * radius // sum(radii)) for radius in radii]
    share[0] += seats - sum(share)
    found = []
    for radius, number in zip(radii, share, strict=True):
        for place in range(number):
            angle = pi * (place + 0.5) / number
            found.append((angle, round(300 - radius * cos(angle)), round(290 - radius * sin(angle))))
    return [(x, y) for _, x, y in sorted(found)]


def sheet(election: ElectionPaper, count: Document) -> dict[str, object] | None:
    """The stage sheet: a column for each stage with a table of votes, a row for each candidate."""
    stages = [stage for stage in count.get("stages", ()) if "votes" in stage]
    if len(stages) < 2:
        return None
    rows = [{"one": one, "votes": [stage["votes"][place] for stage in stages]}
            for place, one in enumerate(election.candidates)]
    return {"stages": [stage["number"] for stage in stages], "rows": rows,
            "lost": [stage["non_transferable"] for stage in stages]}


def flow(election: ElectionPaper, count: Document) -> dict[str, object] | None:
    """A transferable vote as columns, one a stage: how high each candidate's votes stand, and what elects."""
    stages = [stage for stage in count.get("stages", ()) if "votes" in stage]
    if count.get("rule") not in ("scottish-stv", "nz-meek", "irv") or len(stages) < 2:
        return None
    figures = [[Decimal(figure) for figure in stage["votes"]] for stage in stages]
    quotas = [Decimal(stage["quota"]) for stage in stages if "quota" in stage]
    top, wide = max(*map(max, figures), *quotas) or Decimal(1), max(24, 640 // len(stages))
    gone: dict[int, str] = {}
    lines = []
    ids = [one.id for one in election.candidates]
    for place, name in enumerate(ids):
        points = []
        for column, stage in enumerate(stages):
            points.append((40 + column * wide, _height(figures[column][place], top)))
            if name in stage["elected"] or name in stage["excluded"]:
                gone[place] = "elected" if name in stage["elected"] else "excluded"
                break
        lines.append({"one": election.candidates[place], "points": " ".join(f"{x},{y}" for x, y in points),
                      "end": points[-1], "fate": gone.get(place, ""), "label": points[-1][1] + 4})
    _spread([line for line in lines if line["fate"] != "excluded"])
    line_of_quota = [f"{40 + column * wide},{_height(quota, top)}" for column, quota in enumerate(quotas)]
    return {"lines": lines, "quota": " ".join(line_of_quota) if len(line_of_quota) == len(stages) else "",
            "quota_at": _height(quotas[0], top) - 4 if quotas else 0, "width": 60 + wide * (len(stages) - 1) + 160,
            "stages": [{"number": stage["number"], "x": 40 + column * wide} for column, stage in enumerate(stages)]}


def _height(votes: Decimal, top: Decimal) -> int:
    return 240 - int(votes * 220 / top)


def _spread(lines: Sequence[dict[str, object]]) -> None:
    """Names that end at one stage stand below each other, none on another."""
    below: dict[int, int] = {}
    for line in sorted(lines, key=lambda line: line["end"][1]):
        line["label"] = max(line["label"], below.get(line["end"][0], 0))
        below[line["end"][0]] = line["label"] + 15


def csv_sheet(election: ElectionPaper, tally: Document) -> str:
    """The same figures for a spreadsheet (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    found, votes = sheet(election, tally["election"]["count"]), votes_of(election, tally)
    stages = found["stages"] if found else []
    writer.writerow(["id", "candidate", "organisation", "continent", "gender", "votes",
                     *(f"stage {number}" for number in stages), "place"])
    place = {name: number for number, name in enumerate(tally["election"]["elected"], 1)}
    rows = {row["one"].id: row["votes"] for row in found["rows"]} if found else {}
    for one in election.candidates:
        writer.writerow([_safe(value) for value in (
            one.id, one.name, one.organisation_name, one.continent, one.gender, votes[one.id],
            *rows.get(one.id, ()), place.get(one.id, ""))])
    return out.getvalue()


def _safe(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
