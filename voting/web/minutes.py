"""Minutes of a declared motion (procès-verbal): what a lawyer files, in French or English, the signed tally inside.

Made out of a request, by `voting minutes` or the service's own clock. Names stand in them, as in any minutes: they are
for the organ. The words are the catalogue's; what is counted was counted before, and the record stays the authority.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, g

from voting.evidence import PublicKey
from voting.sentences import N_, Sentence
from voting.services.keep_minutes import keep_minutes
from voting.services.read.ballot_view import BallotView
from voting.services.read.minutes import MinutesFacts, minutes_facts, minutes_missing
from voting.services.read.motion_room import Leaf
from voting.services.sign_pdf import sign_pdf
from voting.services.typeset import typeset
from voting.tally.stage import outcome_of
from voting.web.aloud import WHAT, effect_words
from voting.web.looks import BASES, OPTIONS, rule_words
from voting.web.result_page import STATUS, arithmetic, authorised_words, organs_of, verdict_sentence
from voting.web.words import LANGUAGES, day, instant, render, text

FORM = Path(__file__).with_name("minutes.typ")
INCIDENTS = ("last_call", "extended", "addendum", "mandate_ended", "passkey_added", "cancelled", "annulled", "void",
             "disputed", "key_released", "no_consensus", "passed_on")
"""Acts that the minutes tell as what happened on the way."""
Document = dict[str, object]


def make_minutes(app: Flask, motion: str, language: str) -> bytes:
    """The signed PDF of a declared motion, made from its facts now."""
    scrutin = app.extensions["scrutin"]
    facts = minutes_facts(scrutin.service, motion)
    with speaking(app, language):
        document = minutes_document(facts, language)
    settings = scrutin.settings
    return sign_pdf(typeset(FORM, document), settings.instance / "keys", settings.key_passphrase, settings.host,
                    facts.whole.result.declared_at)


def make_and_keep(app: Flask, motion: str, language: str) -> str:
    """Make, sign, keep and log; the SHA-256 of what is kept."""
    return keep_minutes(app.extensions["scrutin"].service, motion, language, make_minutes(app, motion, language))


def can_make() -> bool:
    """Whether this installation has the optional part that sets minutes."""
    return importlib.util.find_spec("typst") is not None and importlib.util.find_spec("pyhanko") is not None


def make_missing(app: Flask, progress: Callable = iter) -> int:
    """Make the minutes that are missing, in every language; how many."""
    due = [(motion, language) for language in LANGUAGES for motion in minutes_missing(language)]
    for motion, language in progress(due):
        make_and_keep(app, motion, language)
    return len(due)


def minutes_document(facts: MinutesFacts, language: str) -> Document:
    """What the form sets: every string is final, in one language, instants in UTC."""
    room, result = facts.room, facts.whole.result
    organ, meeting = result.view.organ, room.meeting
    declared = next(leaf for leaf in reversed(room.leaves) if leaf.kind == "declared")
    made = datetime.fromtimestamp(result.declared_at, UTC)
    held = [view for view in room.ballots if view.tally]
    return {
        "lang": language, "title": say(N_("Minutes of a decision")),
        "organisation": text(room.statutes.organisation),
        "kicker": f"{text(organ.name)} · {meeting.title} · {day(meeting.held_on)}",
        "question": text(result.view.question),
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "footer": say(N_("Fingerprint of the record: %(digits)s", digits=facts.whole.fingerprint)),
        "sections": [_head(facts, declared), *(_stage(facts, view) for view in held), _result(facts),
                     *_incidents(room.leaves), _evidence(facts)],
        "signatures": [say(N_("Presiding")), say(N_("Teller")), say(N_("Teller"))],
        "attached": [
            *_signed("tally.json", facts.whole.tally, facts.whole.tally_sig, say(N_("The signed tally"))),
            *(part for view in held for part in _signed(
                f"stage-{view.ballot.stage}-tally.json", bytes(view.ballot.tally), bytes(view.ballot.tally_sig),
                say(N_("The signed count of a stage")))),
            attached_key(facts.authority)],
    }


def _signed(name: str, body: bytes, signature: bytes, words: str) -> Iterator[Document]:
    """A document and the 64 bytes of its signature, as two attached files."""
    yield {"name": name, "media": "application/json", "body": body.decode(), "description": words}
    yield {"name": f"{name}.sig", "media": "application/octet-stream", "body": list(signature),
           "description": say(N_("Its signature"))}


def attached_key(authority: PublicKey) -> Document:
    """The service's key as an attached file; whoever checks compares its digits with those that they know."""
    return {"name": "authority.pem", "media": "application/x-pem-file", "body": authority.to_pem().decode(),
            "description": say(N_("The service's key"))}


