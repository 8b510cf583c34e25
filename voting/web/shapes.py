"""Shapes that templates expect, made from what the services read: a ballot's state, its paper, a line of a list.

For every room. Each template names the shape that it wants in its first lines; here is where it is filled. Decides
nothing and counts nothing.
"""

from __future__ import annotations

from flask import url_for

from voting.ballots.election import EACH
from voting.ballots.lifecycle import State
from voting.sentences import N_, Sentence
from voting.services.read.ballot_view import BallotView
from voting.services.read.today import Mine
from voting.tally.stage import ADOPTED, CONSENSUS, NO_CONSENSUS
from voting.web.election_words import FORMS, METHODS
from voting.web.looks import rule_words
from voting.web.words import render

_DECLARED = {CONSENSUS: "adopted_by_consensus", NO_CONSENSUS: "no_consensus", ADOPTED: "adopted", "elected": "elected",
             "not_elected": "not_elected"}


def state_name(view: BallotView) -> str:
    """The key of `looks.STATES` for where a ballot stands; its outcome shows only once it is declared."""
    if view.state is State.OPEN:
        return "last_call" if view.is_last_call else "open"
    if view.state is State.DECLARED:
        return _DECLARED.get(str(view.tally["outcome"]), "rejected")
    return str(view.state)


def last_second(view: BallotView) -> int:
    """The last instant at which a vote counts, or counted: the close on the clock, or the earlier one of the chair."""
    return min(view.ballot.closed_at or view.ballot.close_at, view.ballot.close_at)


def rule_of(view: BallotView) -> Sentence:
    """The rule of a ballot in words; of an election whose paper exists, how its candidates are put and counted."""
    election = view.paper.get("election") if view.ballot.paper else None
    if election is None:
        return rule_words(view.rule)
    return FORMS[EACH] if election["form"] == EACH else METHODS[election["method"]]


def paper_of(view: BallotView) -> dict[str, object]:
    """The paper of `_paper.html`."""
    return {"organ": view.organ.name, "meeting": view.meeting.title, "held_on": view.meeting.held_on,
            "agenda": view.agenda, "question": view.question, "title": view.decision.title,
            "stage": view.stage.kind, "rule": rule_of(view), "clause": view.stage.clause,
            "fingerprint": view.fingerprint}


def for_whom(mine: Mine) -> str:
    """For which organisation somebody votes; a representative also in whose place (V.CO.1f)."""
    if not mine.in_place_of:
        return mine.seat
    return render(N_("%(seat)s, in the place of %(member)s", seat=mine.seat, member=mine.in_place_of))


def line_of(mine: Mine) -> dict[str, object]:
    """One ballot in a delegate's list."""
    view = mine.view
    return {"agenda": view.agenda, "question": view.question, "organ": view.organ.name, "stage": view.stage.kind,
            "rule": rule_of(view), "state": state_name(view), "open_at": view.ballot.open_at,
            "close_at": view.ballot.close_at, "seat": for_whom(mine), "may_change": mine.may_cast,
            "cast_at": mine.vote.cast_at if mine.vote else None,
            "is_by_hands": view.is_by_hands,
            "secret_url": url_for("secret.voter", ballot=view.ballot.id) if view.ballot.is_secret else "",
            "choose_url": url_for("delegate.choose", ballot=view.ballot.id),
            "roll_url": url_for("organisation.roll", ballot=view.ballot.id)}


SEEN_BY: Sentence = N_("Once the result is declared, members and tellers of this organ can see how you voted; the "
                       "public cannot.")
"""Who learns how somebody voted in a named ballot."""
