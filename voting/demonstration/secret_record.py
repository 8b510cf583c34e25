"""A complete, declared demonstration record with a secret vote, without a server: `voting demo record --secret`.

An admission fails its named consensus, and the vote that follows is secret: credentials are issued blindly, votes
sealed to three tellers, cast without a name, changed by some, opened by two tellers' shares, counted and declared. What
grows with the number of voters goes to a temporary folder, so that a million fit. In small demonstrations nine of ten
voters have passkeys, and the copy shows names; large ones have neither, for these are read into memory at once.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from voting.demonstration.authenticator import Authenticator
from voting.demonstration.record import HOUR, admission, admitting, delegate, device_of, marks, signer_of
from voting.demonstration.spool import Spool
from voting.errors import StatutesError
from voting.evidence import SigningKey
from voting.evidence.webauthn import Passkey
from voting.record.compose import Keys
from voting.record.compose_secret import SecretComposer, Teller
from voting.record.write import write_in_pieces
from voting.sentences import N_
from voting.services.blind_sign import IssuerSecret
from voting.statutes import Stage, Statutes

SMALL = 10_000
"""Voters up to whom a demonstration has names, and passkeys for most."""
COUNCIL = 1000
"""Voters who take part in the named consensus at most: each of their ballots is signed by itself."""
BATCH = 1000
ORIGIN = "https://demonstration.invalid"

Progress = Callable[[Iterator[int], int], Iterator[int]]


def secret_demonstration(statutes: Statutes, voters: int, now: int, codes: list[str],
                         progress: Progress) -> Iterator[bytes]:
    """The zip, piece by piece, of a motion decided by a secret vote of `voters`; `progress` wraps the long loop."""
    decision = admitting(statutes)
    last = decision.stages[-1]
    if last.secrecy == "named" or any(stage.secrecy == "secret" for stage in decision.stages[:-1]):
        raise StatutesError(N_("These statutes do not let the last stage alone of an admission be secret."))
    keys = Keys(SigningKey.generate(), SigningKey.generate(), "demonstration.invalid/register", ORIGIN)
    composer = SecretComposer(statutes, admission(statutes, decision, now), keys, secrets.token_bytes)
    at = now - 60 * HOUR
    composer.file(at)
    devices = [device_of(voter) if voters <= SMALL else None for voter in range(voters)]
    for number, stage in enumerate(decision.stages[:-1], start=1):
        at = _named_stage(composer, number, stage, devices[:COUNCIL], at, codes)
    with TemporaryDirectory(prefix="scrutin-demo-") as folder:
        spool = Spool(Path(folder))
        composer.new_sink, composer.grace = spool.sink, 0
        closed = _secret_stage(composer, len(decision.stages), last, devices, at, codes, progress)
        composer.declare(closed + HOUR)
        yield from write_in_pieces(composer.contents(), keys.authority)


Devices = Sequence[Authenticator | None]


def _passkeys(devices: Devices, at: int) -> list[list[Passkey]]:
    return [[device.passkey(at - 90 * 24 * HOUR)] if device else [] for device in devices]


def _named_stage(composer: SecretComposer, number: int, stage: Stage, devices: Devices, at: int,
                 codes: list[str]) -> int:
    """A consensus that fails on one objection; gives the instant at which the next stage may be announced."""
    window, voters = max(stage.min_window_s, HOUR), len(devices)
    composer.announce([delegate(voter, codes) for voter in range(voters)], at, at, at + window, stage=number,
                      passkeys=_passkeys(devices, at))
    composer.open(at)
    options = marks(stage, voters, is_last=False)
    for voter, device in enumerate(devices):
        option = options(voter)
        composer.cast(voter, option, "We ask for more time." if option == "object" else "", "mail",
                      signer_of(device, ORIGIN))
    composer.close(at + window + 1)
    composer.record_no_consensus(at + window + HOUR, "An objection stood at the close; the debate did not lift it.")
    return at + window + 2 * HOUR


def _secret_stage(composer: SecretComposer, number: int, stage: Stage, devices: Devices, at: int, codes: list[str],
                  progress: Progress) -> int:
    """Announced, voted, closed, sealed, released, counted; gives the instant of the count."""
    window, voters = max(stage.min_window_s, HOUR), len(devices)
    is_small = voters <= SMALL
    tellers = [Teller(SigningKey.generate(), X25519PrivateKey.generate(), f"p-teller-{index + 1}")
               for index in range(3)]
    composer.announce_secret([delegate(voter, codes) for voter in range(voters)], at, at, at + window, number,
                             [IssuerSecret.generate()], tellers, SigningKey.generate(),
                             passkeys=_passkeys(devices, at))
    if not is_small:
        composer.names.clear()
    composer.open(at)
    options, held = marks(stage, voters, is_last=True), composer.now.secret
    for voter in progress(iter(range(voters)), voters):
        composer.collect(voter, signer_of(devices[voter], ORIGIN))
        if voter % 50 == 49:  # some are handed a credential and do not vote
            continue
        if voter % 40 == 39:  # some change their vote
            composer.vote(voter, "abstain")
            composer.take_in()
        composer.vote(voter, options(voter))
        if not is_small:
            del held.voters[voter]
        if len(held.pending) >= BATCH:
            composer.take_in()
    closed = at + window + 1
    composer.close_secret(closed)
    composer.seal(closed)
    for index in (0, 2):
        composer.release(index, closed)
    composer.count(closed)
    return closed
