"""Elections before their paper is announced: called, candidates named and answering, rulings, the list closed.

For members of the electing organ, for those named, for the coordinator and for whoever presides. From the announcement
on an election is a motion like any other, in the chair's room and on the delegate's page.
"""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request, url_for
from flask_login import current_user

from voting.errors import InputError, RefusedError
from voting.sentences import N_
from voting.services.act import Service
from voting.services.call_election import Call, call_election
from voting.services.close_nominations import close_nominations, reopen_nominations, rule_on_candidacy
from voting.services.fill_vacancy import fill_vacancy
from voting.services.nominate import answer_nomination, nominate, withdraw_candidacy
from voting.services.read.election_room import (
    ElectionRoom,
    calling_room,
    election_lines,
    election_room,
    stands_in,
)
from voting.services.read.vacancies import vacancy_room
from voting.web import election_words
from voting.web.access import PREPARER, PRESIDING, SIGNED_IN, enter
from voting.web.forms import Answer, Entered, meant, perform, whole_number
from voting.web.local_time import read_local, round_up, write_local
from voting.web.vacancies import filling_view
from voting.web.words import reader_zone

room = Blueprint("elections", __name__)
WEEK_S = 7 * 86400


def service() -> Service:
    """The service of this installation."""
    return current_app.extensions["scrutin"].service


@room.get("/elections")
@enter(SIGNED_IN)
def index() -> str:
    """Every election, and which is due when."""
    mine = set(stands_in(service(), current_user.id))
    lines = [line for line in election_lines(service()) if _may_see(line.motion.organ) or line.motion.id in mine]
    return render_template("elections/index.html", lines=lines, calling=calling_room(service()),
                           may_call=_may_prepare(), say=election_words)


@room.get("/elections/new")
@enter(PREPARER)
def ask() -> Answer:
    """The form that calls an election; with `election` in the address, one that fills its vacant seats."""
    return _call_page(Entered(), request.args.get("election", ""))


@room.post("/elections/new")
@enter(PREPARER)
def call() -> Answer:
    """Call an election."""
    made: list[str] = []

    def act() -> None:
        form = request.form
        election, _, organ = form.get("election", "").partition(" ")
        if not organ:
            raise InputError(N_("Choose what is elected, and by whom."), "election")
        agenda = whole_number("agenda", N_("The agenda item is a number from 1 to 999."))
        made.append(call_election(service(), current_user.id, Call(
            election, organ, form.get("meeting", ""), agenda,
            read_local(form.get("closes_at", ""), reader_zone(), "closes_at"), form.get("method", ""),
            form.get("vacancy", ""), form.get("resolution", ""), form.get("is_by_election") == "yes")))

    return perform("call", act, N_("The election is called: candidates can be named."),
                   lambda: url_for("elections.one", motion=made[0]), _call_page)


@room.get("/elections/<motion>")
@enter(SIGNED_IN)
def one(motion: str) -> Answer:
    """One election: who stands, and what the reader may do."""
    return _page(motion, Entered())


def _act(motion: str, form: str, act: object, done: object) -> Answer:
    return perform(form, act, done, lambda: url_for("elections.one", motion=motion),
                   lambda entered: _page(motion, entered))


@room.post("/elections/<motion>/candidates")
@enter(SIGNED_IN)
def name(motion: str) -> Answer:
    """Name a candidate."""
    form = request.form
    return _act(motion, "name", lambda: nominate(
        service(), current_user.id, motion, form.get("organisation", ""), form.get("name", ""), form.get("mail", ""),
        is_written=form.get("is_written") == "yes"),
        N_("The candidate is named, and stands once they have accepted."))


@room.post("/elections/<motion>/candidates/<candidacy>/answer")
@enter(SIGNED_IN)
def answer(motion: str, candidacy: str) -> Answer:
    """Accept a nomination, with gender and statement, or decline it."""
    form = request.form

    def act() -> None:
        if form.get("answer") not in ("accept", "decline"):
            raise InputError(N_("Say whether the nomination is accepted."), "answer")
        statement = {name.removeprefix("statement_"): text.replace("\r\n", "\n") for name, text in form.items()
                     if name.startswith("statement_")}
        answer_nomination(service(), current_user.id, candidacy, form.get("answer") == "accept", form.get("gender", ""),
                          statement, is_written=form.get("is_written") == "yes")

    return _act(motion, f"answer-{candidacy}", act, N_("The answer is stored."))


@room.post("/elections/<motion>/candidates/<candidacy>/withdraw")
@enter(SIGNED_IN)
def withdraw(motion: str, candidacy: str) -> Answer:
    """Give up a candidacy."""
    def act() -> None:
        meant()
        withdraw_candidacy(service(), current_user.id, candidacy, request.form.get("reason", ""),
                           is_written=request.form.get("is_written") == "yes")

    return _act(motion, f"withdraw-{candidacy}", act, N_("The candidacy is withdrawn."))


