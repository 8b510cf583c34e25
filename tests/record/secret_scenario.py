"""Motions with a secret stage for the tests: what happened, in order, with fixed instants; keys are the vectors'."""

from __future__ import annotations

import secrets
from functools import cache

from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateNumbers,
    RSAPublicNumbers,
    rsa_crt_dmp1,
    rsa_crt_dmq1,
    rsa_crt_iqmp,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.record.scenario import AUTHORITY, DAY, DOSSIER, HOUR, KEYS, PARTY, STATUTES, T, hold, people
from tests.vectors.secret_vectors import factors
from voting.ballots.motion import Motion
from voting.ballots.trustee import Release
from voting.demonstration.authenticator import Authenticator
from voting.evidence import SigningKey, b64u, decode, encode, sha256_hex
from voting.record import write_record
from voting.record.compose_secret import SecretComposer, Teller
from voting.record.part import Part
from voting.services.blind_sign import IssuerSecret

P, Q = factors()
D = pow(65537, -1, (P - 1) * (Q - 1))
ISSUER = IssuerSecret(RSAPrivateNumbers(P, Q, D, rsa_crt_dmp1(D, P), rsa_crt_dmq1(D, Q), rsa_crt_iqmp(P, Q),
                                        RSAPublicNumbers(65537, P * Q)).private_key())
TELLERS = [Teller(SigningKey.generate(), X25519PrivateKey.generate(), f"p-teller-{index}") for index in range(3)]
URN_KEY = SigningKey.generate()
START = T + 2 * DAY
DEVICES = [Authenticator.make("ES256", secrets.token_bytes) for _ in range(3)]


def failed_consensus(kind: type[SecretComposer] = SecretComposer) -> SecretComposer:
    """An admission whose consensus failed on one objection."""
    question = {language: text % {"subject": PARTY.name}
                for language, text in STATUTES.decisions["admission"].question.items()}
    motion = Motion("admission-1", "council", "admission", PARTY, question, DOSSIER, T - DAY)
    composer = kind(STATUTES, motion, KEYS, secrets.token_bytes)
    composer.foreign(b'{"at":1,"by":{"office":"clock","subject":""},"motion":"other","type":"other","v":1}')
    composer.file(T - HOUR)
    hold(composer, ["consent", "consent", "object"], T)
    composer.record_no_consensus(T + DAY + HOUR, "One member keeps its objection.")
    return composer


def secret_vote(composer: SecretComposer, votes: list[str], **options: object) -> SecretComposer:
    """A secret stage, announced and open; every voter collects and casts, by passkey where `with_passkeys` says so."""
    with_passkeys = options.pop("with_passkeys", 0)
    devices = DEVICES[:with_passkeys]
    keys = [[device.passkey(T)] for device in devices] + [[]] * (len(votes) - with_passkeys)
    composer.announce_secret(people(len(votes)), START, START, START + DAY, 2, [ISSUER], TELLERS, URN_KEY,
                             passkeys=keys, **options)
    origin = composer.keys.origin
    for number in range(len(votes)):
        sign = None
        if number < with_passkeys:
            def sign(challenge: bytes, device: Authenticator = devices[number]) -> object:
                return device.answer(challenge, origin)
        composer.collect(number, sign)
        composer.foreign(b'{"at":2,"n":%d,"type":"other"}' % number)
    composer.open(START)
    for number, vote in enumerate(votes):
        if vote:
            composer.vote(number, vote)
    composer.take_in()
    return composer


def finish(composer: SecretComposer, released: tuple[int, ...] = (0, 2)) -> SecretComposer:
    """Closed by the clock, sealed, released, counted, declared."""
    at = START + DAY + 1
    composer.close_secret(at)
    composer.seal(at + composer.grace)
    for index in released:
        composer.release(index, at + HOUR + index)
    composer.count(at + 2 * HOUR)
    composer.declare(at + 3 * HOUR)
    return composer


def plain() -> SecretComposer:
    """Five of six voters; one changes the vote twice, one only collects, three have passkeys."""
    composer = secret_vote(failed_consensus(), ["yes", "yes", "no", "yes", "abstain", ""], with_passkeys=3)
    composer.vote(2, "abstain")
    composer.vote(2, "yes")
    composer.vote(0, "no")
    composer.vote(0, "yes")
    return finish(composer)


def amended() -> SecretComposer:
    """An entry is added, another replaced, a mandate ends after its credential was issued; one vote does not open."""
    composer = secret_vote(failed_consensus(), ["yes"] * 4)
    identity = people(9)
    composer.add(identity[7], START + HOUR, "Omitted from the roll.")
    composer.add(identity[8], START + HOUR, "Replaces nobody who had a credential.")
    composer.collect(4)
    composer.vote(4, "no")
    composer.end_mandate(0, START + 2 * HOUR, "The seat was handed over.")
    composer.vote(1, {"q1": ["yes", "no"]})
    return finish(composer, (0, 1, 2))


def disputed() -> SecretComposer:
    """A teller releases a share that is none, so a vote does not open; the count is disputed, and the key shows it."""
    composer = secret_vote(failed_consensus(), ["yes", "yes", "no", "yes"])
    composer.vote(2, "abstain")
    at = START + DAY + 1
    composer.close_secret(at)
    composer.seal(at + composer.grace)
    composer.release(0, at + HOUR)
    composer.release(2, at + HOUR)
    release_wrongly(composer, 2)
    composer.count(at + 2 * HOUR)
    composer.dispute(at + 3 * HOUR, "One vote does not open.")
    composer.release_key(2, at + 4 * HOUR)
    composer.count(at + 5 * HOUR)
    composer.declare(at + 6 * HOUR)
    return composer


def release_wrongly(composer: SecretComposer, index: int) -> None:
    """What a key holder has released last is another share for the first vote, signed and logged as theirs."""
    held = composer.now.secret
    first, *others = held.shares[index].lines()
    wrong = encode({**decode(first), "share": b64u(bytes(32) + bytes([index + 1]))})
    lines = b"".join(line + b"\n" for line in [wrong, *others])
    release = Release(index, composer.now.hash, held.urn_head, held.issue_head, sha256_hex(lines), len(others) + 1)
    held.shares[index], held.releases[index] = Part.of(lines), encode(release.sign(held.tellers[index].identity))
    leaf = decode(composer.log[-1][0])
    composer.log[-1] = (encode({**leaf, "sha256": sha256_hex(held.releases[index])}), True)


SECRET_SCENARIOS = {"plain": plain, "amended": amended, "disputed": disputed}


@cache
def secret_record_of(name: str) -> bytes:
    """The zip of a scenario."""
    return write_record(SECRET_SCENARIOS[name]().contents(), AUTHORITY)
