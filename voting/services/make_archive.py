"""Make the archive of the organisation: all records, minutes, certificates, versions of the law, and the whole log.

Read at one instant; what is being voted on is not in it, because nobody is served a vote before the close. Its log
holds casts by commitments only; names are in the records, so the archive is for the organisation's own keeping.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from voting.errors import ConflictError
from voting.evidence import Checkpoint, Tree, leaf_hash, sign_checkpoint
from voting.record import bundle
from voting.record.archive import pack_parts
from voting.record.part import Part
from voting.sentences import N_
from voting.services.act import Act, Service
from voting.services.make_record import full_record
from voting.services.read.dry_act import look
from voting.store.law import all_statutes
from voting.store.listings import recorded_motions
from voting.store.minutes import every_meeting_minutes, every_minutes
from voting.store.overview import each_leaf, is_voting
from voting.store.requisitions import all_requisitions

README = """This is the archive of an organisation that votes with Scrutin, made at one instant (archive.json).

    voting archive verify THIS_FILE.zip      checks all of it, without any server
    python voting-verify.pyz records/X.zip   checks one record by itself

records/        the record of each declared motion or election, with names, as it was made
minutes/        the signed minutes, of decisions (m…) and of meetings (g…)
requisitions/   certificates of requests for extraordinary meetings
statutes/       each version of the statutes' data, named by its SHA-256
log.jsonl       every entry of the log, one a line, in order; log.checkpoint is its signed head
keys/           the public keys
"""


def make_archive(service: Service, out: Path, progress: Callable[[Iterable, str], Iterable] = lambda rows, _: rows
                 ) -> dict[str, int]:
    """Write the archive to `out` (never over another file); how many records, minutes and entries it holds."""
    if out.exists():
        raise ConflictError(N_("%(path)s is there already; an archive is never written over.", path=str(out)),
                            next=N_("Choose another name."))
    with look(service) as act:
        if is_voting(act.session):
            raise ConflictError(N_("A ballot is announced or open: the archive is made when none is, because nobody is "
                                   "served a vote before the close."),
                                next=N_("Make the archive after the close."))
        files = dict(_files(act, progress))
        entries = files[bundle.LOG].count_lines()
    index = bundle.write_archive_index(service.keys.authority.public, service.clock(), files)
    files[bundle.INDEX], files[bundle.INDEX_SIG] = Part.of(index), Part.of(service.keys.authority.sign(index))
    unfinished = out.with_name(f".{out.name}.unfinished")
    with unfinished.open("wb") as stream:
        for piece in progress(pack_parts(files), "archive"):
            stream.write(piece)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(out)
    return {"records": sum(name.startswith("records/") for name in files), "entries": entries,
            "minutes": sum(name.startswith("minutes/") for name in files)}


def _files(act: Act, progress: Callable[[Iterable, str], Iterable]) -> Iterator[tuple[str, Part]]:
    session, keys = act.session, act.service.keys
    leaves = [bytes(leaf.body) for leaf in progress(each_leaf(session), "log")]
    tree = Tree([leaf_hash(leaf) for leaf in leaves])
    yield bundle.README, Part.of(README.encode())
    yield bundle.AUTHORITY_PEM, Part.of(keys.authority.public.to_pem())
    yield bundle.LOG_PEM, Part.of(keys.log.public.to_pem())
    yield bundle.LOG, Part.of(b"".join(leaf + b"\n" for leaf in leaves))
    yield bundle.CHECKPOINT, Part.of(sign_checkpoint(
        Checkpoint(act.service.log_origin, tree.size, tree.root()), keys.log))
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
