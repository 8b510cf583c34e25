"""A record checked in place: the verifier runs on the kept record, and the page grows with its steps.

The answer is sent bit by bit: each step's name when it begins, then the verdict and every step with its result. It
needs no script and shares nothing between processes. One check at a time in a process, and none of a record that would
take long: those are refused with the way that is worth more anyway, one's own machine.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

from flask import Response, stream_template
from flask_wtf.csrf import generate_csrf

from voting.errors import ConflictError, UnavailableError
from voting.sentences import N_
from voting.services.read.motion_room import organs_of_motion
from voting.services.read.proposals import kept_record
from voting.verifier import Verdict, verify_in_steps
from voting.web.access import OFFICER, enter
from voting.web.check_it import command
from voting.web.result_page import how_authorised
from voting.web.step_words import STEP_WORDS
from voting.web.teller_tallies import check_organs, service

LIMIT = 32 * 1024 * 1024
"""Bytes of a record that is checked in place: some twenty thousand votes, a few seconds."""
_TURN = threading.BoundedSemaphore(1)


@enter(OFFICER)
def check(motion: str) -> Response:
    """The verifier's steps on the kept record of a motion, as they happen."""
    check_organs(organs_of_motion(service(), motion))
    shown, record = kept_record(service(), motion)
    if len(record) > LIMIT:
        raise ConflictError(N_("This record is too large to be checked in place: it would keep others waiting."),
                            next=N_("Download it and check it on your own computer, which is worth more anyway."))
    turn = _Turn()
    generate_csrf()  # while the answer's cookie can still be set
    answer = Response(stream_template(
        "teller/check.html", shown=shown, found=_steps(record, turn), command=command(f"{motion}.zip"), motion=motion),
        mimetype="text/html")
    answer.call_on_close(turn.give_back)
    answer.headers["X-Accel-Buffering"] = "no"  # for the proxy: pass each bit on as it comes
    return answer


class _Turn:
    """The right to check a record now; `UnavailableError` while somebody else has it. Given back once."""

    def __init__(self) -> None:
        if not _TURN.acquire(blocking=False):
            raise UnavailableError(N_("Another record is being checked in place at this moment."),
                                   next=N_("Reload this page in a few seconds."))
        self._lock, self._is_held = threading.Lock(), True

    def give_back(self) -> None:
        with self._lock:
            if self._is_held:
                self._is_held = False
                _TURN.release()


def _steps(record: bytes, turn: _Turn) -> Iterator[dict[str, object]]:
    """Each step's words as it begins, then the verdict with every step's result and how many seconds it took."""
    began = time.monotonic()
    try:
        for found in verify_in_steps(record):
            if isinstance(found, Verdict):
                results = {number: is_clean for number, _, is_clean in found.steps}
                yield {"verdict": found, "seconds": int(time.monotonic() - began),
                       "authorised": [(number, how_authorised(how)) for number, how in found.authorised
                                      if how.by_passkey + how.otherwise],
                       "steps": [{"words": words, "holds": results.get(words.number)} for words in STEP_WORDS]}
            else:
                yield {"step": STEP_WORDS[found - 1]}
    finally:
        turn.give_back()


PAGES: dict[str, Callable] = {"/teller/records/<motion>/check": check}
