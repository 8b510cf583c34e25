"""A secret vote: what the urn takes, what it refuses, and that a second implementation has numbers to compare with."""

import json
import secrets
from itertools import combinations

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.vectors import secret_vectors
from tests.vectors.secret_vectors import FILE, fixed
from voting.ballots import seal, shamir, trustee
from voting.ballots.secret_cast import (
    UrnPaper,
    cast_bytes,
    check_form,
    check_secret_cast,
    pad_cast,
    read_body,
    read_secret_cast,
    read_usual,
    secret_cast,
)
from voting.errors import MalformedError, VotingError
from voting.evidence import SigningKey, b64u, decode, encode, sign_document, unb64u
from voting.evidence.signing import SMALL_ORDER

VECTORS = json.loads(FILE.read_text())
PAPER = UrnPaper.read(VECTORS["paper"]["bytes"].encode())
LEAF = VECTORS["cast"]["leaf"].encode()
CAST = decode(LEAF)
PSEUDONYM = SigningKey.from_seed(bytes.fromhex(VECTORS["credential"]["pseudonym_seed"]))
TELLERS = [X25519PrivateKey.from_private_bytes(fixed(f"teller {index}")) for index in range(3)]


def test_the_vectors_are_what_the_code_makes():
    assert secret_vectors.make(*secret_vectors.factors()) == VECTORS


def test_the_cast_of_the_vectors_is_accepted_and_opens():
    check_secret_cast(PAPER, read_secret_cast(LEAF), 0)
    context = bytes.fromhex(VECTORS["seal"]["context"])
    shares = {index: seal.open_share(secret, context, index, unb64u(CAST["seal"]["shares"][index]))
              for index, secret in enumerate(TELLERS)}
    assert [share.hex() for share in shares.values()] == VECTORS["seal"]["shares"]
    commitment, ct = unb64u(CAST["seal"]["kc"]), unb64u(CAST["seal"]["ct"])
    for subset in combinations(shares, 2):
        key = seal.find_key(context, commitment, {index: shares[index] for index in subset}, 2)
        assert key.hex() == VECTORS["seal"]["k"]
        assert seal.open_choice(context, key, commitment, ct) == b'{"q1":["yes"]}'
    assert seal.find_key(context, commitment, {1: shares[1]}, 2) is None
    # A share at another teller's place counts as none.
    assert seal.find_key(context, commitment, {0: shares[1], 1: shares[0]}, 2) is None


def test_the_rehearsal_of_the_vectors_opens():
    said = VECTORS["rehearsal"]
    sealed = bytes.fromhex(said["sealed"])
    assert trustee.open_rehearsal(TELLERS[0], secret_vectors.BALLOT, 0, sealed).hex() == said["plain"]
    assert trustee.open_rehearsal(TELLERS[1], secret_vectors.BALLOT, 0, sealed) is None
    assert trustee.open_rehearsal(TELLERS[0], "another ballot", 0, sealed) is None
    pk = TELLERS[2].public_key().public_bytes_raw()
    made = trustee.make_rehearsal(b64u(pk), "b", 2, b"r" * 32)
    assert trustee.open_rehearsal(TELLERS[2], "b", 2, made) == b"r" * 32


def test_a_vote_made_here_is_accepted_and_every_body_is_equally_long():
    lengths = set()
    for seq in (1, 9, 10, 32):
        document = secret_cast(PAPER, PSEUDONYM, CAST["credentials"], {"q1": ["abstain"]}, seq, secrets.token_bytes)
        body = pad_cast(PAPER, encode(document))
        lengths.add(len(body))
        assert read_body(PAPER, body) == encode(document)
        check_secret_cast(PAPER, document, seq - 1)
    assert lengths == {cast_bytes(PAPER)} == {VECTORS["paper"]["cast_bytes"]}
    for wrong in (b"", body[:-1], body + b" "):
        with pytest.raises(MalformedError):
            read_body(PAPER, wrong)


def resigned(**changes):
    """The cast changed and signed again by its voter, as an attacker who is a voter can."""
    return sign_document(PSEUDONYM, "cast", {**CAST, **changes})


def with_seal(**changes):
    return resigned(seal={**CAST["seal"], **changes})


