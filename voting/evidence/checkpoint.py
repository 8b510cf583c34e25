"""Checkpoints: the signed head of a log, as C2SP tlog-checkpoint over signed-note.

    origin
    size
    base64 of the root
    (empty line)
    — origin base64(key id || signature)

Lines of witnesses may stand beside ours; they must be well formed, are read past, and never count as ours. Ours must
be there exactly once. Extension lines, which C2SP allows and advises against, are refused: nobody could audit them.
The rules, with examples: FORMAT.md.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from voting.errors import MalformedError, SignatureError
from voting.evidence.canonical import MAX_INTEGER, sha256
from voting.evidence.merkle import EMPTY_ROOT, HASH
from voting.evidence.signing import PublicKey, SigningKey
from voting.sentences import N_

ED25519 = b"\x01"
MAX_SIGNATURES = 100
"""Signature lines that a note may have; C2SP asks for at least 16."""

_SIZE = re.compile(r"(0|[1-9][0-9]{0,15})\Z")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a log has come: its name, its number of leaves (at most 2^53 - 1), its root of 32 bytes.

    One that no log can have raises `MalformedError`.
    """

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not _is_name(self.origin):
            raise MalformedError(N_("The name of a log holds a space or a plus sign."))
        if not 0 <= self.size <= MAX_INTEGER or len(self.root) != HASH or (not self.size and self.root != EMPTY_ROOT):
            raise _unreadable()

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
    """The note: body, empty line, our signature line."""
    blob = key_id(checkpoint.origin, key.public) + key.sign(checkpoint.body())
    return checkpoint.body() + f"\n— {checkpoint.origin} {base64.b64encode(blob).decode()}\n".encode()


def open_checkpoint(note: bytes, origin: str, public: PublicKey) -> Checkpoint:
    """The checkpoint in `note` if `public` signed it under `origin`; else `MalformedError` or `SignatureError`."""
    try:
        text = note.decode()
    except UnicodeDecodeError as fault:
        raise _unreadable() from fault
    body, separator, signatures = text.partition("\n\n")
    lines = body.split("\n")
    if not separator or len(lines) != 3 or not signatures.endswith("\n"):
        raise _unreadable()
    if lines[0] != origin:
        raise MalformedError(N_("A checkpoint belongs to another log."))
    if not _SIZE.match(lines[1]):
        raise _unreadable()
    checkpoint = Checkpoint(origin, int(lines[1]), _unb64(lines[2]))
    signed = [_signature(line) for line in signatures[:-1].split("\n")]
    mine = key_id(origin, public)
    ours = [blob for name, blob in signed if name == origin and blob[:4] == mine]
    if len(ours) != 1 or len(signed) > MAX_SIGNATURES:
        raise SignatureError(N_("A checkpoint does not carry exactly one signature of the log's key."))
    public.verify(ours[0][4:], checkpoint.body())
    return checkpoint


def _signature(line: str) -> tuple[str, bytes]:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—" or not _is_name(parts[1]):
        raise MalformedError(N_("A signature line of a checkpoint cannot be read."))
    blob = _unb64(parts[2])
    if len(blob) < 5:
        raise MalformedError(N_("A signature line of a checkpoint cannot be read."))
    return parts[1], blob


def _is_name(text: str) -> bool:
    """Whether a log or witness may have this name: no white space, control characters, plus sign, half characters."""
    return text != "" and not any(char == "+" or char < " " or char == "\x7f" or char.isspace() or
                                  "\ud800" <= char <= "\udfff" for char in text)


def _unreadable() -> MalformedError:
    return MalformedError(N_("A checkpoint of the log cannot be read."))


def _unb64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise MalformedError(N_("A value in a checkpoint is not base64.")) from fault
    if base64.b64encode(data).decode() != text:
        raise MalformedError(N_("A value in a checkpoint is written in a second spelling."))
    return data
