"""A countersignature by passkey: what an officer's device signs under minutes or a tally, and what shows it offline.

The statement names the file by its SHA-256, the officer, the office and the site. The entry of the log carries the
hash of the passkey's answer and the salted commitment that stands at the passkey's enrolment, never the key: in the
open it would tie the officer to everything else that this key signs. A line of `countersignatures.jsonl` opens both,
for whoever holds the minutes or the archive. An entry without a passkey says `session`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from voting.ballots.authorisation import PASSKEY, SALT_BYTES, commit_passkey
from voting.errors import MalformedError, PasskeyError
from voting.evidence import b64u, decode, encode, expect_keys, sha256, unb64u
from voting.evidence.webauthn import Assertion, Passkey, challenge, check_assertion, rp_of
from voting.sentences import N_

MINUTES, TALLY = "minutes", "tally"
SESSION = {"by": "session"}
_STATEMENT = {"type", "v", "of", "id", "language", "sha256", "office", "person", "origin"}


def statement(of: str, id: str, language: str, digest: str, by: Mapping[str, object], origin: str) -> dict[str, object]:
    """What is signed: by whom, in which office, on which site, under which file. `language` is "" of a tally."""
    return {"type": "countersignature", "v": 1, "of": of, "id": id, "language": language, "sha256": digest,
            "office": by["office"], "person": by["subject"], "origin": origin}


def countersign_challenge(said: Mapping[str, object]) -> bytes:
    """The 32 bytes that a passkey signs for a statement."""
    return challenge("countersign", sha256(encode(said)))


def by_passkey(assertion: Assertion, commitment: str, origin: str) -> dict[str, object]:
    """The `auth` of an entry that `assertion` signed."""
    return {"by": PASSKEY, "assertion": assertion.hash, "origin": origin, "passkey": commitment}


def check_auth(auth: object) -> None:
    """Return if `auth` is one of the ways in which an officer may countersign; else `MalformedError`."""
    if auth == SESSION:
        return
    expect_keys(auth, {"assertion", "by", "origin", "passkey"}, what="countersignature: auth")
    if auth["by"] != PASSKEY or not isinstance(auth["origin"], str):
        raise MalformedError(N_("A countersignature was made in a way that this version does not know."))
    unb64u(auth["assertion"], 32)
    unb64u(auth["passkey"], 32)


def statement_of(leaf: Mapping[str, object]) -> dict[str, object]:
    """What an entry of the log that was signed by a passkey says was signed."""
    origin = leaf["auth"]["origin"]
    if leaf["type"] == "countersigned":
        return statement(TALLY, leaf["ballot"], "", leaf["tally_sha256"], leaf["by"], origin)
    about = leaf.get("subject_meeting") or leaf.get("subject_motion") or ""
    return statement(MINUTES, about, leaf["language"], leaf["sha256"], leaf["by"], origin)


@dataclass(frozen=True, slots=True)
class Opening:
    """A countersignature as whoever checks it sees it: what was signed, by which passkey, its answer."""

    said: Mapping[str, object]
    passkey: Passkey
    salt: bytes
    assertion: Assertion

    @property
    def commitment(self) -> str:
        """What entries of the log name the passkey by."""
        return commit_passkey(self.passkey, self.salt)

    def document(self) -> dict[str, object]:
        """The line of `countersignatures.jsonl`."""
        return {"statement": dict(self.said), "passkey": self.passkey.document(), "salt": b64u(self.salt),
                "assertion": self.assertion.document()}

    @classmethod
    def read(cls, line: bytes) -> Opening:
        """The countersignature in a line; `MalformedError` unless complete and exact."""
        document = expect_keys(decode(line), {"assertion", "passkey", "salt", "statement"}, what="countersignatures")
        said = expect_keys(document["statement"], _STATEMENT, what="countersignatures: statement")
        if said["type"] != "countersignature" or said["v"] != 1 or said["v"] is True or \
                said["of"] not in (MINUTES, TALLY) or \
                not all(isinstance(value, str) for name, value in said.items() if name != "v"):
            raise MalformedError(N_("A countersignature says of what it is in a way that cannot be read."))
        return cls(said, Passkey.read(document["passkey"]), unb64u(document["salt"], SALT_BYTES),
                   Assertion.read(document["assertion"]))

    def check(self) -> None:
        """Return if the passkey signed exactly the statement, on the site that it names; else `PasskeyError`."""
        origin = str(self.said["origin"])
        check_assertion(self.passkey, self.assertion, countersign_challenge(self.said), origin, rp_of(origin))


def check_opening(leaf: Mapping[str, object], opening: Opening) -> None:
    """Return if `opening` is that of this entry and holds; else `MalformedError` or `PasskeyError`."""
    auth = leaf["auth"]
    if opening.assertion.hash != auth["assertion"]:
        raise PasskeyError("signature", N_("A countersignature is not the one that the log names."))
    if opening.commitment != auth["passkey"]:
        raise PasskeyError("credential", N_("A countersignature was made by another passkey than the log names."))
    if opening.said != statement_of(leaf):
        raise PasskeyError("challenge", N_("A countersignature is under something else than the log says."))
    opening.check()
