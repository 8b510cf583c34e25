"""The one tree of refusals. Each is a sentence: what happened, what was not lost, what to do next.

The web maps each class to one HTTP status, the command line to exit 1. Text of foreign exceptions is never
shown to a person; wrap it in one of these.
"""

from __future__ import annotations

from voting.sentences import N_, Sentence


class VotingError(Exception):
    """Root of the tree; `status` is the HTTP status that the web answers with."""

    status = 500
    kept = N_("Nothing was changed.")
    next = N_("Go back and try again; if it happens again, tell the secretariat.")

    def __init__(self, what: Sentence, kept: Sentence | None = None, next: Sentence | None = None) -> None:
        super().__init__(str(what))
        self.what = what
        self.kept = kept or type(self).kept
        self.next = next or type(self).next

    def __str__(self) -> str:
        return str(self.what)


class MalformedError(VotingError):
    """Bytes that are not what they say they are."""

    status = 400


class SignatureError(MalformedError):
    """A signature that does not hold, or a key that no one may use."""


class PasskeyError(SignatureError):
    """A passkey's signature that authorises nothing; `fault` is one word for what is wrong with it."""

    next = N_("Try again with your passkey; if it happens again, tell the secretariat.")

    def __init__(self, fault: str, what: Sentence) -> None:
        super().__init__(what)
        self.fault = fault


class StatutesError(VotingError):
    """A statutes file that says too little, too much or two things; names file, key and clause."""

    status = 422


class RefusedError(VotingError):
    """The person may not do this; carries the clause that says so."""

    status = 403
    next = N_("If you think that this is a mistake, tell the secretariat.")

    def __init__(self, what: Sentence, clause: str = "", kept: Sentence | None = None,
                 next: Sentence | None = None) -> None:
        super().__init__(what, kept, next)
        self.clause = clause


class NotFoundError(VotingError):
    """Nothing of that name is here."""

    status = 404
    next = N_("Check the address, or start again from the first page.")


class ConflictError(VotingError):
    """The thing is not in a state in which this can be done."""

    status = 409
    next = N_("Look at its present state; another officer may have acted before you.")


class InputError(VotingError):
    """What was entered cannot be taken; `field` names the place."""

    status = 422
    kept = N_("What you entered is still on the page.")
    next = N_("Correct it and send it again.")

    def __init__(self, what: Sentence, field: str = "", kept: Sentence | None = None,
                 next: Sentence | None = None) -> None:
        super().__init__(what, kept, next)
        self.field = field


class UnavailableError(VotingError):
    """The service cannot write just now: disk full, database locked, clock wrong."""

    status = 503
    next = N_("Wait a moment and send it again; sending twice is safe.")


class TooOftenError(UnavailableError):
    """Somebody, or somebody's network, has done this too often; `wait_s` seconds from now it is possible again."""

    status = 429

    def __init__(self, what: Sentence, wait_s: int) -> None:
        minutes = -(-wait_s // 60)
        super().__init__(what, next=N_("Wait %(minutes)s minutes, then try again.", minutes=minutes) if minutes > 1
                         else N_("Wait a minute, then try again."))
        self.wait_s = wait_s
