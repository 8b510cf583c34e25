"""Before a grave act: is it still you? The page asks for the passkey, then goes on with the act, losing nothing.

An act's route says that it wants a fresh proof (`enter(..., fresh=True)`); the door calls `ask_to_confirm`. Without
one the answer is a page that holds everything that was sent, and sends it again together with the passkey's answer,
which counts for exactly that: this address, these fields. Such a form carries no files: they could not be held.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask_login import current_user

from voting.errors import RefusedError, VotingError
from voting.evidence.webauthn import act_hash
from voting.sentences import N_, Sentence
from voting.services.act import Service
from voting.services.confirm_act import confirm_by_passkey, confirm_in_demonstration, has_passkey
from voting.services.sign_in import GET_PASSKEY

PASSKEY, PROOF, DEMONSTRATION_TAP = "passkey", "confirmation", "demonstration_tap"
"""Fields of forms: what a passkey answered, to come in or when it was made; what it answered to confirm an act; in a
demonstration, the button in its place."""
LARGEST_PROOF = 20_000


class ConfirmationNeeded(RefusedError):
    """The act waits for the passkey; `fault` says why the last answer did not do."""

    def __init__(self, act: Sentence | None, fault: VotingError | None = None) -> None:
        super().__init__(N_("This act asks for your passkey."), kept=N_("Nothing was lost."))
        self.act, self.fault = act, fault


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back with a form on which a passkey was used; empty where it is none."""

    nonce: object
    assertion: object
    whole: dict[str, object]


def answer_of_passkey(name: str = PASSKEY) -> Answer:
    """Read a field that the browser's part fills; anything else reads as an empty answer, which nothing accepts."""
    try:
        sent = json.loads(request.form.get(name, "")[:LARGEST_PROOF] or "{}")
    except (ValueError, RecursionError):
        sent = {}
    whole = sent if isinstance(sent, dict) else {}
    return Answer(whole.get("nonce"), whole.get("assertion"), whole)


def ask_to_confirm(service: Service, act: Sentence | None, is_delegates: bool = False) -> None:
    """Return if the reader confirms this request with it; else `ConfirmationNeeded`.

    At a delegate's own door the weaker way in stays open: who came by a code by mail and has no passkey is not asked.
    """
    if is_delegates and current_user.way == "mail" and not has_passkey(service, current_user.id):
        return
    try:
        if request.form.get(DEMONSTRATION_TAP):
            confirm_in_demonstration(service, current_user.way)
        elif request.form.get(PROOF):
            answer = answer_of_passkey(PROOF)
            confirm_by_passkey(service, current_user.session_id, current_user.secret, answer.nonce, answer.assertion,
                               act_hash(address(), held_fields()))
        else:
            raise ConfirmationNeeded(act)
    except ConfirmationNeeded:
        raise
    except VotingError as fault:
        raise ConfirmationNeeded(act, fault) from fault


def address() -> str:
    """Where this form was sent, as the page that holds it names it."""
    return request.full_path.rstrip("?")


def held_fields() -> Iterator[tuple[str, str]]:
    """All that was sent but the proof itself and the page's token."""
    for name, value in request.form.items(multi=True):
        if name not in (PROOF, DEMONSTRATION_TAP, "csrf_token"):
            yield name, value


def confirmation_page(service: Service, asked: ConfirmationNeeded) -> str:
    """The page that asks, with all that was sent."""
    faults = [{"field": "", "message": asked.fault.what}] if asked.fault else []
    return render_template(
        "session/confirm_act.html", act=asked.act, held=list(held_fields()), action=address(), faults=faults,
        options_url=url_for("session.confirm_options"),
        has_passkey=has_passkey(service, current_user.id), get_passkey=GET_PASSKEY,
        has_demonstration_tap=service.is_demonstration and current_user.way == "demonstration")
