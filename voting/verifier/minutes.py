"""Are these minutes what they say? The signed documents inside, the record, the archive, the countersignatures.

 1. The PDF bears one signature over all of its bytes (by `services.read_pdf`, as any reader of PDF checks it).
 2. The documents inside are signed by one authority, whose key lies beside them: of a decision the tally of the motion
    and of each stage, of a meeting its summary.
 3. With the record: it holds, its authority is this one, its tallies are those inside.
 4. With the archive: it holds, this very file is in it, and its log names who countersigned, in which way.
 5. With `countersignatures.jsonl`: each passkey signed exactly this file. Whose passkey it is, only the log says.

A step for which nothing was given is left open, not passed. *Anchored* means that a trust file names the authority, or
the certificate of the PDF.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from voting.ballots.countersignature import MINUTES
from voting.errors import SignatureError, VotingError
from voting.evidence import PublicKey, decode, sha256_hex, verify_document
from voting.record import bundle, layout
from voting.record.archive import open_parts
from voting.record.faults import RecordFault
from voting.record.part import Part, Source
from voting.record.read import read_pem, read_signature
from voting.record.readme import key_fingerprint
from voting.sentences import N_, Sentence
from voting.verifier.bundle import ArchiveVerdict, verify_archive
from voting.verifier.countersignatures import read_openings
from voting.verifier.trust import Trust
from voting.verifier.verify import verify

KEY, SUMMARY = "authority.pem", "meeting.json"
_STAGE = re.compile(r"stage-([1-9])-tally\.json")
SIGNATURE, DOCUMENTS, RECORD, ARCHIVE, PASSKEYS = "signature", "documents", "record", "archive", "countersignatures"


@dataclass(frozen=True, slots=True)
class Countersigner:
    """Who countersigned: random id and office as the log or the statement names them, and by what."""

    person: str
    office: str
    by: str


@dataclass(slots=True)
class Checked:
    """What was found; `steps` are those that something was given for, each with whether it holds."""

    sha256: str
    authority: PublicKey | None = None
    steps: dict[str, bool] = field(default_factory=dict)
    faults: list[Sentence] = field(default_factory=list)
    countersigned: list[Countersigner] = field(default_factory=list)
    attached: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether all that was checked holds."""
        return not self.faults

    @property
    def key_digits(self) -> str:
        """Twelve digits of the authority's key; "" if it is not known."""
        return key_fingerprint(self.authority) if self.authority else ""

    def take(self, step: str, faults: Iterable[Sentence]) -> None:
        """Take in what a step finds; where it cannot go on, why."""
        found: list[Sentence] = []
        try:
            found.extend(faults)
        except VotingError as fault:
            found.append(fault.what)
        self.steps[step] = self.steps.get(step, True) and not found
        self.faults += found

    def is_anchored(self, trust: Trust, certificate: str) -> bool:
        """Whether the trust file names the key or the certificate, and everything that was checked holds."""
        known = self.authority is not None and self.authority.b64u in trust.authority
        return self.ok and (known or certificate in trust.minutes)


def check_inside(checked: Checked, attached: Mapping[str, bytes], trust: Trust, certificate: str) -> None:
    """Step 2, and the trust file where one was given."""
    checked.attached = tuple(sorted(attached))
    checked.take(DOCUMENTS, _documents(checked, attached))
    if checked.authority is not None and trust.authority and checked.authority.b64u not in trust.authority:
        checked.take(DOCUMENTS, [N_("The trust file names another authority.")])
    if trust.minutes and certificate not in trust.minutes:
        checked.take(SIGNATURE, [N_("The trust file names another certificate of minutes.")])


