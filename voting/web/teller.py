"""The tellers' room: what waits for a second officer, the log, the records; for every officer of an organ.

Who proposed an act never confirms it; the services see to that. Signing the log's head here is not an act: it is
computed from what is stored, each time.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from voting.errors import RefusedError
from voting.sentences import N_
from voting.services.read.countersigned import counted_for
from voting.services.read.key_ballots import key_ballots
from voting.services.read.log_room import log_room
from voting.services.read.proposals import kept_records, proposals
from voting.services.rotate_keys import propose_rotation
from voting.services.second_officer import confirm, refuse
from voting.web.access import OFFICER, enter
from voting.web.forms import Answer, Entered, meant, page_again, perform
from voting.web.law_words import span_words
from voting.web.teller_check import PAGES as CHECKS
from voting.web.teller_tallies import ACTS, PAGES, organs, service

room = Blueprint("teller", __name__)
for address, view in (PAGES | CHECKS).items():
    room.add_url_rule(address, view_func=view, methods=["GET"])
for address, view in ACTS.items():
    room.add_url_rule(address, view_func=view, methods=["POST"])


@room.get("/teller")
@enter(OFFICER)
def desk() -> Answer:
    """Proposals, and the ways to log and records."""
    return _desk(Entered())


@room.post("/teller/proposals/<pending>/confirm")
@enter(OFFICER, fresh=True, second=True, act=N_("Confirm as second officer"))
def confirm_proposal(pending: str) -> Answer:
    """Confirm as the second officer; the act takes effect now."""
    def act() -> None:
        _check_organ(pending)
        meant()
        confirm(service(), current_user.id, pending)

    return perform(f"confirm-{pending}", act, N_("Confirmed; it has taken effect."), lambda: url_for("teller.desk"),
                   _desk)


@room.post("/teller/proposals/<pending>/refuse")
@enter(OFFICER)
def refuse_proposal(pending: str) -> Answer:
    """Refuse it, or take back one's own."""
    def act() -> None:
        _check_organ(pending)
        refuse(service(), current_user.id, pending)

    return perform(f"confirm-{pending}", act, N_("The proposal is refused; nothing has changed."),
                   lambda: url_for("teller.desk"), _desk)


@room.get("/teller/proposals/<pending>/confirm")
@room.get("/teller/proposals/<pending>/refuse")
@enter(OFFICER)
def whole(pending: str) -> Response:
    """The desk, for a reload or another language after a refusal showed it under the act's address."""
    return page_again("teller.desk")


@room.post("/teller/keys")
@enter(OFFICER, fresh=True, second=True, act=N_("Propose to replace the keys of the service"))
def rotate() -> Answer:
    """Propose new keys for the service; a second officer confirms, the operator does it."""
    return perform("keys", lambda: propose_rotation(service(), current_user.id, request.form.get("reason", "")),
                   N_("Proposed: it waits for a second officer."), lambda: url_for("teller.desk"), _desk)


@room.get("/teller/keys")
@enter(OFFICER)
def whole_keys() -> Response:
    """The desk, likewise."""
    return page_again("teller.desk")


@room.get("/teller/log")
@enter(OFFICER)
def log() -> str:
    """The log's head, and its entries page by page; `?all=1` recomputes a long log as well."""
    return render_template("teller/log.html", found=log_room(service(), page_number(), "all" in request.args))


@room.get("/teller/records")
@enter(OFFICER)
def records() -> str:
    """The records of declared motions page by page, with their twelve digits."""
    found, page = kept_records(service(), organs(), page_number())
    return render_template("teller/records.html", records=found, page=page)


def page_number() -> int:
    """The page that the address asks for; the first if it names none."""
    return request.args.get("page", 1, type=int)


def _check_organ(pending: str) -> None:
    if not any(row.row.id == pending for row in proposals(service(), organs()).rows):
        raise RefusedError(N_("This proposal is not one of your organ's, or there is no such proposal."))


def _desk(entered: Entered) -> tuple[str, int]:
    found = proposals(service(), organs())
    return render_template(
        "teller/desk.html", found=found, waiting=[row for row in found.rows if not row.row.settled_at],
        keys_waiting=sum(one.is_waiting for one in key_ballots(service(), current_user.id, organs())),
        to_sign=sum(row.ruling.allowed for row in counted_for(service(), organs(), current_user.id)),
        settled=[row for row in found.rows if row.row.settled_at][:20], me_id=current_user.id, span_words=span_words,
        entered=entered,
        faults=entered.faults, error=entered.error), entered.status
