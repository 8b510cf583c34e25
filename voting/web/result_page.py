"""A declared result in words: the verdict, the arithmetic in one line, what follows, how it came about.

For the public pages. Says what the count found and never counts itself; names no person, because who acted stands
here by office only.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import url_for

from voting.ballots.election import read_election
from voting.ballots.motion import Motion
from voting.sentences import N_, Sentence
from voting.services.read.ballot_view import BallotView
from voting.services.read.results import Result, WholeResult
from voting.statutes import Stage, Statutes
from voting.tally.authorised import Authorised
from voting.tally.stage import authorised_of, least_to_change, outcome_of
from voting.web.aloud import stage_title, together
from voting.web.election_result import election_effect, election_view, names_of, verdict_of_election
from voting.web.looks import BASES, majority_words, rule_words
from voting.web.vacancies import filling_view

EFFECTS: Mapping[str, Sentence] = {
    "statutes": N_("The amended text is in force."),
    "readings": N_("The readings named are adopted."),
    "dissolve": N_("The organisation is dissolved."),
    "framework": N_("The framework decision is in force: every organ that it takes has adopted it."),
    "none": N_("The motion is carried."),
}

ACTS: Mapping[str, Sentence] = {
    "motion": N_("The motion was put"),
    "opened": N_("Opened"),
    "last_call": N_("Last call"),
    "extended": N_("Extended"),
    "addendum": N_("Someone omitted was added to the electoral roll"),
    "passkey_added": N_("A new passkey was let in for an entry of the electoral roll"),
    "mandate_ended": N_("A mandate on the electoral roll ended"),
    "candidate_withdrawn": N_("A candidate withdrew"),
    "closed": N_("Closed and counted"),
    "disputed": N_("Count disputed by two officers: votes did not open"),
    "key_released": N_("A teller released the key itself"),
    "countersigned": N_("Count countersigned by a teller"),
    "no_consensus": N_("Recorded: consensus was not possible"),
    "passed_on": N_("Adopted by this organ, passed on to the next"),
    "declared": N_("Result declared"),
    "cancelled": N_("Cancelled"),
    "vacancy_filled": N_("Vacant seats filled from the papers"),
    "annulled": N_("Annulled"),
}
"""What the entries of the log say on a page; "announced" names its stage, "tallied" goes with the close."""

STATUS = {"provisional": N_("provisional reading"), "adopted": N_("reading adopted by the organ")}


def state_of(result: Result) -> str:
    """The key of `looks.STATES` of a declared motion."""
    if result.is_annulled:
        return "annulled"
    if result.view.stage.kind == "election":
        return "elected" if result.is_adopted else "not_elected"
    if not result.is_adopted:
        return "rejected"
    return "adopted_by_consensus" if result.view.stage.kind == "consensus" else "adopted"


def line_of_result(result: Result) -> dict[str, object]:
    """A result in a list."""
    return {"question": result.view.question, "organ": organs_of(result.view), "state": state_of(result),
            "arithmetic": arithmetic(result), "declared_at": result.declared_at,
            "url": url_for("public.result", motion=result.view.motion.id)}


def organs_of(view: BallotView) -> Sentence:
    """The organ that decided; where several did, all of them."""
    return together([view.statutes.organs[organ].name for organ in view.decision.asked(view.motion.organ)])


def verdict_of(result: Result) -> dict[str, object]:
    """The verdict of `_figures.html`."""
    outcome, remark = result.outcome, None
    if result.view.stage.kind == "vote" and not outcome.adopted:
        remark = outcome.reason
    elif outcome.turnout_low:
        remark = N_("%(turnout)s The turnout was low.", turnout=outcome.turnout)
    return {"state": state_of(result), "sentence": verdict_sentence(result), "arithmetic": arithmetic(result),
            "remark": remark}


def verdict_sentence(result: Result) -> Sentence:
    """One sentence that says what has been decided."""
    motion, decision, statutes = result.motion, result.view.decision, result.view.statutes
    if result.is_annulled:
        return N_("This result was annulled and has no effect.")
    if decision.effect == "election":
        return verdict_of_election(result)
    if decision.effect == "standing":
        name = motion.subject.name
        if not result.is_adopted:
            return N_("%(subject)s keeps its present standing: %(standing)s.", subject=name,
                      standing=statutes.standings[motion.subject.standing].name)
        after = decision.grants.get(motion.subject.organisation_kind, decision.to_standing)
        return N_("%(subject)s has a new standing: %(standing)s.", subject=name,
                  standing=statutes.standings[after].name)
    if not result.is_adopted:
        return N_("The motion is not carried; nothing changes.")
    if decision.effect == "seat":
        return N_("%(name)s takes a seat: %(organ)s.", name=", ".join(names_in(motion).values()),
                  organ=result.view.organ.name)
    if decision.effect == "discharge":
        return N_("Discharge is given: %(organ)s.", organ=statutes.organs[motion.subject.id].name)
    return EFFECTS[decision.effect]


def names_in(motion: Motion) -> dict[str, str]:
    """The printed name, by the person's id, of whoever the dossier of a motion names for a seat."""
    return {entry["subject"]: entry["text"] for entry in motion.dossier.values() if "subject" in entry}


