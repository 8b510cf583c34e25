"""The delegate's room: today I vote on …; Choose, Check, Done; what I voted, with its receipt.

Whoever is signed in may knock: somebody off the roll reads why on the ballot's page, and a forged vote is refused by
the act itself, with the clause. Only `cast` changes anything, and the same attempt counts once however often it is
sent. Pages that are shown again keep what was marked; nothing of a choice is ever put into an address.
"""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as Redirect

from voting.ballots.lifecycle import State
from voting.errors import ConflictError, InputError, NotFoundError, RefusedError, UnavailableError
from voting.sentences import N_
from voting.services.act import Service
from voting.services.cast_named import cast_named
from voting.services.limits import FILES
from voting.services.read.ballot_view import own_entry, own_vote, view_ballot
from voting.services.read.secrecy import askable
from voting.services.read.today import Mine, mine, my_votes, today
from voting.services.signed_vote import FIELD as SIGNATURE
from voting.services.signed_vote import read_signature
from voting.statutes import Ruling
from voting.web.access import SIGNED_IN, SignInNeeded, enter
from voting.web.booth import secret_page
from voting.web.errors import retry_after
from voting.web.limits import at_most, client_network
from voting.web.logs import note_refusal
from voting.web.shapes import for_whom, last_second, line_of
from voting.web.vote_pages import (
    check_page,
    choose_page,
    faults_of,
    marked,
    not_open_page,
    receipts_url,
    result_url,
    signed_out_page,
)

room = Blueprint("delegate", __name__)

MAIL, SESSION = "mail", "session"
"""How a vote without a passkey says that its voter signed in: by a code sent by mail, or otherwise."""


def service() -> Service:
    """The service of this application."""
    return current_app.extensions["scrutin"].service


@room.errorhandler(SignInNeeded)
def signed_out(error: SignInNeeded) -> Redirect | tuple[str, int]:
    """A vote that was marked outlives its session: the page shows it, one signs in beside it, and goes on."""
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("session.ask", next=request.full_path.rstrip("?")))
    return signed_out_page(error), error.status


@room.get("/today", endpoint="today")
@enter(SIGNED_IN)
def show_today() -> str:
    """What is open for me, what is coming, what I have voted on, and where I may not vote and why."""
    found = today(service(), current_user.id)
    return render_template(
        "delegate/today.html", today_on=datetime.fromtimestamp(service().clock(), UTC).date().isoformat(),
        open=[line_of(one) for one in found.open], announced=[line_of(one) for one in found.announced],
        voted=[line_of(one) for one in found.voted],
        askable=askable(service(), current_user.id),
        refusals=[{"organ": organ, "ruling": ruling} for organ, ruling in found.refusals],
        my_votes_url=url_for("delegate.show_my_votes"), credentials_url=url_for("secret.credentials"))


@room.route("/ballots/<ballot>", methods=["GET", "POST"])
@enter(SIGNED_IN)
def choose(ballot: str) -> str | tuple[str, int]:
    """Step 1. A POST changes nothing: it shows the same page with what was marked (language switch, way back)."""
    found = _mine(ballot)
    if not found.may_cast:
        return not_open_page(found)
    return secret_page(found) if found.view.ballot.is_secret else choose_page(found)


@room.get("/ballots/<ballot>/check")
@room.get("/ballots/<ballot>/cast")
@enter(SIGNED_IN)
def start_again(ballot: str) -> Redirect:
    """An address that was only ever posted to, opened from a history or a link: start at step 1."""
    return redirect(url_for("delegate.choose", ballot=ballot), 303)


@room.post("/ballots/<ballot>/check")
@enter(SIGNED_IN)
def check(ballot: str) -> str | Redirect | tuple[str, int]:
    """Step 2: what would be sent, under a key of its own. Nothing has been sent and nothing is stored."""
    found = _mine(ballot)
    if not found.may_cast:
        return not_open_page(found)
    if found.view.ballot.is_secret:  # its choices never come here: the page does all three steps
        return start_again(ballot)
    faults = faults_of(found)
    return (choose_page(found, faults), 422) if faults else check_page(found)


