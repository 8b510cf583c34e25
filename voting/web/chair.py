"""The chair's room: motions, one motion with its acts, turnout as a number, the view for the wall.

For whoever presides over an organ: its chair; its deputy and tellers, whose acts the services refuse until the delays
of the statutes' data are over. Shows no choice and no name of who voted.
"""

from __future__ import annotations

from flask import Blueprint, jsonify, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from voting.services.read.ballot_view import view_ballot
from voting.services.read.motion_room import motions_of, organs_of_motion
from voting.web.access import PRESIDING, enter
from voting.web.chair_acts import ACTS, PAGES
from voting.web.chair_page import check_organ, check_organs, context, motion_of, motion_page, room_for, service
from voting.web.forms import page_again
from voting.web.shapes import rule_of, state_name

room = Blueprint("chair", __name__)
for address, view in PAGES.items():
    room.add_url_rule(address, view_func=view, methods=["GET"])
for address, view in ACTS.items():
    room.add_url_rule(address, view_func=view, methods=["POST"])


@room.get("/chair")
@enter(PRESIDING)
def motions() -> str:
    """The motions of the organs over which the reader presides."""
    presided = current_user.roles.presided
    lines = motions_of(service(), None if "" in presided else presided)
    return render_template("chair/motions.html", lines=[
        {"line": line, "state": state_name(line.view) if line.view else "cancelled",
         "url": url_for("chair.motion", motion=line.motion.id)} for line in lines])


@room.get("/chair/motions/<motion>")
@enter(PRESIDING)
def motion(motion: str) -> tuple[str, int]:
    """One motion."""
    return motion_page(motion)


@enter(PRESIDING)
def whole(ballot: str = "", motion: str = "") -> Response:
    """The page of an act's form, for a reload or another language after a refusal showed it under the act's address."""
    if motion:
        check_organs(organs_of_motion(service(), motion))
    return page_again("chair.motion", motion=motion or motion_of(ballot))


for address in sorted(set(ACTS) - set(PAGES)):
    room.add_url_rule(address, view_func=whole, methods=["GET"])


@room.get("/chair/ballots/<ballot>")
@enter(PRESIDING)
def ballot(ballot: str) -> Response:
    """The motion of a ballot."""
    return redirect(url_for("chair.motion", motion=motion_of(ballot)))


@room.get("/chair/ballots/<ballot>/turnout.json")
@enter(PRESIDING)
def turnout(ballot: str) -> Response:
    """How many have voted, of how many, and where the ballot stands; never who, never what."""
    seen = view_ballot(service(), ballot)
    check_organ(seen.organ.id)
    return jsonify(voted=seen.voted, entitled=seen.entitled, state=state_name(seen),
                   text=gettext("%(voted)s of %(entitled)s", voted=seen.voted, entitled=seen.entitled))


@room.get("/chair/ballots/<ballot>/projector")
@enter(PRESIDING)
def projector(ballot: str) -> str:
    """For the wall: question, rule, turnout, last call, verdict; nothing else."""
    found = room_for(motion_of(ballot))
    seen = next(item for item in found.ballots if item.ballot.id == ballot)
    shown = context(found)
    is_current = found.current is not None and seen.ballot.id == found.current.ballot.id
    return render_template("chair/projector.html", **{
        **shown, "seen": seen, "rule": rule_of(seen), "state": state_name(seen),
        "outcome": found.outcome if is_current else None})