@room.post("/elections/<motion>/candidates/<candidacy>/ruling")
@enter(PRESIDING)
def rule(motion: str, candidacy: str) -> Answer:
    """Rule that somebody does not stand."""
    def act() -> None:
        meant()
        rule_on_candidacy(service(), current_user.id, candidacy, request.form.get("clause", ""),
                          request.form.get("reason", ""))

    return _act(motion, f"rule-{candidacy}", act, N_("The ruling is stored, with its reasons."))


@room.post("/elections/<motion>/reopen")
@enter(PRESIDING)
def reopen(motion: str) -> Answer:
    """Reopen nominations for groups that have no candidate."""
    return _act(motion, "reopen", lambda: reopen_nominations(
        service(), current_user.id, motion, read_local(request.form.get("closes_at", ""), reader_zone(), "closes_at")),
        N_("Nominations are open again."))


@room.post("/elections/<motion>/close")
@enter(PRESIDING)
def close(motion: str) -> Answer:
    """Close the list of candidates."""
    def act() -> None:
        meant()
        close_nominations(service(), current_user.id, motion, is_confirmed=True)

    return _act(motion, "close", act, N_("The list is closed: its order is drawn, and it will stand on the paper."))


@room.get("/elections/<motion>/vacancies")
@enter(SIGNED_IN)
def vacancies(motion: str) -> Answer:
    """Vacant seats of a declared election: who left, who comes next from its papers."""
    return _vacancies_page(motion, Entered())


@room.post("/elections/<motion>/vacancies")
@enter(PRESIDING, fresh=True, act=N_("Fill the vacant seats"))
def fill(motion: str) -> Answer:
    """Fill the vacant seats from the papers of the election."""
    def act() -> None:
        meant()
        fill_vacancy(service(), current_user.id, motion)

    return perform("fill", act, N_("The seats are filled; the record holds how."),
                   lambda: url_for("elections.vacancies", motion=motion),
                   lambda entered: _vacancies_page(motion, entered))


@enter(SIGNED_IN)
def whole(motion: str, candidacy: str = "") -> Answer:
    """The page of an act's form, for a reload or another language after a refusal."""
    return _page(motion, Entered())


for address in ("candidates", "candidates/<candidacy>/answer", "candidates/<candidacy>/withdraw",
                "candidates/<candidacy>/ruling", "reopen", "close"):
    room.add_url_rule(f"/elections/<motion>/{address}", view_func=whole, methods=["GET"])


def _call_page(entered: Entered, vacant: str = "") -> tuple[str, int]:
    """`vacant` is the row of the statutes whose seats a by-election is proposed for; "" for none."""
    zone, now = reader_zone(), service().clock()
    return render_template("elections/call.html", calling=calling_room(service()), say=election_words, entered=entered,
                           vacant=vacant,
                           faults=entered.faults, error=entered.error,
                           closes=write_local(round_up(now + WEEK_S), zone)), entered.status


def _vacancies_page(motion: str, entered: Entered) -> tuple[str, int]:
    found = vacancy_room(service(), motion)
    if not _may_see(found.motion.organ) and not _may_see(found.election.organ):
        raise RefusedError(N_("Vacant seats are looked after among the members and officers of the two organs."))
    views = {"next": filling_view(found.statutes, found.election, found.next) if found.next else None,
             "filled": [filling_view(found.statutes, found.election, one) for one in found.filled]}
    return render_template(
        "elections/vacancies.html", found=found, rows=views, say=election_words, entered=entered,
        faults=entered.faults, error=entered.error, presides=found.motion.organ in current_user.roles.presided,
        may_call=_may_prepare()), entered.status


def _page(motion: str, entered: Entered) -> tuple[str, int]:
    found = election_room(service(), motion, current_user.id)
    if not _may_see(found.motion.organ) and found.mine is None:
        raise RefusedError(N_("An election is prepared among the members and officers of the organ that holds it, and "
                              "those who were named."))
    presides = found.motion.organ in current_user.roles.presided
    return render_template(
        "elections/one.html", found=found, say=election_words, entered=entered, faults=entered.faults,
        error=entered.error, presides=presides, keeps=current_user.roles.has("secretariat"),
        closes=write_local(round_up(service().clock() + WEEK_S), reader_zone()),
        shown=_shown(found, presides)), entered.status


def _shown(found: ElectionRoom, presides: bool) -> list:
    """Candidates whom the reader sees: those who stand; for officers everybody who was named."""
    if presides or current_user.roles.has("secretariat"):
        return list(found.people)
    return [one for one in found.people if one.row.state == "accepted" or one.row.named_by == current_user.id
            or one.row.person == current_user.id]


def _may_see(organ: str) -> bool:
    roles = current_user.roles
    held = frozenset().union(*roles.offices.values()) if roles.offices else frozenset()
    return organ in roles.seats or organ in held or "" in held


def _may_prepare() -> bool:
    return any(current_user.roles.has(role) for role in ("secretariat", "chair", "deputy"))
