"""Replace both keys of the service by new ones; the log carries a statement signed by the old and the new keys.

Refused while a ballot is between its announcement and its declaration: its paper names the present keys. The old
private keys are kept beside the new ones until the operator removes them, never inside the database.
"""

from __future__ import annotations

import os
from pathlib import Path

from voting.ballots.lifecycle import RUNNING
from voting.errors import ConflictError
from voting.evidence import SigningKey, b64u, dst, encode
from voting.sentences import N_
from voting.services.act import Service, begin
from voting.services.keyring import AUTHORITY, LOG, Keyring, write_key
from voting.store.find import ballots_in

OPERATOR = {"office": "operator", "subject": ""}


def rotate_keys(service: Service, folder: Path, passphrase: bytes | None) -> Keyring:
    """The new keyring; the service must be started again with it. `ConflictError` while a ballot is under way."""
    old, new = service.keys, Keyring(SigningKey.generate(), SigningKey.generate())
    staged = [(folder / f"{name}.new", folder / name, key)
              for name, key in ((AUTHORITY, new.authority), (LOG, new.log))]
    with begin(service) as act:
        running = ballots_in(act.session, RUNNING)
        if running:
            raise ConflictError(N_("%(count)s ballots are under way on papers that name the present keys.",
                                   count=len(running)), next=N_("Declare or annul them first, then rotate."))
        for path, _, key in staged:
            path.unlink(missing_ok=True)
            write_key(path, key.to_pem(passphrase))
        statement = {"authority": new.authority.public.b64u, "log_key": new.log.public.b64u,
                     "old_authority": old.authority.public.b64u, "old_log_key": old.log.public.b64u}
        signed = dst("rotation") + encode(statement)
        act.log_register("keys_rotated", OPERATOR, **statement, sig_old=b64u(old.authority.sign(signed)),
                         sig_new=b64u(new.authority.sign(signed)))
        for _, path, _ in staged:
            os.replace(path, path.with_suffix(f".{act.now}.retired"))
        for path, final, _ in staged:
            os.replace(path, final)
    return new
