"""A vote that its voter's passkey signed: what the browser sends with it, and whether it authorises exactly this vote.

The browser made the bytes of the cast itself, from what its page showed, and had the passkey sign their hash. The
service makes the same bytes from what it would store: another choice, reason, number, ballot or voter is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from voting.ballots.authorisation import check_authorised
from voting.ballots.roll import SALT_BYTES
from voting.errors import InputError, MalformedError, PasskeyError
from voting.evidence import decode, unb64u
from voting.evidence.webauthn import Assertion, Passkey, credential_hash
from voting.sentences import N_
from voting.services.act import Act
from voting.store.casting import Slot
from voting.store.roll_passkeys import passkeys_of_voter

FIELD = "passkey"
"""The field that a refusal of a signature names: the page is shown again as it was."""
KEPT = N_("Your vote was not stored; it is still on this page.")


@dataclass(frozen=True, slots=True)
class Signature:
    """What comes with a signed vote: the number that its page gave it, the salt of its reason, the passkey's answer."""

    seq: int
    salt: bytes
    given: Assertion


def read_signature(form: Mapping[str, str]) -> Signature | None:
    """The signature in the fields of a form; None if there is none; `InputError` if it cannot be read."""
    if not form.get("sig"):
        return None
    try:
        raw = unb64u(form.get("cred", ""))
        given = Assertion.read({"ad": form.get("ad", ""), "cd": form.get("cd", ""), "sig": form["sig"],
                                "cred": credential_hash(raw)})
        seq = form.get("seq", "")
        return Signature(int(seq) if seq.isascii() and seq.isdigit() and len(seq) < 6 else 0,
                         unb64u(form.get("salt", ""), SALT_BYTES), given)
    except MalformedError as fault:
        raise InputError(fault.what, FIELD, KEPT, PasskeyError.next) from fault


def expect_signature(slot: Slot, signature: Signature | None) -> Signature:
    """The signature of whoever has a passkey on this roll; `InputError` if it is lacking or of an overtaken page."""
    if signature is None:
        raise InputError(
            N_("Your vote in this ballot is signed with your passkey, and no signature came with it."), FIELD, KEPT,
            N_("Switch JavaScript on, or use another browser or device. If you have lost your passkey, call the "
               "secretariat: two officers can let a new one in."))
    if signature.seq != slot.last_seq + 1:
        raise InputError(
            N_("You have cast this vote on another device, or in another window, since this page was shown."), FIELD,
            KEPT, N_("Check it, and cast it again if you still want to change it."))
    return signature


def authorise(act: Act, slot: Slot, cast: Mapping[str, object], origin: str, signature: Signature) -> Assertion:
    """The assertion, if a passkey of this entry, still its owner's, signed exactly `cast`; else `InputError`."""
    for held, is_live in passkeys_of_voter(act.session, slot.ballot, slot.voter):
        passkey = Passkey.read(decode(bytes(held.document)))
        if passkey.id != signature.given.cred:
            continue
        if not is_live:
            raise InputError(N_("This passkey was removed."), FIELD, KEPT,
                             N_("Use your other passkey, or call the secretariat: two officers can let a new one in."))
        try:
            check_authorised(passkey, signature.given, cast, origin)
        except PasskeyError as fault:
            raise InputError(fault.what, FIELD, KEPT, PasskeyError.next) from fault
        return signature.given
    raise InputError(N_("The passkey that signed does not stand on this electoral roll."), FIELD, KEPT,
                     N_("Use the passkey that you had when the ballot was announced. If you have lost it, call the "
                        "secretariat: two officers can let a new one in."))
