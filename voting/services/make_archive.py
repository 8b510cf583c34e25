"""Make the archive of the organisation: all records, minutes, certificates, versions of the law, and the whole log.

Read at one instant. What is being voted on is not in it, because nobody is served a vote before the close: while a
ballot is announced or open the log ends before its first entry. Hashes in the place of its entries would say too much:
how many there are (votes changed count as well), and beside the acts between them when. Whatever was declared since is
a record of its own, and is in the archive with the proof that its log is this one, continued. The log holds casts by
commitments only; names are in the records, so the archive is for the organisation's own keeping.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from voting.errors import ConflictError
from voting.evidence import Checkpoint, Tree, decode, leaf_hash, sign_checkpoint
from voting.record import bundle, layout
from voting.record.archive import open_parts, pack_parts
from voting.record.part import InMemory, Part
from voting.sentences import N_
from voting.services.act import Act, Service
from voting.services.make_record import full_record
from voting.services.read.dry_act import look
from voting.store.countersignatures import every_countersignature
from voting.store.database import Session
from voting.store.law import all_statutes
from voting.store.listings import recorded_motions
from voting.store.minutes import every_meeting_minutes, every_minutes
from voting.store.overview import each_leaf, first_of_running
from voting.store.requisitions import all_requisitions

_README = """This is the archive of an organisation that votes with Scrutin, made at one instant (archive.json).

    voting archive verify THIS_FILE.zip      checks all of it, without any server
    python voting-verify.pyz records/X.zip   checks one record by itself

records/        the record of each declared motion or election, with names, as it was made
minutes/        the signed minutes, of decisions (m…) and of meetings (g…)
requisitions/   certificates of requests for extraordinary meetings
statutes/       each version of the statutes' data, named by its SHA-256
log.jsonl       every entry of the log, one a line, in order; log.checkpoint is its signed head
countersignatures.jsonl  what officers' passkeys signed under minutes and counts; the log names each
keys/           the public keys
"""
_LEFT_OUT = """
WHAT IS NOT HERE. A ballot was announced or open when this archive was made, and nobody is told before the close who
has voted, what, or how many votes came in. So the log ends before the first entry of that ballot: whatever came after
it is in a later archive. Files of which the log tells after its end are here as they were then, listed under "later"
in archive.json; of records the proof stands there that their log is this one, continued. Nobody can tell from this
archive alone whether one that was declared since was left out.
"""


@dataclass(frozen=True, slots=True)
class Made:
    """How much an archive holds; `later` is None if it has the whole log, otherwise as in its index."""

    records: int
    minutes: int
    entries: int
    later: tuple[str, ...] | None


def make_archive(service: Service, out: Path, progress: Callable[[Iterable, str], Iterable] = lambda rows, _: rows,
                 is_whole: bool = False) -> Made:
    """Write the archive to `out`, never over another file (`ConflictError`).

    With `is_whole` it is refused while a ballot is announced or open; otherwise its log then ends before that ballot.
    """
    if out.exists():
        raise ConflictError(N_("%(path)s is there already; an archive is never written over.", path=str(out)),
                            next=N_("Choose another name."))
    with look(service) as act:
        end = first_of_running(act.session)
        if end is not None and is_whole:
            raise ConflictError(N_("A ballot is announced or open: an archive with the whole log is made when none is, "
                                   "because nobody is served a vote before the close."),
                                next=N_("Make it after the close, or without --whole."))
        leaves = [bytes(leaf.body) for leaf in progress(each_leaf(act.session), "log")]
        tree = Tree([leaf_hash(leaf) for leaf in leaves])
        size = tree.size if end is None else end
        files = dict(_files(act, leaves[:size], tree.root(size), progress))
        if end is not None:
            files[bundle.README] = Part.of((_README + _LEFT_OUT).encode())
    later = None if end is None else _later(files, leaves[:size], tree)
    index = bundle.write_archive_index(service.keys.authority.public, service.clock(), files, later)
    files[bundle.INDEX], files[bundle.INDEX_SIG] = Part.of(index), Part.of(service.keys.authority.sign(index))
    unfinished = out.with_name(f".{out.name}.unfinished")
    with unfinished.open("wb") as stream:
        for piece in progress(pack_parts(files), "archive"):
            stream.write(piece)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(out)
    return Made(sum(name.startswith("records/") for name in files), sum(name.startswith("minutes/") for name in files),
                size, None if later is None else tuple(later))


def _files(act: Act, leaves: list[bytes], root: bytes, progress: Callable[[Iterable, str], Iterable]
           ) -> Iterator[tuple[str, Part]]:
    session, keys = act.session, act.service.keys
    yield bundle.README, Part.of(_README.encode())
    yield bundle.AUTHORITY_PEM, Part.of(keys.authority.public.to_pem())
    yield bundle.LOG_PEM, Part.of(keys.log.public.to_pem())
    yield bundle.LOG, Part.of(b"".join(leaf + b"\n" for leaf in leaves))
    yield bundle.CHECKPOINT, Part.of(sign_checkpoint(
        Checkpoint(act.service.log_origin, len(leaves), root), keys.log))
    yield bundle.COUNTERSIGNATURES, Part.of(_countersignatures(session, leaves))
    for motion in progress(recorded_motions(session), "records"):
        yield bundle.record_file(motion), Part.of(full_record(motion))
    for row in every_minutes(session):
        yield bundle.minutes_file(row.motion, row.language), Part.of(bytes(row.body))
    for row in every_meeting_minutes(session):
        yield bundle.minutes_file(row.meeting, row.language), Part.of(bytes(row.body))
    for row in all_requisitions(session):
        if row.certificate is not None:
            yield bundle.certificate_file(row.id), Part.of(bytes(row.certificate))
    for sha256, source in all_statutes(session):
        yield bundle.statutes_file(sha256), Part.of(source)


def _countersignatures(session: Session, leaves: Sequence[bytes]) -> bytes:
    """The lines that open the countersignatures by passkey of which `leaves` tell."""
    named = {document["auth"]["assertion"] for document in (decode(leaf) for leaf in leaves if b"countersign" in leaf)
             if "assertion" in document.get("auth", {})}
    return b"".join(line + b"\n" for name, line in every_countersignature(session) if name in named)


def _later(files: Mapping[str, Part], leaves: list[bytes], tree: Tree) -> dict[str, tuple[bytes, ...]]:
    """The files of which the log tells after `leaves`: those of records with the proof that their log continues it."""
    told = bundle.Told()
    for leaf in leaves:
        told.take(decode(leaf))
    named, later = told.named(), {}
    for name in sorted(files):
        if name.startswith("records/"):
            size = int(open_parts(InMemory(files[name].read()))[layout.CHECKPOINT].read().split(b"\n")[1])
            if size > len(leaves):
                later[name] = tree.consistency(len(leaves), size)
        elif name.startswith(("minutes/", "requisitions/")) and named.get(name) != files[name].sha256():
            later[name] = ()
    return later
