"""Requisitions: members ask for an extraordinary meeting, sign and withdraw; the count beside the exact threshold.

Signing takes a fresh proof of who one is. Who signed is for members and officers of the organ (V.CD.5, V.CO.5).
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask_login import current_user

from voting.sentences import N_
from voting.services.act import Service
from voting.services.file_requisition import file_requisition
from voting.services.limits import FILES
from voting.services.read.requisitions import certificate, requisition_view, requisitions_for
from voting.services.sign_requisition import sign_requisition, withdraw_signature
from voting.web.access import DELEGATE, SIGNED_IN, enter
from voting.web.forms import Answer, Entered, page_again, perform
from voting.web.limits import at_most

room = Blueprint("requisitions", __name__)


def service() -> Service:
    """The service of this installation."""
    return current_app.extensions["scrutin"].service


@room.get("/requisitions")
@enter(SIGNED_IN)
def requisitions() -> Answer:
    """Those of one's own organs, and the form that files one."""
    return _list_page(Entered())


@room.post("/requisitions")
@enter(DELEGATE, fresh=True)
def file() -> Answer:
    """File one; who files signs."""
    made: list[str] = []

    def act() -> None:
        made.append(file_requisition(service(), current_user.id, request.form.get("organ", ""),
                                     request.form.get("reasons", "")))

    return perform("file", act, N_("The requisition is filed and signed by you; the other members are told by mail."),
                   lambda: url_for("requisitions.requisition", requisition=made[0]), _list_page)


@room.get("/requisitions/<requisition>")
@enter(SIGNED_IN)
def requisition(requisition: str) -> Answer:
    """One requisition: reasons, count, threshold, who signed."""
    return _page(requisition, Entered())


@room.post("/requisitions/<requisition>/sign")
@enter(DELEGATE, fresh=True)
def sign(requisition: str) -> Answer:
    """Sign it."""
    return perform("sign", lambda: sign_requisition(service(), current_user.id, requisition),
                   N_("Your signature stands."), lambda: url_for("requisitions.requisition", requisition=requisition),
                   lambda entered: _page(requisition, entered))


@room.post("/requisitions/<requisition>/withdraw")
@enter(DELEGATE, fresh=True)
def withdraw(requisition: str) -> Answer:
    """Withdraw one's signature."""
    return perform("withdraw", lambda: withdraw_signature(service(), current_user.id, requisition),
                   N_("Your signature is withdrawn."),
                   lambda: url_for("requisitions.requisition", requisition=requisition),
                   lambda entered: _page(requisition, entered))


@room.get("/requisitions/<requisition>/sign")
@room.get("/requisitions/<requisition>/withdraw")
@enter(SIGNED_IN)
def after_act(requisition: str) -> Response:
    """The page, for a reload or another language after a refusal."""
    return page_again("requisitions.requisition", requisition=requisition)


@room.get("/requisitions/<requisition>/certificate.json")
@enter(SIGNED_IN)
@at_most(FILES)
def certificate_file(requisition: str) -> Response:
    """The signed certificate, once enough members have signed."""
    answer = Response(certificate(service(), requisition, current_user.id), mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=f"requisition-{requisition}.json")
    return answer


def _list_page(entered: Entered) -> tuple[str, int]:
    return render_template("requisitions/list.html", view=requisitions_for(service(), current_user.id),
                           entered=entered, faults=entered.faults, error=entered.error), entered.status


def _page(requisition: str, entered: Entered) -> tuple[str, int]:
    return render_template("requisitions/one.html", entered=entered, faults=entered.faults, error=entered.error,
                           view=requisition_view(service(), requisition, current_user.id)), entered.status
