"""The zip around a record, read without trusting it and written so that the same files give the same bytes.

Reads only plain archives (PKWARE APPNOTE 4.3): stored or deflated files, one after the other, each local header
equal to its entry in the directory, nothing before, between or behind. Two programs then cannot see two different
contents in one archive. Refuses, by name: archives cut short, duplicate names, paths that leave the folder, links,
encryption, ZIP64, archives that unpack to more than `LIMIT` bytes. Unpacking is bounded before it begins. Stored
files need not be unpacked: `open_parts` says where they are, so that a record of a million votes is read in pieces.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from voting.record.faults import RecordFault
from voting.record.part import InMemory, Part, Source
from voting.sentences import N_, Sentence

LIMIT = 512 * 1024 * 1024
"""Bytes that all files together may unpack to; files that are stored, not packed, may have `WHOLE_LIMIT` in all."""
WHOLE_LIMIT = 2**32 - 1
"""Bytes of an archive: what this form of zip can address, about a million secret votes."""
RATIO = 200
"""How many times its packed size a deflated file above one mebibyte may unpack to."""
FILES_LIMIT = 256
NAME_LIMIT = 100

_LOCAL = struct.Struct("<IHHHHHIIIHH")
_ENTRY = struct.Struct("<IHHHHHHIIIHHHHHII")
_END = struct.Struct("<IHHHHIIH")
_LOCAL_MARK, _ENTRY_MARK, _END_MARK = 0x04034B50, 0x02014B50, 0x06054B50
_STORED, _DEFLATED = 0, 8
_FIRST_OF_JANUARY_1980 = 0x21
_NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/")
_UTF8_FLAG = 0x800
_REGULAR, _FILE_KIND = 0o100000, 0o170000


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of the directory, its numbers as they stand there."""

    name: str
    shared: tuple[int, ...]  # version, flags, method, time, date, crc, packed size, size, length of the name
    offset: int
    made_by: int
    attributes: int


def pack(files: Mapping[str, bytes]) -> bytes:
    """An archive of `files`, sorted by name, stored, dated 1980-01-01: the same files give the same bytes."""
    return b"".join(pack_parts({name: Part.of(content) for name, content in files.items()}))


def pack_parts(files: Mapping[str, Part]) -> Iterator[bytes]:
    """The same archive piece by piece, for files that do not fit in memory; each is read twice."""
    directory, position = bytearray(), 0
    for name in sorted(files):
        content, raw, crc = files[name], name.encode("ascii"), 0
        for piece in content.pieces():
            crc = zlib.crc32(piece, crc)
        shared = (20, 0, _STORED, 0, _FIRST_OF_JANUARY_1980, crc, content.size, content.size, len(raw))
        if position + content.size + len(directory) > WHOLE_LIMIT - (1 << 20):
            raise _fault("zip_too_large", N_("The archive is larger than any record."))
        directory += _ENTRY.pack(_ENTRY_MARK, 0x314, *shared, 0, 0, 0, 0, (_REGULAR | 0o644) << 16, position) + raw
        yield _LOCAL.pack(_LOCAL_MARK, *shared, 0) + raw
        yield from content.pieces()
        position += _LOCAL.size + len(raw) + content.size
    yield bytes(directory) + _END.pack(_END_MARK, 0, 0, len(files), len(files), len(directory), position, 0)


def unpack(data: bytes) -> dict[str, bytes]:
    """The files of an archive by name, in memory; else `RecordFault` with a code that begins with `zip_`."""
    if len(data) > LIMIT:
        raise _fault("zip_too_large", N_("The archive is larger than any record."))
    return {name: part.read() for name, part in open_parts(InMemory(data)).items()}


def open_parts(source: Source, most: int = FILES_LIMIT) -> dict[str, Part]:
    """The files of an archive by name, those that are stored not read into memory; `RecordFault` as `unpack`.

    `most` is how many files it may hold.
    """
    if len(source) > WHOLE_LIMIT:
        raise _fault("zip_too_large", N_("The archive is larger than any record."))
    entries, start = _directory(source, most)
    if sum(entry.shared[7] for entry in entries if entry.shared[2] != _STORED) > LIMIT:
        raise _fault("zip_too_large", N_("The archive would unpack to more than any record holds."))
    names: set[str] = set()
    for entry in entries:
        _check_entry(entry, entries[0])
        folded = entry.name.casefold()  # some computers would unpack a.txt and A.txt onto one file
        if folded in names:
            raise _fault("zip_duplicate_name", N_("The archive holds two files of this name."), entry.name)
        names.add(folded)
    files, position = {}, 0
    for entry in entries:
        files[entry.name], position = _content(source, entry, position)
    if position != start:
        raise _fault("zip_odd", N_("The archive holds bytes that belong to no file."))
    return files


