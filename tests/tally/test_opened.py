"""Secret votes opened and counted: what counts, what is void and why, and that more shares never change a vote."""

import json
import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.vectors.secret_vectors import FILE, fixed
from voting.ballots import seal, shamir, trustee
from voting.ballots.secret_cast import UrnPaper, secret_cast
from voting.ballots.trustee import Head
from voting.errors import MalformedError
from voting.evidence import SigningKey, b64u, encode, leaf_hash, sign_document, unb64u
from voting.statutes import progressive_alliance
from voting.tally.opened import (
    IssueFigures,
    RollFigures,
    UrnCount,
    count_urn,
    final_casts,
    tally_secret,
    urn_head,
)

VECTORS = json.loads(FILE.read_text())
BYTES = VECTORS["paper"]["bytes"].encode()
PAPER = UrnPaper.read(BYTES)
TELLERS = [X25519PrivateKey.from_private_bytes(fixed(f"teller {index}")) for index in range(3)]
CREDENTIAL = {"prefix": b64u(bytes(32)), "sig": b64u(bytes(384))}  # whether it holds is the urn's question


def voter(number: int) -> SigningKey:
    return SigningKey.from_seed(number.to_bytes(32, "big"))


def cast(number: int, option: str, seq: int = 1) -> bytes:
    return encode(secret_cast(PAPER, voter(number), [CREDENTIAL], {"q1": [option]}, seq, secrets.token_bytes))


def resealed(number: int, **changes: object) -> bytes:
    """A vote of somebody who seals it in a way of their own, and signs it rightly."""
    document = secret_cast(PAPER, voter(number), [CREDENTIAL], {"q1": ["yes"]}, 1, secrets.token_bytes)
    return encode(sign_document(voter(number), "cast", {**document, "seal": {**document["seal"], **changes}}))


def lines(urn: list[bytes], *indices: int) -> dict[int, list[bytes]]:
    return {index: [line[:-1] for line in trustee.open_shares(TELLERS[index], index, PAPER.hash, final_casts(urn))]
            for index in indices}


def test_the_last_of_each_counts_whatever_two_tellers_open_it():
    urn = [cast(1, "no"), cast(2, "yes"), cast(1, "yes", 2), cast(3, "abstain"), cast(1, "no", 7)]
    for indices in ((0, 1), (0, 2), (1, 2), (0, 1, 2)):
        count = count_urn(BYTES, urn, lines(urn, *indices))
        assert count.choices == {b'{"q1":["no"]}': 1, b'{"q1":["yes"]}': 1, b'{"q1":["abstain"]}': 1}
        assert (count.cast, count.superseded, count.void) == (3, 2, [])


def test_one_teller_opens_nothing():
    urn = [cast(1, "yes")]
    assert count_urn(BYTES, urn, lines(urn, 1)).void == [{"leaf": b64u(leaf_hash(urn[0])), "reason": "unopenable"}]


def test_102_shares_of_two_keys_open_only_to_the_committed_one():
    """A voter hands each teller a share of another key: the vote opens where two shares of the committed key meet."""
    key, other = b"k" * 32, b"o" * 32
    pseudonym = voter(9).public.raw
    context = seal.seal_context(PAPER.hash, pseudonym, 1)
    sealed = seal.seal_choice({"q1": ["yes"]}, PAPER.pad, PAPER.trustees, 2, context, key, [b"c" * 32])
    mine, theirs = shamir.split(key, (1, 2, 3), [b"c" * 32]), shamir.split(other, (1, 2, 3), [b"d" * 32])
    mixed = [mine[0], theirs[1], mine[2]]
    shares = [b64u(seal.seal_to(PAPER.trustees[index], seal._share_info(context, index), mixed[index]))
              for index in range(3)]
    urn = [resealed(9, **{**sealed, "shares": shares})]
    assert count_urn(BYTES, urn, lines(urn, 0, 1)).void[0]["reason"] == "unopenable"
    for indices in ((0, 2), (0, 1, 2)):
        assert count_urn(BYTES, urn, lines(urn, *indices)).choices == {b'{"q1":["yes"]}': 1}


def padded_as(padded: bytes) -> bytes:
    """A vote whose padded choice is these bytes."""
    context = seal.seal_context(PAPER.hash, voter(5).public.raw, 1)
    key = b"k" * 32
    sealed = seal.seal_choice({"q1": ["yes"]}, PAPER.pad, PAPER.trustees, 2, context, key, [b"c" * 32])
    ct = seal.AESGCM(seal._content_key(context, key)).encrypt(bytes(12), padded, unb64u(sealed["kc"]))
    return resealed(5, **{**sealed, "ct": b64u(ct)})


def written(choice: bytes) -> bytes:
    return len(choice).to_bytes(2, "big") + choice + bytes(PAPER.pad - 2 - len(choice))


