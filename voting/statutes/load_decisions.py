"""The part of a statutes file about stages and decisions, read and checked for sense.

For `load`. Refuses options that no count knows, majorities that nobody can reach, a vote before consensus, a decision
about an organisation that changes nothing, and a standing granted to a kind of organisation that may not hold it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from voting.sentences import N_
from voting.statutes.model import Decision, DossierItem, Stage
from voting.statutes.toml_node import Node

OPTIONS = {"consensus": ("consent", "stand_aside", "object"), "silence": ("consent", "object"),
           "vote": ("yes", "no", "abstain", "blank")}
NEEDED_OPTIONS = {"consensus": ("consent", "object"), "silence": ("consent", "object"), "vote": ("yes", "no")}
BASES = ("expressed", "cast", "present", "entitled")
COMPARATORS = ("at_least", "more_than")
SUBJECTS = ("organisation", "organ", "text", "none", "whole")
EFFECTS = ("standing", "seat", "statutes", "readings", "dissolve", "discharge", "framework", "none")
SECRECIES = ("named", "choice", "secret")
RECUSALS = ("none", "seated_in_subject")
ITEM_KINDS = ("text", "document", "date", "reply_or_deadline", "clause", "texts", "readings", "statutes",
              "day", "person")


def read_stages(top: Node) -> dict[str, Stage]:
    """All stages by id."""
    stages = {}
    for name, node in top.rows("stages"):
        stages[name] = _stage(name, node)
        node.done()
    return stages


def _stage(name: str, node: Node) -> Stage:
    kind = node.string("kind", among=tuple(OPTIONS))
    vote = kind == "vote"
    numerator, denominator = node.fraction("majority") if vote else (0, 1)
    stage = Stage(
        id=name, kind=kind, title=node.text("title"), options=_options(node, kind),
        base=node.string("base", among=BASES) if vote else "entitled",
        numerator=numerator, denominator=denominator,
        comparator=node.string("comparator", among=COMPARATORS) if vote else "at_least",
        min_yes=node.integer("min_yes", 0) if vote else 0,
        quorum=node.optional_fraction("quorum") if vote else None,
        participation=None if vote else node.optional_fraction("participation"),
        consents=None if vote else node.optional_fraction("consents"),
        min_window_s=node.integer("min_window_s", 0), clause=node.ref("clause", "clauses"),
        readings=node.refs("readings", "readings", ()), secrecy=node.string("secrecy", "named", among=SECRECIES),
        low_turnout=node.optional_fraction("low_turnout"))
    if kind in ("consensus", "silence") and stage.secrecy != "named":
        node.fault("secrecy", N_("an objection has a name and a reason: a consensus stage is named"))
    if kind == "silence" and not stage.min_window_s:
        node.fault("min_window_s", N_("a silence procedure says how long silence must be kept"))
    if kind == "silence" and (stage.participation or stage.consents):
        node.fault("", N_("silence has no share: whoever says nothing agrees"))
    if stage.comparator == "more_than" and stage.numerator == stage.denominator:
        node.fault("majority", N_("nobody can reach more than the whole"))
    return stage


def _options(node: Node, kind: str) -> tuple[str, ...]:
    options = node.strings("options", among=OPTIONS.get(kind))
    if not options and type(node.raw.get("options")) is list:
        node.fault("options", N_("a ballot without options cannot be voted on"))
    elif options:
        for word in NEEDED_OPTIONS.get(kind, ()):
            if word not in options:
                node.fault("options", N_("the option “%(option)s” is missing", option=word))
    return options


def read_decisions(top: Node, stages: Mapping[str, Stage]) -> dict[str, Decision]:
    """All decisions by id, each with its stages in the order in which they are gone through."""
    decisions = {}
    for name, node in top.rows("decisions"):
        decision = _decision(name, node, stages)
        _check_stages(top, node, decision)
        decision = _with_concurring(node, decision)
        _check_subject(node, decision)
        _check_standing(top, node, decision)
        _check_seat(top, node, decision)
        _check_question(node, decision)
        decisions[name] = decision
        node.done()
    return decisions


def _decision(name: str, node: Node, stages: Mapping[str, Stage]) -> Decision:
    steps = node.refs("stages", "stages")
    return Decision(
        id=name, title=node.text("title"), organs=node.refs("organs", "organs"), clause=node.ref("clause", "clauses"),
        stages=tuple(stages[step] for step in steps if step in stages),
        subject=node.string("subject", among=SUBJECTS), question=node.text("question"),
        grants=node.mapping("grants", "kinds", "standings"),
        from_standings=node.refs("from_standings", "standings", ()),
        to_standing=node.ref("to_standing", "standings", ""),
        needs_end_date=node.boolean("needs_end_date", False), dossier=_dossier(node),
        effect=node.string("effect", among=EFFECTS),
        open_after_dissolution=node.boolean("open_after_dissolution", False),
        recusal=node.string("recusal", "none", among=RECUSALS),
        subject_organs=node.refs("subject_organs", "organs", ()), readings=node.refs("readings", "readings", ()),
        organ_clauses=node.mapping("organ_clauses", "organs", "clauses"), seat=node.string("seat", ""))


def _dossier(node: Node) -> tuple[DossierItem, ...]:
    items = []
    for row in node.list_of_rows("dossier"):
        items.append(DossierItem(row.string("id"), row.string("kind", among=ITEM_KINDS), row.text("title"),
                                 row.ref("clause", "clauses"), row.boolean("required", True)))
        row.done()
    if len({item.id for item in items}) != len(items):
        node.fault("dossier", N_("this list names something twice"))
    return tuple(items)


def _check_stages(top: Node, node: Node, decision: Decision) -> None:
    kinds = [stage.kind for stage in decision.stages]
    if type(node.raw.get("stages")) is list and not node.raw["stages"]:
        node.fault("stages", N_("a decision needs at least one stage"))
    if type(node.raw.get("organs")) is list and not decision.organs:
        node.fault("organs", N_("no organ takes this decision"))
    if "silence" in kinds:
        legal = top.raw.get("legal")
        if len(kinds) > 1:
            node.fault("stages", N_("a silence procedure is the only stage of its decision"))
        if not (isinstance(legal, dict) and legal.get("written_procedure") is True):
            node.fault("stages", N_("a silence procedure is held in writing, which legal.written_procedure must allow"))
    elif kinds != sorted(kinds):  # "consensus" sorts before "vote"
        node.fault("stages", N_("the vote stands before consensus; consensus is tried first"))
    if any(kinds.count(kind) > 1 for kind in kinds):
        node.fault("stages", N_("a decision has at most one consensus stage and one vote"))


def _with_concurring(node: Node, decision: Decision) -> Decision:
    """The same decision asked of each of the organs `concurring` as well, after the one to which it is put."""
    others = node.refs("concurring", "organs", ())
    if not others:
        return decision
    if len(decision.organs) != 1 or len(decision.stages) != 1 or decision.stages[0].kind != "vote":
        node.fault("concurring", N_("a decision of several organs is put to one of them first and has one vote"))
        return decision
    if len({*decision.organs, *others}) != 1 + len(others):
        node.fault("concurring", N_("this list names something twice"))
    vote = decision.stages[0]
    return replace(decision, stages=(vote, *(replace(vote, organ=organ) for organ in others)))


def _check_subject(node: Node, decision: Decision) -> None:
    if (decision.subject == "organ") != bool(decision.subject_organs):
        node.fault("subject_organs", N_("a decision about an organ, and no other, lists the organs it may be about"))
    if decision.recusal != "none" and decision.subject != "organ":
        node.fault("recusal", N_("only a decision about an organ can ask the persons seated in it not to vote"))
    if decision.effect == "discharge" and decision.subject != "organ":
        node.fault("effect", N_("only an organ can be discharged"))
    if decision.effect == "statutes" and "texts" not in {item.kind for item in decision.dossier}:
        node.fault("dossier", N_("an amendment needs the text in force and the text proposed"))
    if (decision.effect == "readings") != ("readings" in {item.kind for item in decision.dossier}):
        node.fault("dossier", N_("an adoption of readings, and no other decision, has them in its dossier"))


def _check_standing(top: Node, node: Node, decision: Decision) -> None:
    gives = bool(decision.grants) + bool(decision.to_standing)
    if decision.effect == "standing":
        if decision.subject != "organisation" or not decision.from_standings:
            node.fault("from_standings", N_("a change of standing is about an organisation and says from which one"))
        if gives != 1:
            node.fault("effect", N_("a change of standing has either to_standing or grants"))
    elif gives or (decision.needs_end_date and decision.effect != "seat"):
        node.fault("effect", N_("only the effect “standing” grants a standing, and only it and “seat” have an end"))
    for kind, standing in decision.grants.items():
        raw = top.raw["standings"].get(standing) if isinstance(top.raw.get("standings"), dict) else None
        kinds = raw.get("kinds", []) if isinstance(raw, dict) else []
        if isinstance(kinds, list) and kinds and kind not in kinds:
            node.fault(f"grants.{kind}", N_("an organisation of the kind “%(kind)s” cannot have the standing "
                                            "“%(standing)s”", kind=kind, standing=standing))


def _check_seat(top: Node, node: Node, decision: Decision) -> None:
    """A decision that gives a seat: to whom the dossier names, for an organisation; of a kind that the organs have."""
    if (decision.effect == "seat") != bool(decision.seat):
        node.fault("seat", N_("a decision that gives a seat, and no other, says of which kind"))
    named = [item.kind for item in decision.dossier].count("person")
    if named != (decision.effect == "seat"):
        node.fault("dossier", N_("a decision that gives a seat, and no other, names one person in its dossier"))
    if decision.effect != "seat":
        return
    if decision.subject != "organisation" or not decision.from_standings:
        node.fault("from_standings", N_("a seat is given for an organisation, and the decision says of which standing"))
    organs = top.raw.get("organs")
    for organ in decision.organs:
        raw = organs.get(organ) if isinstance(organs, dict) else None
        seats = raw.get("seats") if isinstance(raw, dict) else None
        seats = [seat for seat in seats if isinstance(seat, dict)] if isinstance(seats, list) else []
        if seats and decision.seat not in [seat.get("kind") for seat in seats]:
            node.fault("seat", N_("the organ has no seat of the kind “%(kind)s”", kind=decision.seat))


def _check_question(node: Node, decision: Decision) -> None:
    for language, question in decision.question.items():
        try:
            filled = question % {"subject": "\0"}
        except (KeyError, TypeError, ValueError):
            node.fault(f"question.{language}", N_("the only placeholder of a question is %%(subject)s"))
            continue
        if question and ("\0" in filled) != (decision.subject in ("organisation", "organ", "text")):
            node.fault(f"question.{language}", N_("a question names its subject exactly where there is one"))
