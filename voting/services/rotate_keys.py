"""Replace both keys of the service by new ones; the log carries a statement signed by the old and the new keys.

Two officers agree to it first, in the tellers' room; the operator then does it from the shell. If a key has leaked and
nobody can be waited for, the operator does it alone, and the log says so.

Refused while a motion is between its first announcement and its end: its papers name the present keys, and one record
has one pair of keys. The old private keys are kept beside the new ones until the operator removes them, never inside
the database. A crash between the log's entry and the change of the files is made good at the next start.
"""

from __future__ import annotations

import os
from pathlib import Path

from voting.errors import ConflictError, RefusedError
from voting.evidence import SigningKey, b64u, dst, encode
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.keyring import AUTHORITY, LOG, Keyring, write_key
from voting.services.officers import OPERATOR, any_officer
from voting.services.pending import put_forward
from voting.store.access import confirmed_proposal
from voting.store.database import reading
from voting.store.find import live_motions
from voting.store.log import last_of_type

ROTATE, AGREED_DAYS = "rotate_keys", 14


def propose_rotation(service: Service, by: str, reason: str) -> str:
    """An officer proposes that the service's keys be replaced; the id of the proposal."""
    with begin(service) as act:
        return put_forward(act, ROTATE, any_officer(act, by), {}, reason)


def rotate_keys(service: Service, folder: Path, passphrase: bytes | None, is_alone: bool = False) -> Keyring:
    """The new keyring; the service must be started again with it. `ConflictError` while a motion is under way, or if no
    two officers have agreed and the operator does not say that it is done alone."""
    old, new = service.keys, Keyring(SigningKey.generate(), SigningKey.generate())
    staged = [(folder / f"{name}.new", folder / name, key)
              for name, key in ((AUTHORITY, new.authority), (LOG, new.log))]
    with begin(service) as act:
        live = live_motions(act.session)
        if live:
            raise ConflictError(N_("%(count)s motions are under way on papers that name the present keys.",
                                   count=len(live)), next=N_("Declare, withdraw or annul them first, then rotate."))
        agreed = agreed_by(act)
        if not agreed and not is_alone:
            raise ConflictError(N_("No two officers have agreed to replace the keys within the last %(days)s days.",
                                   days=AGREED_DAYS),
                                next=N_("One proposes it in the tellers' room, another confirms; then rotate."))
        for path, _, key in staged:
            path.unlink(missing_ok=True)
            write_key(path, key.to_pem(passphrase))
        statement = {"authority": new.authority.public.b64u, "log_key": new.log.public.b64u,
                     "old_authority": old.authority.public.b64u, "old_log_key": old.log.public.b64u}
        signed = dst("rotation") + encode(statement)
        act.log_register("keys_rotated", OPERATOR, agreed=agreed, **statement, sig_old=b64u(old.authority.sign(signed)),
                         sig_new=b64u(new.authority.sign(signed)))
        retired = f".{act.now}.retired"
    for path, final, _ in staged:  # after the commit: what the log says is done first, and a crash leaves the new files
        _put_in_place(path, final, retired)
    if service.memory is not None:
        service.memory.sign_again(new.log)
    return new


def agreed_by(act: Act) -> list[dict[str, str]]:
    """The two officers, still in office, who agreed to a rotation that was not done yet (now it is); or nobody."""
    row = confirmed_proposal(act.session, ROTATE, act.now - AGREED_DAYS * 86400)
    if row is None:
        return []
    try:
        both = [any_officer(act, row.proposed_by), any_officer(act, row.settled_by)]
    except RefusedError:
        return []
    row.outcome = "done"
    return both


def finish_rotation(folder: Path, passphrase: bytes | None) -> None:
    """At the start: put staged keys in place if the log says that they are the service's; drop them if it does not."""
    staged = [(name, field) for name, field in ((AUTHORITY, "authority"), (LOG, "log_key"))
              if (folder / f"{name}.new").exists()]
    if not staged:
        return
    with reading() as session:
        rotation = last_of_type(session, "keys_rotated")
    for name, field in staged:
        path = folder / f"{name}.new"
        if rotation and SigningKey.from_pem(path.read_bytes(), passphrase).public.b64u == rotation[field]:
            _put_in_place(path, folder / name, f".{rotation['at']}.retired")
        else:
            path.unlink()


def _put_in_place(path: Path, final: Path, retired: str) -> None:
    os.replace(final, final.with_suffix(retired))
    os.replace(path, final)
