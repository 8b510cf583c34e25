"""The style page: every part of every page in every state, with invented examples.

For whoever changes the looks, and for the tests that measure contrast and structure. Open to everyone; reads
nothing from the register or the urn and has no effect.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from flask import Blueprint, current_app, render_template

from voting.ballots.election import Candidate
from voting.errors import InputError
from voting.sentences import N_
from voting.services.read.minutes_signed import MinutesLine, Signer, Signing
from voting.services.read.page import Page
from voting.statutes import progressive_alliance
from voting.tally.candidates_list import draw_up_list
from voting.tally.choices import count_choices
from voting.tally.elections import Seed
from voting.web import election_result, election_words
from voting.web.access import ANYONE, enter
from voting.web.differ import difference
from voting.web.forms import Entered
from voting.web.meetings import MEETING_STATES
from voting.web.words import LANGUAGES

style = Blueprint("style", __name__)

ORGAN = {"en": "Council", "fr": "Conseil"}
TWO_THIRDS = N_("two-thirds")


@style.get("/style")
@enter(ANYONE)
def show() -> str:
    """Every part, with examples that are nobody's data."""
    now = current_app.extensions["scrutin"].service.clock()
    return render_template("style.html", **examples(datetime.fromtimestamp(now, UTC)))


def elections() -> dict[str, object]:
    """An election of each form: ticks on a grouped list, a ranking, yes and no for each; the candidates are numbers."""
    law = progressive_alliance()
    continents, genders = list(law.continents), list(law.genders)
    people = [Candidate(f"p{number}", f"Candidate {number}", f"EX-{number}", f"Example Party {number}", "member",
                        continents[number % 5], genders[number % 2]) for number in range(1, 11)]
    found = {form: draw_up_list(law, law.elections[election], people[:most], "style")
            for form, election, most in (("ticks", "tellers", 10), ("ranks", "coordinator", 4), ("each", "council", 2))}
    ticks, ranks = ([one.id for one in found[form].candidates] for form in ("ticks", "ranks"))
    votes = {"ticks": [{"q1": ticks[start:start + 3]} for start in (0, 0, 1, 2, 5, 6)],
             "ranks": [{"q1": ranks[start:] + ranks[:start]} for start in (0, 0, 0, 1, 1, 2, 3)]}
    results = {}
    for form, choices in votes.items():
        stage = law.decisions[f"election_{found[form].rule}"].stages[0]
        counted = count_choices(stage, {"election": found[form].document()}, choices, 12, lots=Seed("style"))
        results[f"{form}_result"] = election_result.view_of(law, found[form], counted | {
            "secret": {"lots": {"dealers": ["", "p-1", "p-2"], "uneven": ["p-2"]}}})
    return found | results


def minutes(at: int) -> list[dict[str, object]]:
    """Minutes that one officer signed with a passkey and one without, and that the reader may sign."""
    signed = (Signer("A. Example", "chair", at, True), Signer("B. Example", "teller", at, False))
    signing = Signing("minutes", "style", "en", "0" * 64, "teller", "style", "localhost", ("style",))
    return [{"line": MinutesLine("en", at, "0" * 64, signed, signing), "file": "#", "opened": "#", "sign": "#",
             "title": N_("Minutes of the meeting (%(language)s)", language=LANGUAGES["en"])}]


