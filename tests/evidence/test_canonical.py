"""Canonical documents: the same bytes as RFC 8785, one spelling only, and no error but ours."""

import json
import unicodedata
from functools import partial

import pytest
import rfc8785
from hypothesis import example, given, settings
from hypothesis import strategies as st

from voting.errors import MalformedError
from voting.evidence import b64u, decode, decode_lines, encode, encode_lines, expect_keys, sha256, sha256_hex, unb64u
from voting.evidence.canonical import MAX_DEPTH, MAX_INTEGER

KEYS = st.text("abcxyz0129_", min_size=1, max_size=6)
TEXTS = st.text(st.characters(exclude_categories=["Cs"])).map(partial(unicodedata.normalize, "NFC"))
DOCUMENTS = st.recursive(
    st.booleans() | st.integers(0, MAX_INTEGER) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=20)
SAMPLE = encode({"choice": {"q1": ["yes", "no"]}, "is_final": False, "note": "Société \"Ω\"\n", "seq": 20, "v": 1})


@settings(deadline=None)
@given(DOCUMENTS)
@example({"b": 1, "a": 2, "_": 3, "0": 4, "aa": 5})
@example("".join(map(chr, range(128))) + "\u2028\u2029\ufeff\U0001f600/")
def test_a_document_is_written_as_rfc_8785_writes_it_and_read_back(document):
    data = encode(document)
    assert data == rfc8785.dumps(document)
    assert decode(data) == document


@settings(deadline=None)
@given(DOCUMENTS)
def test_another_spelling_of_the_same_document_is_refused(document):
    for other in (json.dumps(document).encode(), json.dumps(document, indent=1).encode(), encode(document) + b"\n",
                  b" " + encode(document), b"\xef\xbb\xbf" + encode(document)):
        if other != encode(document):
            with pytest.raises(MalformedError):
                decode(other)


@settings(deadline=None)
@given(st.binary(max_size=60) | st.text('{}[]":,0123456789.eE+-truefalsn\\u abc\n').map(str.encode))
@example(b"[" * 100_000)
@example(b'{"a":' * 100_000)
@example(b"9" * 10_000)
def test_any_bytes_are_a_document_or_refused_by_our_error(data):
    try:
        document = decode(data)
    except MalformedError:
        return
    assert encode(document) == data


@settings(deadline=None)
@given(st.integers(0, len(SAMPLE) - 1), st.binary(max_size=3), st.integers(0, 3))
def test_a_changed_document_is_refused_or_says_something_else(place, put, cut):
    changed = SAMPLE[:place] + put + SAMPLE[place + cut:]
    try:
        document = decode(changed)
    except MalformedError:
        return
    assert (document == decode(SAMPLE)) == (changed == SAMPLE)


def test_the_limit_of_depth_counts_lists_and_objects():
    def nested(depth, inner):
        return nested(depth - 1, [inner]) if depth else inner

    for innermost in ("text", [], {}):
        depth = MAX_DEPTH - (innermost != "text")
        assert decode(encode(nested(depth, innermost))) == nested(depth, innermost)
        with pytest.raises(MalformedError):
            encode(nested(depth + 1, innermost))
        with pytest.raises(MalformedError):
            decode(json.dumps(nested(depth + 1, innermost), separators=(",", ":")).encode())


@pytest.mark.parametrize("document", [
    None, 1.0, -1, MAX_INTEGER + 1, {"A": 1}, {"": 1}, {"é": 1}, {"a-b": 1}, {"a\n": 1}, {1: 1}, [None], {"a": [1.5]},
    "\ud800", {"a": "e\u0301"}, b"bytes", {"a": {1, 2}}, object(), float("nan"), 10**400])
def test_a_value_without_a_canonical_form_is_not_written(document):
    with pytest.raises(MalformedError):
        encode(document)


def test_a_circle_is_refused():
    circle = []
    circle.append(circle)
    with pytest.raises(MalformedError):
        encode(circle)


def test_the_greatest_and_the_smallest_integer():
    assert decode(encode([0, MAX_INTEGER, True, False])) == [0, 9007199254740991, True, False]
    assert [type(each) for each in decode(b"[0,1,true]")] == [int, int, bool]


def test_exact_keys():
    document = {"a": 1, "b": 2}
    assert expect_keys(document, {"a", "b"}) is document
    assert expect_keys(document, {"a"}, {"b", "c"}) is document
    for required, optional in (({"a"}, frozenset()), ({"a", "b", "c"}, frozenset()), (set(), {"b"})):
        with pytest.raises(MalformedError, match=r"^paper\.json: “[abc]”"):
            expect_keys(document, required, optional, what="paper.json")
    for other in ([], "a", 1, True):
        with pytest.raises(MalformedError, match="object"):
            expect_keys(other, set())


@settings(deadline=None)
@given(st.lists(DOCUMENTS, max_size=4))
def test_lines_come_back_and_a_cut_file_does_not(documents):
    data = encode_lines(documents)
    assert decode_lines(data) == documents
    assert data.count(b"\n") == len(documents)
    for cut in range(1, len(data)):
        if data[cut - 1:cut] != b"\n":
            with pytest.raises(MalformedError):
                decode_lines(data[:cut])


@pytest.mark.parametrize("data", [b"\n", b"1", b"1\n\n", b"\n1\n", b"1\r\n", b"1\n2", b"1\n \n", b"1 \n"])
def test_lines_with_anything_else_between_them_are_refused(data):
    with pytest.raises(MalformedError):
        decode_lines(data)


@settings(deadline=None)
@given(st.binary(max_size=40))
def test_base64url_has_one_spelling(data):
    text = b64u(data)
    assert unb64u(text) == unb64u(text, len(data)) == data
    for other in (text + "=", text + "\n", " " + text, text + "A" * (1 + -len(text) % 4 % 2 * 2), text[:-1] + "!"):
        if other != text:
            try:
                assert unb64u(other) != data
            except MalformedError:
                continue
    with pytest.raises(MalformedError):
        unb64u(text, len(data) + 1)


def test_hashes():
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sha256_hex(b"") == sha256(b"").hex() == empty
