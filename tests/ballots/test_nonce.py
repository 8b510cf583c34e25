"""The parts of an election's lots: the same whoever opens them, worth nothing if dealt in any other way."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from voting.ballots.key_release import KeyRelease, check_key_release
from voting.ballots.nonce import (
    Dealing,
    check_lots_key,
    check_nonces,
    deal_nonce,
    is_lots_secret,
    lots_key,
    lots_secret,
    open_nonce,
)
from voting.ballots.trustee import Head, check_trustee_key, trustee_key
from voting.errors import MalformedError, SignatureError
from voting.evidence import SigningKey, b64u, encode, sha256, unb64u

BALLOT = "election-1-1"


def held(n: int) -> tuple[list[SigningKey], list[X25519PrivateKey], list[dict[str, object]]]:
    """Identities, sealing keys and entries of n tellers, always the same."""
    identities = [SigningKey.from_seed(sha256(b"identity %d" % index)) for index in range(n)]
    secrets = [X25519PrivateKey.from_private_bytes(sha256(b"teller %d" % index)) for index in range(n)]
    return identities, secrets, [trustee_key(identities[index], secrets[index], BALLOT, index, f"p-{index}", True)
                                 for index in range(n)]


IDENTITIES, SECRETS, TRUSTEES = held(3)
DEALING = Dealing.of(BALLOT, 2, TRUSTEES)
KEYS = {index: lots_secret(secret, BALLOT).private_bytes_raw() for index, secret in enumerate(SECRETS)}
NONCE = bytes(range(32))
GOOD = [deal_nonce(DEALING, bytes(32)), deal_nonce(DEALING, NONCE, "p-1", IDENTITIES[1])]


@given(st.binary(min_size=32, max_size=32), st.sampled_from([(2, 2), (2, 3), (3, 3), (3, 5)]))
def test_any_t_tellers_open_the_same(nonce: bytes, size: tuple[int, int]) -> None:
    t, n = size
    _, secrets, trustees = held(n)
    dealing = Dealing.of(BALLOT, t, trustees)
    keys = {index: lots_secret(secret, BALLOT).private_bytes_raw() for index, secret in enumerate(secrets)}
    document = deal_nonce(dealing, nonce)
    for some in combinations(range(n), t):
        assert open_nonce(dealing, document, {index: keys[index] for index in some}) == nonce
    with pytest.raises(MalformedError):
        open_nonce(dealing, document, {index: keys[index] for index in range(t - 1)})


def bent(place: int) -> Callable[[dict], None]:
    def change(document: dict) -> None:
        share = bytearray(unb64u(document["sealed"][place]))
        share[40] ^= 1
        document["sealed"][place] = b64u(bytes(share))
    return change


@pytest.mark.parametrize("change", [
    bent(0), bent(1), bent(2),
    lambda d: d.update(kc=b64u(bytes(32))),
    lambda d: d.update(by="p-2"),  # another's, copied
    lambda d: d["sealed"].reverse(),
    lambda d: d["sealed"].__setitem__(0, b64u(bytes(64))),  # a key of small order
    lambda d: d["sealed"].__setitem__(2, deal_nonce(DEALING, bytes(32), "p-1", IDENTITIES[1])["sealed"][2]),
])
def test_a_part_that_was_dealt_unevenly_is_none_whichever_tellers_open_it(change: Callable[[dict], None]) -> None:
    """The hole of a seed out of the votes: whoever seals unevenly must not choose between two seeds."""
    document = {**GOOD[1], "sealed": list(GOOD[1]["sealed"])}
    change(document)
    opened = [open_nonce(DEALING, document, {index: KEYS[index] for index in some})
              for some in (*combinations(range(3), 2), (0, 1, 2))]
    assert opened == [None] * 4


def test_a_part_belongs_to_one_ballot_one_threshold_and_one_set_of_keys() -> None:
    _, _, four = held(4)
    for other in (Dealing("election-1-2", 2, DEALING.keys), Dealing(BALLOT, 3, DEALING.keys),
                  Dealing(BALLOT, 2, (DEALING.keys[1], DEALING.keys[0], DEALING.keys[2]))):
        assert open_nonce(other, GOOD[1], KEYS) is None
        with pytest.raises(SignatureError):
            check_nonces([GOOD[0], GOOD[1]], other, TRUSTEES)
    assert Dealing.of(BALLOT, 2, four).context("") != DEALING.context("")


def test_a_paper_has_the_service_s_part_and_a_teller_s_at_least() -> None:
    third = deal_nonce(DEALING, bytes(32), "p-2", IDENTITIES[2])
    check_nonces([*GOOD, third], DEALING, TRUSTEES)
    stranger = deal_nonce(DEALING, NONCE, "p-9", IDENTITIES[1])
    for wrong in ([], GOOD[:1], GOOD[1:], [GOOD[1], GOOD[0]], [*GOOD, GOOD[1]], [GOOD[0], stranger],
                  [GOOD[0], deal_nonce(DEALING, NONCE, "p-1", IDENTITIES[2])], [{**GOOD[0], "by": "p-1"}, GOOD[1]],
                  [{**GOOD[0], "sealed": GOOD[0]["sealed"][:2]}, GOOD[1]], [{**GOOD[0], "sealed": "x"}, GOOD[1]],
                  [{**GOOD[0], "sig": GOOD[1]["sig"]}, GOOD[1]], [GOOD[0], {**GOOD[1], "office": "chair"}],
                  [GOOD[0], {**GOOD[1], "sealed": GOOD[0]["sealed"]}], [GOOD[0], {**GOOD[1], "kc": GOOD[0]["kc"]}]):
        with pytest.raises(MalformedError):
            check_nonces(wrong, DEALING, TRUSTEES)


def test_the_key_for_lots_is_the_teller_s_and_gives_nothing_else_away() -> None:
    entry = lots_key(IDENTITIES[0], SECRETS[0], BALLOT, 0)
    check_lots_key(entry, IDENTITIES[0].public.b64u, BALLOT, 0)
    for identity, ballot, index in ((1, BALLOT, 0), (0, "b2", 0), (0, BALLOT, 1)):
        with pytest.raises(SignatureError):
            check_lots_key(entry, IDENTITIES[identity].public.b64u, ballot, index)
    assert is_lots_secret(KEYS[0], TRUSTEES[0])
    assert not is_lots_secret(KEYS[1], TRUSTEES[0])
    assert KEYS[0] != SECRETS[0].private_bytes_raw()
    assert KEYS[0] != lots_secret(SECRETS[0], "b2").private_bytes_raw()
    with pytest.raises(MalformedError):
        Dealing.of(BALLOT, 2, [trustee_key(IDENTITIES[0], SECRETS[0], BALLOT, 0, "p-0")])


def test_a_key_released_in_a_dispute_must_give_the_key_for_lots_on_the_paper() -> None:
    head, name = Head(bytes(32), 0), b64u(bytes(32))
    data = encode(KeyRelease(0, name, head, head, SECRETS[0].private_bytes_raw()).sign(IDENTITIES[0]))
    assert check_key_release(data, BALLOT, TRUSTEES, name, head, head).index == 0
    other = {**TRUSTEES[0], "lots": lots_key(IDENTITIES[0], SECRETS[1], BALLOT, 0)}
    check_trustee_key(other, BALLOT, 0)
    with pytest.raises(SignatureError, match="key for the lots belongs"):
        check_key_release(data, BALLOT, [other, *TRUSTEES[1:]], name, head, head)
