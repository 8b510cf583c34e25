"""Rename a passkey or remove it. Removed is ended, with the reason; the last one stays, or nobody could come back in.

Whoever lost their only passkey is invited anew (`invite`), which ends what was.
"""

from __future__ import annotations

from voting.ballots.authorisation import commit_passkey
from voting.errors import ConflictError, InputError, NotFoundError
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.enrol_passkey import LONGEST_NAME
from voting.services.passkey import public
from voting.services.passkey_letters import removed
from voting.services.typed import typed
from voting.services.write_mail import put
from voting.store.access import end_sessions_of
from voting.store.passkeys import PasskeyRow, passkeys_of
from voting.store.tables import PersonRow


def rename_passkey(service: Service, person: str, id: str, name: str) -> None:
    """Give one of one's own passkeys another name."""
    name = typed(name)
    if not name or len(name) > LONGEST_NAME:
        raise InputError(N_("Give the passkey a name of at most %(most)s characters.", most=LONGEST_NAME), "name")
    with begin(service) as act:
        _own(act, person, id).name = name


def remove_passkey(service: Service, person: str, id: str, keep: str) -> None:
    """Remove one of one's own passkeys, not the last; sessions elsewhere end (`keep` is the one that goes on)."""
    with begin(service) as act:
        row = _own(act, person, id)
        if len(passkeys_of(act.session, person, act.now)) < 2:
            raise ConflictError(N_("This is your only passkey: without it you could not come back in."),
                                next=N_("Add a second one first; if this one is lost, ask for an invitation."))
        end_passkey(act, row, "removed by its owner")
        end_sessions_of(act.session, person, act.now, but=keep)


def end_passkey(act: Act, row: PasskeyRow, reason: str) -> None:
    """End a passkey now, logged and told to its owner."""
    row.ended_at, row.ended_because = act.now, reason
    named = {"passkey": commit_passkey(public(row), bytes(row.salt))} if row.salt else {}
    act.log_register("passkey_ended", {"office": "self", "subject": row.person}, subject=row.person, reason=reason,
                     **named)
    person = act.session.get(PersonRow, row.person)
    if person.mail:
        put(act, person.mail, person.language, person.zone, removed(row.name, f"{act.service.origin}/me/passkeys"))


def _own(act: Act, person: str, id: str) -> PasskeyRow:
    row = act.session.get(PasskeyRow, id[:1364])
    if row is None or row.person != person or row.ended_at:
        raise NotFoundError(N_("You have no such passkey, or it was removed already."))
    return row
