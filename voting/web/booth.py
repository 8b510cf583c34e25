"""Pages on which the browser does the work: a secret vote, the check of one on another device, an urn, tellers' keys.

What is secret never comes here: the choice is sealed in the browser and goes to the urn; what proves a vote stands
behind the # of an address, which no browser sends. These views only give the pages their words and addresses.
"""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, url_for
from flask_login import current_user

from voting.ballots.election import read_election
from voting.ballots.lifecycle import State
from voting.errors import NotFoundError
from voting.sentences import N_, Sentence
from voting.services.act import Service
from voting.services.read.ballot_view import BallotView, view_ballot
from voting.services.read.changes import changes_of
from voting.services.read.effects_ahead import effects_if_adopted
from voting.services.read.election_room import statements_of
from voting.services.read.key_ballots import key_ballots
from voting.services.read.secretariat import secretariat_address
from voting.services.read.today import Mine, today
from voting.web import election_words
from voting.web.access import ANYONE, PRESIDING, SIGNED_IN, enter
from voting.web.differ import shown
from voting.web.shapes import for_whom, last_second, line_of, paper_of, state_name
from voting.web.teller_tallies import check_organ, organs
from voting.web.words import reader_zone, zone_word

room = Blueprint("booth", __name__)

AMONG: Sentence = N_("Secret among participants, not from whoever runs this server.")
APART: Sentence = N_("Secret among participants, and from whoever runs this server: the ballot box is kept by another "
                     "organisation. Only both together could link a person and a vote.")


def service() -> Service:
    """The service of this application."""
    return current_app.extensions["scrutin"].service


def holds() -> Sentence:
    """What secrecy this installation keeps, and what not, in one plain sentence."""
    return APART if current_app.extensions["scrutin"].urn is None else AMONG


def urn_url() -> str:
    """Where the urn of this installation is."""
    settings = current_app.extensions["scrutin"].settings
    return settings.urn_url or f"{settings.origin}/urn"


def secretariat() -> str:
    """Whom to call when something does not work here: as installed, else the coordinator's address."""
    return current_app.extensions["scrutin"].settings.secretariat or secretariat_address(service())


def secret_page(found: Mine) -> str:
    """Choose, Check, Done of a secret ballot that is open for this person."""
    view = found.view
    waiting = [line_of(one) for one in today(service(), current_user.id).open if one.view.ballot.id != view.ballot.id]
    return render_template(
        "delegate/secret.html", paper=paper_of(view), options=view.stage.options, seat=for_whom(found),
        close_at=view.ballot.close_at, motion=view.motion.id,
        ahead=effects_if_adopted(service(), view.motion.id), changes=shown(changes_of(service(), view.motion.id)),
        holds=holds(), next=waiting[0] if waiting else None,
        roll_url=url_for("organisation.roll", ballot=view.ballot.id), **_marks(found), **_addresses(view))


def _marks(found: Mine) -> dict[str, object]:
    """What is marked in an election: its candidates, with their words, and which is of the voter's own organisation."""
    view = found.view
    if view.stage.kind != "election":
        return {"election": None}
    return {"election": read_election(view.paper["election"]), "law": view.statutes, "say": election_words,
            "own": found.organisation, "statements": statements_of(view.motion.id)}


@room.get("/ballots/<ballot>/urn")
@enter(SIGNED_IN)
def urn(ballot: str) -> str:
    """Is my vote in the urn? Found out in the browser, in the whole urn, so that nobody learns which one is whose."""
    view = _secret(ballot)
    return render_template("delegate/urn.html", question=view.question, organ=view.organ.name, state=state_name(view),
                           agenda=view.agenda, close_at=last_second(view), holds=holds(),
                           is_closed=view.state not in (State.ANNOUNCED, State.OPEN), **_addresses(view))


@room.get("/check-vote")
@enter(ANYONE)
def check_vote() -> str:
    """The other device: shows what one sealed vote says, to whoever has its picture."""
    return render_template("public/check_vote.html", urn_url=urn_url(), zone=reader_zone().key, zone_word=zone_word(),
                           sign_in_url=url_for("session.ask"), secrecy_url=url_for("booth.secrecy"))


@room.get("/secrecy")
@enter(ANYONE)
def secrecy() -> str:
    """How a vote stays secret, and where that ends."""
    return render_template("public/secrecy.html", holds=holds(),
                           is_apart=current_app.extensions["scrutin"].urn is None,
                           verify_url=url_for("public.verify"))


@room.get("/teller/ballots")
@enter(PRESIDING)
def key_list() -> str:
    """The secret ballots whose keys this teller holds or may accept."""
    found = key_ballots(service(), current_user.id, organs())
    return render_template("teller/key_list.html", ballots=[
        {"agenda": one.view.agenda, "question": one.view.question, "organ": one.view.organ.name,
         "state": state_name(one.view), "step": one.step, "close_at": last_second(one.view),
         "url": url_for("booth.keys", ballot=one.view.ballot.id)} for one in found])


@room.get("/teller/ballots/<ballot>/keys")
@enter(PRESIDING)
def keys(ballot: str) -> str:
    """A teller's key of one ballot: accept it, try it, release after the close."""
    view = view_ballot(service(), ballot)
    check_organ(view.organ.id)
    at = {name: url_for(f"secret.{endpoint}", ballot=ballot) for name, endpoint in (
        ("place", "key_place"), ("key", "key"), ("rehearsal", "rehearsal"), ("lots", "lots"), ("part", "release_part"),
        ("release", "release"), ("key_release", "key_release"))}
    return render_template("teller/keys.html", question=view.question, organ=view.organ.name, state=state_name(view),
                           agenda=view.agenda, at=at, ballot=ballot, teller_url=url_for("teller.desk"),
                           is_announced=bool(view.ballot.paper), **_addresses(view))


def _secret(ballot: str) -> BallotView:
    view = view_ballot(service(), ballot)
    if not view.ballot.is_secret or not view.ballot.paper:
        raise NotFoundError(N_("There is no secret ballot of that name."))
    return view


def _addresses(view: BallotView) -> dict[str, object]:
    """What the browser's part asks, and where its pages lead."""
    ballot = view.ballot.id
    return {"secret_url": url_for("secret.voter", ballot=ballot), "credentials_url": url_for("secret.credentials"),
            "check_url": url_for("booth.check_vote", _external=True), "today_url": url_for("delegate.today"),
            "sign_in_url": url_for("session.ask", next=url_for("delegate.choose", ballot=ballot)),
            "secrecy_url": url_for("booth.secrecy"), "urn_page_url": url_for("booth.urn", ballot=ballot),
            "secretariat": secretariat(), "zone": reader_zone().key, "zone_word": zone_word()}
