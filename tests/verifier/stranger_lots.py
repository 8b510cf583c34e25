"""The seed of an election's lots, written from FORMAT.md alone: shares no code with ours."""

import base64
import hashlib
import hmac
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

P = 2**255 - 19


def dst(name: str) -> bytes:
    return f"scrutin/v1/{name}\n".encode()


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def hkdf(key: bytes, info: bytes, length: int) -> bytes:
    prk, out, last, count = hmac.digest(bytes(32), key, "sha256"), b"", b"", 0
    while len(out) < length:
        count += 1
        last = hmac.digest(prk, last + info + bytes([count]), "sha256")
        out += last
    return out[:length]


def times(a: int, b: int) -> int:
    product = 0
    for bit in range(8):
        if b >> bit & 1:
            product ^= a << bit
    for bit in range(14, 7, -1):
        if product >> bit & 1:
            product ^= 0x11B << bit - 8
    return product


def inverse(a: int) -> int:
    return next(b for b in range(1, 256) if times(a, b) == 1)


def share(secret: bytes, rows: list[bytes], x: int) -> bytes:
    out = bytearray(secret)
    power = 1
    for row in rows:
        power = times(power, x)
        out = bytearray(a ^ times(b, power) for a, b in zip(out, row, strict=True))
    return bytes(out)


def joined(shares: dict[int, bytes]) -> bytes:
    out = bytearray(32)
    for x, value in shares.items():
        weight = 1
        for other in shares:
            if other != x:
                weight = times(weight, times(other, inverse(other ^ x)))
        out = bytearray(a ^ times(b, weight) for a, b in zip(out, value, strict=True))
    return bytes(out)


def public(secret: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def agreed(secret: bytes, key: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(secret).exchange(X25519PublicKey.from_public_bytes(key))


def seed_of(paper: bytes, releases: dict[int, dict]) -> tuple[str, list[str]]:
    """The seed, and whose parts do not count; `AssertionError` where key or signature of a part do not hold."""
    document = json.loads(paper)
    secret, ballot = document["secret"], sha(document["ballot"].encode())
    trustees, t = secret["trustees"], secret["t"]
    keys = [raw(trustee["lots"]["pk"]) for trustee in trustees]
    for index, trustee in enumerate(trustees):
        Ed25519PublicKey.from_public_bytes(raw(trustee["id"])).verify(
            raw(trustee["lots"]["sig"]), dst("lots-key") + ballot + bytes([index]) + keys[index])
    opened = sorted(releases)[:t]
    for index in releases:
        assert public(raw(releases[index]["lots"])) == keys[index]
    parts, uneven = b"", []
    for nonce in secret["nonces"]:
        ctx = sha(dst("nonce"), ballot, bytes([t]), *keys, sha(nonce["by"].encode()))
        sealed = [raw(each) for each in nonce["sealed"]]
        if nonce["office"] == "teller":
            identity = next(trustee["id"] for trustee in trustees if trustee["subject"] == nonce["by"])
            Ed25519PublicKey.from_public_bytes(raw(identity)).verify(
                raw(nonce["sig"]), dst("nonce-by") + ctx + raw(nonce["kc"]) + b"".join(sealed))
        r = None
        if all(int.from_bytes(sealed[index][:32], "little") not in (0, 1, P - 1) for index in opened):
            shares = {}
            for index in opened:
                e, hidden = sealed[index][:32], sealed[index][32:]
                pad = hkdf(agreed(raw(releases[index]["lots"]), e), dst("nonce-share") + ctx + bytes([index]) + e, 32)
                shares[index + 1] = bytes(a ^ b for a, b in zip(hidden, pad, strict=True))
            r = joined(shares)
        if r is None or dealt(r, ctx, keys, t) != (raw(nonce["kc"]), sealed):
            uneven.append(nonce["by"])
            r = bytes(32)
        parts += r
    return sha(dst("lots"), sha(dst("paper"), paper), parts).hex(), uneven


def dealt(r: bytes, ctx: bytes, keys: list[bytes], t: int) -> tuple[bytes, list[bytes]]:
    d = hkdf(r, dst("nonce-deal") + ctx, 32 * (t - 1 + len(keys)))
    rows = [d[at:at + 32] for at in range(0, len(d), 32)]
    sealed = []
    for index, key in enumerate(keys):
        once = rows[t - 1 + index]
        e = public(once)
        pad = hkdf(agreed(once, key), dst("nonce-share") + ctx + bytes([index]) + e, 32)
        value = share(r, rows[:t - 1], index + 1)
        sealed.append(e + bytes(a ^ b for a, b in zip(value, pad, strict=True)))
    return sha(dst("nonce-commit"), ctx, r), sealed
