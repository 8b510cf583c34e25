"""Blind RSA: the four vectors of RFC 9474, keys that nobody may use, messages that nobody may sign."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.vectors.secret_vectors import factors
from voting.errors import MalformedError, SignatureError
from voting.evidence import SigningKey, b64u
from voting.evidence.blind_rsa import (
    IssuerKey,
    blind,
    check_blinded,
    encode_pss,
    public_numbers_der,
    unblind,
)

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "rfc9474.json").read_text())
P, Q = factors()
KEY = IssuerKey(public_numbers_der(P * Q))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_vectors_of_the_rfc(vector):
    number = {name: int(vector[name], 16) for name in ("n", "e", "d", "inv")}
    raw = {name: bytes.fromhex(vector[name]) for name in (
        "prepared_msg", "encoded_msg", "blinded_msg", "blind_sig", "sig")}
    salt = bytes.fromhex(vector.get("salt") or "")
    prefix = bytes.fromhex(vector.get("msg_prefix") or "")
    assert prefix + bytes.fromhex(vector["msg"]) == raw["prepared_msg"]
    n = number["n"]
    assert encode_pss(raw["prepared_msg"], salt, n.bit_length() - 1) == raw["encoded_msg"]
    factor = pow(number["inv"], -1, n)
    assert blind(n, number["e"], raw["prepared_msg"], salt, factor) == (raw["blinded_msg"], number["inv"])
    check_blinded(n, raw["blinded_msg"])
    assert pow(int.from_bytes(raw["blinded_msg"], "big"), number["d"], n).to_bytes(512, "big") == raw["blind_sig"]
    assert unblind(n, raw["blind_sig"], number["inv"]) == raw["sig"]


N = P * Q
"""Its modulus."""


def spki(n: int, e: int) -> bytes:
    """A SubjectPublicKeyInfo, also of numbers that the library would not write."""
    good = RSAPublicNumbers(65537, N).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if n & 1:
        return RSAPublicNumbers(e, n).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return good.replace(N.to_bytes(384, "big"), n.to_bytes(384, "big"))


@pytest.mark.parametrize(("n", "e"), [
    (N, 3), (N, 65539), (N >> 2048 | 1, 65537), (N * 5, 65537), (N - 1, 65537), (N >> 1 | 1, 65537),
    (997 * (N // 997 | 1), 65537)], ids=["e3", "e65539", "1024_bits", "3075_bits", "even", "3071_bits", "factor_997"])
def test_a_key_that_no_issuer_may_use(n, e):
    with pytest.raises(MalformedError):
        IssuerKey(spki(n, e))


@pytest.mark.parametrize("der", [b"", b"\x30", KEY.der + b"\x00", KEY.der[:-1], KEY.der[1:], b"\xff" * 300])
def test_bytes_that_are_no_key_end_in_our_error(der):
    with pytest.raises(MalformedError):
        IssuerKey(der)


def test_a_key_of_another_kind_is_refused():
    with pytest.raises(SignatureError):
        IssuerKey(SigningKey.generate()._key.public_key().public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


@pytest.mark.parametrize("blinded", [b"", bytes(384), (1).to_bytes(384, "big"), (P * Q - 1).to_bytes(384, "big"),
                                     (P * Q).to_bytes(384, "big"), b"\x00" + (2).to_bytes(384, "big"),
                                     (2).to_bytes(383, "big")])
def test_a_message_that_is_not_signed(blinded):
    with pytest.raises(MalformedError):
        KEY.check_blinded(blinded)


def test_the_smallest_and_the_largest_message_that_may_be_signed():
    KEY.check_blinded((2).to_bytes(384, "big"))
    KEY.check_blinded((P * Q - 2).to_bytes(384, "big"))


@pytest.mark.parametrize("factor", [0, P, P * Q])
def test_a_factor_without_an_inverse_is_refused(factor):
    with pytest.raises(MalformedError):
        KEY.blind(b"message", bytes(48), factor)


def test_a_signature_with_a_salt_of_another_length_does_not_hold():
    """Tamper case 99."""
    d = pow(65537, -1, (P - 1) * (Q - 1))
    for length in (0, 32, 47, 48, 64):
        encoded = int.from_bytes(encode_pss(b"m", bytes(length), 3071), "big")
        signature = pow(encoded, d, P * Q).to_bytes(384, "big")
        if length == 48:
            KEY.verify(signature, b"m")
        else:
            with pytest.raises(SignatureError):
                KEY.verify(signature, b"m")


def test_a_signature_over_something_else_is_noticed_before_it_is_used():
    blinded, inverse = KEY.blind(b"mine", bytes(48), 12345)
    d = pow(65537, -1, (P - 1) * (Q - 1))
    signed = pow(int.from_bytes(blinded, "big") + 1, d, P * Q).to_bytes(384, "big")
    with pytest.raises(SignatureError):
        KEY.check_blind_signature(blinded, signed)
    with pytest.raises(SignatureError):
        KEY.finalise(b"mine", signed, inverse)


def test_the_key_goes_round():
    assert IssuerKey.from_b64u(b64u(KEY.der)) == KEY
    assert b"BEGIN PUBLIC KEY" in KEY.to_pem()
    assert "IssuerKey" in repr(KEY)
    with pytest.raises(MalformedError):
        IssuerKey.from_b64u(["no text"])
