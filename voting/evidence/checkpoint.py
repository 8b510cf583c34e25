"""Checkpoints: the signed head of a log, as C2SP tlog-checkpoint over signed-note.

    origin
    size
    base64 of the root
    (empty line)
    — origin base64(key id || signature)

Lines of witnesses may follow ours; they are read past, never counted as ours. Ours must be there exactly once.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from voting.errors import MalformedError, SignatureError
from voting.evidence.canonical import sha256
from voting.evidence.signing import PublicKey, SigningKey
from voting.sentences import N_

ED25519 = b"\x01"
_MAX_SIZE = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a log has come: its name, its number of leaves, its root of 32 bytes."""

    origin: str
    size: int
    root: bytes

    def body(self) -> bytes:
        """The signed text: three lines."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n".encode()


def key_id(origin: str, public: PublicKey) -> bytes:
    """The four bytes that name a key in a note."""
    return sha256(origin.encode() + b"\n" + ED25519 + public.raw)[:4]


def vkey(origin: str, public: PublicKey) -> str:
    """The verifier key of signed notes: name, key id, key."""
    return f"{origin}+{key_id(origin, public).hex()}+{base64.b64encode(ED25519 + public.raw).decode()}"


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> bytes:
    """The note: body, empty line, our signature line. `MalformedError` for an origin that cannot stand in one."""
    if not checkpoint.origin or any(char.isspace() or char == "+" for char in checkpoint.origin):
        raise MalformedError(N_("The name of a log holds a space or a plus sign."))
    blob = key_id(checkpoint.origin, key.public) + key.sign(checkpoint.body())
    return checkpoint.body() + f"\n— {checkpoint.origin} {base64.b64encode(blob).decode()}\n".encode()


def open_checkpoint(note: bytes, origin: str, public: PublicKey) -> Checkpoint:
    """The checkpoint in `note` if `public` signed it under `origin`; else `MalformedError` or `SignatureError`."""
    malformed = MalformedError(N_("A checkpoint of the log cannot be read."))
    try:
        text = note.decode()
    except UnicodeDecodeError as fault:
        raise malformed from fault
    body, separator, signatures = text.partition("\n\n")
    lines = body.split("\n")
    if not separator or len(lines) != 3 or not signatures.endswith("\n"):
        raise malformed
    if lines[0] != origin:
        raise MalformedError(N_("A checkpoint belongs to another log."))
    if not lines[1].isascii() or not lines[1].isdigit() or lines[1] != str(int(lines[1][:17])) or int(lines[1]) > _MAX_SIZE:
        raise malformed
    checkpoint = Checkpoint(origin, int(lines[1]), _unb64(lines[2]))
    if len(checkpoint.root) != 32:
        raise malformed
    ours = [blob for name, blob in map(_signature, signatures[:-1].split("\n"))
            if name == origin and blob[:4] == key_id(origin, public)]
    if len(ours) != 1:
        raise SignatureError(N_("A checkpoint does not carry exactly one signature of the log's key."))
    public.verify(ours[0][4:], checkpoint.body())
    return checkpoint


def _signature(line: str) -> tuple[str, bytes]:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—" or not parts[1]:
        raise MalformedError(N_("A signature line of a checkpoint cannot be read."))
    blob = _unb64(parts[2])
    if len(blob) < 5:
        raise MalformedError(N_("A signature line of a checkpoint cannot be read."))
    return parts[1], blob


def _unb64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise MalformedError(N_("A value in a checkpoint is not base64.")) from fault
    if base64.b64encode(data).decode() != text:
        raise MalformedError(N_("A value in a checkpoint is written in a second spelling."))
    return data
