"""Is this archive whole? Every record in it holds, and nothing that the log tells of was left out.

 1. The zip is safe to open; its index is canonical, signed, and lists exactly its files, byte for byte.
 2. The log: every line is a canonical entry; together they have the root that the signed checkpoint names.
 3. Each record holds by itself (`voting.verifier.verify`), and each of its entries stands at its place in this log.
 4. Each motion that the log declares has its record here, and no other motion has.
 5. Minutes are those that the log named last, countersignatures name them; certificates of requisitions are those that
    it named, and signed.

All failures are collected. The log's checkpoint binds everything: records of older keys are bound through it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from voting.errors import MalformedError, VotingError
from voting.evidence import (
    Frontier,
    PublicKey,
    decode,
    fingerprint,
    leaf_hash,
    open_checkpoint,
    sha256_hex,
    verify_document,
)
from voting.record import bundle, layout
from voting.record.archive import open_parts, unpack
from voting.record.faults import RecordFault
from voting.record.part import Part, Source
from voting.record.read import read_log_line, read_pem, read_signature
from voting.sentences import N_, Sentence
from voting.verifier.verify import verify


@dataclass(frozen=True, slots=True)
class ArchiveFault:
    """What does not hold, in which file."""

    file: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class ArchiveVerdict:
    """The answer: `ok` only if everything holds; the twelve digits of the index; how much was looked at."""

    ok: bool
    fingerprint: str
    records: int
    minutes: int
    entries: int
    faults: tuple[ArchiveFault, ...]


@dataclass(slots=True)
class _Log:
    """What the log tells: the hash of each entry, and what later steps look for."""

    hashes: list[bytes] = field(default_factory=list)
    declared: set[str] = field(default_factory=set)
    minutes: dict[tuple[str, str], str] = field(default_factory=dict)
    certificates: dict[str, str] = field(default_factory=dict)
    countersigned: list[tuple[str, str, str]] = field(default_factory=list)
    """(meeting, language, SHA-256) of each countersignature of minutes."""


def verify_archive(source: Source) -> Iterator[str | ArchiveVerdict]:
    """The name of each file as its check begins, at last the answer. Never raises for any input."""
    faults: list[ArchiveFault] = []
    try:
        files, index = _open(source)
    except VotingError as fault:
        yield ArchiveVerdict(False, "", 0, 0, 0, (ArchiveFault(bundle.INDEX, fault.what),))
        return
    authority, _, listed = bundle.read_archive_index(index)
    yield bundle.INDEX
    faults += _compare(files, listed)
    yield bundle.LOG
    log = _read_log(files, faults)
    motions = sorted(name[len("records/"):-len(".zip")] for name in files if name.startswith("records/"))
    for motion in motions:
        yield bundle.record_file(motion)
        faults += _check_record(files[bundle.record_file(motion)], motion, log)
    missing = N_("The log declares a motion whose record is not here.")
    faults += [ArchiveFault(bundle.record_file(name), missing)
               for name in sorted(log.declared - set(motions))]
    faults += [ArchiveFault(bundle.record_file(name), N_("The log declares no such motion."))
               for name in sorted(set(motions) - log.declared)]
    yield "minutes"
    faults += _check_named(files, log, authority)
    minutes = sum(name.startswith("minutes/") for name in files)
    yield ArchiveVerdict(not faults, fingerprint(index), len(motions), minutes, len(log.hashes), tuple(faults))


def _open(source: Source) -> tuple[dict[str, Part], bytes]:
    files = open_parts(source, bundle.FILES_LIMIT)
    for name in (bundle.INDEX, bundle.INDEX_SIG):
        if name not in files:
            raise MalformedError(N_("This is no archive: “%(name)s” is missing.", name=name))
    index = files.pop(bundle.INDEX).read()
    authority = bundle.read_archive_index(index)[0]
    authority.verify(read_signature(files.pop(bundle.INDEX_SIG).read()), index)
    return files, index


def _compare(files: Mapping[str, Part], listed: Mapping[str, tuple[str, int]]) -> Iterator[ArchiveFault]:
    for name in sorted(set(listed) - set(files)):
        yield ArchiveFault(name, N_("A file that must be there is missing."))
    for name in sorted(set(files) - set(listed)):
        yield ArchiveFault(name, N_("A file is there that the index does not list."))
    for name in sorted(set(files) & set(listed)):
        if (files[name].sha256(), files[name].size) != listed[name]:
            yield ArchiveFault(name, N_("The file is not the one that the index names."))


def _read_log(files: Mapping[str, Part], faults: list[ArchiveFault]) -> _Log:
    log, frontier = _Log(), Frontier(0, ())
    try:
        for line in files[bundle.LOG].lines():
            document = decode(line)
            log.hashes.append(leaf_hash(line))
            frontier = frontier.append(log.hashes[-1])
            _note(log, document)
        key, note = read_pem(files[bundle.LOG_PEM].read()), files[bundle.CHECKPOINT].read()
        checkpoint = open_checkpoint(note, note.split(b"\n", 1)[0].decode("utf-8", "replace"), key)
        if (checkpoint.size, checkpoint.root) != (len(log.hashes), frontier.root()):
            faults.append(ArchiveFault(bundle.LOG, N_("The entries are not those that the signed checkpoint names.")))
    except KeyError:
        pass  # a file is missing, and said to be
    except VotingError as fault:
        faults.append(ArchiveFault(bundle.LOG, fault.what))
    return log


def _note(log: _Log, document: object) -> None:
    if not isinstance(document, dict):
        raise MalformedError(N_("A line of the log cannot be read."))
    kind = document.get("type")
    if kind == "declared":
        log.declared.add(str(document.get("motion")))
    elif kind == "minutes":
        log.minutes[str(document.get("subject_motion")), str(document.get("language"))] = str(document.get("sha256"))
    elif kind == "meeting_minutes":
        log.minutes[str(document.get("subject_meeting")), str(document.get("language"))] = str(document.get("sha256"))
    elif kind == "minutes_countersign":
        log.countersigned.append((str(document.get("subject_meeting")), str(document.get("language")),
                                  str(document.get("sha256"))))
    elif kind == "requisition_met":
        log.certificates[str(document.get("requisition"))] = str(document.get("certificate_sha256"))


def _check_record(record: Part, motion: str, log: _Log) -> Iterator[ArchiveFault]:
    name, data = bundle.record_file(motion), record.read()
    for failure in verify(data).failures:
        yield ArchiveFault(name, N_("%(file)s: %(sentence)s", file=failure.file or "record", sentence=failure.sentence))
    try:
        lines = unpack(data)[layout.LOG]
        entries = [read_log_line(line) for line in lines.splitlines()]
    except (VotingError, KeyError):
        return  # the verifier has said so
    for entry in entries:
        if entry.index >= len(log.hashes) or log.hashes[entry.index] != entry.hash:
            yield ArchiveFault(name, N_("Entry %(index)s of the record is not that of the log.", index=entry.index))


def _check_named(files: Mapping[str, Part], log: _Log, authority: PublicKey) -> Iterator[ArchiveFault]:
    named = {bundle.minutes_file(*which): sha256 for which, sha256 in log.minutes.items()}
    named |= {bundle.certificate_file(which): sha256 for which, sha256 in log.certificates.items()}
    for name, sha256 in sorted(named.items()):
        if name not in files:
            yield ArchiveFault(name, N_("The log names this file, which is not here."))
        elif files[name].sha256() != sha256:
            yield ArchiveFault(name, N_("The file is not the one that the log names."))
    for meeting, language, sha256 in log.countersigned:
        if log.minutes.get((meeting, language)) != sha256:
            yield ArchiveFault(bundle.minutes_file(meeting, language),
                               N_("A countersignature in the log names other minutes than those that were made."))
    for name in sorted(files):
        if name.startswith(("minutes/", "requisitions/")) and name not in named:
            yield ArchiveFault(name, N_("The log names no such file."))
        if name.startswith("statutes/") and sha256_hex(files[name].read()) != name[9:-5]:
            yield ArchiveFault(name, N_("These statutes do not have the hash that they are named by."))
        if name.startswith("requisitions/"):
            try:
                verify_document(authority, "requisition", decode(files[name].read()))
            except (VotingError, RecordFault) as fault:
                yield ArchiveFault(name, fault.what)
