"""What a passkey signs: exactly this challenge, on exactly this site, the person verified; every other byte refused."""

import json
from contextlib import suppress
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from voting.demonstration.authenticator import BE, BS, UP, UV, Authenticator
from voting.errors import MalformedError, PasskeyError
from voting.evidence import b64u, dst, sha256
from voting.evidence.signing import SMALL_ORDER
from voting.evidence.webauthn import FAULTS, Assertion, Passkey, challenge, check_assertion, credential_hash, rp_of

ORIGIN, RP = "https://vote.example", "vote.example"
ASKED = challenge("authorise-open-cast", b"this vote")
KINDS = ["ES256", "EdDSA", "RS256"]
T = 1_780_000_000


@cache
def device(alg: str) -> Authenticator:
    return Authenticator.make(alg, lambda length: sha256(alg.encode() * 2)[:length].ljust(length, b"x"))


def check(assertion: Assertion, alg: str = "ES256", asked: bytes = ASKED, origin: str = ORIGIN, rp: str = RP) -> None:
    check_assertion(device(alg).passkey(T), assertion, asked, origin, rp)


def signed(alg: str = "ES256", ad: bytes | None = None, cd: bytes | None = None) -> Assertion:
    """An assertion over any bytes, the signature good."""
    good = device(alg).answer(ASKED, ORIGIN)
    ad, cd = good.ad if ad is None else ad, good.cd if cd is None else cd
    return Assertion(ad, cd, good.cred, device(alg).sign(ad + sha256(cd)))


def refused(fault: str, assertion: Assertion, **where: object) -> None:
    with pytest.raises(PasskeyError) as found:
        check(assertion, **where)
    assert found.value.fault == fault
    assert fault in FAULTS


def test_a_challenge_is_bound_to_its_purpose():
    assert challenge("sign-in", b"x") == sha256(b"scrutin/v1/sign-in\nx") == sha256(dst("sign-in") + b"x")
    assert challenge("sign-in", b"x") != challenge("enrol", b"x")


@pytest.mark.parametrize("alg", KINDS)
def test_an_assertion_holds_and_can_be_written_and_read(alg):
    given_ = device(alg).answer(ASKED, ORIGIN)
    assert Assertion.read(given_.document()) == given_
    passkey = device(alg).passkey(T, "p-1")
    assert Passkey.read(passkey.document()) == passkey
    check(given_, alg)


@pytest.mark.parametrize("alg", KINDS)
@settings(max_examples=60, deadline=None)
@given(part=st.sampled_from(["ad", "cd", "sig"]), at=st.integers(0, 10_000), by=st.integers(1, 255))
def test_any_changed_byte_is_refused(alg, part, at, by):
    good = device(alg).answer(ASKED, ORIGIN)
    parts = {"ad": good.ad, "cd": good.cd, "sig": good.sig}
    changed = bytearray(parts[part])
    changed[at % len(changed)] ^= by
    with pytest.raises(PasskeyError):
        check(Assertion(**parts | {part: bytes(changed)}, cred=good.cred), alg)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=300), st.binary(max_size=80))
def test_any_bytes_end_in_our_error(ad, cd, sig):
    for made in (Assertion(ad, cd, device("ES256").passkey(T).id, sig), signed(ad=ad), signed(cd=cd)):
        with pytest.raises(PasskeyError):
            check(made)


VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
                      lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                          st.text(max_size=4), inner, max_size=3), max_leaves=6)


@settings(max_examples=150, deadline=None)
@given(VALUES, st.sampled_from(["ad", "cd", "cred", "sig"]), st.sampled_from(["alg", "id", "pk", "since", "vouch"]))
def test_any_value_in_a_document_ends_in_our_error(value, name, field):
    document = device("ES256").answer(ASKED, ORIGIN).document()
    try:
        check(Assertion.read(document | {name: value}))
    except PasskeyError:
        pass
    else:
        assert document[name] == value
    passkey = device("ES256").passkey(T).document()
    with suppress(MalformedError):
        assert Passkey.read(passkey | {field: value}).document() == passkey | {field: value}


