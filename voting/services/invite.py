"""Invite somebody to enrol a passkey: a single-use link by mail, for 72 hours; nobody ever sets a secret for another.

The first invitation goes out when a person is accredited (`invite_new`) and can be repeated. New passkeys in the place
of lost ones, or a first passkey while a ballot runs on whose roll the person stands, take two officers; what was lost
ends at once, and the link works only after the wait of the statutes' data, during which no vote is accepted.
"""

from __future__ import annotations

import secrets

from voting.errors import ConflictError, InputError, NotFoundError
from voting.evidence import sha256_hex
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.officers import OPERATOR, secretariat
from voting.services.passkey_letters import invitation, recovery_confirmed
from voting.services.write_mail import put
from voting.store.access import end_sessions_of
from voting.store.find import is_on_running_roll
from voting.store.passkeys import InvitationRow, end_invitations, has_enrolled, invitations_of, passkeys_of
from voting.store.people import person_with_mail
from voting.store.tables import PersonRow

HOURS = 72


def invite(service: Service, by: str, person: str) -> None:
    """The coordinator invites somebody who has never had a passkey and stands on the roll of no running ballot."""
    with begin(service) as act:
        officer = secretariat(act, by)
        known = invitable(act, person)
        if has_enrolled(act.session, person) or is_on_running_roll(act.session, person, act.now):
            raise ConflictError(N_("This invitation takes two officers: the person has had a passkey, or stands on the "
                                   "roll of a ballot that is announced or open."),
                                next=N_("Propose new passkeys for them; a second officer confirms."))
        write_invitation(act, officer, known)


def invite_new(act: Act, by: dict[str, str], person: str) -> None:
    """At accreditation: invite who has an address, no passkey and no invitation. A demonstration writes none."""
    known = act.session.get(PersonRow, person)
    if act.service.is_demonstration or not known.mail or has_enrolled(act.session, person) or \
            any(row.until_at >= act.now and not row.ended_at for row in invitations_of(act.session, person)):
        return
    if not is_on_running_roll(act.session, person, act.now):
        write_invitation(act, by, known)


def invitable(act: Act, person: str) -> PersonRow:
    """The person, if an invitation would reach them."""
    known = act.session.get(PersonRow, person)
    if known is None:
        raise NotFoundError(N_("The register has no such person."))
    if not known.mail:
        raise InputError(N_("The register has no mail address for this person: enter it first."), "mail")
    return known


def invite_from_the_shell(service: Service, mail: str, is_lost: bool = False) -> str:
    """The operator invites whoever has an address, or, if what they had is lost, invites anew after the wait; who.

    For founding officers whose letter was not read in time, and for an organisation whose officers are all locked
    out. A passkey that comes so counts in no ballot that was announced before: for that it takes two officers.
    """
    with begin(service) as act:
        known = person_with_mail(act.session, mail.strip().lower())
        if known is None:
            raise NotFoundError(N_("The register has nobody with this address."))
        if has_enrolled(act.session, known.id) and not is_lost:
            raise ConflictError(N_("This person has had a passkey."), next=N_("Say that it is lost, if it is."))
        write_invitation(act, OPERATOR, known, replaces=has_enrolled(act.session, known.id))
        return known.id


def write_invitation(act: Act, by: dict[str, str], known: PersonRow, second: dict[str, str] | None = None,
                     replaces: bool = False) -> None:
    """Write the link and its letter; earlier links end. Where it `replaces`, the passkeys that there were end too."""
    token = secrets.token_urlsafe(32)
    usable_at = act.now + (act.statutes.recovery_wait_s if replaces else 0)
    end_invitations(act.session, known.id, act.now)
    act.session.add(InvitationRow(
        id=sha256_hex(token.encode()), person=known.id, replaces=replaces, invited_by=dict(by),
        vouched_by=dict(second) if second else None, written_at=act.now, usable_at=usable_at,
        until_at=usable_at + HOURS * 3600))
    if replaces:
        for row in passkeys_of(act.session, known.id, act.now):
            row.ended_at, row.ended_because = act.now, "lost"
        end_sessions_of(act.session, known.id, act.now)
        put(act, known.mail, known.language, known.zone,
            recovery_confirmed(usable_at, f"{act.service.origin}/sign-in"))
    act.log_register("invited", by, subject=known.id, replaces=replaces, usable=usable_at,
                     second=second or {"office": "", "subject": ""})
    put(act, known.mail, known.language, known.zone,
        invitation(known.name, f"{act.service.origin}/enrol#{token}", HOURS, usable_at if replaces else 0))