def examples(now: datetime) -> dict[str, object]:
    """View objects in the shapes that the macros state, with instants around `now`."""
    soon, past = now + timedelta(hours=5, minutes=20), now - timedelta(days=2, hours=3)
    return {
        "minutes": minutes(int(past.timestamp())),
        "soon": soon, "law": progressive_alliance(), "election_words": election_words, "elections": elections(),
        "filling": {"left": ["Candidate 3"], "filled": [{"name": "Candidate 7"}],
                    "way": election_words.VACANCIES["reading_on"], "relaxed": (), "seed": "style",
                    "passed": [{"name": "Candidate 9", "why": election_words.WHY_PASSED["standing"]}],
                    "lots": [{"tied": ["Candidate 7", "Candidate 8"], "drawn": "Candidate 7"}]},
        "statement": {"en": "I shall listen, and report.", "fr": "J’écouterai, et je rendrai compte."},
        "paper": {
            "organ": ORGAN, "meeting": {"en": "Spring meeting", "fr": "Réunion de printemps"}, "held_on": "2027-03-12",
            "agenda": 3, "stage": "vote", "clause": "IV.2d", "fingerprint": "4821 0937 5526",
            "title": {"en": "Admission", "fr": "Admission"},
            "question": {"en": "Shall the Example Party be admitted as a member?",
                         "fr": "Le Parti d’exemple doit-il être admis comme membre ?"},
            "rule": N_("%(majority)s of the votes for and against", majority=TWO_THIRDS)},
        "rulings": (
            {"allowed": True, "clause": "V.CO.1b", "reason": N_("Elected members of this organ vote.")},
            {"allowed": False, "clause": "IV.3", "reason": N_("Guests follow the meeting and do not vote.")}),
        "verdicts": (
            {"state": "adopted", "sentence": N_("The Council admits the Example Party as a member."),
             "arithmetic": arithmetic(24, 8, 22, 32), "remark": None},
            {"state": "rejected", "sentence": N_("The Council does not admit the Example Party."),
             "arithmetic": arithmetic(7, 5, 8, 12),
             "remark": N_("%(voted)s of %(entitled)s voted.", voted=14, entitled=35)}),
        "majority": TWO_THIRDS,
        "bases": (
            base("expressed", 32, 22, True, binding=True), base("cast", 35, 24, True),
            base("present", None, None, None), base("entitled", 41, 28, False)),
        "organs": (organ(N_("The Finance Committee"), 9, 1, 6), organ(N_("The Council"), 20, 8, 15)),
        "bars": (("wide", {"yes": 24, "no": 8, "abstain": 3}, 22), ("narrow", {"yes": 7, "no": 5, "abstain": 2}, 8),
                 ("roll", {"yes": 20, "no": 4, "abstain": 2, "not_voted": 9}, 24),
                 ("none", {"yes": 0, "no": 0, "abstain": 0}, 1)),
        "moments": (
            moment(N_("Announced"), past, N_("the chair")),
            moment(N_("Consensus stage closed"), past + timedelta(days=1), None,
                   N_("One objection stood at the close.")),
            moment(N_("Vote closes"), soon, None, is_ahead=True)),
        "checks": (
            {"is_met": True, "what": N_("The dossier is complete.")},
            {"is_met": True, "what": N_("The roll has %(voters)s voters.", voters=35)},
            {"is_met": False, "what": N_("The text is missing in one language."), "fix_url": "/style",
             "fix": N_("Write it now")}),
        "differences": (({"en": "Principles", "fr": "Principes"}, difference(
            "The Council meets once a year.", "The Council meets at least twice a year.")),),
        "read_aloud": (
            ("en", "Thirty-five on the roll. Two-thirds of the votes for and against are needed. The ballot is open."),
            ("fr", "Trente-cinq inscrits. Il faut deux tiers des suffrages exprimés. Le scrutin est ouvert.")),
        "mistakes": ({"field": "reason", "message": N_("Give a reason for your objection.")},),
        "wrong": Entered("office", InputError(N_("Write a name."), "name"), {"from": "2027-01-15"}),
        "middle": Page(2, 3, 10, 10), "meeting_states": MEETING_STATES,
        "meeting": SimpleNamespace(title="Spring meeting", held_on="2027-03-12", starts_at=soon, place="Dakar",
                                   is_remote=True),
        "downloads": ({"label": N_("Record of the ballot"), "url": "/style", "hint": "ZIP, 48 kB"},),
    }


def arithmetic(yes: int, no: int, needed: int, expressed: int) -> object:
    """The line under a verdict: figures, base, majority and the number that it takes."""
    return N_("%(yes)s yes : %(no)s no — %(yes)s of %(count)s expressed, %(majority)s is %(needed)s.",
              yes=yes, no=no, count=expressed, majority=TWO_THIRDS, needed=needed)


def organ(name: object, yes: int, no: int, needed: int) -> dict:
    """One row of the votes of several organs."""
    return {"organ": str(name), "held_on": "2027-03-12", "counts": {"yes": yes, "no": no, "abstain": 1},
            "needed": needed, "voted": yes + no + 1, "entitled": 35, "state": "adopted"}


def base(name: str, count: int | None, needed: int | None, reached: bool | None, binding: bool = False) -> dict:
    """One row of the table of bases."""
    return {"id": name, "count": count, "needed": needed, "reached": reached, "binding": binding}


def moment(what: object, at: datetime, who: object, detail: object = None, is_ahead: bool = False) -> dict:
    """One entry of a timeline."""
    return {"what": what, "at": at, "who": who, "detail": detail, "is_ahead": is_ahead}