@pytest.mark.parametrize(("case", "leaf", "reason"), [
    ("29 a copied seal", encode(sign_document(voter(6), "cast", {
        **secret_cast(PAPER, voter(4), [CREDENTIAL], {"q1": ["yes"]}, 1, secrets.token_bytes),
        "pk": voter(6).public.b64u})), "unopenable"),
    ("50 another ciphertext", resealed(5, ct=b64u(bytes(PAPER.pad + 16))), "unopenable"),
    ("51 shares that open to nothing", resealed(5, shares=[b64u(bytes(81))] * 3), "unopenable"),
    ("101 another commitment", resealed(5, kc=b64u(bytes(32))), "unopenable"),
    ("103 shares under keys of small order", resealed(5, shares=[b64u(b"\x01" + bytes(80))] * 3), "unopenable"),
    ("100 padding that is not zero", padded_as(written(b'{"q1":["yes"]}')[:-1] + b"\x01"), "unopenable"),
    ("100 a length beyond the end", padded_as(b"\xff\xff" + bytes(254)), "unopenable"),
    ("28 an option that is not there", padded_as(written(b'{"q1":["maybe"]}')), "invalid"),
    ("two options", padded_as(written(b'{"q1":["yes","no"]}')), "invalid"),
    ("no option", padded_as(written(b'{"q1":[]}')), "invalid"),
    ("an option twice", padded_as(written(b'{"q1":["yes","yes"]}')), "invalid"),
    ("55 another spelling", padded_as(written(b'{"q1": ["yes"]}')), "invalid"),
    ("107 no JSON", padded_as(written(b"\xff")), "invalid"),
    ("no choice at all", padded_as(bytes(256)), "invalid"),
])
def test_a_void_vote(case, leaf, reason):
    urn = [cast(1, "yes"), leaf, cast(2, "no")]
    count = count_urn(BYTES, urn, lines(urn, 0, 1, 2))
    assert count.void == [{"leaf": b64u(leaf_hash(leaf)), "reason": reason}]
    assert (count.cast, count.choices.total()) == (3, 2)


def test_the_shares_must_be_those_of_the_final_casts_in_the_order_of_the_urn():
    urn = [cast(1, "no"), cast(2, "yes"), cast(1, "yes", 2)]
    good = lines(urn, 0, 1)
    for wrong in (good[0][::-1], good[0][:-1], [*good[0], good[0][0]], []):
        with pytest.raises(MalformedError):
            count_urn(BYTES, urn, {**good, 0: wrong})


def test_33_an_older_vote_behind_a_newer_one_is_refused():
    for urn in ([cast(1, "no", 2), cast(1, "yes", 1)], [cast(1, "no", 2), cast(1, "yes", 2)]):
        with pytest.raises(MalformedError):
            final_casts(urn)


def test_the_count_of_parts_put_together_is_that_of_the_whole():
    urn = [cast(number, "yes" if number % 3 else "no") for number in range(9)]
    whole, parts = count_urn(BYTES, urn, lines(urn, 0, 1)), UrnCount()
    for part in (urn[:4], urn[4:5], urn[5:]):
        parts.take(count_urn(BYTES, part, lines(part, 0, 1)))
    assert parts == whole


STAGE = next(stage for stage in progressive_alliance().decisions["admission"].stages if stage.kind == "vote")
ROLL = RollFigures(frozen=6, added=1, replaced=1, ended=1)


@pytest.mark.clause("IV.2d")
def test_the_tally_of_a_secret_vote():
    urn = [cast(1, "yes"), cast(2, "yes"), cast(3, "no"), cast(4, "yes", 2), resealed(5, kc=b64u(bytes(32)))]
    tally = tally_secret(STAGE, BYTES, PAPER.name, ROLL, IssueFigures(Head(b"i" * 32, 6), 2, 1), urn_head(urn),
                         count_urn(BYTES, urn, lines(urn, 0, 2)), {2: b"", 0: b""})
    assert tally["counts"] == {"q1": {"abstain": 0, "blank": 0, "no": 1, "yes": 3}}
    assert tally["outcome"] == "adopted"
    assert (tally["cast"], tally["issued"], tally["superseded"], len(tally["void"])) == (5, 6, 0, 1)
    assert tally["secret"] == {"by_registrar": 2, "issue": {"root": b64u(b"i" * 32), "size": 6}, "issued": 6,
                               "margin": 1, "revealed": [0, 2], "urn": tally["casts"]}
    assert tally["roll"] == {"added": 1, "ended": 1, "ended_with_credential": 1, "entitled": 6, "frozen": 6,
                             "replaced": 1}
    assert encode(tally)


def test_42_more_votes_than_credentials_are_refused():
    urn = [cast(1, "yes"), cast(2, "yes")]
    with pytest.raises(MalformedError):
        tally_secret(STAGE, BYTES, PAPER.name, ROLL, IssueFigures(Head(b"i" * 32, 1)), urn_head(urn),
                     count_urn(BYTES, urn, lines(urn, 0, 2)), [0, 2])
