"""Ed25519: the vectors of RFC 8032, section 7.1, and the strictness on which two verifiers agree."""

import hashlib
import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evidence import curve
from voting.errors import MalformedError, SignatureError
from voting.evidence import PublicKey, SigningKey, b64u, dst, encode, sign_document, verify_document
from voting.evidence.signing import SMALL_ORDER

KEY = SigningKey.from_seed(bytes(range(32)))
VECTORS = [
    ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", b"",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2465"
     "5141438e7a100b"),
    ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", b"\x72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb0"
     "0d291612bb0c00"),
    ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", b"\xaf\x82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc0"
     "27beceea1ec40a"),
    ("833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
     "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf", hashlib.sha512(b"abc").digest(),
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9"
     "bef1177331a704"),
]


@pytest.mark.parametrize(("seed", "public", "message", "signature"), VECTORS, ids=["1", "2", "3", "SHA(abc)"])
def test_the_vectors_of_rfc_8032(seed, public, message, signature):
    key = SigningKey.from_seed(bytes.fromhex(seed))
    assert key.public.raw.hex() == public
    assert key.sign(message).hex() == signature
    PublicKey(bytes.fromhex(public)).verify(bytes.fromhex(signature), message)


def test_the_refused_keys_are_the_encodings_of_the_eight_small_points():
    points = curve.small_points()
    assert len(points) == 8
    assert set().union(*map(curve.encodings, points)) == SMALL_ORDER
    assert len(SMALL_ORDER) == 14


@pytest.mark.parametrize("raw", sorted(SMALL_ORDER), ids=bytes.hex)
def test_a_key_of_small_order_is_refused(raw):
    for made in (lambda: PublicKey(raw), lambda: PublicKey.from_b64u(b64u(raw))):
        with pytest.raises(SignatureError):
            made()


@pytest.mark.parametrize("y", range(curve.P, 2**255))
def test_a_key_that_is_not_canonical_is_refused(y):
    for sign in (0, 1):
        with pytest.raises(SignatureError):
            PublicKey((y | sign << 255).to_bytes(32, "little"))


def test_bytes_that_are_no_point_verify_nothing():
    off = next(y for y in range(2, 100) if curve.point_of(y) is None)
    with pytest.raises(SignatureError):
        PublicKey(off.to_bytes(32, "little")).verify(KEY.sign(b"m"), b"m")


