"""What the organisation is: organs, statutes clause by clause, one's place on a roll, where faults are reported.

Open to everyone, but for a roll's page, which answers the person who asks. Names outside an organ are shown only where
the data publishes them; nothing here changes anything.
"""

from __future__ import annotations

import re

from flask import Blueprint, Response, current_app, render_template, url_for
from flask_login import current_user

from voting.ballots.lifecycle import State
from voting.services.act import Service
from voting.services.limits import FILES
from voting.services.read.law import clause_by_clause, law_in_force
from voting.services.read.my_roll import MyRoll, my_roll
from voting.services.read.organs import organ_charts
from voting.services.read.receipts import CLOSED
from voting.statutes import Ruling
from voting.web import law_words
from voting.web.access import ANYONE, SIGNED_IN, enter
from voting.web.election_law import RELAXED, election_entries
from voting.web.limits import at_most
from voting.web.security_contact import HOW_TO_REPORT, WHAT_TO_EXPECT, WHAT_TO_REPORT, security_txt
from voting.web.shapes import state_name
from voting.web.words import LANGUAGES

room = Blueprint("organisation", __name__)

HEADING = re.compile(r"[IVXLC]+\. \S.{0,200}")
"""A line of the principles that opens a section."""


def service() -> Service:
    """The service of this application."""
    return current_app.extensions["scrutin"].service


@room.get("/organs", endpoint="organs")
@enter(ANYONE)
def show_organs() -> str:
    """Every organ: its clause, how it is made up, what is taken and free, who sits there if that is published."""
    view = organ_charts(service(), current_user.id if current_user.is_authenticated else "")
    return render_template("public/organs.html", view=view, statutes=view.statutes, say=law_words)


@room.get("/statutes", endpoint="statutes")
@enter(ANYONE)
def show_statutes() -> str:
    """The statutes in force, as the service reads them."""
    law = law_in_force(service())
    return render_template("public/statutes.html", law=law, statutes=law.statutes, say=law_words,
                           elections=election_entries(law.statutes), relaxed=RELAXED,
                           paragraphs=paragraphs(law.text))


@room.get("/statutes/clauses", endpoint="clauses")
@enter(ANYONE)
def show_clauses() -> str:
    """Clause by clause: what it says, where it stands in the data, which rules serve it, what it waits for."""
    law = law_in_force(service())
    lines = clause_by_clause(law.statutes)
    return render_template("public/clauses.html", statutes=law.statutes, lines=lines, say=law_words,
                           served=sum(1 for line in lines if not line.clause.due))


@room.get("/statutes/statutes.toml")
@enter(ANYONE)
@at_most(FILES)
def statutes_file() -> Response:
    """The data in force, byte for byte: what the SHA-256 on every paper names."""
    source = law_in_force(service()).statutes.source
    return Response(source, mimetype="application/toml",
                    headers={"Content-Disposition": 'attachment; filename="statutes.toml"'})


@room.get("/ballots/<ballot>/roll", endpoint="roll")
@enter(SIGNED_IN)
def show_roll(ballot: str) -> str:
    """Am I on the roll of this ballot, and why, or why not; what to do if that is a mistake."""
    found = my_roll(service(), ballot, current_user.id)
    view = found.view
    clause = view.statutes.clauses.get(shown_ruling(found).clause)
    # the question of a motion that has not been announced is known to its organ only
    return render_template(
        "delegate/roll.html", found=found, view=view, organ=view.organ.name, state=state_name(view),
        question=view.question if found.is_frozen or found.is_within else None, ruling=shown_ruling(found),
        clause_summary=clause.summary if clause else None, is_over=view.state in CLOSED,
        is_void=view.state in (State.CANCELLED, State.ANNULLED), today_url=url_for("delegate.today"),
        ballot_url=url_for("delegate.choose", ballot=ballot) if found.is_frozen else "",
        objection_days=view.statutes.objection_period_days)


@room.get("/security")
@enter(ANYONE)
def security() -> str:
    """How a fault of security is reported and what follows."""
    return render_template("public/security.html", contact=_contact(), what=WHAT_TO_REPORT, how=HOW_TO_REPORT,
                           expect=WHAT_TO_EXPECT)


@room.get("/.well-known/security.txt")
@enter(ANYONE)
def security_file() -> Response:
    """The same for programs (RFC 9116)."""
    body = security_txt(_contact(), service().clock(), tuple(LANGUAGES),
                        service().origin + url_for("organisation.security_file"),
                        service().origin + url_for("organisation.security"))
    return Response(body, mimetype="text/plain")


def shown_ruling(found: MyRoll) -> Ruling:
    """The statutes' reason for an entry as it was frozen; else what has happened to it since, or why there is none."""
    is_as_frozen = found.mine.ruling.allowed and found.because.allowed and not found.is_added
    return found.because if is_as_frozen else found.mine.ruling


def paragraphs(text: str) -> list[tuple[bool, str]]:
    """The paragraphs of a text, each with whether it is the heading of a section."""
    found = [part.strip() for part in text.split("\n\n")]
    return [(HEADING.fullmatch(part) is not None, part) for part in found if part]


def _contact() -> str:
    return current_app.extensions["scrutin"].settings.security_contact