@room.post("/ballots/<ballot>/cast")
@enter(SIGNED_IN)
def cast(ballot: str) -> Redirect | tuple[str, int] | tuple[str, int, dict[str, str]]:
    """Store the vote, then Step 3 by redirect; every refusal shows what was marked, so that nothing is lost."""
    choice, reason = marked()
    try:
        cast_named(service(), current_user.id, ballot, {"q1": [choice] if choice else []},
                   request.form.get("attempt", ""), reason,
                   MAIL if current_user.way == MAIL else SESSION, read_signature(request.form), client_network())
    except RefusedError as refusal:
        note_refusal(refusal.status, refusal.clause)
        return not_open_page(_mine(ballot), ruling=Ruling(False, refusal.clause, refusal.what))
    except ConflictError as conflict:
        return not_open_page(_mine(ballot), why=conflict.what)
    except InputError as fault:
        found = _mine(ballot)
        if fault.field == SIGNATURE:
            note_refusal(fault.status, "")
            return check_page(found, [{"field": "cast", "message": what} for what in (fault.what, fault.next)]), \
                fault.status
        fields = {"choice": f"choice-{found.view.stage.options[0]}", "reason": "reason"}
        return choose_page(found, [{"field": fields.get(fault.field, ""), "message": fault.what}]), 422
    except UnavailableError as fault:
        return check_page(_mine(ballot), [{"field": "", "message": fault.what}]), fault.status, retry_after(fault)
    return redirect(url_for("delegate.done", ballot=ballot), 303)


@room.get("/ballots/<ballot>/done")
@enter(SIGNED_IN)
def done(ballot: str) -> str | Redirect:
    """Step 3: the vote is in, with its receipt; without a vote, back to step 1."""
    found = _mine(ballot)
    if found.vote is None:
        return redirect(url_for("delegate.choose", ballot=ballot), 303)
    view = found.view
    waiting = [line_of(one) for one in today(service(), current_user.id).open]
    return render_template(
        "delegate/done.html", question=view.question, agenda=view.agenda, organ=view.organ.name,
        seat=for_whom(found),
        cast_at=found.vote.cast_at, is_signed=found.vote.is_signed, close_at=last_second(view),
        may_change=found.may_cast, is_closed=view.state is not State.OPEN,
        choose_url=url_for("delegate.choose", ballot=ballot),
        receipt=found.vote.code, receipts_url=receipts_url(found.view), qr_url="", next=waiting[0] if waiting else None,
        today_url=url_for("delegate.today"))


@room.get("/ballots/<ballot>/attempts/<attempt>")
@enter(SIGNED_IN)
def attempt_status(ballot: str, attempt: str) -> dict[str, object]:
    """Whether an attempt of mine arrived, for a browser that lost the connection while sending."""
    is_known = own_vote(service(), ballot, current_user.id, attempt) is not None
    return {"known": is_known, "url": url_for("delegate.done", ballot=ballot) if is_known else ""}


@room.get("/my-votes")
@enter(SIGNED_IN)
def show_my_votes() -> str:
    """Everything I cast, the newest first, each with its receipt."""
    votes = []
    for one in my_votes(service(), current_user.id):
        votes.append({**line_of(one), "option": one.vote.option, "receipt": one.vote.code,
                      "receipts_url": receipts_url(one.view), "result_url": result_url(one.view),
                      "receipt_url": url_for("delegate.receipt_file", ballot=one.view.ballot.id)})
    return render_template("delegate/my_votes.html", votes=votes, today_url=url_for("delegate.today"))


@room.get("/ballots/<ballot>/paper.json")
@enter(SIGNED_IN)
@at_most(FILES)
def paper_file(ballot: str) -> Response:
    """The signed ballot paper, byte for byte."""
    view = view_ballot(service(), ballot)
    return _file(bytes(view.ballot.paper) if view.ballot.paper else None, "paper.json")


@room.get("/ballots/<ballot>/issued.json")
@enter(SIGNED_IN)
@at_most(FILES)
def issued_file(ballot: str) -> Response:
    """The ballot that was issued to me, signed."""
    entry = own_entry(service(), ballot, current_user.id)
    return _file(bytes(entry.issued) if entry else None, "issued.json")


@room.get("/ballots/<ballot>/receipt.json")
@enter(SIGNED_IN)
@at_most(FILES)
def receipt_file(ballot: str) -> Response:
    """The signed receipt of my last vote."""
    vote = own_vote(service(), ballot, current_user.id)
    return _file(vote.receipt if vote else None, "receipt.json")


def _mine(ballot: str) -> Mine:
    """The ballot and I; a draft is nobody's business yet."""
    view = view_ballot(service(), ballot)
    if view.state is State.DRAFTED or (view.state is State.CANCELLED and not view.ballot.paper):
        raise NotFoundError(N_("There is no such ballot here."))
    return mine(service(), view, current_user.id)


def _file(content: bytes | None, name: str) -> Response:
    if content is None:
        raise NotFoundError(N_("There is no such file for you here."))
    as_file = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="application/json", headers=as_file)
