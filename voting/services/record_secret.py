"""What the record of a motion holds of a secret stage: the issue list, the whole urn, and what the tellers released.

All of it is what was committed to by entries of the log: the urn and the issue list by the seal, each release by its
own entry. Names stand nowhere in it; what opens the passkeys' signatures is among the record's other openings.
"""

from __future__ import annotations

from collections.abc import Sequence

from voting.ballots.paper import parse_paper
from voting.evidence import PublicKey, Tree, decode
from voting.evidence.blind_rsa import IssuerKey
from voting.evidence.webauthn import Assertion
from voting.record.contents import SecretContents, gap_hashes, issue_line
from voting.record.part import Part
from voting.store.database import Session
from voting.store.log import issue_leaves
from voting.store.secret import issue_assertions, secret_of, trustees_of
from voting.store.tables import BallotRow


def secret_contents(session: Session, ballot: BallotRow, tree: Tree) -> SecretContents | None:
    """The secret part of a stage, under the whole log's `tree`; None for a named ballot."""
    kept = secret_of(session, ballot.id)
    if kept is None:
        return None
    secret = parse_paper(bytes(ballot.paper))["secret"]
    issues = issue_leaves(session, ballot.motion, ballot.id)
    held = trustees_of(session, ballot.id)
    released = [one for one in held if one.released_at]
    return SecretContents(
        issues=Part.of(b"".join(issue_line(index, body) for index, body in issues)),
        gaps=Part.of(b"".join(gap_hashes(tree, [index for index, _ in issues]))),
        issuers=tuple(IssuerKey.from_b64u(issuer["key"]) for issuer in secret["issuers"]),
        urn=Part.of(bytes(kept.urn_leaves)), urn_checkpoint=bytes(kept.urn_checkpoint),
        urn_key=PublicKey.from_b64u(secret["urn"]["key"]),
        releases={one.index: bytes(one.release) for one in released},
        shares={one.index: Part.of(bytes(one.shares)) for one in released},
        keys={one.index: bytes(one.key_release) for one in held if one.key_release})


def issue_openings(session: Session, ballots: Sequence[str]) -> list[dict[str, object]]:
    """The lines of `assertions.jsonl` by which credentials of some ballots were issued."""
    lines = []
    for stored in issue_assertions(session, ballots):
        document = decode(stored)
        others = document.pop("with")
        assertion = Assertion.read(document)
        lines.append({**assertion.document(), "assertion": assertion.hash, **({"with": others} if others else {})})
    return lines
