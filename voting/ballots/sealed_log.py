"""What the register's log says of a sealed ballot, proved to a key holder before anything is opened.

The entry `sealed` names the final urn and the final issue list. It stands in the log under a signed head, and this
head extends the one that the key holder kept when the key was made: so whoever runs the register can show two key
holders two issue lists only by showing them two logs, which their signatures then prove. Says nothing of what the lists
hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting.ballots.trustee import Head
from voting.errors import MalformedError, RefusedError
from voting.evidence import (
    Checkpoint,
    PublicKey,
    b64u,
    decode,
    encode,
    expect_keys,
    leaf_hash,
    open_checkpoint,
    unb64u,
    verify_consistency,
    verify_inclusion,
)
from voting.sentences import N_

KEYS = {"checkpoint", "consistency", "inclusion", "index", "leaf"}


@dataclass(frozen=True, slots=True)
class SealedLog:
    """A signed head of the register's log, the entry `sealed` with its place and path under it, and by the size of an
    earlier head the path from there (hashes of 32 bytes)."""

    checkpoint: bytes
    leaf: bytes
    index: int
    inclusion: tuple[bytes, ...]
    consistency: Mapping[int, tuple[bytes, ...]]

    def document(self) -> bytes:
        """Canonical, as it is handed to key holders."""
        paths = [{"path": _texts(path), "since": size} for size, path in sorted(self.consistency.items())]
        return encode({"checkpoint": b64u(self.checkpoint), "consistency": paths, "inclusion": _texts(self.inclusion),
                       "index": self.index, "leaf": b64u(self.leaf)})

    @classmethod
    def read(cls, data: bytes) -> SealedLog:
        """From its document; `MalformedError` unless complete."""
        found = expect_keys(decode(data), KEYS, what="log.json")
        if type(found["index"]) is not int or type(found["consistency"]) is not list:
            raise _unreadable()
        paths = {}
        for entry in found["consistency"]:
            path = expect_keys(entry, {"path", "since"}, what="log.json: consistency")
            if type(path["since"]) is not int:
                raise _unreadable()
            paths[path["since"]] = _hashes(path["path"])
        return cls(unb64u(found["checkpoint"]), unb64u(found["leaf"]), found["index"], _hashes(found["inclusion"]),
                   paths)

    def check(self, paper: Mapping[str, object], urn: Head, issue: Head) -> None:
        """Return if the log of `paper` says, under its signed head, that this urn and this issue list were sealed."""
        head = _open(self.checkpoint, paper)
        verify_inclusion(leaf_hash(self.leaf), self.index, head.size, self.inclusion, head.root)
        said = decode(self.leaf)
        if said.get("type") != "sealed" or said.get("ballot") != paper["ballot"] or \
                (said.get("urn"), said.get("issue")) != (urn.document(), issue.document()):
            raise MalformedError(N_("The register's log says something else of this ballot than what is to be opened. "
                                    "Release nothing, and tell the other tellers."))

    def check_extends(self, paper: Mapping[str, object], kept: bytes) -> None:
        """Return if the head extends `kept`, the checkpoint from when the key was made; `RefusedError` if the path from
        there was not brought along."""
        before, head = _open(kept, paper), _open(self.checkpoint, paper)
        if before.size not in self.consistency:
            raise RefusedError(
                N_("Your key remembers the register's log at %(size)s entries, and this file does not prove that the "
                   "log goes on from there. Nothing was released.", size=before.size),
                next=N_("Ask the operator for the file once more, written with “--since %(size)s”.", size=before.size))
        verify_consistency(before.size, head.size, before.root, head.root, self.consistency[before.size])


def _open(note: bytes, paper: Mapping[str, object]) -> Checkpoint:
    log = paper["log"]
    return open_checkpoint(note, log["origin"], PublicKey.from_b64u(log["key"]))


def _texts(hashes: Sequence[bytes]) -> list[str]:
    return [b64u(one) for one in hashes]


def _hashes(texts: object) -> tuple[bytes, ...]:
    if type(texts) is not list:
        raise _unreadable()
    return tuple(unb64u(text, 32) for text in texts)


def _unreadable() -> MalformedError:
    return MalformedError(N_("The proof of what was sealed cannot be read."))
