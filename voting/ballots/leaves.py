"""The entries of the register log that concern a motion: one row a type, with the keys that it must have.

Every act is one leaf: a canonical document with `type` and `v`. Acts of officers carry `at` (UTC seconds) and
`by` (the office and the person's random subject id, never a name); what the clock does is `by` the office
`clock`. Casts carry no time. A reader refuses a leaf with a key too many or too few.
"""

from __future__ import annotations

from collections.abc import Mapping

from voting.ballots.countersignature import check_auth
from voting.errors import MalformedError
from voting.evidence import decode, expect_keys
from voting.sentences import N_

_ACT = {"type", "v", "at", "by", "motion"}

LEAVES: dict[str, set[str]] = {
    "motion": _ACT | {"motion_sha256"},
    "announced": _ACT | {"ballot", "stage", "paper", "roll_sha256", "issued", "issued_sha256"},
    "opened": _ACT | {"ballot"},
    "last_call": _ACT | {"ballot", "ends"},
    "extended": _ACT | {"ballot", "close", "reason"},
    "addendum": _ACT | {"ballot", "entry", "issued", "replaces", "reason", "second"},
    "passkey_added": _ACT | {"ballot", "voter", "passkey", "reason", "second"},
    "mandate_ended": _ACT | {"ballot", "voter", "reason"},
    "candidate_withdrawn": _ACT | {"ballot", "candidate", "reason"},
    "hands_counted": _ACT | {"ballot", "counts"},
    "closed": _ACT | {"ballot", "early", "casts", "present"},
    "sealed": _ACT | {"ballot", "issue", "urn"},
    "released": _ACT | {"ballot", "index", "sha256"},
    "disputed": _ACT | {"ballot", "reason", "second"},
    "key_released": _ACT | {"ballot", "index", "sha256"},
    "void": _ACT | {"ballot", "reason"},
    "tallied": _ACT | {"ballot", "tally_sha256"},
    "countersigned": _ACT | {"ballot", "tally_sha256"},
    "no_consensus": _ACT | {"ballot", "summary"},
    "passed_on": _ACT | {"ballot", "to"},
    "declared": _ACT | {"ballot", "tally_sha256", "outcome", "effects_sha256"},
    "cancelled": _ACT | {"ballot", "reason"},
    "withdrawn": _ACT | {"reason"},
    "vacancy_filled": _ACT | {"ballot", "number", "sha256"},
    "annulled": _ACT | {"ballot", "reason", "second", "effects_sha256"},
}
"""`casts` of a close is {root, size} of the tree over the bytes of the ballot's casts, in log order; `present` is
{established: false} or {established: true, count}; `second` is the officer who confirmed. Of a secret ballot, `sealed`
takes in the final urn and issue list as {root, size}, `released` the SHA-256 of a teller's release; `disputed` says
that two officers dispute a count in which votes did not open, `key_released` gives the SHA-256 of the release of a key
that followed, and a second `tallied` comes after; `void` says that too few tellers released;
`passed_on` that the organ of this ballot adopted and the organ `to` is asked next.
`vacancy_filled` takes in the SHA-256 of the document that says who takes which seat."""

MAY_HAVE: dict[str, set[str]] = {"countersigned": {"auth"}}
"""Keys that an entry may also have: how the teller signed (`countersignature.py`), since there are such signatures."""

_TEXTS = frozenset({"ballot", "candidate", "effects_sha256", "issued_sha256", "motion", "motion_sha256", "outcome",
                    "paper", "passkey", "reason", "replaces", "roll_sha256", "sha256", "summary", "tally_sha256", "to",
                    "voter"})
_NUMBERS = frozenset({"at", "close", "ends", "index", "number", "stage"})

CLOCK = {"office": "clock", "subject": ""}


def act(kind: str, at: int, by: Mapping[str, str], motion: str, **rest: object) -> dict[str, object]:
    """The leaf of one act; `MalformedError` if its keys are not those of the table."""
    return expect_keys({"type": kind, "v": 1, "at": at, "by": dict(by), "motion": motion, **rest}, LEAVES[kind],
                       MAY_HAVE.get(kind, set()), what=f"leaf {kind}")


def read_leaf(document: object) -> dict[str, object]:
    """`document` if it is an act of the table (casts are read by `cast.read_cast`); else `MalformedError`."""
    if not isinstance(document, dict) or not isinstance(document.get("type"), str) or \
            document["type"] not in LEAVES or document.get("v") != 1 or document["v"] is True:
        raise MalformedError(N_("An entry of the log is of a type or version that no one knows."))
    expect_keys(document, LEAVES[document["type"]], MAY_HAVE.get(document["type"], set()),
                what=f"leaf {document['type']}")
    if "auth" in document:
        check_auth(document["auth"])
    for name, value in document.items():
        if (name in _TEXTS and not isinstance(value, str)) or (name in _NUMBERS and type(value) is not int):
            raise MalformedError(N_("An entry of the log: “%(name)s” cannot be read.", name=name))
    for officer in (document["by"], document.get("second", document["by"])):
        expect_keys(officer, {"office", "subject"}, what="leaf: officer")
        if not all(isinstance(word, str) for word in officer.values()):
            raise MalformedError(N_("An entry of the log does not say who acted."))
    return document


def read_leaf_bytes(data: bytes) -> dict[str, object]:
    """The act in canonical `data`."""
    return read_leaf(decode(data))
