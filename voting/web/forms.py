"""What all forms of the officers' rooms share: an act is done and the reader sent on, or the same page comes again.

Whatever was refused, what was entered is still there: the page reads it from the request. A form of a grave act
carries a tick that says that it is meant.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from voting.errors import InputError, RefusedError, VotingError
from voting.sentences import N_, Sentence
from voting.web.logs import note_refusal
from voting.web.words import render

Answer = Response | tuple[str, int]


@dataclass(frozen=True)
class Entered:
    """What stands in the fields of a page: what was sent with the form that failed, else what the page proposes."""

    form: str = ""
    error: VotingError | None = None
    sent: dict[str, str] = field(default_factory=dict)

    def __call__(self, form: str, name: str, proposed: str = "") -> str:
        """The value of field `name` in `form`."""
        return self.sent.get(name, "") if self.form == form else proposed

    @property
    def faults(self) -> list[dict[str, object]]:
        """For the summary of errors: the field is named by form and field, as its id is."""
        if self.error is None:
            return []
        named = getattr(self.error, "field", "")
        return [{"field": f"{self.form}-{named}" if named else "", "message": self.error.what}]

    @property
    def status(self) -> int:
        """The status of the page."""
        return self.error.status if self.error else 200


def perform(form: str, act: Callable[[], object], done: Sentence | Callable[[], Sentence], onward: Callable[[], str],
            again: Callable[[Entered], Answer]) -> Answer:
    """Do `act` and send the reader `onward`, told what was `done`; or show the page `again` with the fault.

    Where only the act can say what was done, `done` is asked afterwards.
    """
    try:
        act()
    except VotingError as error:
        if isinstance(error, RefusedError):
            note_refusal(error.status, error.clause)
        return again(Entered(form, error, request.form.to_dict()))
    flash(render(done() if callable(done) else done), "yes")
    return redirect(onward(), 303)


def page_again(endpoint: str, **named: str) -> Response:
    """On to the page of an act, for a reload or another language after a refusal.

    What the reader's address carried goes along (the language), but nothing that would name another page, or steer how
    an address is written.
    """
    kept = {name: value for name, value in request.args.items()
            if name not in (*named, "endpoint") and not name.startswith("_")}
    return redirect(url_for(endpoint, **kept, **named))


def meant() -> None:
    """`InputError` unless the tick of a grave act was sent."""
    if request.form.get("confirm") != "yes":
        raise InputError(N_("Tick the box to say that you mean it."), "confirm")


def uploaded(limit: int, name: str = "file") -> tuple[str, bytes]:
    """(name, bytes) of a file that came with the form, read to one byte past `limit` and closed; empty if none came."""
    sent = request.files.get(name)
    if sent is None:
        return "", b""
    try:
        return sent.filename or "", sent.stream.read(limit + 1)
    finally:
        sent.close()


def all_uploaded(limit: int, most: int, name: str = "file") -> list[tuple[str, bytes]]:
    """(name, bytes) of each file that came in a field, read as `uploaded` reads one; of more than `most` one more.
    A field that was left empty gives none."""
    found = []
    for sent in request.files.getlist(name):
        try:
            body = sent.stream.read(limit + 1) if len(found) <= most else b""
        finally:
            sent.close()
        if len(found) <= most and (body or sent.filename):
            found.append((sent.filename or "", body))
    return found


def whole_number(name: str, sentence: Sentence) -> int:
    """A field that holds a whole number; `InputError` with `sentence` if not."""
    typed = request.form.get(name, "").strip()
    if not typed.isascii() or not typed.isdigit() or len(typed) > 9:
        raise InputError(sentence, name)
    return int(typed)
