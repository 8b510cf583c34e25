"""A countersignature by passkey holds for one file, one officer, one office, one site: what is changed is refused."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.ballots.authorisation import commit_passkey
from voting.ballots.countersignature import (
    Opening,
    by_passkey,
    check_auth,
    check_opening,
    countersign_challenge,
    statement,
    statement_of,
)
from voting.demonstration.authenticator import Authenticator
from voting.errors import MalformedError, PasskeyError
from voting.evidence import decode, encode
from voting.evidence.webauthn import challenge

ORIGIN, SALT = "https://vote.example", bytes(16)
DEVICE, OTHER = (Authenticator.make("EdDSA", random.Random(seed).randbytes) for seed in (1, 2))
BY = {"office": "chair", "subject": "p01"}


def entry(of: str, sha256: str = "ab" * 32, by: Mapping[str, str] = BY) -> dict[str, object]:
    """An entry of the log as it is before it is signed."""
    common = {"v": 1, "at": 1_800_000_000, "by": dict(by)}
    if of == "tally":
        return {"type": "countersigned", "motion": "m1", "ballot": "b1", "tally_sha256": sha256, **common}
    return {"type": "minutes_countersign", "subject_meeting": "g1", "language": "fr", "sha256": sha256, **common}


def signed(leaf: dict[str, object], device: Authenticator = DEVICE, **how: object) -> tuple[dict[str, object], Opening]:
    """The entry with its `auth`, and what opens it."""
    said = statement_of({**leaf, "auth": {"origin": ORIGIN}})
    answer = device.answer(countersign_challenge(said), str(how.pop("on", ORIGIN)), **how)
    opening = Opening(said, device.passkey(1), SALT, answer)
    return {**leaf, "auth": by_passkey(answer, opening.commitment, ORIGIN)}, opening


@pytest.mark.parametrize("of", ["tally", "minutes"])
def test_it_holds_and_its_line_says_all_of_it(of: str) -> None:
    leaf, opening = signed(entry(of))
    check_auth(leaf["auth"])
    again = Opening.read(encode(opening.document()))
    check_opening(leaf, again)
    assert again.said["of"] == of
    assert commit_passkey(again.passkey, SALT) == leaf["auth"]["passkey"]
    assert DEVICE.passkey(1).pk not in str(leaf)


@pytest.mark.parametrize(("change", "fault"), [
    ({"sha256": "cd" * 32}, "challenge"), ({"by": {"office": "chair", "subject": "p02"}}, "challenge"),
    ({"by": {"office": "teller", "subject": "p01"}}, "challenge"), ({"subject_meeting": "g2"}, "challenge"),
    ({"language": "en"}, "challenge")])
def test_the_entry_was_changed(change: dict[str, object], fault: str) -> None:
    leaf, opening = signed(entry("minutes"))
    with pytest.raises(PasskeyError) as refused:
        check_opening({**leaf, **change}, opening)
    assert refused.value.fault == fault
    # nor does it help to change what opens it as well: the passkey has signed the other statement
    moved = Opening(statement_of({**leaf, **change}), opening.passkey, SALT, opening.assertion)
    with pytest.raises(PasskeyError) as refused:
        check_opening({**leaf, **change}, moved)
    assert refused.value.fault == "challenge"


def test_another_passkey_another_answer_another_site() -> None:
    leaf, opening = signed(entry("minutes"))
    for other, fault in ((Opening(opening.said, OTHER.passkey(1), SALT, opening.assertion), "credential"),
                         (Opening(opening.said, opening.passkey, b"x" * 16, opening.assertion), "credential"),
                         (signed(entry("minutes"), OTHER)[1], "signature")):
        with pytest.raises(PasskeyError) as refused:
            check_opening(leaf, other)
        assert refused.value.fault == fault
    for how, fault in (({"on": "https://vote.exarnple"}, "origin"), ({"rp": "vote.exarnple"}, "rp"),
                       ({"flags": 0x01}, "verification"), ({"type": "webauthn.create"}, "type")):
        with pytest.raises(PasskeyError) as refused:
            check_opening(*signed(entry("minutes"), **how))
        assert refused.value.fault == fault


def test_what_was_signed_for_another_purpose_is_no_countersignature() -> None:
    said = statement("minutes", "g1", "fr", "ab" * 32, BY, ORIGIN)
    for purpose in ("confirm", "sign-in", "authorise-open-cast"):
        answer = DEVICE.answer(challenge(purpose, encode(said)), ORIGIN)
        with pytest.raises(PasskeyError):
            Opening(said, DEVICE.passkey(1), SALT, answer).check()


@pytest.mark.parametrize("auth", [{}, {"by": "mail"}, {"by": "passkey"}, "session", None,
                                  {"by": "session", "origin": ""},
                                  {"by": "passkey", "assertion": "x", "origin": "", "passkey": "x"},
                                  {"by": "session", "assertion": "A" * 43, "origin": "", "passkey": "A" * 43}])
def test_other_ways_of_signing_are_refused(auth: object) -> None:
    with pytest.raises(MalformedError):
        check_auth(auth)


@given(st.sampled_from(["assertion", "passkey", "salt", "statement"]), st.data())
def test_a_line_with_a_part_changed_is_refused(part: str, data: st.DataObject) -> None:
    leaf, opening = signed(entry("tally"))
    document = decode(encode(opening.document()))
    if isinstance(document[part], dict):
        name = data.draw(st.sampled_from(sorted(document[part])))
        document[part][name] = data.draw(st.text(max_size=50).filter(lambda text: text != document[part][name]))
    else:
        document[part] = data.draw(st.text(max_size=30).filter(lambda text: text != document[part]))
    try:
        line = encode(document)
    except MalformedError:
        return
    with pytest.raises((MalformedError, PasskeyError)):
        check_opening(leaf, Opening.read(line))
