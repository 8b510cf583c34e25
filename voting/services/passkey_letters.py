"""Letters about somebody's passkeys: an invitation, what was changed, what two officers are about to change.

An invitation's link is the one secret that a letter carries. It stands behind the # of its address, so that no
server's log has it, works once, and opening it does nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime

from voting.sentences import N_
from voting.services.letters import Letter


def invitation(name: str, address: str, hours: int, usable_at: int = 0) -> Letter:
    """Somebody may enrol a passkey by a link; from `usable_at` on, if it is not at once."""
    return Letter(N_("Your invitation to vote"), (
        N_("%(name)s, you are invited to take part in ballots here. You need a passkey: your finger, your face or the "
           "code with which you unlock your telephone or computer. There is no password.", name=name),
        *([N_("The link below works from %(at)s on.", at=_at(usable_at))] if usable_at else []),
        N_("Open this link on the device that you will vote with. It works once, for %(hours)s hours; opening it "
           "changes nothing until you press a button there.", hours=hours),
        N_("Do it today rather than on the day of the vote. Do not pass this letter on: whoever uses the link votes "
           "in your name.")), address)


def enrolled(passkey: str, address: str) -> Letter:
    """A passkey was added."""
    return Letter(N_("A passkey was added: %(name)s", name=passkey), (
        N_("From now on the passkey “%(name)s” signs you in and signs for you.", name=passkey),
        N_("It was not you? Tell the secretariat now, and remove it here:")), address)


def removed(passkey: str, address: str) -> Letter:
    """A passkey was removed."""
    return Letter(N_("A passkey was removed: %(name)s", name=passkey), (
        N_("The passkey “%(name)s” no longer signs you in.", name=passkey),
        N_("It was not you? Tell the secretariat now. Your passkeys:")), address)


def recovery_proposed(address: str) -> Letter:
    """An officer says that somebody lost their passkeys; a second one is asked."""
    return Letter(N_("Somebody asks for new passkeys for you"), (
        N_("An officer has proposed that you get new passkeys, because yours are lost. A second officer must confirm "
           "it; until then nothing changes."),
        N_("You have lost nothing? Sign in with your passkey and refuse it here, or tell any officer:")), address)


def recovery_confirmed(usable_at: int, address: str) -> Letter:
    """Two officers have ended somebody's passkeys; new ones come after a wait."""
    return Letter(N_("Your passkeys have been ended"), (
        N_("Your passkeys were ended and you were signed out everywhere, because they were said to be lost."),
        N_("You can enrol a new one from %(at)s on; another letter brings the link. Until then no vote is accepted in "
           "your name; votes that you cast before stay counted.", at=_at(usable_at)),
        N_("This was not your wish? Tell the officers of your organ before that hour.")), address)


def mail_changed(old: str, new: str, address: str) -> Letter:
    """Somebody's address was changed; to the old and to the new one."""
    return Letter(N_("Your mail address was changed"), (
        N_("Letters that went to %(old)s go to %(new)s from now on.", old=old, new=new),
        N_("This was not your wish? Tell the secretariat and the officers of your organ now.")), address)


def officers_sign_in(address: str) -> Letter:
    """An officer asked for a code, which officers do not get."""
    return Letter(N_("Sign in with your passkey"), (
        N_("Somebody, probably you, asked for a code to sign in. You hold an office, and officers sign in with a "
           "passkey only: a mailbox is too easily taken over."),
        N_("You have no passkey yet, or lost it? Ask the coordinator, or the operator of this service, for an "
           "invitation."),
        N_("You did not ask? Then do nothing.")), address)


def _at(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)
