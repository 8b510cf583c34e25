"""A second verifier of the secret part of a record, written from the three FORMAT.md alone: no code of voting/.

Checks index, keys, the paper's secrecy, roll, log, issue list, urn, releases, opening, counting and the tally of each
secret stage. Leaves the law, named stages, the outcome and effects to the first verifier. Stops at the first fault.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import re
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
Y8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
SMALL_Y = {0, 1, P - 1, Y8, P - Y8}
SMALL_X = {0, 1, P - 1, 325606250916557431795983626356110631294008115727848805560023387167927233504,
           39382357235489614581723060781553021112529911719440698176882885853963445705823}


class Fault(Exception):
    """What is wrong."""


def need(holds, what):
    if not holds:
        raise Fault(what)


def sha(data):
    return hashlib.sha256(data).digest()


def dst(purpose):
    return b"scrutin/v1/" + purpose.encode() + b"\n"


def write(document):
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def walk(value, depth=0):
    need(depth < 16 or not isinstance(value, dict | list), "too deep")
    if isinstance(value, dict):
        for key, inner in value.items():
            need(re.fullmatch(r"[a-z0-9_]+", key), "key")
            walk(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            walk(inner, depth + 1)
    elif isinstance(value, str):
        need(unicodedata.is_normalized("NFC", value), "NFC")
    elif type(value) is int:
        need(0 <= value < 2**53, "number")
    else:
        need(type(value) is bool, "type")


def read(data, keys=None, optional=()):
    try:
        document = json.loads(data.decode())
        same = write(document) == data
    except (ValueError, RecursionError) as error:
        raise Fault("not JSON") from error
    need(same, "not canonical")
    walk(document)
    return exact(document, keys, optional) if keys is not None else document


def exact(document, keys, optional=()):
    need(isinstance(document, dict), "no object")
    need(set(keys) <= set(document) <= set(keys) | set(optional), f"keys: {sorted(document)}")
    return document


def lines(data):
    need(data == b"" or data.endswith(b"\n"), "last line")
    return data[:-1].split(b"\n") if data else []


def raw(text, length=None):
    need(isinstance(text, str) and re.fullmatch(r"[A-Za-z0-9_-]*", text), "base64url")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise Fault("base64url") from error
    need(text64(data) == text and length in (None, len(data)), "base64url spelling or length")
    return data


def text64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def ed(key, signature, message):
    y = int.from_bytes(key, "little") % 2**255
    need(len(key) == 32 and y < P and y not in SMALL_Y, "key that is refused")
    need(len(signature) == 64 and int.from_bytes(signature[32:], "little") < L, "signature form")
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except Exception as error:
        raise Fault("signature") from error


def signed(document, key, purpose):
    bare = {name: value for name, value in document.items() if name != "sig"}
    ed(key, raw(document["sig"], 64), dst(purpose) + write(bare))


def pem_key(pem):
    key = serialization.load_pem_public_key(pem)
    again = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    need(again == pem, "PEM")
    return key


def ed_pem(pem):
    return pem_key(pem).public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


# ------------------------------------------------------------ the tree


def leaf(data):
    return sha(b"\x00" + data)


def node(left, right):
    return sha(b"\x01" + left + right)


def root(hashes_of):
    if not hashes_of:
        return sha(b"")
    if len(hashes_of) == 1:
        return hashes_of[0]
    k = 1 << (len(hashes_of) - 1).bit_length() - 1
    return node(root(hashes_of[:k]), root(hashes_of[k:]))


def included(hashed, index, size, proof, top):
    def climb(low, high, steps):
        if high - low == 1:
            need(not steps, "proof too long")
            return hashed
        need(steps, "proof too short")
        k = low + (1 << (high - low - 1).bit_length() - 1)
        if index < k:
            return node(climb(low, k, steps[:-1]), steps[-1])
        return node(steps[-1], climb(k, high, steps[:-1]))
    need(0 <= index < size and climb(0, size, proof) == top, "not in the log")


def pruned(issues, gaps, size):
    """The root of a log of which only the issues and the hashes between them are known."""
    stack, place, used = [], 0, 0

    def push(value, width):
        nonlocal place
        stack.append((width, value))
        place += width
        while len(stack) > 1 and stack[-1][0] == stack[-2][0] and place % (2 * stack[-1][0]) == 0:
            (width, right), (_, left) = stack.pop(), stack.pop()
            stack.append((2 * width, node(left, right)))

    for index, hashed in [*issues, (size, None)]:
        need(index >= place, "order of issues")
        while place < index:
            width = place & -place or 1 << 60
            while width > index - place:
                width >>= 1
            need(len(gaps) >= used + 32, "proof too short")
            push(gaps[used:used + 32], width)
            used += 32
        if hashed is not None:
            push(hashed, 1)
    need(used == len(gaps), "proof too long")
    top = stack.pop()[1]
    while stack:
        top = node(stack.pop()[1], top)
    return top


def checkpoint(note, origin, key):
    try:
        body, rest = note.decode().split("\n\n")
    except ValueError as error:
        raise Fault("checkpoint") from error
    name, size, top = body.split("\n")
    need(name == origin and re.fullmatch(r"0|[1-9][0-9]{0,15}", size), "checkpoint")
    need(base64.b64encode(base64.b64decode(top)).decode() == top, "checkpoint")
    mine = sha(name.encode() + b"\n\x01" + key)[:4]
    ours = []
    need(rest.endswith("\n"), "checkpoint")
    for line in rest[:-1].split("\n"):
        dash, who, blob = line.split(" ")
        data = base64.b64decode(blob, validate=True)
        need(dash == "—" and base64.b64encode(data).decode() == blob, "checkpoint")
        if who == name and data[:4] == mine:
            ours.append(data[4:])
    need(len(ours) == 1, "checkpoint signatures")
    ed(key, ours[0], body.encode() + b"\n")
    return int(size), base64.b64decode(top)


# ------------------------------------------------------------ opening


def times(a, b):
    product = 0
    while b:
        product ^= a * (b & 1)
        a, b = a << 1 ^ (0x11B if a & 0x80 else 0), b >> 1
    return product


def inverse(a):
    power = 1
    for _ in range(254):
        power = times(power, a)
    return power


def combine(shares):
    secret = bytearray(32)
    for share in shares:
        weight = 1
        for other in shares:
            if other[32] != share[32]:
                weight = times(weight, times(other[32], inverse(other[32] ^ share[32])))
        for place in range(32):
            secret[place] ^= times(weight, share[place])
    return bytes(secret)


def public_half(secret):
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def share_by_key(mh, cast, index, secret):
    """What a key holder's key finds in a cast: the share, or nothing."""
    ctx = sha(dst("seal-ctx") + mh + raw(cast["pk"]) + cast["seq"].to_bytes(4, "big"))
    suite = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
    try:
        share = suite.decrypt(raw(cast["seal"]["shares"][index], 81), X25519PrivateKey.from_private_bytes(secret),
                              dst("share") + ctx + bytes([index]))
    except (InvalidTag, ValueError):
        return b""
    return share if len(share) == 33 else b""


