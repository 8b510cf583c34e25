"""Read signed minutes as any reader of PDF does, by pyHanko (extra `minutes`): their PAdES signature, what is inside.

Nothing is asked of a network, and no list of authorities is consulted: that the certificate is the organisation's is
for its reader to know. What is not one file with one signature over all of it is said in sentences, never believed.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from voting.errors import MalformedError, UnavailableError
from voting.evidence import sha256_hex
from voting.sentences import N_, Sentence

LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SignedPdf:
    """What a PDF says: the signer's name and certificate (SHA-256 of its DER), the files inside, what does not hold."""

    signer: str
    certificate: str
    attached: Mapping[str, bytes]
    faults: tuple[Sentence, ...]


def read_signed_pdf(pdf: bytes) -> SignedPdf:
    """The signature and the attached files of `pdf`; `MalformedError` if it cannot be read as one."""
    try:
        import pyhanko_certvalidator  # noqa: F401 - asked for before anything is read
        from pyhanko.pdf_utils.reader import PdfFileReader
    except ImportError as fault:
        raise UnavailableError(N_("This installation cannot read minutes: its part for PDF is not installed."),
                               next=N_("Run: pip install 'scrutin[minutes]'")) from fault
    if len(pdf) > LARGEST or not pdf.startswith(b"%PDF-"):
        raise MalformedError(N_("This is no PDF, or a larger one than any minutes."))
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=True)
        signatures = list(reader.embedded_signatures)
        attached = _attached(reader)
        if len(signatures) != 1:
            return SignedPdf("", "", attached, (N_("The file bears %(count)s signatures; minutes bear one.",
                                                   count=len(signatures)),))
        with ThreadPoolExecutor(1) as aside:  # pyHanko runs a loop of its own, here or nowhere
            status = aside.submit(_judge, signatures[0]).result()
    except MalformedError:
        raise
    except Exception as fault:  # whatever a reader ends with on bytes that somebody made up
        raise MalformedError(N_("This PDF cannot be read: it was damaged, or changed after it was signed.")) from fault
    return SignedPdf(str(status.signing_cert.subject.human_friendly), sha256_hex(status.signing_cert.dump()), attached,
                     tuple(_faults(status)))


def _judge(signature: object) -> object:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    return validate_pdf_signature(signature, ValidationContext(
        trust_roots=[signature.signer_cert], moment=signature.self_reported_timestamp, allow_fetching=False))


def _faults(status: object) -> list[Sentence]:
    faults = []
    if not status.intact:
        faults.append(N_("The file was changed after it was signed."))
    if not status.valid:
        faults.append(N_("The signature of the file does not hold under its certificate."))
    if status.coverage.name != "ENTIRE_FILE":
        faults.append(N_("The signature does not cover the whole file: something was added behind it."))
    return faults


def _attached(reader: object) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    names = reader.root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", [])
    for place in range(0, len(names), 2):
        name = str(names[place])
        if name in found:
            raise MalformedError(N_("Two attached files of the PDF have one name."))
        found[name] = names[place + 1]["/EF"]["/F"].data
    return found