def _directory(source: Source, most: int) -> tuple[list[_Entry], int]:
    """The entries, and where the directory begins."""
    if len(source) < _END.size:
        raise _fault("zip_unreadable", N_("The archive is empty or cut short."))
    mark, disk, first, here, count, size, start, comment = _END.unpack(source.read(len(source) - _END.size, _END.size))
    if mark != _END_MARK or start + size != len(source) - _END.size:
        raise _fault("zip_unreadable", N_("The archive does not end as a zip archive does: it was cut short, or "
                                          "something was put behind it."))
    if disk or first or here != count or comment:
        raise _fault("zip_odd", N_("The archive has a comment or several parts."))
    if not 1 <= count <= most or size > count * (_ENTRY.size + 65535):
        raise _fault("zip_too_large", N_("The archive holds no file, or more files than any record."))
    entries, position, data = [], 0, source.read(start, size)
    for _ in range(count):
        if position + _ENTRY.size > size:
            raise _fault("zip_unreadable", N_("The directory of the archive is cut short."))
        fields = _ENTRY.unpack_from(data, position)
        mark, made_by, *shared, extra, comment, disk, internal, attributes, offset = fields
        position += _ENTRY.size
        raw = data[position:position + shared[8]]
        position += shared[8]
        if mark != _ENTRY_MARK or position > size:
            raise _fault("zip_unreadable", N_("The directory of the archive cannot be read."))
        if extra or comment or disk or internal:
            raise _fault("zip_odd", N_("An entry of the archive carries extra fields or comments; it was packed by "
                                       "another program. Ask for the record as it was published."))
        entries.append(_Entry(raw.decode("latin-1"), tuple(shared), offset, made_by, attributes))
    if position != size:
        raise _fault("zip_odd", N_("The directory of the archive is longer than its entries."))
    return entries, start


def _check_entry(entry: _Entry, first: _Entry) -> None:
    version, flags, method, *_ = entry.shared
    parts = entry.name.split("/")
    if len(entry.name) > NAME_LIMIT or not set(entry.name) <= _NAME_CHARACTERS or any(
            part in ("", ".", "..") for part in parts[:-1]) or parts[-1] in (".", ".."):
        raise _fault("zip_bad_path", N_("A file of the archive has a name that is not allowed."),
                     entry.name[:NAME_LIMIT])
    if flags & 0x41:
        raise _fault("zip_encrypted", N_("The file is encrypted."), entry.name)
    if not entry.name.rpartition("/")[2] or (entry.attributes >> 16) & _FILE_KIND not in (0, _REGULAR) \
            or entry.attributes & 0x10:
        raise _fault("zip_symlink", N_("The entry is a link or a folder, not a plain file."), entry.name)
    if method not in (_STORED, _DEFLATED) or flags & ~_UTF8_FLAG or version > 20:
        raise _fault("zip_odd", N_("The file is packed in a way that records do not use."), entry.name)
    if entry.made_by != first.made_by or entry.attributes != first.attributes or entry.made_by >> 8 not in (0, 3):
        raise _fault("zip_odd", N_("The entries of the archive were not written by one program."), entry.name)


def _content(source: Source, entry: _Entry, position: int) -> tuple[Part, int]:
    *_, crc, packed_size, size, name_length = entry.shared
    start = position + _LOCAL.size + name_length
    if entry.offset != position or start + packed_size > len(source):
        raise _fault("zip_odd", N_("The files of the archive do not follow each other."), entry.name)
    head = source.read(position, _LOCAL.size + name_length)
    mark, *shared, extra = _LOCAL.unpack_from(head)
    if mark != _LOCAL_MARK or tuple(shared) != entry.shared or extra or \
            head[_LOCAL.size:] != entry.name.encode("latin-1"):
        raise _fault("zip_odd", N_("The archive says two different things about this file."), entry.name)
    content = Part(source, start, packed_size)
    if entry.shared[2] != _STORED:
        content = Part.of(_inflate(content.read(), size, entry.name))
    checked = 0
    for piece in content.pieces():
        checked = zlib.crc32(piece, checked)
    if content.size != size or checked != crc:
        raise _fault("zip_unreadable", N_("The file was damaged after it was packed."), entry.name)
    return content, start + packed_size


def _inflate(packed: bytes, size: int, name: str) -> bytes:
    if size > 1024 * 1024 and size > RATIO * len(packed):
        raise _fault("zip_too_large", N_("The file would unpack to far more than it holds."), name)
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = stream.decompress(packed, size + 1)
    except zlib.error as error:
        raise _fault("zip_unreadable", N_("The file cannot be unpacked."), name) from error
    if len(content) > size or not stream.eof or stream.unused_data:
        raise _fault("zip_too_large" if len(content) > size else "zip_odd",
                     N_("The file does not unpack to the size that it states."), name)
    return content


def _fault(code: str, what: Sentence, file: str = "") -> RecordFault:
    return RecordFault(code, file, what)