def with_credential(**changes):
    return resigned(credentials=[{**CAST["credentials"][0], **changes}])


OTHER = SigningKey.from_seed(b"o" * 32)
REFUSED = {
    "44 a bit of the credential": with_credential(sig=b64u(bytes([unb64u(CAST["credentials"][0]["sig"])[0] ^ 1])
                                                             + unb64u(CAST["credentials"][0]["sig"])[1:])),
    "45 another pseudonym's credential": sign_document(OTHER, "cast", {**CAST, "pk": OTHER.public.b64u}),
    "47 a bit of the signature": {**CAST, "sig": b64u(bytes([unb64u(CAST["sig"])[0] ^ 1]) + unb64u(CAST["sig"])[1:])},
    "48 another sequence number": {**CAST, "seq": 2},
    "49 sequence number zero": resigned(seq=0),
    "52 too few shares": with_seal(shares=CAST["seal"]["shares"][:2]),
    "52 too many shares": with_seal(shares=CAST["seal"]["shares"] * 2),
    "53 a short ciphertext": with_seal(ct=CAST["seal"]["ct"][:-4]),
    "54 another ballot's paper": resigned(paper=b64u(bytes(32))),
    "57 a field more": resigned(more=1),
    "58 padding": with_seal(kc=CAST["seal"]["kc"] + "="),
    "59 trailing bits": with_seal(kc=CAST["seal"]["kc"][:-1] + chr(ord(CAST["seal"]["kc"][-1]) + 1)),
    "88 a small-order pseudonym": {**CAST, "pk": b64u(min(SMALL_ORDER))},
    "89 S not below the order": {**CAST, "sig": b64u(unb64u(CAST["sig"])[:32] + b"\xff" * 32)},
    "90 a credential missing": resigned(credentials=[]),
    "90 one credential twice": resigned(credentials=CAST["credentials"] * 2),
    "92 changed too often": resigned(seq=33),
    "a version that is true": resigned(v=True),
    "a sequence that is true": resigned(seq=True),
    "no seal": resigned(seal=[]),
    "shares that are no list": with_seal(shares={}),
    "a share that is a number": with_seal(shares=[1, 2, 3]),
    "credentials of no form": resigned(credentials=[[]]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_vote_that_the_urn_refuses(case):
    with pytest.raises(MalformedError):
        check_secret_cast(PAPER, read_secret_cast(encode(REFUSED[case])), 0)


@pytest.mark.parametrize("leaf", [LEAF + b" ", b" " + LEAF, LEAF.replace(b'"seq":1', b'"seq":1,"seq":1'),
                                  LEAF.replace(b'"seq":1', b'"seq":1.0'), b"\xef\xbb\xbf" + LEAF, LEAF[:-1], b"",
                                  b"[]", b"1", LEAF.replace(b",", b", ", 1)])
def test_a_leaf_in_a_second_spelling(leaf):
    with pytest.raises(MalformedError):
        check_secret_cast(PAPER, read_secret_cast(leaf), 0)


def test_a_cast_that_is_not_newer_is_refused():
    with pytest.raises(MalformedError):
        check_secret_cast(PAPER, CAST, 1)


@given(st.integers(0, len(LEAF) - 1), st.integers(1, 255))
def test_any_byte_changed_is_refused(place, change):
    changed = LEAF[:place] + bytes([LEAF[place] ^ change]) + LEAF[place + 1:]
    with pytest.raises(VotingError):
        check_secret_cast(PAPER, read_secret_cast(changed), 0)


def test_a_named_paper_has_no_urn():
    paper = decode(VECTORS["paper"]["bytes"].encode())
    del paper["secret"]
    with pytest.raises(MalformedError):
        UrnPaper.read(encode({**paper, "secrecy": "named"}))
    with pytest.raises(MalformedError):
        UrnPaper.read(encode(paper))


def test_a_copied_seal_opens_to_nobody():
    """Tamper case 29: bound to the pseudonym, a seal under another name has another context."""
    mine = seal.seal_context(PAPER.hash, PSEUDONYM.public.raw, 1)
    theirs = seal.seal_context(PAPER.hash, OTHER.public.raw, 1)
    share = unb64u(CAST["seal"]["shares"][0])
    assert seal.open_share(TELLERS[0], mine, 0, share)
    assert seal.open_share(TELLERS[0], theirs, 0, share) is None


@given(st.binary(min_size=32, max_size=32), st.integers(2, 5), st.data())
def test_any_t_shares_find_the_secret_and_fewer_do_not(secret, t, data):
    n = data.draw(st.integers(t, 7))
    rows = [data.draw(st.binary(min_size=32, max_size=32)) for _ in range(t - 1)]
    shares = shamir.split(secret, range(1, n + 1), rows)
    chosen = data.draw(st.permutations(shares))[:t]
    assert shamir.combine(chosen) == secret
    if any(rows[-1]):
        assert shamir.combine(chosen[:-1]) != secret or t == 1


def test_shamir_against_slow_arithmetic():
    """The table's product is the polynomial one, and the layout is Vault's: 32 bytes, then the place."""
    for a in (1, 2, 3, 0x53, 0xCA, 0xFF):
        for b in range(256):
            assert shamir._TIMES[a][b] == shamir._multiply_slowly(a, b)
    assert shamir._multiply_slowly(0x53, 0xCA) == 1  # inverses of FIPS 197
    assert shamir.split(b"\x01", [1, 2, 255], [b"\x02"]) == [b"\x03\x01", b"\x05\x02",
                                                             bytes([1 ^ shamir._multiply_slowly(2, 255), 255])]


@pytest.mark.parametrize("padded", [b"", b"\x00", b"\x00\x01a\x01", b"\x00\x03ab", b"\xff\xff" + bytes(62)])
def test_padding_that_no_honest_seal_has(padded):
    with pytest.raises(MalformedError):
        seal.unpad_choice(padded)


def test_a_choice_that_does_not_fit_is_refused():
    assert seal.unpad_choice(seal.pad_choice({"q1": ["a" * 51]}, 64)) == b'{"q1":["%s"]}' % (b"a" * 51)
    with pytest.raises(MalformedError):
        seal.pad_choice({"q1": ["a" * 54]}, 64)


@pytest.mark.parametrize("number", [0, 1, 2**255 - 20, 2**255 - 19, 2**255 - 18, 2**255 - 1, 2**255 + 9,
                                    *sorted(seal._SMALL_ORDER)])
def test_a_sealing_key_that_nobody_may_use(number):
    with pytest.raises(MalformedError):
        seal.read_x25519(number.to_bytes(32, "little"))


def test_an_ephemeral_key_of_small_order_opens_to_nothing():
    """Tamper case 103."""
    for number in seal._SMALL_ORDER:
        assert seal.open_sealed(TELLERS[0], b"info", number.to_bytes(32, "little") + bytes(49), 33) is None


def test_the_quick_look_sees_what_the_slow_one_sees():
    for seq in (1, 9, 10, 32):
        leaf = encode(secret_cast(PAPER, PSEUDONYM, CAST["credentials"], {"q1": ["abstain"]}, seq, secrets.token_bytes))
        slow = read_secret_cast(leaf)
        quick, signed = read_usual(PAPER, leaf)
        seal_without_shares = {name: value for name, value in slow["seal"].items() if name != "shares"}
        assert quick == {**{name: slow[name] for name in ("credentials", "pk", "seq", "sig")},
                         "seal": seal_without_shares}
        assert signed == encode({name: value for name, value in slow.items() if name != "sig"})
    assert read_usual(PAPER, encode(resigned(seq=33))) is None


@given(st.integers(0, len(LEAF) - 1), st.integers(1, 255), st.sampled_from(["change", "drop", "double"]))
def test_the_quick_look_lets_nothing_pass_that_the_slow_one_refuses(place, change, how):
    middle = {"change": bytes([LEAF[place] ^ change]), "drop": b"", "double": LEAF[place:place + 1] * 2}[how]
    leaf = LEAF[:place] + middle + LEAF[place + 1:]
    if read_usual(PAPER, leaf) is not None:
        check_form(PAPER, read_secret_cast(leaf))
    elif leaf != LEAF:
        with pytest.raises(VotingError):
            check_secret_cast(PAPER, read_secret_cast(leaf), 0)
