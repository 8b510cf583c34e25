"""A register and an urn that know only what the browser's part asks of them: for tests of `booth.mjs` alone.

Hung into the whole application of a test, so that pages, headers, catalogues and styles are the real ones. It signs
blindly with plain arithmetic and keeps what it was sent; it checks little, so that tests see what the browser sends.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from flask import Flask, Response, render_template, request
from flask_wtf.csrf import generate_csrf

from voting.evidence import (
    Checkpoint,
    SigningKey,
    Tree,
    b64u,
    decode,
    dst,
    encode,
    leaf_hash,
    sha256,
    sign_checkpoint,
    sign_document,
    unb64u,
)
from voting.sentences import N_
from voting.web.access import ANYONE, enter
from voting.web.words import render, zone_word

BALLOT, ORIGIN, READING_KEY, VOTER = "b-1", "localhost/urn/b-1", "reading-key", b64u(bytes(range(32)))
RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
OPEN_AT, CLOSE_AT = 1_800_000_000, 1_800_003_600
ISSUER = rsa.generate_private_key(65537, 3072)
ISSUER_N, ISSUER_D = ISSUER.public_key().public_numbers().n, ISSUER.private_numbers().d


class Teller:
    """A teller's keys, and the place on the paper."""

    def __init__(self, index: int) -> None:
        self.index, self.identity, self.key = index, SigningKey.from_seed(bytes([40 + index]) * 32), \
            X25519PrivateKey.from_private_bytes(bytes([60 + index]) * 32)
        self.pk = self.key.public_key().public_bytes(*RAW)

    def on_paper(self, ballot: str) -> dict[str, str]:
        """The row of the paper."""
        said = dst("trustee-key") + sha256(ballot.encode()) + bytes([self.index]) + self.pk
        return {"id": self.identity.public.b64u, "pk": b64u(self.pk), "sig": b64u(self.identity.sign(said)),
                "subject": f"p-{self.index}"}