def test_s_must_be_below_the_order():
    signature = KEY.sign(b"m")
    s = int.from_bytes(signature[32:], "little")
    for more in range(1, 16):
        if (again := s + more * curve.ORDER) < 1 << 256:
            with pytest.raises(SignatureError, match="canonical"):
                KEY.public.verify(signature[:32] + again.to_bytes(32, "little"), b"m")


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(0, 511))
def test_a_signature_holds_for_its_message_key_and_bits_only(message, bit):
    signature = KEY.sign(message)
    KEY.public.verify(signature, message)
    flipped = bytearray(signature)
    flipped[bit // 8] ^= 1 << bit % 8
    other = SigningKey.from_seed(b"\x07" * 32).public
    for public, wrong, text in ((KEY.public, bytes(flipped), message), (KEY.public, signature, message + b"\0"),
                                (other, signature, message), (KEY.public, signature[:-1], message),
                                (KEY.public, signature + b"\0", message), (KEY.public, b"", message)):
        with pytest.raises(SignatureError):
            public.verify(wrong, text)


def test_purposes_do_not_mix():
    document = {"a": 1, "v": 1}
    signed = sign_document(KEY, "issue", document)
    assert signed == {**document, "sig": b64u(KEY.sign(b"scrutin/v1/issue\n" + encode(document)))}
    assert sign_document(KEY, "issue", signed) == signed
    verify_document(KEY.public, "issue", signed)
    for public, purpose, changed in (
            (KEY.public, "receipt", signed), (SigningKey.generate().public, "issue", signed),
            (KEY.public, "issue", {**signed, "a": 2}), (KEY.public, "issue", {**signed, "b": 1}),
            (KEY.public, "issue", {"a": 1, "sig": signed["sig"]})):
        with pytest.raises(SignatureError):
            verify_document(public, purpose, changed)
    for sig in (None, 1, "", signed["sig"] + "=", signed["sig"][:-1], b64u(b"short")):
        with pytest.raises(MalformedError):
            verify_document(KEY.public, "issue", {**document, "sig": sig})
    with pytest.raises(MalformedError):
        verify_document(KEY.public, "issue", document)


@pytest.mark.parametrize("name", ["", "A", "a b", "a\n", "é", "-a", "a/b"])
def test_a_purpose_that_could_be_read_as_another_is_a_mistake_of_ours(name):
    with pytest.raises(ValueError, match="purpose"):
        dst(name)


def test_public_pem_has_one_form():
    pem = KEY.public.to_pem()
    assert PublicKey.from_pem(pem) == KEY.public
    for other in (pem[:-1], pem + b"\n", b"\n" + pem, pem.replace(b"\n", b"\r\n"), b"text\n" + pem, pem + pem, b"",
                  pem.replace(b"PUBLIC", b"PRIVATE"), b"\xff" * 40):
        with pytest.raises(MalformedError):
            PublicKey.from_pem(other)


def test_other_kinds_of_keys_are_refused():
    others = [rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1()),
              ed448.Ed448PrivateKey.generate()]
    for other in others:
        with pytest.raises(SignatureError, match="Ed25519"):
            PublicKey.from_pem(other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        with pytest.raises(MalformedError, match="Ed25519"):
            SigningKey.from_pem(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


@settings(deadline=None)
@given(st.integers(0, len(KEY.public.to_pem()) - 1), st.binary(max_size=2))
def test_a_changed_pem_is_refused_or_another_key(place, put):
    pem = KEY.public.to_pem()
    changed = pem[:place] + put + pem[place + 1:]
    try:
        other = PublicKey.from_pem(changed)
    except MalformedError:
        return
    assert (other == KEY.public) == (changed == pem)


def test_a_private_key_is_kept_with_and_without_a_passphrase():
    plain, locked = KEY.to_pem(), KEY.to_pem(b"a passphrase")
    assert SigningKey.from_pem(plain).public == SigningKey.from_pem(locked, b"a passphrase").public == KEY.public
    assert b"ENCRYPTED" in locked
    assert b"ENCRYPTED" not in plain
    for pem, passphrase in ((locked, None), (locked, b"another"), (locked, b""), (plain, b"a passphrase"),
                            (locked[:-40], b"a passphrase"), (KEY.public.to_pem(), None), (b"", None)):
        with pytest.raises(MalformedError):
            SigningKey.from_pem(pem, passphrase)
    for passphrase in (b"", b"x" * 1024):
        with pytest.raises(MalformedError):
            KEY.to_pem(passphrase)


def test_a_signing_key_does_not_show_itself():
    assert repr(KEY) == f"SigningKey({KEY.public.id})" == "SigningKey(56475aa7)"
    assert SigningKey.generate().public != SigningKey.generate().public
    with pytest.raises(MalformedError):
        SigningKey.from_seed(b"short")


def test_openssl_reads_our_keys_and_agrees(tmp_path):
    for name, content in (("key.pem", KEY.to_pem()), ("pub.pem", KEY.public.to_pem()), ("m", b"message"),
                          ("s", KEY.sign(b"message"))):
        (tmp_path / name).write_bytes(content)
    public = subprocess.run(["openssl", "pkey", "-in", "key.pem", "-pubout"], cwd=tmp_path, check=True,
                            capture_output=True)
    assert public.stdout == KEY.public.to_pem()
    subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "pub.pem", "-rawin", "-in", "m", "-sigfile",
                    "s"], cwd=tmp_path, check=True, capture_output=True)
