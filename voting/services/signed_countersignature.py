"""How an officer countersigns: by a passkey over a statement that names the file's hash, or, without one, by session.

The browser hashed what it was served and made the challenge itself. The service makes the same statement from what it
holds: another file, office, person or site is refused. Who has a passkey countersigns with it and in no other way.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from voting.ballots.authorisation import SALT_BYTES
from voting.ballots.countersignature import SESSION, Opening, by_passkey, countersign_challenge, statement
from voting.errors import RefusedError
from voting.evidence import encode
from voting.sentences import N_
from voting.services.act import Act
from voting.services.passkey import answering_passkey, public
from voting.store.countersignatures import CountersignatureRow
from voting.store.passkeys import passkeys_of


def sign_over(act: Act, by: Mapping[str, str], of: str, id: str, language: str, digest: str,
              sent: object) -> dict[str, object]:
    """The `auth` of the entry, what opens it kept; `RefusedError` unless a passkey of the officer's own signed this.

    `sent` is the passkey's answer as the browser sent it; None where there is none.
    """
    if not passkeys_of(act.session, by["subject"], act.now):
        return dict(SESSION)
    if not sent:
        raise RefusedError(N_("A countersignature is signed with your passkey, and no signature came with it."),
                           next=N_("Switch JavaScript on, or use another browser or device."))
    said = statement(of, id, language, digest, by, act.service.origin)
    row, assertion = answering_passkey(act, countersign_challenge(said), sent)
    if row.person != by["subject"]:
        raise RefusedError(N_("This is the passkey of somebody else."), next=N_("Countersign with your own."))
    if not row.salt:
        row.salt = secrets.token_bytes(SALT_BYTES)
    opening = Opening(said, public(row), bytes(row.salt), assertion)
    act.session.add(CountersignatureRow(id=assertion.hash, person=row.person, body=encode(opening.document())))
    return by_passkey(assertion, opening.commitment, act.service.origin)
