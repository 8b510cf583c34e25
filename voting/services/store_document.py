"""Store a document of a dossier: hashed, typed by its first bytes, of limited size (IV.2a, IV.2b).

What the file calls itself decides nothing. Kept under its SHA-256 beside the register; the dossier, and with it the
signed motion, carries the hash. A file that may run something in a browser or an office (HTML, SVG, macros) is refused.
"""

from __future__ import annotations

import io
import zipfile

from voting.ballots.meeting import MeetingState
from voting.errors import InputError, NotFoundError, RefusedError
from voting.evidence import sha256_hex
from voting.sentences import N_
from voting.services.act import Act, Service, begin, statutes_at, statutes_by_hash
from voting.services.draft_motion import write_entry
from voting.services.read.roles import roles_in
from voting.store.applications import motions_enclosing
from voting.store.database import Session, reading
from voting.store.documents import DocumentRow
from voting.store.duties import duties_noted
from voting.store.find import find_motion
from voting.store.meetings import meetings_with_document
from voting.store.overview import all_motions
from voting.store.representations import designations_by_letter
from voting.store.tables import MotionRow

SIZE_LIMIT = 2_000_000
MEDIA = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "txt": "text/plain; charset=utf-8",
         "odt": "application/vnd.oasis.opendocument.text",
         "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
"""Types that are taken, and how they are served."""


def store_document(service: Service, by: str, motion: str, item: str, name: str, data: bytes) -> str:
    """The SHA-256 of a document now stored and entered in the dossier; `InputError` for what is not taken."""
    kind_of(data)
    with begin(service) as act:
        write_entry(act, by, motion, item, {"sha256": sha256_hex(data)})
        return keep_document(act, by, name, data)


def keep_document(act: Act, by: str, name: str, data: bytes) -> str:
    """The SHA-256 of a document that is now kept, within an act under way."""
    kind, sha256 = kind_of(data), sha256_hex(data)
    if act.session.get(DocumentRow, sha256) is None:
        act.session.add(DocumentRow(sha256=sha256, name=printed(name, kind), kind=kind, size=len(data), body=data,
                                    stored_at=act.now, stored_by=by))
        act.session.flush()
    return sha256


def kind_of(data: bytes) -> str:
    """The type of a document by its bytes: pdf, png, jpg, odt, docx or txt."""
    if not data:
        raise InputError(N_("Choose a file; an empty one is not taken."), "file")
    if len(data) > SIZE_LIMIT:
        raise InputError(N_("The file is larger than 2 MB."), "file")
    for start, kind in ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg")):
        if data.startswith(start):
            return kind
    kind = _office_kind(data) if data.startswith(b"PK\x03\x04") else "txt" if _is_plain_text(data) else ""
    if not kind:
        raise InputError(N_("Only PDF, PNG, JPEG, OpenDocument text, Word (docx) and plain text are taken."), "file")
    return kind


def printed(name: str, kind: str) -> str:
    """The file's name as pages show it: one line, no path, ending in its real type."""
    stem = called(name).rsplit(".", 1)[0].strip(" .") or "document"
    return f"{stem}.{kind}"


def called(name: str) -> str:
    """What a file calls itself: one line, no path."""
    return "".join(sign for sign in name.replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable()).strip()[:120]


def document(service: Service, sha256: str, reader: str) -> tuple[str, str, bytes]:
    """(name, media type, bytes) for a reader who sits or holds office in an organ that it was put or reported to."""
    with reading() as session:
        row = session.get(DocumentRow, sha256)
        organs = {organ for motion in all_motions(session) for organ in _asked(session, motion)
                  if any(entry.get("sha256") == sha256 for entry in motion.dossier.values())}
        organs |= {organ for motion in motions_enclosing(session, sha256)
                   for organ in _asked(session, find_motion(session, motion))}
        calendar = statutes_at(session, service.clock()).calendar
        organs |= {calendar[noted.duty].organ for noted in duties_noted(session)
                   if noted.document_sha256 == sha256 and noted.duty in calendar}
        meetings = meetings_with_document(session, sha256)
        organs |= {meeting.organ for meeting in meetings if meeting.state != MeetingState.PREPARED}
        written = designations_by_letter(session, sha256)
        prepared = ({meeting.organ for meeting in meetings} | {organ for organ, _ in written}) - organs
        if row is None or not organs | prepared:
            raise NotFoundError(N_("There is no such document here."))
        if any(reader in people for _, people in written):
            return row.name, MEDIA[row.kind], bytes(row.body)
        roles = roles_in(session, service, reader)
        offices = frozenset().union(*roles.offices.values())
        held = roles.seats | offices
        if "" not in held and not organs & held and not prepared & offices:
            raise RefusedError(N_("The dossier is for the members and officers of the organ that decides."))
        return row.name, MEDIA[row.kind], bytes(row.body)


def _asked(session: Session, motion: MotionRow) -> tuple[str, ...]:
    """Every organ that the motion's decision asks."""
    return statutes_by_hash(session, motion.statutes_sha256).decisions[motion.decision].asked(motion.organ)


def _office_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size <= 100:
                return "odt" if archive.read("mimetype") == MEDIA["odt"].encode() else ""
            has_macros = any("vbaProject" in name for name in names)
            return "docx" if "word/document.xml" in names and not has_macros else ""
    except (zipfile.BadZipFile, RuntimeError, OSError):
        return ""


def _is_plain_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if text.lstrip().startswith("<"):
        return False
    return all(sign.isprintable() or sign in "\n\r\t\f\u00a0\u202f" for sign in text)  # French has spaces of its own

