"""Sign minutes with PAdES (ETSI EN 319 142), by pyHanko (extra `minutes`): what was set stays, the signature is added.

The key is RSA-3072 with a certificate of our own, made at the first minutes in the folder of keys. An organisation
with a qualified seal puts its own key and certificate in their place (docs/operation.md). No change is allowed after.
"""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from voting.errors import UnavailableError
from voting.sentences import N_
from voting.services.keyring import place_key, read_private

KEY, CERTIFICATE = "minutes.pem", "minutes-certificate.pem"
BITS, YEARS = 3072, 20


def sign_pdf(pdf: bytes, keys: Path, passphrase: bytes | None, name: str, at: int) -> bytes:
    """`pdf` with the signature of this installation added behind it; `name` is the signer's, `at` UTC seconds."""
    try:
        from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import fields, signers
        from pyhanko_certvalidator.registry import SimpleCertificateStore
    except ImportError as fault:
        raise UnavailableError(N_("This installation cannot sign minutes: its part for PDF is not installed."),
                               next=N_("Run: pip install 'scrutin[minutes]'")) from fault
    key, certificate = _credentials(keys, passphrase, name, at)
    signer = signers.SimpleSigner(
        signing_cert=next(iter(load_certs_from_pemder_data(certificate))),
        signing_key=load_private_key_from_pemder_data(key, passphrase), cert_registry=SimpleCertificateStore())
    how = signers.PdfSignatureMetadata(
        field_name="Scrutin", md_algorithm="sha256", certify=True, subfilter=fields.SigSeedSubFilter.PADES,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES, name=name)
    with io.BytesIO(pdf) as source, ThreadPoolExecutor(1) as aside:  # pyHanko runs a loop of its own, here or nowhere
        writer = IncrementalPdfFileWriter(source)
        signed = aside.submit(signers.PdfSigner(how, signer=signer).sign_pdf, writer).result()
        return bytes(signed.getvalue())


def certificate_of(keys: Path) -> bytes:
    """The certificate (PEM) that a reader of the minutes trusts by its fingerprint; `UnavailableError` before."""
    return read_private(keys / CERTIFICATE)


def certificate_digest(keys: Path) -> str:
    """The SHA-256 of the certificate's DER, hex, as a trust file names it; "" before the first minutes."""
    if not (keys / CERTIFICATE).exists():
        return ""
    certificate = x509.load_pem_x509_certificate(certificate_of(keys))
    return certificate.fingerprint(hashes.SHA256()).hex()


def _credentials(folder: Path, passphrase: bytes | None, name: str, at: int) -> tuple[bytes, bytes]:
    if not (folder / KEY).exists():
        key = rsa.generate_private_key(65537, BITS)
        how = (serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption())
        place_key(folder / CERTIFICATE, _certificate(key, name, at))
        place_key(folder / KEY, key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how))
    return read_private(folder / KEY), read_private(folder / CERTIFICATE)


def _certificate(key: rsa.RSAPrivateKey, name: str, at: int) -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    start = datetime.fromtimestamp(at, UTC) - timedelta(days=1)
    made = (x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(start)
            .not_valid_after(start + timedelta(days=365 * YEARS))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, key_encipherment=False,
                                         data_encipherment=False, key_agreement=False, key_cert_sign=False,
                                         crl_sign=False, encipher_only=False, decipher_only=False), critical=True)
            .sign(key, hashes.SHA256()))
    return made.public_bytes(serialization.Encoding.PEM)