def test_what_was_asked_where_and_by_whom():
    device_ = device("ES256")
    refused("challenge", device_.answer(challenge("sign-in", b"this vote"), ORIGIN))
    refused("challenge", device_.answer(ASKED, ORIGIN, challenge=b64u(ASKED) + "="))
    refused("type", device_.answer(ASKED, ORIGIN, type="webauthn.create"))
    refused("type", device_.answer(ASKED, ORIGIN, type="payment.get"))
    for origin in ("https://vote.example.evil", "https://vote.example/", "https://vote.example:8443",
                   "http://vote.example", "https://VOTE.example", ["https://vote.example"]):
        refused("origin", device_.answer(ASKED, ORIGIN, origin=origin))
    for said in (True, None, 0, "false"):
        refused("cross_origin", device_.answer(ASKED, ORIGIN, crossOrigin=said))
    refused("cross_origin", device_.answer(ASKED, ORIGIN, topOrigin="https://evil.example"))
    refused("rp", device_.answer(ASKED, ORIGIN, rp="evil.example"))
    refused("presence", device_.answer(ASKED, ORIGIN, flags=UV))
    refused("verification", device_.answer(ASKED, ORIGIN, flags=UP))
    refused("credential", device("EdDSA").answer(ASKED, ORIGIN))
    stranger = device("EdDSA").answer(ASKED, ORIGIN)
    refused("signature", Assertion(stranger.ad, stranger.cd, device_.passkey(T).id, stranger.sig))
    check(device_.answer(ASKED, ORIGIN, flags=UP | UV))
    check(device_.answer(ASKED, ORIGIN, later="a key of another year"))


CLIENT = device("ES256").answer(ASKED, ORIGIN).cd
SAYS = {
    "duplicate key": CLIENT.replace(b"{", b'{"type":"webauthn.get",', 1),
    "duplicate key, escaped": CLIENT.replace(b"{", b'{"\\u0074ype":"webauthn.get",', 1),
    "trailing data": CLIENT + b"x",
    "second object": CLIENT + b"{}",
    "space after": CLIENT + b" ",
    "space before": b" " + CLIENT,
    "zero byte after": CLIENT + b"\0",
    "byte order mark": b"\xef\xbb\xbf" + CLIENT,
    "UTF-16": CLIENT.decode().encode("utf-16"),
    "not UTF-8": CLIENT.replace(b"{", b'{"\xff":1,', 1),
    "NaN": CLIENT.replace(b"{", b'{"a":NaN,', 1),
    "fraction": CLIENT.replace(b"{", b'{"a":1.5,', 1),
    "a number of 5,000 digits": CLIENT.replace(b"{", b'{"a":' + b"9" * 3000 + b"0" * 2000 + b",", 1),
    "too deep": CLIENT.replace(b"{", b'{"a":' + b"[" * 2000 + b"]" * 2000 + b",", 1),
    "a list": b"[" + CLIENT + b"]",
    "text": b'"{}"',
    "nothing": b"",
    "too long": CLIENT.replace(b"{", b'{"a":"' + b"a" * 5000 + b'",', 1),
}


@pytest.mark.parametrize("fault", SAYS)
def test_what_the_browser_says_is_read_strictly(fault):
    assert json.loads(CLIENT)["type"] == "webauthn.get"
    refused("unreadable", signed(cd=SAYS[fault]))


GOOD_AD = device("ES256").answer(ASKED, ORIGIN).ad
_FLAGGED = GOOD_AD[:32] + bytes([UP | UV | 0x80]) + bytes(4)
DEVICE_DATA = {
    "one byte short": GOOD_AD[:-1],
    "one byte long": GOOD_AD + b"\0",
    "extensions without their flag": GOOD_AD + b"\xa0",
    "flag without extensions": _FLAGGED,
    "extensions that are no map": _FLAGGED + b"\x80",
    "extensions and a byte": _FLAGGED + b"\xa0\0",
    "extensions of no definite length": _FLAGGED + b"\xbf\xff",
    "a cut map": _FLAGGED + b"\xa1\x61a",
    "a cut text": _FLAGGED + b"\xa1\x62a",
    "a map of 2^64 items": _FLAGGED + b"\xbb" + b"\xff" * 8,
    "nested without end": _FLAGGED + b"\xa1\x61a" * 300,
    "a credential, which only enrolment has": GOOD_AD[:32] + bytes([UP | UV | 0x40]) + bytes(4) + bytes(18),
    "backed up, not able to be": GOOD_AD[:32] + bytes([UP | UV | BS]) + bytes(4),
    "too long": _FLAGGED + b"\xa1\x61a\x59\x04\x00" + bytes(1024),
}