class FakeBooth:
    """What the register and the urn keep, for tests to look at and to change."""

    def __init__(self, app: Flask, rp: str = "localhost") -> None:
        self.authority, self.urn = SigningKey.from_seed(b"\x01" * 32), SigningKey.from_seed(b"\x02" * 32)
        self.tellers = [Teller(index) for index in range(3)]
        self.passkeys: list[dict[str, object]] = []
        self.requests: list[dict[str, object]] = []
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.pending: list[bytes] = []
        self.leaves: list[bytes] = []
        self.issued: dict[str, object] | None = None
        self.is_closed = False
        self.mangle: Callable[[bytes], bytes] = lambda paper: paper
        self.rp = rp
        for rule, view, methods in (
                ("/fake/vote", self.page, ["GET"]), ("/fake/secret", self.secret, ["GET"]),
                ("/fake/credentials", self.credentials, ["POST"]), (f"/fake/urn/{BALLOT}/casts", self.cast, ["POST"]),
                (f"/fake/urn/{BALLOT}/checkpoint", self.checkpoint, ["GET"]),
                (f"/fake/urn/{BALLOT}/casts.jsonl", self.casts, ["GET"]),
                (f"/fake/urn/{BALLOT}/paper", self.paper_shown, ["GET"])):
            def serve(view: Callable[[], object] = view) -> object:
                return view()

            app.add_url_rule(rule, f"fake{rule}", enter(ANYONE)(serve), methods=methods)
            if rule.endswith("/casts"):
                app.extensions["csrf"].exempt(app.view_functions[f"fake{rule}"])

    def paper(self) -> bytes:
        """The paper's bytes."""
        spki = ISSUER.public_key().public_bytes(serialization.Encoding.DER,
                                                serialization.PublicFormat.SubjectPublicKeyInfo)
        return self.mangle(encode({
            "authority": self.authority.public.b64u, "ballot": BALLOT, "close": CLOSE_AT, "open": OPEN_AT,
            "origin": "http://localhost", "question": {"en": "Shall Frost Party be excluded?",
                                                       "fr": "Faut-il exclure Frost Party ?"},
            "questions": [{"id": "q1", "max": 1, "min": 1, "options": ["yes", "no", "abstain"], "type": "choice"}],
            "secrecy": "secret", "secret": {
                "client_sha256": [], "grace": 0, "issuers": [{"id": "localhost", "key": b64u(spki)}], "pad": 256,
                "relays": [], "rp": self.rp, "suite": "SV1-RSA3072", "t": 2,
                "trustees": [teller.on_paper(BALLOT) for teller in self.tellers],
                "urn": {"key": self.urn.public.b64u, "max_recasts": 32, "origin": ORIGIN,
                        "relay_key": b64u(bytes(32)), "url": "/fake/urn"}},
            "type": "paper", "v": 1}))

    def paper_hash(self) -> str:
        """What everything calls the paper."""
        return b64u(sha256(dst("paper") + self.paper()))

    def batch(self) -> None:
        """What is pending comes into the urn."""
        self.leaves += sorted(self.pending, key=leaf_hash)
        self.pending.clear()

    def page(self) -> str:
        """Choose, Check, Done."""
        paper = {"organ": {"en": "Council", "fr": "Conseil"}, "meeting": "Council, March 2027", "held_on": "2027-03-12",
                 "agenda": 4, "question": {"en": "Shall Frost Party be excluded?",
                                           "fr": "Faut-il exclure Frost Party ?"},
                 "title": {"en": "Exclusion", "fr": "Exclusion"}, "stage": "vote", "clause": "IV.2d",
                 "rule": N_("%(majority)s of the votes for and against", majority=N_("two-thirds")),
                 "fingerprint": "4821 0937 5526"}
        return render_template(
            "delegate/secret.html", paper=paper, options=("yes", "no", "abstain"), seat="Amber Party",
            close_at=CLOSE_AT, zone="Europe/Paris", zone_word=zone_word() or "Paris time",
            **{"secret_url": "/fake/secret", "urn_page_url": "/fake/urn-page"},
            credentials_url="/fake/credentials", check_url=request.host_url + "check-vote", today_url="/today",
            sign_in_url="/sign-in", secrecy_url="/secrecy", ballot=BALLOT, secretariat="help@example.org", next=None,
            holds=N_("Secret among participants, not from whoever runs this server."), roll_url="/fake/roll")

    def secret(self) -> dict[str, object]:
        """What the register says of the ballot to the person."""
        paper = self.paper()
        said = {"paper": b64u(paper), "paper_sig": b64u(self.authority.sign(paper)), "voter": VOTER,
                "reading_key": READING_KEY, "csrf": generate_csrf(), "passkeys": self.passkeys, "rp_id": self.rp,
                "may_cast": True, "may_collect": True}
        return {**said, "issued": {name: self.issued[name] for name in ("blind_sigs", "locker")}} if self.issued \
            else said

    def credentials(self) -> Response | tuple[dict[str, str], int]:
        """Sign what is blinded: once, and the same again."""
        body = request.get_json()
        self.requests.append(body)
        asked = body["requests"][0]
        if self.issued and self.issued["blinded"] != asked["blinded"]:
            return {"error": "other", "sentence": "Another ballot paper was handed out already."}, 409
        signed = [b64u(pow(int.from_bytes(unb64u(one), "big"), ISSUER_D, ISSUER_N).to_bytes(384, "big"))
                  for one in asked["blinded"]]
        self.issued = self.issued or {"blinded": asked["blinded"], "blind_sigs": signed, "locker": asked["locker"]}
        return {"issued": [{"ballot": BALLOT, "blind_sigs": signed}]}

    def cast(self) -> tuple[Response | dict[str, object], int]:
        """Take a cast as the urn does: the same again is the same, an older number is refused."""
        body = request.get_data()
        self.bodies.append(body)
        self.headers.append(dict(request.headers))
        leaf = body.rstrip(b" ")
        known = self.leaves + self.pending
        if leaf not in known:
            if self.is_closed:
                return {"error": "closed", "sentence": render(N_("This ballot is closed."))}, 409
            cast = decode(leaf)
            last = max((one["seq"] for one in map(decode, known) if one["pk"] == cast["pk"]), default=0)
            if cast["seq"] <= last:
                return {"error": "seq", "sentence": "A newer vote is in.", "last": last}, 409
            self.pending.append(leaf)
        promise = sign_document(self.urn, "promise", {"due": CLOSE_AT, "leaf": b64u(leaf_hash(leaf)),
                                                      "paper": self.paper_hash(), "type": "promise", "v": 1})
        return Response(encode(promise), mimetype="application/json"), 202

    def checkpoint(self) -> Response:
        """The signed head."""
        tree = Tree(map(leaf_hash, self.leaves))
        return Response(sign_checkpoint(Checkpoint(ORIGIN, tree.size, tree.root()), self.urn), mimetype="text/plain")

    def casts(self) -> Response | tuple[dict[str, str], int]:
        """The whole urn, for whoever has the key."""
        if request.headers.get("X-Reading-Key") != READING_KEY:
            return {"error": "reading_key", "sentence": "This urn is for its organ."}, 403
        return Response(b"".join(leaf + b"\n" for leaf in self.leaves), mimetype="application/octet-stream")

    def paper_shown(self) -> dict[str, str]:
        """The paper, for anybody."""
        paper = self.paper()
        return {"paper": b64u(paper), "paper_sig": b64u(self.authority.sign(paper))}

    def choices(self) -> list[dict[str, object]]:
        """What the casts say, opened with the keys of two tellers."""
        return [opened(self, leaf) for leaf in self.leaves + self.pending]


def opened(booth: FakeBooth, leaf: bytes) -> dict[str, object]:
    """The choice in a cast, by independent code: HPKE and AES of `cryptography`, Shamir by hand."""
    from cryptography.hazmat.primitives import hpke
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    cast = decode(leaf)
    context = sha256(dst("seal-ctx") + unb64u(booth.paper_hash()) + unb64u(cast["pk"]) +
                     cast["seq"].to_bytes(4, "big"))
    suite = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
    shares = [suite.decrypt(unb64u(cast["seal"]["shares"][teller.index]), teller.key,
                            dst("share") + context + bytes([teller.index])) for teller in booth.tellers[:2]]
    key = bytes(_at_zero((shares[0][-1], shares[0][at]), (shares[1][-1], shares[1][at])) for at in range(32))
    content = HKDF(SHA256(), 32, None, dst("content") + context).derive(key)
    padded = AESGCM(content).decrypt(bytes(12), unb64u(cast["seal"]["ct"]), unb64u(cast["seal"]["kc"]))
    return json.loads(padded[2:2 + int.from_bytes(padded[:2], "big")])


def _at_zero(one: tuple[int, int], other: tuple[int, int]) -> int:
    """The line through two points over GF(2^8), at 0."""
    (x1, y1), (x2, y2) = one, other
    return _times(y1, _times(x2, _inverse(x1 ^ x2))) ^ _times(y2, _times(x1, _inverse(x1 ^ x2)))


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        product ^= a * (b & 1)
        a = a << 1 ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def _inverse(a: int) -> int:
    return next(b for b in range(1, 256) if _times(a, b) == 1)


