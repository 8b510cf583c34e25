"""Is this archive whole? Every record in it holds, and nothing that the log tells of was left out.

 1. The zip is safe to open; its index is canonical, signed, and lists exactly its files, byte for byte.
 2. The log: every line is a canonical entry; together they have the root that the signed checkpoint names.
 3. Each record holds by itself (`voting.verifier.verify`), and each of its entries stands at its place in this log.
 4. Each motion that the log declares has its record here, and no other motion has.
 5. Minutes are those that the log named last; certificates of requisitions are those that it named, and signed.
 6. Countersignatures name the minutes that there were when they were made; those by passkey were signed by a passkey of
    that officer, over exactly this hash, on this site (`voting.verifier.countersignatures`).

All failures are collected. The log's checkpoint binds everything: records of older keys are bound through it.

An archive made while a ballot was under way has the log up to the first entry of that ballot, and its index lists the
files of which the log tells later. Of a later record step 3 is: the log that it was made from is this one, continued
(a consistency proof), and entries before the end are the same. Later minutes and certificates stand on the signature
of the index alone, until a later archive. What was left out after the end, nobody can tell; the answer says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from voting.errors import MalformedError, VotingError
from voting.evidence import (
    EMPTY_ROOT,
    Checkpoint,
    Frontier,
    PublicKey,
    decode,
    fingerprint,
    leaf_hash,
    open_checkpoint,
    sha256_hex,
    verify_consistency,
    verify_document,
)
from voting.record import bundle, layout
from voting.record.archive import open_parts, unpack
from voting.record.faults import RecordFault
from voting.record.part import Part, Source
from voting.record.read import read_log_line, read_pem, read_signature
from voting.sentences import N_, Sentence
from voting.verifier.countersignatures import Countersigned, read_openings
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
    later: tuple[str, ...] | None
    """The files of which the log tells only after its end here; None if the archive has the whole log."""
    faults: tuple[ArchiveFault, ...]
    by_passkey: int = 0
    by_session: int = 0
    """Countersignatures of minutes and counts: by passkey, all of them checked, and without one."""


@dataclass(slots=True)
class _Log:
    """The hash of each entry, what the entries say should be here, and the head over them."""

    hashes: list[bytes] = field(default_factory=list)
    told: bundle.Told = field(default_factory=bundle.Told)
    root: bytes = EMPTY_ROOT
    countersigned: Countersigned = field(default_factory=Countersigned)


def verify_archive(source: Source) -> Iterator[str | ArchiveVerdict]:
    """The name of each file as its check begins, at last the answer. Never raises for any input."""
    faults: list[ArchiveFault] = []
    try:
        files, index = _open(source)
    except VotingError as fault:
        yield ArchiveVerdict(False, "", 0, 0, 0, None, (ArchiveFault(bundle.INDEX, fault.what),))
        return
    said = bundle.read_archive_index(index)
    later = said.later or {}
    yield bundle.INDEX
    faults += _compare(files, said.files)
    yield bundle.LOG
    log = _read_log(files, faults)
    motions = sorted(name[len("records/"):-len(".zip")] for name in files if name.startswith("records/"))
    for motion in motions:
        yield bundle.record_file(motion)
        name = bundle.record_file(motion)
        faults += _check_record(files[name], name, log, later.get(name))
    missing = N_("The log declares a motion whose record is not here.")
    faults += [ArchiveFault(bundle.record_file(name), missing)
               for name in sorted(log.told.declared - set(motions))]
    faults += [ArchiveFault(bundle.record_file(name), N_("The log declares no such motion."))
               for name in sorted(set(motions) - log.told.declared) if bundle.record_file(name) not in later]
    yield "minutes"
    faults += _check_named(files, log.told, said.authority, later)
    yield bundle.COUNTERSIGNATURES
    faults += _check_countersigned(files, log)
    minutes = sum(name.startswith("minutes/") for name in files)
    yield ArchiveVerdict(not faults, fingerprint(index), len(motions), minutes, len(log.hashes),
                         None if said.later is None else tuple(later), tuple(faults),
                         len(log.countersigned.by_passkey), log.countersigned.by_session)


def _open(source: Source) -> tuple[dict[str, Part], bytes]:
    files = open_parts(source, bundle.FILES_LIMIT)
    for name in (bundle.INDEX, bundle.INDEX_SIG):
        if name not in files:
            raise MalformedError(N_("This is no archive: “%(name)s” is missing.", name=name))
    index = files.pop(bundle.INDEX).read()
    authority = bundle.read_archive_index(index).authority
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
            log.told.take(document)
            log.countersigned.take(document)
        log.root = frontier.root()
        checkpoint = _head(files[bundle.CHECKPOINT].read(), files[bundle.LOG_PEM].read())
        if (checkpoint.size, checkpoint.root) != (len(log.hashes), log.root):
            faults.append(ArchiveFault(bundle.LOG, N_("The entries are not those that the signed checkpoint names.")))
    except KeyError:
        pass  # a file is missing, and said to be
    except VotingError as fault:
        faults.append(ArchiveFault(bundle.LOG, fault.what))
    return log


def _check_record(record: Part, name: str, log: _Log, later_by: Sequence[bytes] | None
                  ) -> Iterator[ArchiveFault]:
    data = record.read()
    for failure in verify(data).failures:
        yield ArchiveFault(name, N_("%(file)s: %(sentence)s", file=failure.file or "record", sentence=failure.sentence))
    try:
        inside = unpack(data)
        entries = [read_log_line(line) for line in inside[layout.LOG].splitlines()]
        head = _head(inside[layout.CHECKPOINT], inside[layout.LOG_PEM])
    except (VotingError, KeyError):
        return  # the verifier has said so
    for entry in entries:
        is_here = entry.index < len(log.hashes)
        if (is_here and log.hashes[entry.index] != entry.hash) or not (is_here or later_by is not None):
            yield ArchiveFault(name, N_("Entry %(index)s of the record is not that of the log.", index=entry.index))
    if later_by is None:
        return
    try:
        verify_consistency(len(log.hashes), head.size, log.root, head.root, later_by)  # refuses a log that is shorter
    except VotingError:
        yield ArchiveFault(name, N_("The record was not made from the log here, continued."))


def _head(note: bytes, pem: bytes) -> Checkpoint:
    return open_checkpoint(note, note.split(b"\n", 1)[0].decode("utf-8", "replace"), read_pem(pem))


def _check_named(files: Mapping[str, Part], told: bundle.Told, authority: PublicKey, later: Collection[str]
                 ) -> Iterator[ArchiveFault]:
    named = told.named()
    for name, sha256 in sorted(named.items()):
        if name not in files:
            yield ArchiveFault(name, N_("The log names this file, which is not here."))
        elif files[name].sha256() != sha256 and name not in later:
            yield ArchiveFault(name, N_("The file is not the one that the log names."))
    for which in told.strays:
        yield ArchiveFault(bundle.minutes_file(*which),
                           N_("A countersignature in the log names other minutes than those that were made."))
    for name in sorted(files):
        if name.startswith(("minutes/", "requisitions/")) and name not in named and name not in later:
            yield ArchiveFault(name, N_("The log names no such file."))
        if name.startswith("statutes/") and sha256_hex(files[name].read()) != name[9:-5]:
            yield ArchiveFault(name, N_("These statutes do not have the hash that they are named by."))
        if name.startswith("requisitions/"):
            try:
                verify_document(authority, "requisition", decode(files[name].read()))
            except (VotingError, RecordFault) as fault:
                yield ArchiveFault(name, fault.what)


def _check_countersigned(files: Mapping[str, Part], log: _Log) -> Iterator[ArchiveFault]:
    openings, part = {}, files.get(bundle.COUNTERSIGNATURES)
    if part is not None:
        try:
            openings = read_openings(part.lines())
        except VotingError as fault:
            yield ArchiveFault(bundle.COUNTERSIGNATURES, fault.what)
            return
    for sentence in log.countersigned.check(openings):
        yield ArchiveFault(bundle.COUNTERSIGNATURES, sentence)
