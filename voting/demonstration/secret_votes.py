"""The secret votes of the demonstration: one that is open, one that waits until its tellers accept their keys.

Of the first the demonstration makes the tellers' keys itself, which nobody else may ever do, and locks them away as a
teller's browser does: one recovery code, printed on the page of demonstration people, opens them all. So whoever looks
around can vote, close, and release as a teller; or accept keys for the second and announce it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from voting.ballots.locker import lock
from voting.ballots.trustee import open_rehearsal, trustee_key
from voting.evidence import SigningKey, b64u, encode, sha256, sha256_hex
from voting.services import accept_key
from voting.services.act import Service
from voting.services.announce_ballot import announce_ballot
from voting.services.choose_secrecy import choose_secrecy
from voting.services.draft_motion import MotionDraft, draft_motion, prepare_dossier
from voting.services.read.organisation import first_ballot, tellers_of

RECOVERY_CODE = "DEM0NS-TRAT10-N0T0NE-SECRET"
"""Opens the tellers' keys that the demonstration makes."""


def put_secret_votes(service: Service, wanted: Mapping[str, object], coordinator: str, meeting: str) -> None:
    """Put the motions under `secret` of the plan; nothing where there is no urn."""
    if service.urn is None:
        return
    organ = wanted["meeting"]["organ"]
    for motion in wanted["secret"]:
        drafted = draft_motion(service, coordinator, MotionDraft(
            organ, motion["decision"], motion["subject"], meeting, motion["agenda"], motion["question"]))
        prepare_dossier(service, coordinator, drafted, motion["item"], {
            "text": motion["text"], "sha256": sha256_hex(motion["text"].encode())})
        ballot, chair = first_ballot(service, drafted, organ)
        choose_secrecy(service, chair, ballot, True)
        if "hours_open" in motion:
            for teller in tellers_of(service, organ):
                hold_key(service, ballot, teller)
            closes = service.clock() + motion["hours_open"] * 3600
            announce_ballot(service, chair, ballot, 0, closes - closes % 3600)


def hold_key(service: Service, ballot: str, teller: str) -> None:
    """What a teller's browser does when its teller accepts a key: make it, lock it away, open the rehearsal."""
    seed, secret = secrets.token_bytes(32), X25519PrivateKey.generate()
    identity = SigningKey.from_seed(seed)
    index = accept_key.place_of(service, teller, ballot).index
    key = trustee_key(identity, secret, ballot, index, teller)
    state = {"code": RECOVERY_CODE, "index": index, "v": 1,
             "identity": {"public": identity.public.b64u, "secret": b64u(seed)},
             "keys": {"public": str(key["pk"]), "secret": b64u(secret.private_bytes_raw())}}
    locker = lock(sha256(ballot.encode()), encode(state), RECOVERY_CODE, secrets.token_bytes)
    sealed = accept_key.accept_key(service, teller, ballot, index,
                                   {name: str(key[name]) for name in ("id", "pk", "sig")}, locker)
    accept_key.open_rehearsal(service, teller, ballot, open_rehearsal(secret, ballot, index, sealed) or b"")
