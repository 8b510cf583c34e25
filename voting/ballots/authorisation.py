"""Who authorised a named cast: the passkeys of a roll entry, what they sign, and the openings that show both.

A public key, and a signature from which it can be computed, are the same in every ballot: in the open they would tie
a voter's votes together that fresh salts keep apart. So the roll holds salted commitments to passkeys and the cast
the hash of its assertion; two files of the organ's copy of a record open them. An entry with a passkey casts by
passkey only. An entry without one casts by its session (or by a code sent by mail), and is counted apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from voting.errors import MalformedError
from voting.evidence import b64u, decode, dst, encode, expect_keys, sha256, unb64u
from voting.evidence.canonical import MAX_INTEGER
from voting.evidence.webauthn import Assertion, Passkey, challenge, check_assertion, rp_of
from voting.sentences import N_

PASSKEY = "passkey"
WITHOUT_PASSKEY = ("mail", "session")
"""How somebody without a passkey was known: signed in by a code sent by mail, or in another way."""
SALT_BYTES = 16
_SIGNS, _SPELT = rb"[A-Za-z0-9_-]+", rb"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"
_USUAL_KEY = re.compile(
    rb'\{"alg":"([A-Z0-9a-z]+)","id":"(%s)","passkey":"(%s)","pk":"(%s)","salt":"(%s)","since":(0|[1-9][0-9]{0,15}),'
    rb'"vouch":"([a-z0-9-]*)"\}' % (_SPELT, _SPELT, _SIGNS, _SIGNS))
_USUAL = re.compile(rb'\{"ad":"(%s)","assertion":"(%s)","cd":"(%s)","cred":"(%s)","sig":"(%s)"\}' % (
    _SIGNS, _SPELT, _SIGNS, _SPELT, _SIGNS))


def commit_passkey(passkey: Passkey, salt: bytes) -> str:
    """What stands on a roll for `passkey` under a fresh 16-byte `salt`."""
    if len(salt) != SALT_BYTES:
        raise MalformedError(N_("A salt of the electoral roll has the wrong length."))
    return b64u(sha256(dst("passkey") + salt + encode(passkey.document())))


def passkey_opening(passkey: Passkey, salt: bytes) -> dict[str, object]:
    """The line of `passkeys.jsonl` that opens the commitment."""
    return {**passkey.document(), "passkey": commit_passkey(passkey, salt), "salt": b64u(salt)}


def read_passkey_line(line: bytes) -> tuple[str, Passkey]:
    """What a line of `passkeys.jsonl` opens: commitment and passkey; `MalformedError` unless it holds."""
    if (usual := _USUAL_KEY.fullmatch(line)) and int(usual[6]) <= MAX_INTEGER:  # canonical by its form
        alg, name, named, pk, salt, since, vouch = usual.groups()
        bare = b'{"alg":"%s","id":"%s","pk":"%s","since":%s,"vouch":"%s"}' % (alg, name, pk, since, vouch)
        if b64u(sha256(dst("passkey") + unb64u(salt.decode(), SALT_BYTES) + bare)) != named.decode():
            raise _other_passkey()
        return named.decode(), Passkey(name.decode(), alg.decode(), pk.decode(), int(since), vouch.decode())
    document = expect_keys(decode(line), {"alg", "id", "passkey", "pk", "salt", "since", "vouch"},
                           what="passkeys.jsonl")
    passkey = Passkey.read({name: document[name] for name in ("alg", "id", "pk", "since", "vouch")})
    if commit_passkey(passkey, unb64u(document["salt"], SALT_BYTES)) != document["passkey"]:
        raise _other_passkey()
    return document["passkey"], passkey


def said_of(line: bytes) -> tuple[str, str, int]:
    """Id, public key and instant of enrolment in a line that was read before."""
    if usual := _USUAL_KEY.fullmatch(line):
        return usual[2].decode(), usual[4].decode(), int(usual[6])
    document = decode(line)
    return document["id"], document["pk"], document["since"]


def _other_passkey() -> MalformedError:
    return MalformedError(N_("A passkey in passkeys.jsonl does not belong to the entry that it names."))


def assertion_opening(assertion: Assertion) -> dict[str, object]:
    """The line of `assertions.jsonl` that opens what a cast names."""
    return {**assertion.document(), "assertion": assertion.hash}


def read_assertion_line(line: bytes) -> tuple[str, tuple[Assertion, tuple[bytes, ...]]]:
    """What a line of `assertions.jsonl` opens: hash and assertion, and what else that answer authorised (`with`, the
    authorisations of other ballots); `MalformedError` unless it holds."""
    if usual := _USUAL.fullmatch(line):  # canonical by its form, and there may be millions
        ad, named, cd, cred, sig = usual.groups()
        bare = b'{"ad":"%s","cd":"%s","cred":"%s","sig":"%s"}' % (ad, cd, cred, sig)
        assertion = Assertion(unb64u(ad.decode()), unb64u(cd.decode()), cred.decode(), unb64u(sig.decode()))
        if b64u(sha256(dst("assertion") + bare)) != named.decode():
            raise _other_assertion()
        return named.decode(), (assertion, ())
    document = expect_keys(decode(line), {"ad", "assertion", "cd", "cred", "sig"}, {"with"}, what="assertions.jsonl")
    assertion = Assertion.read({name: document[name] for name in ("ad", "cd", "cred", "sig")})
    if assertion.hash != document["assertion"]:
        raise _other_assertion()
    others = document.get("with", [])
    if not isinstance(others, list) or ("with" in document and not others):
        raise MalformedError(N_("An assertion in assertions.jsonl does not say what else it authorised."))
    companions = tuple(unb64u(other, 32) for other in others)
    if list(companions) != sorted(set(companions)):
        raise MalformedError(N_("An assertion in assertions.jsonl does not say what else it authorised."))
    return document["assertion"], (assertion, companions)


def _other_assertion() -> MalformedError:
    return MalformedError(N_("An assertion in assertions.jsonl is not the one that it names."))


def by_passkey(assertion: Assertion) -> dict[str, object]:
    """The `auth` of a cast that `assertion` authorises."""
    return {"by": PASSKEY, "assertion": assertion.hash}


def check_auth(auth: object) -> None:
    """Return if `auth` is one of the ways in which a cast may be authorised; else `MalformedError`."""
    if isinstance(auth, dict) and auth.get("by") == PASSKEY:
        expect_keys(auth, {"assertion", "by"}, what="cast: auth")
        unb64u(auth["assertion"], 32)
    elif auth not in [{"by": way} for way in WITHOUT_PASSKEY]:
        raise MalformedError(N_("A cast is authorised in a way that this version does not know."))


def cast_challenge(cast: Mapping[str, object]) -> bytes:
    """What a passkey signs for `cast`: everything in it but `auth`."""
    bare = {name: value for name, value in cast.items() if name != "auth"}
    return challenge("authorise-open-cast", sha256(encode(bare)))


def check_authorised(passkey: Passkey, assertion: Assertion, cast: Mapping[str, object], origin: str) -> None:
    """Return if `passkey` authorised exactly this cast on the service at `origin`; else `PasskeyError`."""
    check_assertion(passkey, assertion, cast_challenge(cast), origin, rp_of(origin))
