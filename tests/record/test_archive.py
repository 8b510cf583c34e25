"""Attacks on the zip itself (case 106 of the protocol), each refused by name; and what an honest zip may look like."""

import io
import stat
import struct
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting.record import RecordFault, archive, pack, unpack
from voting.verifier import verify

FILES = {"a.json": b"{}", "stages/1/b.jsonl": b"x" * 5000}


def zipped(entries, **options) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", **options) as target:
        for entry, content in entries:
            target.writestr(entry, content)
    return stream.getvalue()


def code_of(data: bytes) -> str:
    with pytest.raises(RecordFault) as caught:
        unpack(data)
    return caught.value.code


def test_what_was_packed_is_unpacked():
    assert unpack(pack(FILES)) == FILES


def test_packing_is_what_the_standard_library_reads():
    with zipfile.ZipFile(io.BytesIO(pack(FILES))) as opened:
        assert {name: opened.read(name) for name in opened.namelist()} == FILES
        assert opened.testzip() is None


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_by_the_standard_library_is_read(method):
    assert unpack(zipped(FILES.items(), compression=method)) == FILES


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("names", [("a.json", "a.json"), ("a.json", "A.json")])
def test_106_two_entries_of_one_name(names):
    assert code_of(zipped([(name, b"{}") for name in names])) == "zip_duplicate_name"


@pytest.mark.parametrize("name", ["/etc/passwd", "../a.json", "stages/../../a", "a//b", "./a", "C:\\a", "a\\b", "a b",
                                  "caf\u00e9.json", "a/..", "x" * 101])
def test_106_a_path_that_leaves_the_folder_or_hides(name):
    assert code_of(zipped([(name, b"{}")])) == "zip_bad_path"


def test_106_a_link():
    entry = zipfile.ZipInfo("a.json")
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    assert code_of(zipped([(entry, "/etc/passwd")])) == "zip_symlink"


def test_106_a_folder():
    assert code_of(zipped([("stages/", b"")])) == "zip_symlink"


def test_106_a_bomb():
    assert code_of(zipped([("a.json", bytes(300 * 1024 * 1024))], compression=zipfile.ZIP_DEFLATED)) == "zip_too_large"


def test_106_many_bombs(monkeypatch):
    monkeypatch.setattr(archive, "LIMIT", 10_000)
    assert code_of(zipped([(f"{n}.json", bytes(4_000)) for n in range(3)], compression=zipfile.ZIP_DEFLATED)) == \
        "zip_too_large"


def test_106_a_bomb_that_lies_about_its_size():
    data = zipped([("a.json", bytes(100_000))], compression=zipfile.ZIP_DEFLATED)
    assert code_of(data.replace(struct.pack("<I", 100_000), struct.pack("<I", 10))) == "zip_too_large"


def test_106_too_many_files():
    assert code_of(zipped([(f"{n}", b"") for n in range(archive.FILES_LIMIT + 1)])) == "zip_too_large"


def test_106_an_encrypted_entry():
    data = bytearray(pack({"a.json": b"{}"}))
    for place in (6, data.index(b"PK\x01\x02") + 8):
        data[place] |= 1
    assert code_of(bytes(data)) == "zip_encrypted"


def test_two_headers_that_differ():
    data = pack(FILES)
    assert code_of(data.replace(b"a.json", b"b.json", 1)) == "zip_odd"


@pytest.mark.parametrize("comment", ["archive", "entry"])
def test_a_comment(comment):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        entry = zipfile.ZipInfo("a.json")
        entry.comment = b"hello" if comment == "entry" else b""
        target.writestr(entry, b"{}")
        target.comment = b"hello" if comment == "archive" else b""
    assert code_of(stream.getvalue()) in ("zip_odd", "zip_unreadable")


def test_bytes_before_and_between_and_behind():
    data = pack(FILES)
    assert code_of(b"x" + data) in ("zip_odd", "zip_unreadable")
    assert code_of(data + b"x") == "zip_unreadable"
    start = data.index(b"PK\x01\x02")
    gap = bytearray(data[:start] + b"xx" + data[start:])
    struct.pack_into("<I", gap, len(gap) - 6, start + 2)
    assert code_of(bytes(gap)) == "zip_odd"


def test_damaged_contents():
    assert code_of(pack(FILES).replace(b"{}", b"[]")) == "zip_unreadable"
    deflated = zipped([("a.json", b"{}" * 9)], compression=zipfile.ZIP_DEFLATED)
    stream = zlib.compressobj(wbits=-15)
    body = stream.compress(b"{}" * 9) + stream.flush()
    assert code_of(deflated.replace(body, b"\xff" * len(body))) == "zip_unreadable"


@given(st.integers(0, len(pack(FILES)) - 1))
@settings(max_examples=60)
def test_106_an_archive_cut_short(length):
    assert code_of(pack(FILES)[:length]).startswith("zip_")


@given(st.binary(max_size=400) | st.binary(max_size=100).map(lambda junk: junk + pack({"a": junk})[7:]))
@settings(max_examples=150)
def test_any_bytes_are_refused_by_name(data):
    verdict = verify(data)
    assert not verdict.ok
    assert verdict.failures


def test_every_single_changed_bit_of_a_packed_archive_is_refused():
    data = pack({"a.json": b"{}", "b/c.json": b"[1]", "d": b""})
    for place in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            try:
                unpack(bytes(changed))
            except RecordFault:
                continue
            pytest.fail(f"byte {place}, bit {bit} was accepted")
