"""By what a voter's request is authorised: the passkeys frozen in the roll, or, for an entry without one, the register.

One tap authorises the credentials of all ballots of a request: the passkey signed what each of them is about (paper,
entry, blinded messages), all together. An entry that has a passkey accepts nothing else: otherwise whoever runs the
service could ask in the voter's name. What the register attests alone is counted apart, and the figure is published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting.ballots.credential import authorisation, authorise_challenge, blinded_hash
from voting.errors import InputError, PasskeyError
from voting.evidence import b64u, decode, encode, unb64u
from voting.evidence.webauthn import Assertion, Passkey, check_assertion, credential_hash
from voting.sentences import N_
from voting.services.act import Act
from voting.store.roll_passkeys import passkeys_of_voter
from voting.store.tables import BallotRow, RollRow

FIELD = "passkey"
KEPT = N_("Nothing was issued, and nothing is lost.")


@dataclass(frozen=True, slots=True)
class Asked:
    """One ballot of a request: the voter's entry of its roll, and what is to be signed unseen."""

    row: BallotRow
    entry: RollRow
    blinded: tuple[bytes, ...]

    def about(self) -> bytes:
        """What a passkey authorises for this ballot."""
        return authorisation(unb64u(self.row.paper_hash, 32), unb64u(self.entry.voter, 32), blinded_hash(self.blinded))


@dataclass(frozen=True, slots=True)
class Authority:
    """The hash of the assertion that authorises an issue, and what opens it for the record; empty if the register
    attests it alone."""

    assertion: str = ""
    document: bytes = b""


def authorise_issue(act: Act, asked: Sequence[Asked], fresh: Sequence[Asked],
                    given: Mapping[str, object] | None) -> dict[str, Authority]:
    """By ballot, what authorises each of `fresh`, which are among all that were `asked` for in one request."""
    held = {one.row.id: passkeys_of_voter(act.session, one.row.id, one.entry.voter) for one in fresh}
    if not any(held.values()):
        return {one.row.id: Authority() for one in fresh}
    assertion = _read(given)
    about = sorted(one.about() for one in asked)
    for one in fresh:
        if held[one.row.id]:
            _check(act, held[one.row.id], assertion, about)
    made = {}
    for one in fresh:
        others = [b64u(each) for each in about if each != one.about()]
        made[one.row.id] = Authority(assertion.hash, encode({**assertion.document(), "with": others})) \
            if held[one.row.id] else Authority()
    return made


def _read(given: Mapping[str, object] | None) -> Assertion:
    if given is None:
        raise InputError(
            N_("Your ballot paper is issued with your passkey, and no signature came with the request."), FIELD, KEPT,
            N_("Try again and tap your passkey. If you have lost it, call the secretariat: two officers can let a new "
               "one in."))
    try:
        return Assertion.read({**given, "cred": credential_hash(unb64u(given.get("cred", "")))})
    except PasskeyError as fault:
        raise InputError(fault.what, FIELD, KEPT, PasskeyError.next) from fault


def _check(act: Act, held: Sequence[tuple[object, bool]], assertion: Assertion, about: Sequence[bytes]) -> None:
    for row, is_live in held:
        passkey = Passkey.read(decode(bytes(row.document)))
        if passkey.id != assertion.cred:
            continue
        if not is_live:
            raise InputError(N_("This passkey was removed."), FIELD, KEPT,
                             N_("Use your other passkey, or call the secretariat: two officers can let a new one in."))
        try:
            check_assertion(passkey, assertion, authorise_challenge(about), act.service.origin, act.service.rp)
        except PasskeyError as fault:
            raise InputError(fault.what, FIELD, KEPT, PasskeyError.next) from fault
        return
    raise InputError(N_("The passkey that signed does not stand on this electoral roll."), FIELD, KEPT,
                     N_("Use the passkey that you had when the ballot was announced. If you have lost it, call the "
                        "secretariat: two officers can let a new one in."))
