"""Files changed, missing, added, cut, swapped: cases 1 to 23, 27, 34, 35, 55 to 59, 82, 88, 89, 107, 108."""

import base64
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.record.scenario import AUTHORITY, record_of
from tests.verifier.attacker import Attacker, codes
from voting.evidence import SigningKey
from voting.record import layout, pack, unpack

NAME = "two-thirds-adopted"
FILES = unpack(record_of(NAME))
HIT = {"1 paper": "stages/1/paper.json", "2 paper.sig": "stages/1/paper.json.sig", "3 roll": "stages/1/roll.jsonl",
       "4 issued ballots": "stages/2/issued.jsonl", "5 log checkpoint": "log.checkpoint", "6 log": "log.jsonl",
       "7 index": "index.json", "8 tally": "stages/2/tally.json", "9 tally.sig": "stages/2/tally.json.sig",
       "10 log key": "keys/log.pem", "11 authority key": "keys/authority.pem"}


def flipped(content: bytes, place: int, bit: int = 0) -> bytes:
    return content[:place] + bytes([content[place] ^ (1 << bit)]) + content[place + 1:]


@pytest.mark.parametrize("case", HIT)
def test_one_byte_flipped(case):
    name = HIT[case]
    found = codes(pack({**FILES, name: flipped(FILES[name], len(FILES[name]) // 2)}))
    assert found & {"file_changed", "index_unreadable", "index_signature"}


@pytest.mark.parametrize("name", sorted(set(FILES) - layout.OPTIONAL))
def test_12_to_22_a_file_is_missing(name):
    assert "file_missing" in codes(pack({other: content for other, content in FILES.items() if other != name}))


@pytest.mark.parametrize("name", sorted(set(FILES) - layout.OPTIONAL - {layout.INDEX, layout.INDEX_SIG}))
def test_12_to_22_s_a_file_is_missing_and_left_out_of_the_index(name):
    attacker = Attacker(NAME)
    del attacker.files[name]
    assert codes(attacker.finish(log=False)) & {"file_missing", "stages_mismatch"}


def test_12_to_22_s_a_whole_stage_is_missing():
    attacker = Attacker(NAME)
    attacker.files = {name: content for name, content in attacker.files.items() if not name.startswith("stages/2")}
    assert "stages_mismatch" in codes(attacker.finish())


@pytest.mark.parametrize("name", ["extra.txt", "stages/3/paper.json", "stages/1/extra.json", "voters.jsonl"])
def test_23_an_extra_file(name):
    assert "file_extra" in codes(pack({**FILES, name: b"{}"}))


@pytest.mark.parametrize("name", ["extra.txt", "stages/3/paper.json", "stages/1/extra.json"])
def test_23_s_an_extra_file_that_the_index_lists(name):
    attacker = Attacker(NAME)
    attacker.files[name] = b"{}"
    assert codes(attacker.finish()) & {"index_wrong", "file_missing"}


def test_23_s_the_index_calls_the_roll_optional():
    attacker = Attacker(NAME)
    attacker.finish()
    attacker.edit(layout.INDEX, lambda index: [row.update(optional=True) for row in index["files"]])
    attacker.files[layout.INDEX_SIG] = AUTHORITY.sign(attacker.files[layout.INDEX])
    assert "index_wrong" in codes(pack(attacker.files))


@pytest.mark.parametrize("name", ["index.json.sig", "stages/1/paper.json.sig", "stages/2/tally.json.sig",
                                  "tally.json.sig"])
def test_27_signed_by_another_key(name):
    attacker = Attacker(NAME)
    record = unpack(attacker.finish())
    record[name] = SigningKey.generate().sign(record[name[:-4]])
    attacker.files = record
    code = {"index": "index_signature", "paper": "paper_signature"}.get(name.split("/")[-1].split(".")[0])
    expected = code or ("outcome_signature" if name == "tally.json.sig" else "tally_signature")
    if name.startswith("index"):
        assert expected in codes(pack(record))
    else:
        assert expected in codes(attacker.finish(sign=False))


@pytest.mark.parametrize("name", ["index.json.sig", "stages/1/paper.json.sig"])
def test_88_89_a_signature_with_s_beyond_the_order(name):
    order = 2**252 + 27742317777372353535851937790883648493
    files = dict(FILES)
    signature = files[name]
    files[name] = signature[:32] + (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    assert codes(pack(files)) & {"index_signature", "paper_signature"}


def test_88_a_key_of_small_order_signs_everything():
    attacker = Attacker(NAME)
    pem = attacker.files["keys/log.pem"]
    der = base64.b64decode(b"".join(pem.split(b"\n")[1:-2]))
    weak = base64.b64encode(der[:-32] + b"\x01" + bytes(31))
    attacker.files["keys/log.pem"] = b"-----BEGIN PUBLIC KEY-----\n" + weak + b"\n-----END PUBLIC KEY-----\n"
    assert "key_unreadable" in codes(attacker.finish())


def test_82_s_a_key_file_that_differs_from_the_paper():
    attacker = Attacker(NAME)
    attacker.files["keys/log.pem"] = SigningKey.generate().public.to_pem()
    assert "key_mismatch" in codes(attacker.finish())


@pytest.mark.parametrize("name", ["log.jsonl", "stages/1/roll.jsonl", "stages/1/issued.jsonl"])
@pytest.mark.parametrize("fault", ["34 cut to half", "35 final newline missing", "34 last line missing", "doubled",
                                   "reordered", "empty"])
def test_34_35_s_lines_of_a_file(name, fault):
    attacker = Attacker(NAME)
    attacker.write_log()
    content = attacker.files[name]
    lines = content.splitlines(keepends=True)
    attacker.files[name] = {
        "34 cut to half": content[:len(content) // 2], "35 final newline missing": content[:-1],
        "34 last line missing": b"".join(lines[:-1]), "doubled": content + lines[-1],
        "reordered": b"".join([lines[1], lines[0], *lines[2:]]), "empty": b""}[fault]
    assert codes(attacker.finish(log=False)) & {
        "log_unreadable", "log_order", "not_declared", "roll_unreadable", "roll_mismatch", "issued_unreadable",
        "issued_mismatch", "issued_not_announced"}


CANONICAL = {
    "55 spaces": lambda line: line.replace(b'":', b'": ', 1),
    "56 duplicate key": lambda line: line.replace(b'"seq":1', b'"seq":1,"seq":1'),
    "57 extra field": lambda line: line.replace(b'"seq":1', b'"seq":1,"share":1'),
    "58 base64 padding": lambda line: re.sub(rb'"voter":"([^"]+)"', rb'"voter":"\1="', line),
    "59 base64 trailing bits": lambda line: re.sub(rb'"voter":"([^"]+)."', rb'"voter":"\1_"', line),
    "107 byte order mark": lambda line: b"\xef\xbb\xbf" + line,
    "107 CRLF": lambda line: line + b"\r",
    "107 not NFC": lambda line: line.replace(b'"yes"', '"e\u0301"'.encode()),
    "107 lone surrogate": lambda line: line.replace(b'"yes"', b'"\\ud800"'),
    "108 1.0": lambda line: line.replace(b'"seq":1', b'"seq":1.0'),
    "108 1e0": lambda line: line.replace(b'"seq":1', b'"seq":1e0'),
    "108 beyond 2^53": lambda line: line.replace(b'"seq":1', b'"seq":9007199254740992'),
    "108 very many digits": lambda line: line.replace(b'"seq":1', b'"seq":' + b"9" * 6000),
    "null": lambda line: line.replace(b'"seq":1', b'"seq":null'),
    "true for 1": lambda line: line.replace(b'"v":1', b'"v":true'),
    "very deep": lambda line: line.replace(b'"yes"', b"[" * 100_000 + b"]" * 100_000),
    "not UTF-8": lambda line: line.replace(b'"yes"', b'"\xff"'),
    "a list": lambda line: b"[" + line + b"]",
}


@pytest.mark.parametrize("case", CANONICAL)
def test_canonical_bytes_of_a_vote(case):
    attacker = Attacker(NAME)
    place = attacker.find("cast", -4)
    changed = CANONICAL[case](attacker.leaves[place])
    assert changed != attacker.leaves[place]
    attacker.leaves[place] = changed
    assert codes(attacker.finish()) & {"log_unreadable", "cast_unreadable"}


@pytest.mark.parametrize("name", sorted(name for name in FILES if name.endswith(".json")))
@pytest.mark.parametrize("content", [b"", b"null", b"[]", b'"x"', b"{}", b"\xff", b'{"type":"paper"}', b"1" * 5000,
                                     b"[" * 50_000], ids=lambda content: repr(content[:16]))
def test_a_document_that_is_something_else(name, content):
    attacker = Attacker(NAME)
    attacker.files[name] = content
    found = codes(attacker.finish(index=name != layout.INDEX))
    assert found - {"file_changed"}


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_file_may_hold_anything_at_all(name):
    """Random values in place of each value of each document: refused, and never a traceback."""
    for junk in (b"\x00" * 64, b"\n", b"{}\n", b"[]\n{}\n", b"PK\x03\x04", "é".encode() * 50):
        attacker = Attacker(NAME)
        attacker.files[name] = junk
        if name == layout.README:
            continue
        record = attacker.finish(log=False, sign=False, index=not name.startswith("index"))
        assert codes(record)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_changed_bit_of_any_file_is_refused(data):
    name = data.draw(st.sampled_from(sorted(FILES)))
    place = data.draw(st.integers(0, len(FILES[name]) - 1))
    bit = data.draw(st.integers(0, 7))
    codes(pack({**FILES, name: flipped(FILES[name], place, bit)}))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(name for name in FILES if len(FILES[name]) < 1200))
def test_every_changed_byte_of_the_small_files_is_refused(name):
    for place in range(len(FILES[name])):
        codes(pack({**FILES, name: flipped(FILES[name], place, place % 8)}))


@given(st.integers(0, len(record_of(NAME)) - 1), st.integers(0, 7))
@settings(max_examples=150, deadline=None)
def test_any_changed_bit_of_the_zip_itself_is_refused(place, bit):
    codes(flipped(record_of(NAME), place, bit))
