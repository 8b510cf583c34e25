"""Sentences for the chair to read aloud, in every language of the meeting, and words for what an act did.

Built from the paper's rule and the signed tally; nothing is counted here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from flask_babel import force_locale

from voting.sentences import N_, Sentence
from voting.services.read.motion_room import Leaf, MotionRoom
from voting.statutes import Decision, Statutes, words
from voting.web.election_result import election_effect
from voting.web.shapes import rule_of
from voting.web.words import LANGUAGES, render


def aloud(room: MotionRoom) -> list[tuple[str, str]]:
    """(language, words to read) in the order of the statutes' languages; empty while there is nothing to say."""
    sentence = _sentence(room)
    if sentence is None:
        return []
    return [(code, in_language(sentence, code)) for code in room.statutes.languages if code in LANGUAGES]


def in_language(sentence: Sentence, code: str) -> str:
    """A sentence in one language, whatever the reader's is."""
    with force_locale(code):
        return render(sentence)


def _sentence(room: MotionRoom) -> Sentence | None:
    current = room.current
    if current is None or not current.ballot.announced_at:
        return None
    if room.outcome is not None:
        return N_("The ballot is closed. %(reason)s %(turnout)s", reason=room.outcome.reason,
                  turnout=room.outcome.turnout)
    shown = {"voters": current.entitled, "rule": rule_of(current), "question": current.question,
             "at": datetime.fromtimestamp(current.ballot.close_at, UTC)}
    if current.is_last_call:
        if current.ballot.is_secret:
            return N_("Last call. The vote is secret; who has not voted yet, please vote now.")
        return N_("Last call. %(voted)s of %(entitled)s have voted.", voted=current.voted, entitled=current.entitled)
    if current.state == "announced":
        return N_("%(question)s %(voters)s on the electoral roll. The rule: %(rule)s. The ballot opens on %(open)s.",
                  open=datetime.fromtimestamp(current.ballot.open_at, UTC),
                  **{name: shown[name] for name in ("question", "voters", "rule")})
    if current.state == "open":
        return N_("%(question)s %(voters)s on the electoral roll. The rule: %(rule)s. The ballot is open until %(at)s.",
                  **shown)
    return None


def moments(room: MotionRoom) -> list[dict[str, object]]:
    """The timeline of a motion: every logged act but the casts, then what is still ahead."""
    found = [{"what": _what(room, leaf), "at": leaf.at, "who": _who(room, leaf), "detail": _detail(leaf),
              "is_ahead": False} for leaf in room.leaves]
    current = room.current
    if current is not None and current.state == "announced":
        found.append(_ahead(N_("The ballot opens"), current.ballot.open_at))
    if current is not None and current.state in ("announced", "open"):
        found.append(_ahead(N_("The ballot closes"), current.ballot.close_at))
    if room.motion.state == "live":
        reached = current.ballot.stage - (current.state == "drafted") if current else 0
        found += [_ahead(stage_title(room.statutes, room.decision, number, room.motion.organ), None)
                  for number in range(reached + 1, len(room.decision.stages) + 1)]
    return found


def stage_title(statutes: Statutes, decision: Decision, number: int, put_to: str) -> Sentence:
    """What stage number `number` is called; where several organs decide, with the organ that is asked."""
    title = words(decision.stages[number - 1].title)
    if not decision.is_concurrent:
        return title
    return N_("%(stage)s, %(organ)s", stage=title, organ=words(statutes.organs[decision.asked_at(number, put_to)].name))


def together(names: Sequence[Mapping[str, str]]) -> Sentence:
    """Several names of the statutes, one after the other."""
    first, *others = map(words, names)
    for name in others:
        first = N_("%(first)s and %(second)s", first=first, second=name)
    return first


def _ahead(what: Sentence, at: int | None) -> dict[str, object]:
    return {"what": what, "at": at, "who": None, "detail": None, "is_ahead": True}