def arithmetic(result: Result) -> Sentence:
    """The count in one line, with the base that binds and the number that it takes."""
    stage, outcome, counts = result.view.stage, result.outcome, result.counts
    if stage.kind != "vote":
        return outcome.reason
    binding = next(base for base in outcome.bases if base.binding)
    figures = {"yes": counts["yes"], "no": counts["no"], "count": binding.count, "needed": binding.needed,
               "majority": majority_words(stage.numerator, stage.denominator, stage.comparator)}
    if binding.count is None:
        return N_("%(yes)s yes : %(no)s no — how many were present is not established.", yes=counts["yes"],
                  no=counts["no"])
    if binding.id == "expressed":
        return N_("%(yes)s yes : %(no)s no — %(yes)s of %(count)s expressed, %(majority)s is %(needed)s.", **figures)
    return N_("%(yes)s yes : %(no)s no — %(yes)s of %(count)s (%(base)s), %(majority)s is %(needed)s.",
              base=BASES[binding.id], **figures)


def result_context(whole: WholeResult) -> dict[str, object]:
    """Everything that `public/result.html` wants but its links."""
    result = whole.result
    view, stage, outcome = result.view, result.view.stage, result.outcome
    binding = next((base for base in outcome.bases if base.binding and stage.kind == "vote"), None)
    candidates = names_of(view.paper) if stage.kind == "election" else names_in(result.motion)
    figures = {} if stage.kind == "election" else dict(result.counts)
    if binding is not None and binding.id == "entitled":
        figures["not_voted"] = view.tally["roll"]["entitled"] - view.tally["cast"]
    return {
        "organ": view.organ.name, "meeting": view.meeting.title, "held_on": view.meeting.held_on,
        "agenda": view.agenda, "question": view.question, "stage": stage.kind, "verdict": verdict_of(result),
        "figures": figures, "entitled": view.tally["roll"]["entitled"], "voted": view.tally["cast"],
        "by_hands": "hands" in view.tally,
        "authorised": authorised_words(stage, view.tally), "secret": view.tally if "secret" in view.tally else None,
        "least": least_to_change(stage, view.tally) if "secret" in view.tally and stage.kind != "election" else None,
        "bases": outcome.bases if stage.kind == "vote" else (), "needed": binding.needed if binding else None,
        "majority": majority_words(stage.numerator, stage.denominator, stage.comparator),
        "rule": rule_words(view.rule), "clause": stage.clause, "readings": _readings(result),
        "effects": [_effect(view.statutes, effect, result.motion.subject.name, candidates) for effect in whole.effects],
        "election": election_view(result) if stage.kind == "election" else None,
        "fillings": [filling_view(view.statutes, read_election(view.paper["election"]), one) for one in whole.fillings]
        if not result.is_annulled else [],
        "organs": _organs(result), "moments": _moments(whole), "fingerprint": whole.fingerprint,
        "is_annulled": result.is_annulled}


def _organs(result: Result) -> list[dict[str, object]]:
    """Of a decision of several organs, the vote of each; empty for any other."""
    if not result.view.decision.is_concurrent:
        return []
    rows = []
    for view in (*result.before, result.view):
        outcome, counts = outcome_of(view.stage, view.tally), view.tally["counts"]["q1"]
        needed = next(base.needed for base in outcome.bases if base.binding)
        rows.append({"organ": view.organ.name, "meeting": view.meeting.title, "held_on": view.meeting.held_on,
                     "counts": counts, "needed": needed, "voted": view.tally["cast"],
                     "entitled": view.tally["roll"]["entitled"], "state": "adopted" if outcome.adopted else "rejected"})
    return rows