@pytest.mark.parametrize("fault", DEVICE_DATA)
def test_what_the_device_says_is_read_strictly(fault):
    refused("unreadable", signed(ad=DEVICE_DATA[fault]))


@pytest.mark.parametrize("extensions", [b"\xa0", b"\xa1\x6bhmac-secret\x58\x20" + bytes(32), b"\xa1\x61a\xf5",
                                        b"\xa1\x61a\x82\x01\xc1\x1a\x00\x00\x00\x01"])
def test_extensions_are_let_through(extensions):
    check(signed(ad=_FLAGGED + extensions))
    check(signed(ad=GOOD_AD[:32] + bytes([UP | UV | BE]) + b"\0\0\0\7"))


def test_a_signature_of_ecdsa_has_one_der_form():
    good = device("ES256").answer(ASKED, ORIGIN)
    r, s = decode_dss_signature(good.sig)
    longer = b"\x02\x21\x00" + r.to_bytes(32, "big") if r >> 255 == 0 else b"\x02\x22\x00\x00" + r.to_bytes(32, "big")
    tail = good.sig[4 + good.sig[3]:]
    spelled = [b"\x30" + bytes([len(longer + tail)]) + longer + tail, good.sig + b"\0",
               b"\x30\x81" + good.sig[1:2] + good.sig[2:], b"", r.to_bytes(32, "big") + s.to_bytes(32, "big")]
    for sig in spelled:
        refused("signature", Assertion(good.ad, good.cd, good.cred, sig))


def test_a_signature_of_rsa_has_the_length_of_its_key():
    good = device("RS256").answer(ASKED, ORIGIN)
    for sig in (b"\0" + good.sig, good.sig[1:], b""):
        refused("signature", Assertion(good.ad, good.cd, good.cred, sig), alg="RS256")


def key_of(public: object, alg: str) -> Passkey:
    spki = public if isinstance(public, bytes) else public.public_bytes(Encoding.DER,
                                                                         PublicFormat.SubjectPublicKeyInfo)
    return Passkey(credential_hash(b"id"), alg, b64u(spki), T)


@cache
def weak_keys() -> dict[str, tuple[object, str]]:
    p256 = ec.generate_private_key(ec.SECP256R1()).public_key()
    good = p256.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    point = p256.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    ed = bytes.fromhex("302a300506032b6570032100")
    return {
        "another curve": (ec.generate_private_key(ec.SECP384R1()).public_key(), "ES256"),
        "another kind": (p256, "EdDSA"), "an unknown kind": (p256, "ES384"),
        "RSA of 1024 bits": (rsa.generate_private_key(65537, 1024).public_key(), "RS256"),  # noqa: S505
        "RSA with e = 3": (rsa.generate_private_key(3, 2048).public_key(), "RS256"),
        "a byte after": (good + b"\0", "ES256"), "nothing": (b"", "ES256"),
        "compressed": (good[:1] + bytes([good[1] - 32]) + good[2:23] + b"\x03\x22\x00" + point + b"", "ES256"),
        "not on the curve": (good[:-1] + bytes([good[-1] ^ 1]), "ES256"),
        **{f"small order {raw.hex()[:6]}…{raw.hex()[-2:]}": (ed + raw, "EdDSA") for raw in SMALL_ORDER},
    }


@pytest.mark.parametrize("fault", sorted(weak_keys()))
def test_a_key_that_no_one_may_use_is_refused(fault):
    with pytest.raises(MalformedError):
        key_of(*weak_keys()[fault])


def test_the_relying_party_is_the_host():
    assert [rp_of(origin) for origin in ("https://vote.example", "http://localhost:5000", "https://a.b:8/x", "")] == \
        ["vote.example", "localhost", "a.b", ""]
