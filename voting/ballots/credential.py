"""The credential of a secret ballot: what the issuer signs unseen, what authorises it, the entry that says so.

A voter's browser makes a fresh key, the *pseudonym*, and has it signed blindly: the issuer learns for whom, never for
which key. The issue list in the register log says who was handed a credential, and by which passkey; a passkey's one
answer may authorise those of several ballots. Nothing here knows a choice or a cast.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from voting.errors import MalformedError
from voting.evidence import b64u, dst, expect_keys, sha256, unb64u
from voting.evidence.blind_rsa import PREFIX, IssuerKey
from voting.sentences import N_

ISSUE_KEYS = {"auth", "blinded_sha256", "paper", "type", "units", "v", "voter"}
BY_PASSKEY, BY_REGISTRAR = "passkey", "registrar"


def credential_message(prefix: bytes, paper: bytes, pseudonym: bytes) -> bytes:
    """What an issuer signs: 32 random bytes, the domain string, the paper's hash (32 bytes), the pseudonym's key."""
    return prefix + dst("credential") + paper + pseudonym


def check_credential(key: IssuerKey, paper: bytes, pseudonym: bytes, credential: Mapping[str, object]) -> None:
    """Return if `{"prefix","sig"}` is the issuer's signature on this pseudonym for this paper; else our errors."""
    prefix, signature = unb64u(credential["prefix"], PREFIX), unb64u(credential["sig"])
    key.verify(signature, credential_message(prefix, paper, pseudonym))


def blinded_hash(blinded: Iterable[bytes]) -> bytes:
    """What log and authorisation say of the blinded messages, one for each issuer: SHA-256 of all in turn."""
    return sha256(b"".join(blinded))


def authorisation(paper: bytes, voter: bytes, blinded_sha256: bytes) -> bytes:
    """What a voter's passkey authorises for one ballot; all three are 32 bytes."""
    return sha256(dst("authorise-issue") + paper + voter + blinded_sha256)


def authorise_challenge(authorisations: Iterable[bytes]) -> bytes:
    """The challenge of one tap for one or several ballots: SHA-256 over their authorisations, in ascending order."""
    return sha256(dst("authorise-issue") + b"".join(sorted(authorisations)))


@dataclass(frozen=True, slots=True)
class Issue:
    """One entry of the issue list. `assertion` is the hash of the passkey's answer, "" if the registrar attests."""

    paper: str
    voter: str
    blinded_sha256: str
    assertion: str

    def authorisation(self) -> bytes:
        """What the passkey authorised."""
        return authorisation(unb64u(self.paper, 32), unb64u(self.voter, 32), unb64u(self.blinded_sha256, 32))

    def document(self) -> dict[str, object]:
        """The leaf of the register log; it has no time."""
        auth = {"assertion": self.assertion, "by": BY_PASSKEY} if self.assertion else {"by": BY_REGISTRAR}
        return {"auth": auth, "blinded_sha256": self.blinded_sha256, "paper": self.paper, "type": "issue", "units": 1,
                "v": 1, "voter": self.voter}


def issue_leaf(paper: str, voter: str, blinded: Sequence[bytes], assertion: str = "") -> dict[str, object]:
    """The leaf that logs an issue; `assertion` is the hash of the passkey's answer, "" if the registrar attests."""
    return Issue(paper, voter, b64u(blinded_hash(blinded)), assertion).document()


def read_issue(document: object) -> Issue:
    """The issue in a leaf of the log; `MalformedError` unless complete and exact."""
    issue = expect_keys(document, ISSUE_KEYS, what="issue")
    auth = issue["auth"]
    if issue["type"] != "issue" or type(issue["v"]) is not int or issue["v"] != 1 or type(issue["units"]) is not int \
            or issue["units"] != 1:
        raise MalformedError(N_("An issued credential is of another type or version."))
    for name in ("blinded_sha256", "paper", "voter"):
        unb64u(issue[name], 32)
    if not isinstance(auth, dict) or auth.get("by") not in (BY_PASSKEY, BY_REGISTRAR):
        raise MalformedError(N_("An issued credential does not say who authorised it."))
    expect_keys(auth, {"assertion", "by"} if auth["by"] == BY_PASSKEY else {"by"}, what="issue: auth")
    if auth["by"] == BY_PASSKEY:
        unb64u(auth["assertion"], 32)
    return Issue(issue["paper"], issue["voter"], issue["blinded_sha256"], auth.get("assertion", ""))
