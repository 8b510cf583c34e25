"""What the service holds about whoever is signed in: a page, and the same as a file for programs."""

from __future__ import annotations

import json

from flask import Blueprint, Response, current_app, render_template, url_for
from flask_login import current_user

from voting.services.limits import DOWNLOADS
from voting.services.read.my_data import my_data
from voting.services.retention import PERIODS
from voting.web.access import SIGNED_IN, enter
from voting.web.limits import at_most
from voting.web.words import render

room = Blueprint("my_data", __name__)


@room.get("/me/data")
@enter(SIGNED_IN)
def show() -> str:
    """Everything that is held about me, and for how long."""
    return render_template("account/held.html", held=_held(), periods=PERIODS, file_url=url_for("my_data.export"),
                           passkeys_url=url_for("account.passkeys"), votes_url=url_for("delegate.show_my_votes"))


@room.get("/me/data.json")
@enter(SIGNED_IN)
@at_most(DOWNLOADS)
def export() -> Response:
    """The same as JSON."""
    body = json.dumps(_held(), ensure_ascii=False, indent=1)
    return Response(body, mimetype="application/json",
                    headers={"Content-Disposition": 'attachment; filename="my-data.json"'})


def _held() -> dict[str, object]:
    held = my_data(current_app.extensions["scrutin"].service, current_user.id)
    letters = [{**letter, "subject": render(letter["subject"]) if letter["subject"] else ""}
               for letter in held["letters"]]
    return {**held, "letters": letters}
