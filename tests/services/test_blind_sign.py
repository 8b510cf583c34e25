"""Signing blind: libcrypto and GMP give what the public key expects, and refuse together what may not be signed."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateNumbers,
    RSAPublicNumbers,
    rsa_crt_dmp1,
    rsa_crt_dmq1,
    rsa_crt_iqmp,
)

from tests.vectors.secret_vectors import factors
from voting.errors import MalformedError, SignatureError, UnavailableError
from voting.services import blind_sign
from voting.services.blind_sign import GmpPower, IssuerSecret, LibcryptoPower

P, Q = factors()
D = pow(65537, -1, (P - 1) * (Q - 1))
KEY = RSAPrivateNumbers(P, Q, D, rsa_crt_dmp1(D, P), rsa_crt_dmq1(D, Q), rsa_crt_iqmp(P, Q),
                        RSAPublicNumbers(65537, P * Q)).private_key()
NUMBERS = [2, 12345**200 % (P * Q), P * Q - 2]


@pytest.mark.parametrize("power", ["libcrypto", "gmp"])
@pytest.mark.parametrize("number", NUMBERS)
def test_both_ways_raise_to_d(power, number):
    made = LibcryptoPower(blind_sign._libcrypto(), KEY) if power == "libcrypto" else GmpPower(KEY)
    raw = number.to_bytes(384, "big")
    assert int.from_bytes(made.raise_to_d(raw), "big") == pow(number, D, P * Q)


def test_a_credential_from_end_to_end():
    secret = IssuerSecret(KEY)
    blinded, inverse = secret.public.blind(b"message", b"s" * 48, 987654321)
    assert secret.public.finalise(b"message", secret.sign_blinded(blinded), inverse)
    assert repr(secret) == "IssuerSecret(…)"


def test_what_may_not_be_signed_is_not():
    secret = IssuerSecret(KEY)
    for number in (0, 1, P * Q - 1):
        with pytest.raises(MalformedError):
            secret.sign_blinded(number.to_bytes(384, "big"))


def test_a_fault_of_the_machine_gives_nothing_away(monkeypatch):
    """A signature that is wrong in one prime only would tell the other: it never leaves."""
    secret = IssuerSecret(KEY)

    class Faulty:
        def raise_to_d(self, number):
            return ((pow(int.from_bytes(number, "big"), D, P * Q) + P) % (P * Q)).to_bytes(384, "big")

    monkeypatch.setattr(secret, "_power", Faulty())
    with pytest.raises(SignatureError):
        secret.sign_blinded((12345).to_bytes(384, "big"))


def test_threads_sign_side_by_side():
    secret = IssuerSecret(KEY)
    raw = [number.to_bytes(384, "big") for number in range(2, 18)]
    with ThreadPoolExecutor(4) as pool:
        signed = list(pool.map(secret.sign_blinded, raw))
    for number, signature in zip(raw, signed, strict=True):
        secret.public.check_blind_signature(number, signature)


def test_without_either_library_nothing_is_signed(monkeypatch):
    monkeypatch.setattr(blind_sign, "_libcrypto", lambda: None)
    assert isinstance(IssuerSecret(KEY)._power, GmpPower)
    monkeypatch.setitem(sys.modules, "gmpy2", None)
    with pytest.raises(UnavailableError):
        IssuerSecret(KEY)


def test_the_key_is_kept_encrypted():
    pem = IssuerSecret(KEY).to_pem(b"passphrase")
    assert b"ENCRYPTED" in pem
    assert IssuerSecret.from_pem(pem, b"passphrase").public == IssuerSecret(KEY).public
    for wrong in (b"", b"other"):
        with pytest.raises(MalformedError):
            IssuerSecret.from_pem(pem, wrong)
    with pytest.raises(MalformedError):
        IssuerSecret.from_pem(b"no key")
