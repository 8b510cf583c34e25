"""Canonical documents: RFC 8785 JSON cut down to what a signed vote needs, and one way only to write each of them.

Objects, arrays, strings, booleans and integers from 0 to 2^53 - 1; keys of `[a-z0-9_]`; strings in NFC without lone
surrogates. No floats, no null, no duplicate keys, no second spelling: a reader accepts bytes only if they are what
the writer would have written. Every fault is a `MalformedError`. The rules, with examples: FORMAT.md.
"""

from __future__ import annotations

import binascii
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Set

from voting.errors import MalformedError
from voting.sentences import N_

MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 16
"""How many lists and objects may stand inside one another, the outermost counted."""

_CONTAINERS = (dict, list, tuple)
_INTEGER_DIGITS = len(str(MAX_INTEGER))
_KEY = re.compile(r"[a-z0-9_]+\Z")
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*\Z")
_TO_BASE64, _TO_BASE64URL = bytes.maketrans(b"-_", b"+/"), bytes.maketrans(b"+/", b"-_")
# Keys are ASCII, so that sorting them by character is sorting them by UTF-16 unit, as RFC 8785 asks. `_check` has
# bounded the depth, so that a circle need not be looked for again.
_WRITER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"),
                           check_circular=False)


def encode(document: object) -> bytes:
    """The one canonical form of `document`, UTF-8; `MalformedError` for a value that has none."""
    _check(document, 0)
    return _WRITER.encode(document).encode()


def decode(data: bytes) -> object:
    """The document in `data`; `MalformedError` unless `data` is exactly its canonical form."""
    try:
        document = _READER.decode(data.decode())
    except (ValueError, RecursionError) as fault:
        raise MalformedError(N_("A document is not canonical JSON.")) from fault
    _check(document, 0)
    if _WRITER.encode(document).encode() != data:
        raise MalformedError(N_("A document is not written in its one canonical form."))
    return document


def expect_keys(document: object, required: Set[str], optional: Set[str] = frozenset(), what: str = "document") -> dict:
    """`document` itself if it is an object with exactly these keys; else `MalformedError` naming `what`."""
    if not isinstance(document, dict):
        raise MalformedError(N_("%(what)s: an object was expected.", what=what))
    missing, extra = required - document.keys(), document.keys() - required - optional
    if missing:
        raise MalformedError(N_("%(what)s: “%(key)s” is missing.", what=what, key=min(missing)))
    if extra:
        raise MalformedError(N_("%(what)s: “%(key)s” does not belong there.", what=what, key=min(extra)[:40]))
    return document


def encode_lines(documents: Iterable[object]) -> bytes:
    """Each document on a line of its own, every line ended."""
    return b"".join(encode(document) + b"\n" for document in documents)


def decode_lines(data: bytes) -> list[object]:
    """The documents of a file of lines; an empty file has none, a last line without its end is refused."""
    if not data:
        return []
    if not data.endswith(b"\n"):
        raise MalformedError(N_("The last line of a file is not ended: the file may have been cut."))
    return [decode(line) for line in data[:-1].split(b"\n")]


def b64u(data: bytes) -> str:
    """Base64url without padding (RFC 4648, section 5)."""
    return binascii.b2a_base64(data, newline=False).translate(_TO_BASE64URL, b"=").decode()


def unb64u(text: object, length: int | None = None) -> bytes:
    """The bytes of base64url text, which must be the one spelling of them and, if asked, of `length` bytes."""
    if not isinstance(text, str) or not _BASE64URL.match(text):
        raise MalformedError(N_("A value is not base64url."))
    plain = text.encode().translate(_TO_BASE64)
    try:
        data = binascii.a2b_base64(plain + b"=" * (-len(plain) % 4))
    except (binascii.Error, ValueError) as fault:
        raise MalformedError(N_("A value is not base64url.")) from fault
    if binascii.b2a_base64(data, newline=False).rstrip(b"=") != plain:
        raise MalformedError(N_("A value is written in a second spelling of base64url."))
    if length is not None and len(data) != length:
        raise MalformedError(N_("A value has %(found)s bytes instead of %(wanted)s.", found=len(data), wanted=length))
    return data


def sha256(data: bytes) -> bytes:
    """SHA-256, 32 bytes."""
    return hashlib.sha256(data).digest()


def sha256_hex(data: bytes) -> str:
    """SHA-256 in 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _check(value: object, depth: int) -> None:
    kind = type(value)
    if depth >= MAX_DEPTH and kind in _CONTAINERS:
        raise MalformedError(N_("A document is nested too deeply."))
    if kind is str:
        _check_text(value)
    elif kind is int:
        if not 0 <= value <= MAX_INTEGER:
            raise MalformedError(N_("A number is outside 0 to 2^53 - 1."))
    elif kind is dict:
        for key, inner in value.items():
            if type(key) is not str or not _KEY.match(key):
                raise MalformedError(N_("A key is not of small letters, digits and underscores."))
            _check(inner, depth + 1)
    elif kind is list or kind is tuple:
        for inner in value:
            _check(inner, depth + 1)
    elif kind is not bool:
        raise MalformedError(N_("A document holds something else than text, integers, booleans, lists and objects."))


def _check_text(text: str) -> None:
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        raise MalformedError(N_("A text holds half a character.")) from fault
    if not unicodedata.is_normalized("NFC", text):
        raise MalformedError(N_("A text is not in Unicode's composed form (NFC)."))


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("duplicate key")
    return document


def _refuse(text: str) -> object:
    raise ValueError(text)


def _integer(text: str) -> int:
    if len(text) > _INTEGER_DIGITS:  # spares the work of a number of a million digits
        raise ValueError("number too long")
    return int(text)


_READER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_refuse, parse_constant=_refuse, parse_int=_integer)
