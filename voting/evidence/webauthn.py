"""What a passkey signs (WebAuthn level 3, section 7.2), strictly: who authorised exactly this, on exactly this site.

A challenge is a hash under the domain string of its purpose, made by the browser itself, so that a signature given
for one purpose never serves another. An assertion holds only if it answers that challenge, on that origin, with the
person verified by the device (fingerprint, face or code). Every malformed byte ends in a `PasskeyError`, whose
`fault` is one of `FAULTS`. Not checked: counters (passkeys that are synchronised have none) and who made the device.
The rules, with examples: FORMAT.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from voting.errors import MalformedError, PasskeyError, SignatureError
from voting.evidence.canonical import b64u, encode, expect_keys, sha256, unb64u
from voting.evidence.cbor import is_one_map
from voting.evidence.signing import PublicKey, dst
from voting.sentences import N_

FAULTS = ("unreadable", "type", "challenge", "origin", "cross_origin", "rp", "presence", "verification", "credential",
          "signature")
ALGORITHMS = {-7: "ES256", -8: "EdDSA", -257: "RS256"}
"""COSE number → the name under which documents carry it: they have no negative numbers."""
RSA_BITS = range(2048, 4097)
KEYS = {"alg", "id", "pk", "since", "vouch"}
ASSERTION_KEYS = {"ad", "cd", "cred", "sig"}
MOST_AD, MOST_CD = 1024, 4096
"""Bytes of authenticator data and of client data: far more than any browser sends."""
_UP, _UV, _BE, _BS, _AT, _ED = 0x01, 0x04, 0x08, 0x10, 0x40, 0x80
_RP_HASH, _FIXED = 32, 37


def challenge(purpose: str, data: bytes) -> bytes:
    """The 32 bytes that a passkey signs for `purpose`: SHA-256 of the domain string and `data`."""
    return sha256(dst(purpose) + data)


def act_hash(path: str, fields: Iterable[tuple[str, str]]) -> bytes:
    """The 32 bytes that name one act: the address that a form is sent to, and all its fields in their order.

    Line ends count as one newline, whichever way a browser writes them.
    """
    words = [path, *(part for pair in fields for part in pair)]
    parts = [re.sub("\r\n?", "\n", word).encode("utf-8", "replace") for word in words]
    return sha256(dst("confirm-act") + b"".join(len(part).to_bytes(4, "big") + part for part in parts))


def credential_hash(raw: bytes) -> str:
    """The name of a passkey in documents: base64url of a hash of the device's credential id, never the id itself."""
    return b64u(sha256(dst("credential-id") + raw))


def rp_of(origin: str) -> str:
    """The relying party of a service: the host name of its origin, without scheme and port."""
    return origin.partition("://")[2].partition("/")[0].partition(":")[0]


@dataclass(frozen=True, slots=True)
class Passkey:
    """One public key that may authorise: `id` its `credential_hash`, `pk` base64url of its SubjectPublicKeyInfo.

    `since` is when it was enrolled (UTC seconds); `vouch` the random subject id of the second officer who confirmed
    it, or "". Making one from a key that no one may use raises `PasskeyError`.
    """

    id: str
    alg: str
    pk: str
    since: int
    vouch: str = ""
    _key: object = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_key", load_key(self.alg, self.pk))

    @classmethod
    def read(cls, document: object) -> Passkey:
        """The passkey in a document; `MalformedError` unless complete and exact."""
        expect_keys(document, KEYS, what="passkey")
        if not all(isinstance(document[name], str) for name in ("alg", "id", "pk", "vouch")) or \
                type(document["since"]) is not int or document["since"] < 0:
            raise MalformedError(N_("A passkey cannot be read."))
        unb64u(document["id"], 32)
        return cls(document["id"], document["alg"], document["pk"], document["since"], document["vouch"])

    def document(self) -> dict[str, object]:
        """The passkey as records and logs carry it."""
        return {"alg": self.alg, "id": self.id, "pk": self.pk, "since": self.since, "vouch": self.vouch}

    def verify(self, signature: bytes, message: bytes) -> None:
        """Return if `signature` is this key's over `message`; else `PasskeyError`."""
        try:
            if isinstance(self._key, PublicKey):
                self._key.verify(signature, message)
            elif isinstance(self._key, rsa.RSAPublicKey):
                if len(signature) != (self._key.key_size + 7) // 8:
                    raise PasskeyError("signature", N_("A passkey's signature has the wrong length."))
                self._key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
            else:
                if encode_dss_signature(*decode_dss_signature(signature)) != signature:
                    raise PasskeyError("signature", N_("A passkey's signature is not in its one canonical form."))
                self._key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
        except PasskeyError:
            raise
        except (InvalidSignature, SignatureError, ValueError, OverflowError) as fault:
            raise PasskeyError("signature", N_("A passkey's signature does not hold.")) from fault


