"""One fault, one vector, named for the fault: bytes that are nearly a document, text that is nearly base64url."""

import pytest

from voting.errors import MalformedError
from voting.evidence import decode, unb64u

DOCUMENTS = {
    "nothing": b"",
    "space before": b' {"a":1}',
    "space after": b'{"a":1} ',
    "space inside": b'{"a": 1}',
    "newline after": b'{"a":1}\n',
    "carriage return": b'{"a":1}\r\n',
    "byte order mark": b'\xef\xbb\xbf{"a":1}',
    "UTF-16": '{"a":1}'.encode("utf-16-le"),
    "Latin 1": '"é"'.encode("latin-1"),
    "overlong UTF-8": b'"\xc0\xaf"',
    "surrogate in UTF-8": b'"\xed\xa0\x80"',
    "lone high surrogate": b'"\\ud800"',
    "lone low surrogate": b'"\\udc00"',
    "surrogates in the wrong order": b'"\\udc00\\ud800"',
    "pair of surrogates escaped": b'"\\ud83d\\ude00"',
    "lone surrogate in a key": b'{"\\ud800":1}',
    "letter escaped": b'"\\u0061"',
    "slash escaped": b'"\\/"',
    "escape in capitals": b'"\\u001F"',
    "newline by number": b'"\\u000a"',
    "newline unescaped": b'"\n"',
    "zero byte unescaped": b'"\x00"',
    "delete escaped": b'"\\u007f"',
    "unknown escape": b'"\\x41"',
    "not NFC": '"e\u0301"'.encode(),
    "not NFC, one sign": '"\u212b"'.encode(),
    "duplicate key": b'{"a":1,"a":1}',
    "duplicate key, one escaped": b'{"a":1,"\\u0061":1}',
    "duplicate key deep inside": b'[{"b":{"a":1,"a":2}}]',
    "keys unsorted": b'{"b":1,"a":2}',
    "keys sorted without case": b'{"a":1,"B":2}',
    "capital in a key": b'{"A":1}',
    "hyphen in a key": b'{"a-b":1}',
    "letter beyond ASCII in a key": '{"é":1}'.encode(),
    "empty key": b'{"":1}',
    "newline in a key": b'{"a\\n":1}',
    "number as key": b'{1:1}',
    "null": b'{"a":null}',
    "fraction": b'1.5',
    "1.0": b'1.0',
    "1e0": b'1e0',
    "exponent": b'1E400',
    "minus one": b'-1',
    "minus zero": b'-0',
    "plus": b'+1',
    "leading zero": b'01',
    "hexadecimal": b'0x1',
    "underscore in a number": b'1_0',
    "digits of another script": '١'.encode(),
    "2^53": b'9007199254740992',
    "2^64": b'18446744073709551616',
    "number of 5,000 digits": b'9' * 5000,
    "NaN": b'NaN',
    "Infinity": b'Infinity',
    "minus Infinity": b'-Infinity',
    "comma at the end of a list": b'[1,]',
    "comma at the end of an object": b'{"a":1,}',
    "two documents": b'{}{}',
    "comment": b'{}//x',
    "single quotes": b"{'a':1}",
    "unended text": b'"a',
    "unended list": b'[1',
    "truth in capitals": b'True',
    "too deep": b'[' * 17 + b']' * 17,
    "far too deep": b'[' * 50_000 + b']' * 50_000,
    "far too deep in objects": b'{"a":' * 50_000 + b'1' + b'}' * 50_000,
}

BASE64URL = {
    "padding": "Zg==",
    "half the padding": "Zg=",
    "unused bits": "Zh",
    "unused bits of two bytes": "Zm9",
    "one sign": "A",
    "five signs": "AAAAA",
    "plus": "-_+A",
    "slash": "-_/A",
    "space": "Zm 9v",
    "newline after": "Zm9v\n",
    "newline before": "\nZm9v",
    "letter beyond ASCII": "Zmév",
    "digit of another script": "Zm٩v",
    "zero byte": "Zm9v\0",
    "bytes": b"Zm9v",
    "number": 1,
    "nothing": None,
    "list": ["Zm9v"],
}


@pytest.mark.parametrize("fault", DOCUMENTS)
def test_a_malformed_document_is_refused(fault):
    with pytest.raises(MalformedError):
        decode(DOCUMENTS[fault])


@pytest.mark.parametrize("fault", BASE64URL)
def test_malformed_base64url_is_refused(fault):
    with pytest.raises(MalformedError):
        unb64u(BASE64URL[fault])


@pytest.mark.parametrize("data", [
    b"{}", b"[]", b'""', b"0", b"9007199254740991", b"true", b'{"a":1,"b":2}', '"é\u2028\U0001f600"'.encode(),
    b'"\x7f/"', b'"\\u001f\\n\\""', b"[" * 16 + b"]" * 16], ids=lambda data: data[:12].decode())
def test_their_neighbours_are_read(data):
    decode(data)