WHAT: Mapping[str, Sentence] = {
    "motion": N_("Put to the organ; question and dossier are fixed"),
    "opened": N_("Opened"), "last_call": N_("Last call"), "extended": N_("Extended"),
    "addendum": N_("Electoral roll amended by two officers"), "mandate_ended": N_("A mandate on the roll ended"),
    "passkey_added": N_("A new passkey was let in for an entry of the electoral roll"),
    "sealed": N_("Urn sealed: no vote can be added"), "released": N_("A teller handed over what opens the votes"),
    "disputed": N_("Count disputed by two officers: votes did not open"),
    "key_released": N_("A teller released the key itself"),
    "void": N_("Void: too few tellers handed over what opens the votes"),
    "candidate_withdrawn": N_("A candidate withdrew"),
    "closed": N_("Closed"), "tallied": N_("Counted and signed"),
    "countersigned": N_("Count countersigned by a teller"),
    "no_consensus": N_("Recorded: consensus was not possible"),
    "passed_on": N_("Adopted by this organ, passed on to the next"), "declared": N_("Result declared"),
    "cancelled": N_("Cancelled"), "withdrawn": N_("Motion withdrawn"), "annulled": N_("Annulled by two officers"),
}


def _what(room: MotionRoom, leaf: Leaf) -> Sentence:
    if leaf.kind == "announced":
        title = stage_title(room.statutes, room.decision, leaf.stage, room.motion.organ)
        return N_("Announced: %(stage)s", stage=title)
    return WHAT.get(leaf.kind, Sentence(leaf.kind))


def _who(room: MotionRoom, leaf: Leaf) -> Sentence | None:
    office = room.statutes.offices.get(leaf.office)
    if office is None:
        return None  # the clock's work
    if not leaf.name:
        return words(office.name)
    return N_("%(name)s, %(office)s", name=leaf.name, office=words(office.name))


def _detail(leaf: Leaf) -> Sentence | str | None:
    document = leaf.document
    match leaf.kind:
        case "announced":
            return N_("%(voters)s signed ballots issued", voters=document["issued"]) if document["issued"] else \
                N_("A secret ballot: each voter's ballot paper is issued when they ask for it")
        case "extended":
            return N_("New close: %(at)s. %(reason)s", reason=document["reason"],
                      at=datetime.fromtimestamp(int(document["close"]), UTC))
        case "closed" if document["early"]:
            return N_("Before the time on the paper")
        case "no_consensus":
            return str(document["summary"])
    return str(document["reason"]) if document.get("reason") and leaf.kind != "void" else None


def effect_words(room: MotionRoom, effect: Mapping[str, object]) -> Sentence:
    """One effect of a declaration in words."""
    match effect["effect"]:
        case "seat_filled" | "office_filled" | "office_ended":
            return election_effect(room.statutes, effect, lambda person: room.register.people[person].name)
        case "standing":
            organisation = room.register.organisations.get(str(effect["organisation"]))
            after = words(room.statutes.standings[str(effect["after"])].name)
            name = organisation.name if organisation else str(effect["organisation"])
            if effect["until"]:
                return N_("%(name)s becomes: %(standing)s, until %(at)s.", name=name, standing=after,
                          at=datetime.fromtimestamp(int(effect["until"]), UTC))
            return N_("%(name)s becomes: %(standing)s.", name=name, standing=after)
        case "seat_ended":
            seat = next((seat for seat in room.register.seats if seat.id == effect["seat"]), None)
            person = room.register.people[seat.person].name if seat else ""
            return N_("A seat ends: %(name)s, %(organ)s.", name=person,
                      organ=words(room.statutes.organs[str(effect["organ"])].name))
        case "text_in_force":
            return N_("The new text of the principles comes into force.")
        case "statutes_in_force":
            return N_("The data of the statutes that go with it come into force.")
        case "reading_adopted":
            return N_("Reading adopted: %(text)s", text=words(room.statutes.readings[str(effect["reading"])].text))
        case "dissolved":
            return N_("The organisation is dissolved; only accounts and discharge can still be decided.")
        case "framework_in_force":
            return N_("The framework decision is in force: %(organs)s have adopted it.",
                      organs=together([room.statutes.organs[str(organ)].name for organ in effect["organs"]]))
        case "discharged":
            return N_("Discharge is given: %(organ)s.", organ=words(room.statutes.organs[str(effect["organ"])].name))
    return Sentence(str(effect["effect"]))
