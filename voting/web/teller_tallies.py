"""Counts that tellers countersign, and the digits that a room compares; in the tellers' room.

Who may countersign is asked again by the act itself; the page shows its ruling beforehand.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from voting.errors import RefusedError
from voting.sentences import N_, Sentence
from voting.services.act import Service
from voting.services.countersign_tally import countersign_tally
from voting.services.read.countersigned import Signatures, counted_for, organ_of_ballot
from voting.services.read.digits import digits_of
from voting.services.read.motion_room import organs_of_motion
from voting.web.access import OFFICER, enter
from voting.web.forms import Answer, Entered, meant, page_again, perform
from voting.web.fresh import answer_of_passkey


def service() -> Service:
    """The service of this installation."""
    return current_app.extensions["scrutin"].service


def organs() -> frozenset[str] | None:
    """The organs for which the reader holds an office; None for an office of the whole organisation."""
    held = frozenset().union(*current_user.roles.offices.values())
    return None if "" in held else held


def check_organ(organ: str) -> None:
    """`RefusedError` unless the reader holds an office for this organ, or one of the whole organisation."""
    check_organs(frozenset({organ}))


def check_organs(asked: frozenset[str]) -> None:
    """The same for one of several organs."""
    held = organs()
    if held is not None and not asked & held:
        raise RefusedError(N_("This is another organ's: you hold no office there."))


def countersigned_words(count: int, needed: int) -> Sentence:
    """`Countersigned by 1 of 2 tellers`; more than are asked for are said so."""
    if count > needed:
        return N_("Countersigned by %(count)s tellers; %(needed)s are asked for.", count=count, needed=needed)
    return N_("Countersigned by %(count)s of %(needed)s tellers.", count=count, needed=needed)


def signatures_shown(found: Signatures, with_names: bool) -> dict[str, object] | None:
    """What a result's page says of its countersignatures; None where the statutes ask for none."""
    if not found.needed and not found.signed:
        return None
    return {"words": countersigned_words(len(found.signed), found.needed),
            "in_record": found.in_record, "after": len(found.signed) - found.in_record,
            "people": found.signed if with_names else ()}


@enter(OFFICER)
def tallies() -> Answer:
    """Counted ballots of the reader's organs."""
    return _page(Entered())


@enter(OFFICER, fresh=True, act=N_("countersign a count"), signs=True)
def countersign(ballot: str) -> Answer:
    """Countersign as a teller; the entry stands in the log from now on."""
    def act() -> None:
        check_organ(organ_of_ballot(service(), ballot))
        meant()
        countersign_tally(service(), current_user.id, ballot, answer_of_passkey().assertion)

    return perform(f"sign-{ballot}", act, N_("Countersigned; your entry stands in the log."),
                   lambda: url_for("teller.tallies"), _page)


@enter(OFFICER)
def all_tallies(ballot: str) -> Response:
    """All counts, for a reload or another language after a refusal showed them under the act's address."""
    return page_again("teller.tallies")


@enter(OFFICER)
def digits(motion: str) -> str:
    """Papers, rolls, counts and record as twelve digits each, for the wall of a room."""
    check_organs(organs_of_motion(service(), motion))
    return render_template("teller/digits.html", found=digits_of(service(), motion))


def _page(entered: Entered) -> tuple[str, int]:
    found = counted_for(service(), organs(), current_user.id)
    return render_template("teller/tallies.html", counted=found, countersigned_words=countersigned_words,
                           entered=entered, faults=entered.faults, error=entered.error), entered.status


PAGES: dict[str, Callable] = {"/teller/tallies": tallies, "/teller/tallies/<ballot>/countersign": all_tallies,
                              "/teller/motions/<motion>/digits": digits}
ACTS: dict[str, Callable] = {"/teller/tallies/<ballot>/countersign": countersign}