def opened(mh, cast, shares, t):
    """The choice's bytes, or None."""
    ctx = sha(dst("seal-ctx") + mh + raw(cast["pk"]) + cast["seq"].to_bytes(4, "big"))
    kc = raw(cast["seal"]["kc"])
    usable = [share for index, share in sorted(shares.items()) if share and share[32] == index + 1]
    for subset in itertools.combinations(usable, t):
        k = combine(subset)
        if sha(dst("key-commit") + ctx + k) == kc:
            break
    else:
        return None
    extract = hmac.digest(bytes(32), k, "sha256")
    key = hmac.digest(extract, dst("content") + ctx + b"\x01", "sha256")
    try:
        padded = AESGCM(key).decrypt(bytes(12), raw(cast["seal"]["ct"]), kc)
    except Exception:
        return None
    size = int.from_bytes(padded[:2], "big")
    return padded[2:2 + size] if size <= len(padded) - 2 and not any(padded[2 + size:]) else None


def allowed(choice, questions):
    try:
        document = read(choice)
    except Fault:
        return None
    if not isinstance(document, dict) or set(document) != {question["id"] for question in questions}:
        return None
    for question in questions:
        marks = document[question["id"]]
        if not isinstance(marks, list) or any(mark not in question["options"] for mark in marks) or \
                len(set(marks)) != len(marks) or not question["min"] <= len(marks) <= question["max"]:
            return None
    return document
