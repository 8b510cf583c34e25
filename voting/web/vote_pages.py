"""The pages of a vote before it is in: Choose, Check, and the page of a ballot in which one cannot vote now.

Each is shown again by whatever comes next (another language, a fault, a refusal) with everything that was marked.
The language links of a page lead to an address that only shows: changing the language can never cast a vote.
"""

from __future__ import annotations

import re
import secrets

from flask import current_app, render_template, request, url_for
from flask_login import current_user

from voting.ballots.cast import REASON_LIMIT
from voting.ballots.lifecycle import WORDS
from voting.sentences import N_, Sentence
from voting.services.read.ballot_view import BallotView
from voting.services.read.changes import changes_of
from voting.services.read.effects_ahead import effects_if_adopted
from voting.services.read.own_passkeys import signing
from voting.services.read.receipts import CLOSED
from voting.services.read.results import is_within
from voting.services.read.today import Mine
from voting.services.typed import typed
from voting.statutes import Ruling
from voting.tally.stage import outcome_of
from voting.web.access import SignInNeeded
from voting.web.differ import shown
from voting.web.looks import OPTIONS, majority_words
from voting.web.shapes import SEEN_BY, for_whom, last_second, paper_of, state_name

ATTEMPT = re.compile(r"[A-Za-z0-9_-]{16,64}")

Fault = dict[str, object]


def marked() -> tuple[str, str]:
    """What the form holds: the option and the reason, as they came."""
    return request.form.get("choice", "")[:40], request.form.get("reason", "").replace("\r\n", "\n")


def faults_of(found: Mine) -> list[Fault]:
    """What keeps these marks from being sent, said before anybody tries; the act says it again."""
    (choice, reason), options = marked(), found.view.stage.options
    if choice not in options:
        message = N_("“%(option)s” is not an option on this ballot paper.", option=choice) if choice else \
            N_("Choose one of the options.")
        return [{"field": f"choice-{options[0]}", "message": message}]
    if choice == "object" and not reason.strip():
        return [{"field": "reason", "message": N_("An objection needs a written reason.")}]
    if choice == "object" and len(reason.strip()) > REASON_LIMIT:
        return [{"field": "reason", "message": N_("A reason has at most %(limit)s characters.", limit=REASON_LIMIT)}]
    return []


def choose_page(found: Mine, faults: list[Fault] | None = None) -> str:
    """Step 1 with what was marked; before anything was, with nothing."""
    choice, reason = marked()
    vote, ballot = found.vote, found.view.ballot.id
    shown_by = "delegate.check" if request.endpoint == "delegate.check" else "delegate.choose"
    return render_template(
        "delegate/choose.html", paper=paper_of(found.view), options=found.view.stage.options, chosen=choice,
        reason=reason, reason_limit=REASON_LIMIT, seat=for_whom(found), close_at=found.view.ballot.close_at,
        motion=found.view.motion.id,
        ahead=effects_if_adopted(current_app.extensions["scrutin"].service, found.view.motion.id),
        changes=shown(changes_of(current_app.extensions["scrutin"].service, found.view.motion.id)),
        may_change=True, faults=faults or [],
        previous={"option": vote.option, "cast_at": vote.cast_at} if vote else None,
        check_url=url_for("delegate.check", ballot=ballot), today_url=url_for("delegate.today"),
        language_url=lambda code: url_for(shown_by, ballot=ballot, lang=code))


def check_page(found: Mine, faults: list[Fault] | None = None) -> str:
    """Step 2 under the attempt that came with the form, else under a new one."""
    (choice, reason), sent, ballot = marked(), request.form.get("attempt", ""), found.view.ballot.id
    attempt, vote = sent if ATTEMPT.fullmatch(sent) else secrets.token_urlsafe(24), found.vote
    service = current_app.extensions["scrutin"].service
    return render_template(
        "delegate/check.html", paper=paper_of(found.view), choice=choice,
        reason=typed(reason) if choice == "object" else "", signing=signing(service, ballot, current_user.id),
        attempt=attempt, seat=for_whom(found), seen_by=SEEN_BY, close_at=found.view.ballot.close_at,
        may_change=True, faults=faults or [],
        previous={"option": vote.option, "cast_at": vote.cast_at} if vote else None,
        cast_url=url_for("delegate.cast", ballot=ballot), check_url=url_for("delegate.check", ballot=ballot),
        choose_url=url_for("delegate.choose", ballot=ballot),
        status_url=url_for("delegate.attempt_status", ballot=ballot, attempt=attempt),
        language_url=lambda code: url_for("delegate.check", ballot=ballot, lang=code))