def authorised_words(stage: Stage, tally: Mapping[str, object]) -> list[Sentence]:
    """How the counted votes of a named stage were authorised, out of its tally; nothing of a secret one."""
    how = authorised_of(stage, tally) if tally["cast"] else None
    return how_authorised(how) if how is not None else []


def how_authorised(how: Authorised) -> list[Sentence]:
    """How many votes their voters signed, and how many of the others could have changed the outcome."""
    if how.by_passkey:
        words = [N_("%(signed)s of %(cast)s votes were signed by their voters’ passkeys.", signed=how.by_passkey,
                    cast=how.by_passkey + how.otherwise)]
    else:
        words = [N_("No vote was signed by a passkey of its voter: all rest on the service alone.")]
    if how.without:
        words.append(N_("Voters on the electoral roll without a passkey: %(without)s.", without=how.without))
    if how.otherwise and how.holds:
        words.append(N_("%(other)s without a passkey rest on the service alone; whatever they had been, the outcome "
                        "would be the same.", other=how.otherwise))
    elif how.otherwise and how.least:
        words.append(N_("%(other)s without a passkey rest on the service alone; for another outcome at least %(least)s "
                        "of them would have had to be otherwise.", other=how.otherwise, least=how.least))
    elif how.otherwise and how.by_passkey:
        words.append(N_("%(other)s without a passkey rest on the service alone; had they been otherwise, the outcome "
                        "could be another.", other=how.otherwise))
    return words


def _readings(result: Result) -> list[dict[str, object]]:
    readings = result.view.statutes.readings
    return [{"text": readings[name].text, "status": STATUS[readings[name].status], "clause": readings[name].clause}
            for name in sorted({*result.view.stage.readings, *result.view.decision.readings})]


def _effect(statutes: Statutes, effect: Mapping[str, object], subject: str,
            names: Mapping[str, str]) -> dict[str, object]:
    match effect["effect"]:
        case "seat_filled" | "office_filled" | "office_ended":
            what = election_effect(statutes, effect, lambda person: names.get(person, ""))
        case "standing":
            what = N_("%(subject)s: %(after)s (before: %(before)s)", subject=subject,
                      after=statutes.standings[str(effect["after"])].name,
                      before=statutes.standings[str(effect["before"])].name)
        case "seat_ended":
            what = N_("A seat of %(subject)s ends: %(organ)s", subject=subject,
                      organ=statutes.organs[str(effect["organ"])].name)
        case "text_in_force":
            what = N_("The new text is in force (SHA-256 %(sha256)s)", sha256=str(effect["sha256"])[:16] + "…")
        case "statutes_in_force":
            what = N_("The data of the statutes that go with it are in force (SHA-256 %(sha256)s)",
                      sha256=str(effect["sha256"])[:16] + "…")
        case "reading_adopted":
            what = N_("Reading adopted: %(text)s", text=statutes.readings[str(effect["reading"])].text)
        case "framework_in_force":
            what = N_("The framework decision is in force: %(organs)s have adopted it.",
                      organs=together([statutes.organs[str(organ)].name for organ in effect["organs"]]))
        case "dissolved":
            what = N_("The organisation is dissolved; only accounts and discharge remain to be decided")
        case _:
            what = N_("Discharge is given: %(organ)s", organ=statutes.organs[str(effect["organ"])].name)
    return {"what": what, "at": effect["at"]}


def annulment_of(whole: WholeResult) -> dict[str, object] | None:
    """Who annulled a result (by office), when and why; None if it stands."""
    leaf = next((act for act in whole.acts if act["type"] == "annulled"), None)
    if leaf is None:
        return None
    offices = whole.result.view.statutes.offices
    acted = (leaf["by"]["office"], leaf["second"]["office"])
    return {"offices": [offices[office].name for office in acted if office in offices], "at": leaf["at"],
            "reason": leaf["reason"]}


def _moments(whole: WholeResult) -> list[dict[str, object]]:
    view, moments = whole.result.view, []
    statutes = view.statutes
    for act in whole.acts:
        kind = str(act["type"])
        what = ACTS.get(kind)
        if kind == "announced":
            what = N_("Announced: %(stage)s",
                      stage=stage_title(statutes, view.decision, int(act["stage"]), view.motion.organ))
        if what is None:
            continue
        office = statutes.offices.get(str(act["by"]["office"]))
        moments.append({"what": what, "at": act["at"], "who": office.name if office else N_("by the clock"),
                        "detail": act.get("summary") or act.get("reason"), "is_ahead": False})
    return moments