def _head(facts: MinutesFacts, declared: Leaf) -> Document:
    room, meeting = facts.room, facts.room.meeting
    place = ", ".join(part for part in (meeting.place, say(N_("remote")) if meeting.is_remote else "") if part)
    office = room.statutes.offices.get(declared.office)
    return {"heading": say(N_("Meeting")), "facts": rows_of(
        (N_("Organ"), say(organs_of(facts.whole.result.view))), (N_("Meeting"), meeting.title),
        (N_("Held on"), day(meeting.held_on)), (N_("Place"), place),
        (N_("Convened on"), at_utc(meeting.convened_at)), (N_("Agenda item"), str(facts.whole.result.view.agenda)),
        (N_("Put on"), at_utc(room.motion.filed_at)),
        (N_("Presiding at the declaration"), ", ".join(part for part in (
            declared.name, text(office.name) if office else "") if part)))}


def _stage(facts: MinutesFacts, view: BallotView) -> Document:
    tally, roll = view.tally, view.tally["roll"]
    outcome = outcome_of(view.stage, tally)
    present = str(tally["present"]["count"]) if tally["present"]["established"] else say(N_("not established"))
    own = ((N_("Organ"), text(view.organ.name)), (N_("Meeting"), view.meeting.title),
           (N_("Held on"), day(view.meeting.held_on))) if view.decision.is_concurrent else ()
    section: Document = {"heading": text(view.stage.title), "facts": rows_of(
        *own,
        (N_("Rule"), say(N_("%(rule)s (clause %(clause)s)", rule=rule_words(view.rule), clause=view.stage.clause))),
        (N_("Held"), say(_how(tally))),
        (N_("Announced"), at_utc(view.ballot.announced_at)), (N_("Opened"), at_utc(view.ballot.open_at)),
        (N_("Closed"), at_utc(view.ballot.closed_at)),
        (N_("Electoral roll"), say(N_("%(entitled)s entitled (%(frozen)s when frozen, %(added)s added, %(replaced)s "
                                       "replaced, %(ended)s mandates ended)", **{name: roll[name] for name in (
                                           "entitled", "frozen", "added", "replaced", "ended")}))),
        (N_("Present"), present), (N_("Votes cast"), str(tally["cast"])),
        (N_("Void"), str(len(tally["void"]))), (N_("Outcome"), say(outcome.reason)),
        *((N_("Signatures"), say(words)) for words in authorised_words(view.stage, tally)))}
    section["tables"] = [table for table in (_counts(view), _bases(outcome.bases)) if len(table) > 1]
    section["list"] = [say(N_("Objection of %(name)s (%(organisation)s): %(reason)s", name=name,
                               organisation=organisation or "–", reason=reason))
                       for name, organisation, reason in facts.objections.get(view.ballot.id, ())]
    return section


def _how(tally: Mapping[str, object]) -> Sentence:
    if "hands" in tally:
        return N_("by a show of hands, on whose figures tellers agreed; not individually verifiable")
    return N_("in secret") if "secret" in tally else N_("by name")


def _counts(view: BallotView) -> list[list[str]]:
    """Answers in the order of the paper, blanks last."""
    rows, order = [[say(N_("Answer")), say(N_("Count"))]], [*view.stage.options, "blank"]
    for counts in view.tally["counts"].values():
        rows += [[say(OPTIONS[option].word) if option in OPTIONS else option, str(count)] for option, count in
                 sorted(counts.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order))
                 if isinstance(count, int)]
    return rows


