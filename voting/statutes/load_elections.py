"""The part of a statutes file about elections, read and checked for sense.

For `load`. An election becomes a decision with one stage of the kind `election`, so that it goes the way of everything
that is put. Refuses methods that no count knows, guarantees under a method that cannot keep them, floors beyond the
seats, several seats by a method for one, a way of filling vacancies that the method does not give, and an election
that is not secret.
"""

from __future__ import annotations

from collections.abc import Mapping

from voting.sentences import N_
from voting.statutes.election_rule import (
    CATEGORIES,
    GUARANTEED,
    METHODS,
    ONE_SEAT,
    READ_ON,
    VACANCIES,
    ElectionRule,
    GuaranteeRule,
)
from voting.statutes.model import Decision, Stage
from voting.statutes.toml_node import Node

PREFIX = "election_"
NOMINATES = ("organisation", "member")


def read_elections(top: Node, stages: Mapping[str, Stage]) -> tuple[dict[str, ElectionRule], dict[str, Decision]]:
    """All elections by id, and the decisions that they are."""
    rules, decisions = {}, {}
    for name, node in top.rows("elections", optional=True):
        rule = _rule(top, name, node)
        _check(top, node, rule)
        decision = _decision(node, rule, stages)
        if decision.id in top.known["decisions"]:
            node.fault("", N_("a decision is called “%(decision)s” already", decision=decision.id))
        rules[name], decisions[decision.id] = rule, decision
        node.done()
    return rules, decisions


def _rule(top: Node, name: str, node: Node) -> ElectionRule:
    organ = node.ref("organ", "organs", "")
    return ElectionRule(
        id=name, clause=node.ref("clause", "clauses"), electors=node.refs("electors", "organs"), organ=organ,
        seat=node.string("seat", "elected" if organ else ""), office=node.ref("office", "offices", ""),
        seats=node.integer("seats", minimum=1), standings=node.refs("standings", "standings", ()),
        one_per_organisation=node.boolean("one_per_organisation", False),
        nominates=node.string("nominates", "organisation", among=NOMINATES),
        methods=node.strings("methods", among=METHODS), min_support=node.integer("min_support", 1, minimum=1),
        vacancies=node.strings("vacancies", ("by_election",), among=VACANCIES),
        statement_limit=node.integer("statement_limit", 1200), reopenings=node.integer("reopenings", 0),
        guarantees=tuple(_guarantee(top, category, node) for category in CATEGORIES if category in node.raw))


def _guarantee(top: Node, category: str, node: Node) -> GuaranteeRule:
    row = node.row(category)
    table = "continents" if category == "continent" else "genders"
    groups = row.refs("groups", table, ()) or tuple(top.known[table])
    floor, ceiling = row.integer("floor", 0), row.optional_fraction("ceiling")
    rule = GuaranteeRule(category, dict.fromkeys(groups, floor) if floor else {},
                         dict.fromkeys(groups, ceiling) if ceiling else {},
                         row.refs("standings", "standings", ()), row.ref("clause", "clauses"))
    if not rule.floors and not rule.ceilings:
        row.fault("", N_("a guarantee has a floor or a ceiling"))
    row.done()
    return rule


def _check(top: Node, node: Node, rule: ElectionRule) -> None:
    if bool(rule.organ) == bool(rule.office):
        node.fault("organ", N_("an election fills either seats of an organ or an office"))
    organs = top.raw.get("organs")
    raw = organs.get(rule.organ) if isinstance(organs, dict) else None
    kinds = [seat.get("kind") for seat in raw.get("seats", []) if isinstance(seat, dict)] \
        if isinstance(raw, dict) and isinstance(raw.get("seats"), list) else []
    if rule.organ in top.known["organs"] and rule.seat not in kinds:
        node.fault("seat", N_("the organ has no seat of the kind “%(kind)s”", kind=rule.seat))
    if not rule.electors and type(node.raw.get("electors")) is list:
        node.fault("electors", N_("no organ holds this election"))
    if not rule.methods and type(node.raw.get("methods")) is list:
        node.fault("methods", N_("an election needs at least one method"))
    for method in rule.methods:
        if method in ONE_SEAT and rule.seats > 1:
            node.fault("methods", N_("“%(method)s” elects one person, and there are %(seats)s seats", method=method,
                                     seats=rule.seats))
        if rule.guarantees and method in METHODS and method not in GUARANTEED:
            node.fault("methods", N_("“%(method)s” cannot keep guarantees", method=method))
    for way, methods in READ_ON.items():
        if way in rule.vacancies and not methods & set(rule.methods):
            node.fault("vacancies", N_("none of the methods fills a vacancy by “%(way)s”", way=way))
    if rule.office and set(rule.vacancies) - {"by_election"}:
        node.fault("vacancies", N_("an office that falls vacant is filled by a by-election"))
    for guarantee in rule.guarantees:
        if sum(guarantee.floors.values()) > rule.seats:
            node.fault(f"{guarantee.category}.floor", N_(
                "floors of %(floors)s in all do not fit into %(seats)s seats", floors=sum(guarantee.floors.values()),
                seats=rule.seats))


def _decision(node: Node, rule: ElectionRule, stages: Mapping[str, Stage]) -> Decision:
    title, each = node.text("title"), stages.get(node.ref("each", "stages"))
    readings = node.refs("readings", "readings", ())
    if each is not None and each.kind != "vote":
        node.fault("each", N_("yes or no for each candidate is decided by a vote"))
    secrecy = node.string("secrecy", "secret", among=("secret",))
    stage = Stage(
        id=f"{PREFIX}{rule.id}", kind="election", title=title, options=(), base=each.base if each else "expressed",
        numerator=each.numerator if each else 1, denominator=each.denominator if each else 2,
        comparator=each.comparator if each else "more_than", min_yes=0, quorum=None, participation=None, consents=None,
        min_window_s=node.integer("min_window_s", 0), clause=rule.clause, readings=readings, secrecy=secrecy,
        low_turnout=node.optional_fraction("low_turnout"))
    return Decision(
        id=stage.id, title=title, organs=rule.electors, clause=rule.clause, stages=(stage,), subject="seats",
        question=node.text("question"), grants={}, from_standings=(), to_standing="", needs_end_date=False, dossier=(),
        effect="election", open_after_dissolution=False, recusal="none", readings=readings)
