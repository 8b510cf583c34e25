"""Reading a statutes file: any organisation's rules, from the bytes of one TOML file to values, or a precise refusal.

For the composition root, `voting statutes check FILE`, and the verifier, which reads the file that lies in a record.
`check` lists every fault, `load_statutes` raises the first; each names file, key and clause. Refuses unknown keys,
references into nothing, shares that are not shares, and procedures in which a vote comes before consensus.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from importlib import resources

from voting.errors import StatutesError
from voting.sentences import N_, Sentence
from voting.statutes.load_cycle import read_cycle
from voting.statutes.load_decisions import read_decisions, read_stages
from voting.statutes.load_elections import read_elections
from voting.statutes.load_organs import ROLES, read_meetings, read_offices, read_organs
from voting.statutes.model import (
    Clause,
    Duty,
    LegalFrame,
    Presiding,
    Principles,
    Publication,
    Reading,
    Refusal,
    Refusals,
    RegisterRule,
    Requisition,
    Secrecy,
    Standing,
    Statutes,
    Term,
)
from voting.statutes.toml_node import Node, Problem

NEEDED_LANGUAGES = ("en", "fr")  # the service's pages exist in these
TABLES = ("clauses", "readings", "kinds", "continents", "standings", "organs", "offices", "stages", "decisions",
          "genders", "terms", "elections", "calendar")
RHYTHMS = ("times_a_year", "every_years", "once_after_entry")
DUTY_KINDS = ("meeting", "election", "appointment", "decision", "report", "review")
PUBLISHED = ("question", "rule", "figures", "verdict", "effects", "fingerprints", "record")


def load_statutes(toml: bytes, name: str = "file") -> Statutes:
    """Read a statutes file; StatutesError names the file, the key and the clause of the first fault."""
    statutes, problems = _read(toml)
    if statutes is None:
        raise StatutesError(sentence_of(problems[0], name))
    return statutes


def check(toml: bytes) -> tuple[Problem, ...]:
    """Every fault of a statutes file in the order of reading; empty when it can be loaded."""
    return tuple(_read(toml)[1])


def sentence_of(problem: Problem, name: str) -> Sentence:
    """The sentence that names the file, the key, the clause and the fault."""
    if not problem.path:
        return N_("%(file)s: %(what)s.", file=name, what=problem.what)
    if not problem.clause:
        return N_("%(file)s, %(path)s: %(what)s.", file=name, path=problem.path, what=problem.what)
    return N_("%(file)s, %(path)s (clause %(clause)s): %(what)s.",
              file=name, path=problem.path, clause=problem.clause, what=problem.what)


def progressive_alliance() -> Statutes:
    """The statutes that come with the service; StatutesError if the principles beside them are another text."""
    folder = resources.files("voting.statutes")
    statutes = load_statutes((folder / "progressive_alliance.toml").read_bytes(), "progressive_alliance.toml")
    if statutes.principles is not None:
        text = (folder / statutes.principles.file).read_bytes()
        if hashlib.sha256(text).hexdigest() != statutes.principles.sha256:
            raise StatutesError(N_("%(file)s is not the text that the statutes file was written for: its SHA-256 "
                                   "differs from principles.sha256.", file=statutes.principles.file))
    return statutes


def _read(toml: bytes) -> tuple[Statutes | None, list[Problem]]:
    problems: list[Problem] = []
    try:
        raw = tomllib.loads(toml.decode("utf-8"))
    except UnicodeDecodeError:
        return None, [Problem("", "", N_("this file is not UTF-8 text"))]
    except tomllib.TOMLDecodeError as fault:
        line = re.search(r"line (\d+)", str(fault))
        return None, [Problem("", "", N_("this file is not TOML; look at line %(line)s",
                                         line=line.group(1) if line else N_("the last")))]
    known = {table: list(raw[table]) if isinstance(raw.get(table), dict) else [] for table in TABLES}
    top = Node(raw, "", "", problems, known)
    top.languages = _languages(top)
    statutes = _statutes(top, toml)
    top.done()
    return (None if problems else statutes), problems


def _languages(top: Node) -> tuple[str, ...]:
    languages = top.strings("languages")
    for language in NEEDED_LANGUAGES:
        if "languages" in top.raw and language not in languages:
            top.fault("languages", N_("the pages of this service need the language “%(language)s”", language=language))
    return languages


def _statutes(top: Node, source: bytes) -> Statutes:
    stages = read_stages(top)
    decisions = read_decisions(top, stages)
    elections, elected = read_elections(top, stages)
    meetings = read_meetings(top)
    return Statutes(
        id=top.string("id"), version=top.string("version"), organisation=top.text("organisation"),
        title=top.text("title"), languages=top.languages,
        source=source, sha256=hashlib.sha256(source).hexdigest(),
        legal=_legal(top.row("legal")), principles=_principles(top),
        clauses=_clauses(top), readings=_readings(top),
        kinds=_names(top, "kinds"), continents=_names(top, "continents"), standings=_standings(top),
        organs=read_organs(top), offices=read_offices(top),
        decisions=decisions | elected, elections=elections, genders=_names(top, "genders", optional=True),
        refusals=_refusals(top.row("franchise", optional=True)), register=_register(top.row("register")),
        presiding=_presiding(top.row("presiding")), secrecy=_secrecy(top), terms=_terms(top),
        requisitions=_requisitions(top),
        calendar=_calendar(top), publication=_publication(top.row("publication")),
        last_call_s=top.integer("last_call_s"), objection_period_days=top.integer("objection_period_days"),
        recovery_wait_s=top.integer("recovery_wait_s", 0), cycle=read_cycle(top, meetings), meetings=meetings,
    )


def _legal(node: Node) -> LegalFrame:
    frame = LegalFrame(node.string("seat", ""), node.string("law", ""), node.string("authoritative_language", ""),
                       node.day("in_force_on"), node.boolean("remote_voting"), node.boolean("written_procedure"))
    if frame.authoritative_language and frame.authoritative_language not in node.languages:
        node.fault("authoritative_language",
                   N_("“%(language)s” is not a language of this file", language=frame.authoritative_language))
    node.done()
    return frame


def _principles(top: Node) -> Principles | None:
    node = top.row("principles", optional=True)
    if "principles" not in top.raw:
        return None
    principles = Principles(node.string("file"), node.string("language"), node.string("sha256"))
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", principles.file):
        node.fault("file", N_("“%(value)s” is not a plain file name", value=principles.file))
    if not re.fullmatch(r"[0-9a-f]{64}", principles.sha256):
        node.fault("sha256", N_("this must be a SHA-256 in 64 hexadecimal digits"))
    node.done()
    return principles


def _clauses(top: Node) -> dict[str, Clause]:
    clauses = {}
    for name, node in top.rows("clauses"):
        clauses[name] = Clause(name, node.text("summary"), node.string("due", ""))
        node.done()
    return clauses


def _readings(top: Node) -> dict[str, Reading]:
    readings = {}
    for name, node in top.rows("readings", optional=True):
        status = node.string("status", among=("provisional", "adopted"))
        reading = Reading(name, node.ref("clause", "clauses"), node.text("text"), status,
                          node.day("adopted_on"), node.ref("adopted_by", "organs", ""))
        if status == "adopted" and not (reading.adopted_on and reading.adopted_by):
            node.fault("status", N_("an adopted reading says on what date and by which organ"))
        if status == "provisional" and (reading.adopted_on or reading.adopted_by):
            node.fault("status", N_("a provisional reading has no date and no organ of adoption"))
        readings[name] = reading
        node.done()
    return readings


def _names(top: Node, table: str, optional: bool = False) -> dict[str, dict[str, str]]:
    node = top.row(table, optional)
    return {name: dict(node.text(name)) for name in node.raw}


def _standings(top: Node) -> dict[str, Standing]:
    standings = {}
    for name, node in top.rows("standings"):
        standings[name] = Standing(name, node.text("name"), node.refs("kinds", "kinds", ()),
                                   node.ref("clause", "clauses"), node.boolean("keeps_seats", False),
                                   node.string("written", name))
        node.done()
    return standings


def _refusal(node: Node) -> Refusal:
    refusal = Refusal(node.ref("clause", "clauses"), node.text("text"))
    node.done()
    return refusal


def _refusals(node: Node) -> Refusals:
    standings = {}
    for name, row in node.rows("refusals", optional=True):
        if name not in node.known["standings"]:
            row.fault("", N_("“%(value)s” is not in the table “%(table)s”", value=name, table="standings"))
        standings[name] = _refusal(row)
    represented = _refusal(node.row("represented")) if "represented" in node.raw else None
    node.done()
    return Refusals(standings, represented)


def _register(node: Node) -> RegisterRule:
    rule = RegisterRule(node.ref("visiting", "standings"), node.ref("applying", "standings"),
                        node.ref("resigned", "standings"), node.ref("resignation_clause", "clauses"))
    node.done()
    return rule


def _presiding(node: Node) -> Presiding:
    rule = Presiding(node.integer("deputy_after_s"), node.integer("tellers_after_s"),
                     node.integer("countersigning_tellers"), node.ref("clause", "clauses"),
                     node.ref("reading", "readings", ""), node.boolean("declaration_waits", False))
    if rule.declaration_waits and not rule.countersigning_tellers:
        node.fault("declaration_waits", N_("it cannot wait for countersignatures that nobody is asked for"))
    if rule.tellers_after_s < rule.deputy_after_s:
        node.fault("tellers_after_s", N_("the tellers cannot act before the deputy"))
    node.done()
    return rule


URN_READERS = ("chair", "deputy", "teller", "auditor")
"""The roles whose holders may read a whole urn where the data do not say."""


def _secrecy(top: Node) -> Secrecy | None:
    stages = top.raw.get("stages")
    node = top.row("secrecy", optional=True)
    if "secrecy" not in top.raw:
        if isinstance(stages, dict) and any(isinstance(stage, dict) and stage.get("secrecy", "named") != "named"
                                            for stage in stages.values()):
            top.fault("secrecy", N_("stages that may be secret need the table “secrecy”"))
        return None
    rule = Secrecy(node.fraction("asks"), node.integer("trustees", minimum=2), node.integer("threshold", minimum=2),
                   node.integer("release_within_s", minimum=1), node.integer("smallest_cell"),
                   node.integer("few_voters"), node.ref("clause", "clauses"), node.ref("reading", "readings", ""),
                   node.integer("grace_s", 0), node.strings("urn_readers", URN_READERS, among=ROLES))
    if not rule.threshold <= rule.trustees <= 16:
        node.fault("threshold", N_("no more keys can be asked for than there are, and there are at most 16"))
    node.done()
    return rule


def _terms(top: Node) -> dict[str, Term]:
    terms = {}
    for name, node in top.rows("terms", optional=True):
        if name not in top.known["organs"] and name not in top.known["offices"]:
            node.fault("", N_("“%(value)s” is neither an organ nor an office", value=name))
        terms[name] = Term(name, node.integer("years", minimum=1), node.boolean("holds_over"),
                           node.ref("clause", "clauses"))
        node.done()
    return terms


def _requisitions(top: Node) -> dict[str, Requisition]:
    requisitions = {}
    for name, node in top.rows("requisitions", optional=True):
        if name not in top.known["organs"]:
            node.fault("", N_("“%(value)s” is not in the table “%(table)s”", value=name, table="organs"))
        numerator, denominator = node.fraction("share")
        requisitions[name] = Requisition(name, numerator, denominator, node.strings("seats"),
                                         node.refs("standings", "standings", ()), node.ref("clause", "clauses"))
        node.done()
    return requisitions


def _calendar(top: Node) -> dict[str, Duty]:
    calendar = {}
    for name, node in top.rows("calendar", optional=True):
        duty = Duty(name, node.text("title"), node.string("kind", among=DUTY_KINDS),
                    node.string("rhythm", among=RHYTHMS), node.integer("number", minimum=1),
                    node.ref("clause", "clauses"), node.ref("organ", "organs", ""), node.ref("office", "offices", ""),
                    node.integer("lead_days", 0), node.ref("decision", "decisions", ""),
                    node.refs("subjects", "organs", ()), node.ref("term", "terms", ""))
        if duty.kind in ("election", "appointment") and not duty.term:
            node.fault("term", N_("an election or appointment says whose term it begins"))
        if duty.kind == "decision" and not (duty.decision and duty.subjects):
            node.fault("decision", N_("a duty to decide says which decision, and about which organs"))
        if duty.kind == "meeting" and not duty.organ:
            node.fault("organ", N_("a duty to meet says which organ"))
        calendar[name] = duty
        node.done()
    return calendar


def _publication(node: Node) -> Publication:
    rule = Publication(node.strings("everyone", among=PUBLISHED), node.strings("organ", among=PUBLISHED),
                       node.boolean("names_outside_organ"), node.ref("clause", "clauses"))
    node.done()
    return rule