def _documents(checked: Checked, attached: Mapping[str, bytes]) -> Iterator[Sentence]:
    try:
        checked.authority = read_pem(attached[KEY])
    except KeyError:
        yield N_("The service's key is not inside: these minutes were made before it was put there. Check the record.")
        return
    except VotingError as fault:
        yield fault.what
        return
    names = [name for name in sorted(attached) if name in (layout.TALLY, SUMMARY) or _STAGE.fullmatch(name)]
    if layout.TALLY not in names and SUMMARY not in names:
        yield N_("No signed document is inside: these are no minutes.")
    for name in names:
        try:
            if name == SUMMARY:
                verify_document(checked.authority, "meeting", decode(attached[name]))
            else:
                checked.authority.verify(read_signature(attached[f"{name}.sig"]), attached[name])
        except KeyError:
            yield N_("The signature of %(name)s is not inside.", name=name)
        except SignatureError:
            yield N_("%(name)s is not signed by the service's key that lies beside it.", name=name)
        except (VotingError, RecordFault) as fault:
            yield fault.what


def check_record(checked: Checked, attached: Mapping[str, bytes], record: Source) -> None:
    """Step 3."""
    checked.take(RECORD, _compare_record(checked, attached, record))


def _compare_record(checked: Checked, attached: Mapping[str, bytes], record: Source) -> Iterator[Sentence]:
    if failures := verify(record).failures:
        yield N_("The record does not hold: %(sentence)s", sentence=failures[0].sentence)
        return
    files = open_parts(record)
    if checked.authority is not None and read_pem(files[layout.AUTHORITY_PEM].read()).b64u != checked.authority.b64u:
        yield N_("The record is of another authority.")
    if layout.TALLY not in attached:
        yield N_("These are minutes of a meeting, and the record is of one decision.")
        return
    for name, body in attached.items():
        stage = _STAGE.fullmatch(name)
        there = layout.stage_file(int(stage[1]), layout.TALLY) if stage else name
        if (stage or name == layout.TALLY) and (there not in files or files[there].read() != body):
            yield N_("%(name)s is not the one of the record.", name=name)


def check_archive(checked: Checked, archive: Source) -> Iterator[str]:
    """Step 4; the name of each file of the archive as its check begins."""
    for found in verify_archive(archive):
        if not isinstance(found, ArchiveVerdict):
            yield found
        elif not found.ok:
            checked.take(ARCHIVE, [N_("The archive does not hold: %(sentence)s", sentence=found.faults[0].sentence)])
            return
    files = open_parts(archive, bundle.FILES_LIMIT)
    names = [name for name in files if name.startswith("minutes/") and files[name].sha256() == checked.sha256]
    checked.take(ARCHIVE, [] if names else [N_("This file is not among the minutes of the archive.")])
    for line in files[bundle.LOG].lines():
        if b'"type":"minutes_countersign"' not in line:
            continue
        entry = decode(line)
        if entry.get("type") == "minutes_countersign" and entry["sha256"] == checked.sha256:
            checked.countersigned.append(Countersigner(
                entry["by"]["subject"], entry["by"]["office"], entry.get("auth", {}).get("by", "session")))


def check_openings(checked: Checked, lines: bytes) -> None:
    """Step 5."""
    checked.take(PASSKEYS, _openings(checked, lines))


def _openings(checked: Checked, lines: bytes) -> Iterator[Sentence]:
    try:
        openings = read_openings(Part.of(lines).lines())
    except (VotingError, RecordFault) as fault:
        yield fault.what
        return
    for opening in openings.values():
        said = opening.said
        if (said["of"], said["sha256"]) != (MINUTES, checked.sha256):
            yield N_("A countersignature is under another file than this one.")
            continue
        try:
            opening.check()
        except VotingError as fault:
            yield fault.what
            continue
        who = Countersigner(str(said["person"]), str(said["office"]), "passkey")
        if who not in checked.countersigned:
            checked.countersigned.append(who)


def begin(pdf: bytes, faults: Iterable[Sentence]) -> Checked:
    """Step 1: what a reader of PDF has found about the signature of these bytes."""
    checked = Checked(sha256_hex(pdf))
    checked.take(SIGNATURE, faults)
    return checked