def _bases(bases: tuple) -> list[list[str]]:
    rows = [[say(N_("Base")), say(N_("Count")), say(N_("Needed")), say(N_("Reached"))]]
    for base in bases:
        if base.id not in BASES:
            continue
        name = say(N_("%(base)s (binding)", base=BASES[base.id]) if base.binding else BASES[base.id])
        known = base.count is not None
        figures = [str(base.count), str(base.needed), say(N_("yes") if base.reached else N_("no"))]
        rows.append([name, *(figures if known else [say(N_("not established")), "–", "–"])])
    return rows


def _result(facts: MinutesFacts) -> Document:
    result = facts.whole.result
    effects = [say(effect_words(facts.room, effect)) for effect in facts.whole.effects]
    said = [verdict_sentence(result), arithmetic(result)]
    said += [] if effects else [N_("Nothing changes in the register.")]
    return {"heading": say(N_("Result")), "paragraphs": [say(sentence) for sentence in said],
            "facts": rows_of((N_("Declared"), at_utc(result.declared_at))), "list": effects}


def _incidents(leaves: tuple[Leaf, ...]) -> Iterator[Document]:
    told = []
    for leaf in leaves:
        is_early = leaf.kind == "closed" and leaf.document.get("early")
        if leaf.kind not in INCIDENTS and not is_early:
            continue
        what = N_("Closed before the time on the paper") if is_early else WHAT.get(leaf.kind, Sentence(leaf.kind))
        words = str(leaf.document.get("summary") or leaf.document.get("reason") or "")
        told.append(f"{at_utc(leaf.at)}: {say(what)}" + (f" ({leaf.name})" if leaf.name else "")
                    + (f". {words}" if words else ""))
    if told:
        yield {"heading": say(N_("Incidents and acts on the way")), "list": told}


def _evidence(facts: MinutesFacts) -> Document:
    statutes, view = facts.room.statutes, facts.whole.result.view
    readings = [f"{text(statutes.readings[name].text)} ({say(STATUS[statutes.readings[name].status])})"
                for name in sorted({*view.stage.readings, *view.decision.readings}) if name in statutes.readings]
    return {"heading": say(N_("Evidence")), "facts": rows_of(
        (N_("Statutes"), f"{text(view.statutes.title)}, {view.statutes.version}, "
                          f"SHA-256 {in_groups(view.statutes.sha256)}"),
        (N_("Fingerprint of the record"), facts.whole.fingerprint),
        (N_("SHA-256 of the full record"), in_groups(facts.record_sha256)),
        (N_("Place of the declaration in the log"), str(facts.log_index)),
        (N_("The service's key"), facts.key_fingerprint)),
        "paragraphs": [say(N_("The record with its signed tallies is the authority; these minutes carry them as "
                               "attached files. Anyone checks it with one command: voting verify RECORD.zip")),
                       say(N_("These minutes are checked with: voting minutes verify FILE.pdf"))],
        "list": readings}


def in_groups(digits: str) -> str:
    """A long number in groups of eight, so that it can be read and broken into lines."""
    return " ".join(digits[place:place + 8] for place in range(0, len(digits), 8))


def rows_of(*rows: tuple[Sentence, str]) -> list[list[str]]:
    """Label and value of each fact that has a value."""
    return [[say(label), value] for label, value in rows if value]


def say(sentence: Sentence) -> str:
    """A sentence in the language of the minutes."""
    return str(render(sentence))


def at_utc(at: int) -> str:
    """An instant in UTC; "" for none."""
    return instant(at) if at else ""


@contextmanager
def speaking(app: Flask, language: str) -> Iterator[None]:
    """One language, instants in UTC, outside any reader's request: a context of its own, because what was chosen in
    one is remembered in it."""
    with app.app_context(), app.test_request_context("/"):
        g.language, g.zone = language, "UTC"
        yield
