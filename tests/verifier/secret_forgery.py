"""What a forger makes who has the issuer's key or is a voter: credentials without an issue, seals of any content."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from tests.record.secret_scenario import ISSUER, P, Q
from tests.verifier.secret_attacker import PAPER2, SecretAttacker
from voting.ballots import seal
from voting.ballots.credential import credential_message
from voting.ballots.secret_cast import UrnPaper, secret_cast
from voting.evidence import SigningKey, b64u, encode, sign_document, unb64u
from voting.evidence.blind_rsa import encode_pss


class Forger:
    """A pseudonym with a credential that no issue list knows."""

    def __init__(self, attacker: SecretAttacker, paper: bytes | None = None, salt: int = 48) -> None:
        self.paper = UrnPaper.read(attacker.files[PAPER2])
        self.key = SigningKey.generate()
        self.credentials = [self.mint(self.paper.hash if paper is None else paper, salt)]

    def mint(self, paper: bytes, salt: int) -> dict[str, str]:
        """A credential of the issuer for this pseudonym, with a salt of any length."""
        prefix = secrets.token_bytes(32)
        encoded = encode_pss(credential_message(prefix, paper, self.key.public.raw), secrets.token_bytes(salt), 3071)
        d = pow(65537, -1, (P - 1) * (Q - 1))
        signature = pow(int.from_bytes(encoded, "big"), d, ISSUER.public.n).to_bytes(384, "big")
        return {"prefix": b64u(prefix), "sig": b64u(signature)}

    def vote(self, choice: Mapping[str, object] | None = None, seq: int = 1) -> bytes:
        """An honest vote."""
        return encode(secret_cast(self.paper, self.key, self.credentials, choice or {"q1": ["no"]}, seq,
                                  secrets.token_bytes))

    def resigned(self, **changes: object) -> bytes:
        """A vote of any content, rightly signed; members of the seal by `seal=`."""
        cast = secret_cast(self.paper, self.key, self.credentials, {"q1": ["no"]}, 1, secrets.token_bytes)
        if "seal" in changes:
            changes["seal"] = {**cast["seal"], **changes["seal"]}
        return encode(sign_document(self.key, "cast", {**cast, **changes}))

    def padded(self, padded: bytes) -> bytes:
        """A vote that opens to these bytes in place of a padded choice."""
        context, key = seal.seal_context(self.paper.hash, self.key.public.raw, 1), secrets.token_bytes(32)
        sealed = seal.seal_choice({"q1": ["no"]}, self.paper.pad, self.paper.trustees, self.paper.t, context, key,
                                  [secrets.token_bytes(32) for _ in range(self.paper.t - 1)])
        ct = seal.AESGCM(seal._content_key(context, key)).encrypt(bytes(12), padded, unb64u(sealed["kc"]))
        return self.resigned(seal={**sealed, "ct": b64u(ct)})