@lru_cache(maxsize=8_192)  # each takes about two kilobytes
def load_key(alg: str, pk: str) -> PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey:
    """The key in base64url SPKI `pk`, which must be of kind `alg`, strong, and in its one encoding."""
    spki = unb64u(pk)
    try:
        key = serialization.load_der_public_key(spki)
        is_canonical = key.public_bytes(serialization.Encoding.DER,
                                        serialization.PublicFormat.SubjectPublicKeyInfo) == spki
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise PasskeyError("unreadable", N_("A passkey's public key cannot be read.")) from fault
    if not is_canonical:
        raise PasskeyError("unreadable", N_("A passkey's public key is not written in its one form."))
    if alg == "EdDSA" and isinstance(key, Ed25519PublicKey):
        return PublicKey(key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw))
    if alg == "ES256" and isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    if alg == "RS256" and isinstance(key, rsa.RSAPublicKey) and key.key_size in RSA_BITS and \
            key.public_numbers().e == 65537:
        return key
    raise PasskeyError("unreadable", N_("A passkey is of a kind that is not used here, or too weak."))


@dataclass(frozen=True, slots=True)
class Assertion:
    """One act of a passkey: the authenticator's data, the browser's data, which passkey, the signature."""

    ad: bytes
    cd: bytes
    cred: str
    sig: bytes

    @classmethod
    def read(cls, document: object) -> Assertion:
        """The assertion in a document `{"ad","cd","cred","sig"}`; `PasskeyError` unless complete and exact."""
        try:
            expect_keys(document, ASSERTION_KEYS, what="assertion")
            unb64u(document["cred"], 32)
            return cls(unb64u(document["ad"]), unb64u(document["cd"]), document["cred"], unb64u(document["sig"]))
        except PasskeyError:
            raise
        except MalformedError as fault:
            raise PasskeyError("unreadable", fault.what) from fault

    def document(self) -> dict[str, object]:
        """The assertion as logs and records carry it."""
        return {"ad": b64u(self.ad), "cd": b64u(self.cd), "cred": self.cred, "sig": b64u(self.sig)}

    @property
    def hash(self) -> str:
        """What an entry of the log names it by: nobody without the assertion can tell whose passkey made it."""
        return b64u(sha256(dst("assertion") + encode(self.document())))


def check_assertion(passkey: Passkey, assertion: Assertion, challenge: bytes, origin: str, rp: str) -> None:
    """Return if `passkey` signed `challenge` on `origin`, the person verified; else `PasskeyError`."""
    if assertion.cred != passkey.id:
        raise PasskeyError("credential", N_("Another passkey signed than the one that is named."))
    check_client(assertion.cd, "webauthn.get", challenge, origin)
    check_authenticator(assertion.ad, rp)
    passkey.verify(assertion.sig, assertion.ad + sha256(assertion.cd))


def check_client(data: bytes, kind: str, challenge: bytes, origin: str) -> None:
    """Return if the browser says (`clientDataJSON`) that it was asked this, by our own page; else `PasskeyError`."""
    if len(data) > MOST_CD:
        raise PasskeyError("unreadable", N_("What the browser says about a passkey is too long."))
    try:
        said = _READER.decode(data.decode())
    except (ValueError, RecursionError) as fault:
        raise PasskeyError("unreadable", N_("What the browser says about a passkey cannot be read.")) from fault
    if not isinstance(said, dict) or data[:1] + data[-1:] != b"{}":
        raise PasskeyError("unreadable", N_("What the browser says about a passkey cannot be read."))
    if said.get("type") != kind:
        raise PasskeyError("type", N_("A passkey was used for something else."))
    if said.get("challenge") != b64u(challenge):
        raise PasskeyError("challenge", N_("A passkey signed something else than this."))
    if said.get("origin") != origin:
        raise PasskeyError("origin", N_("A passkey was used on another site than this one."))
    if said.get("crossOrigin", False) is not False or "topOrigin" in said:
        raise PasskeyError("cross_origin", N_("A passkey was used inside a page of another site."))


def check_authenticator(data: bytes, rp: str) -> None:
    """Return if the device's data of an assertion are for us and say that the person was verified."""
    if not _FIXED <= len(data) <= MOST_AD:
        raise PasskeyError("unreadable", N_("What the device says about a passkey has the wrong length."))
    flags, rest = data[_RP_HASH], data[_FIXED:]
    if data[:_RP_HASH] != sha256(rp.encode()):
        raise PasskeyError("rp", N_("A passkey of another site was used."))
    if not flags & _UP:
        raise PasskeyError("presence", N_("The device does not say that somebody touched it."))
    if not flags & _UV:
        raise PasskeyError("verification", N_("The device did not check who is using it (fingerprint, face or code)."))
    if flags & _AT or flags & (_BE | _BS) == _BS:
        raise PasskeyError("unreadable", N_("What the device says about a passkey contradicts itself."))
    if bool(flags & _ED) != bool(rest) or (rest and not is_one_map(rest)):
        raise PasskeyError("unreadable", N_("What the device says about a passkey has bytes that belong to nothing."))


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("duplicate key")
    return document


def _refuse(text: str) -> object:
    raise ValueError(text)


_READER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_refuse, parse_constant=_refuse)