def not_open_page(found: Mine, ruling: Ruling | None = None, why: Sentence | None = None) -> tuple[str, int]:
    """The page of a ballot in which this person cannot vote now. 200 for who only looks; who sent marks gets them back
    under 403 (not allowed, with the clause) or 409 (not at this time)."""
    view, vote, ruling = found.view, found.vote, found.ruling if ruling is None else ruling
    was_sent, (choice, reason) = request.method == "POST", marked()
    page = render_template(
        "delegate/not_open.html", was_sent=was_sent, question=view.question, agenda=view.agenda,
        organ=view.organ.name, state=state_name(view), ruling=ruling, is_on_roll=found.is_on_roll,
        open_at=view.ballot.open_at, clause_summary=_clause_words(view, ruling),
        close_at=last_second(view), reason=None, counted=counted_within(view),
        vote={"cast_at": vote.cast_at, "receipt": vote.code} if vote else None,
        unsent={"choice": choice, "reason": reason if choice == "object" else "",
                "why": why or (WORDS[view.state] if ruling.allowed else None)}
        if was_sent and choice in view.stage.options else None,
        choose_url=url_for("delegate.choose", ballot=view.ballot.id), result_url=result_url(view),
        receipts_url="" if view.ballot.is_secret else receipts_url(view), today_url=url_for("delegate.today"),
        urn_page_url=url_for("booth.urn", ballot=view.ballot.id) if view.ballot.is_secret else "",
        language_url=lambda code: url_for("delegate.choose", ballot=view.ballot.id, lang=code))
    return page, (403 if not ruling.allowed else 409) if was_sent else 200


def signed_out_page(error: SignInNeeded) -> str:
    """What was marked by somebody whose session ran out; nothing of the ballot is shown to whom it may not concern."""
    choice, reason = marked()
    choose_url = url_for("delegate.choose", ballot=request.view_args["ballot"])
    return render_template("delegate/signed_out.html", error=error, choice=choice if choice in OPTIONS else "",
                           reason=reason if choice == "object" else "", choose_url=choose_url,
                           sign_in_url=url_for("session.ask", next=choose_url),
                           language_url=lambda code: f"{choose_url}?lang={code}")


def counted_within(view: BallotView) -> dict[str, object] | None:
    """The counted figures before the declaration, for the organ's members and officers only; None for all others."""
    if view.tally is None or view.state not in CLOSED or view.motion.tally is not None or \
            not is_within(current_user.roles, view.organ.id):
        return None
    stage, outcome = view.stage, outcome_of(view.stage, view.tally)
    return {"stage": stage.kind, "figures": view.tally["counts"]["q1"], "bases": outcome.bases,
            "sentence": outcome.reason,
            "majority": majority_words(stage.numerator, stage.denominator, stage.comparator),
            "options": stage.options, "voted": view.voted, "entitled": view.entitled}


def receipts_url(view: BallotView) -> str:
    """Where the list of receipts is; "" before the close."""
    return url_for("public.receipts", ballot=view.ballot.id) if view.state in CLOSED else ""


def result_url(view: BallotView) -> str:
    """Where the motion's result is; "" before the declaration."""
    return url_for("public.result", motion=view.motion.id) if view.motion.tally is not None else ""


def _clause_words(view: BallotView, ruling: Ruling) -> object:
    clause = view.statutes.clauses.get(ruling.clause)
    return clause.summary if clause and not ruling.allowed else None
