"""The key itself, released by its teller in a recorded dispute: `trustees/i.secret.json`.

Two officers record with a reason that votes of a counted ballot do not open; only then may tellers release their
sealing key of this ballot. Whoever holds the record can then see for themselves what that teller's share of every vote
is. It reveals more than shares do: of the votes that were replaced, too, this teller's share opens, and with the keys
of enough tellers those votes can be read. Whose they are stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from voting.ballots.nonce import is_lots_secret, lots_secret
from voting.ballots.seal import open_share, seal_context
from voting.ballots.trustee import Head, read_release, read_share_line
from voting.errors import MalformedError, SignatureError
from voting.evidence import PublicKey, SigningKey, b64u, decode, expect_keys, sign_document, unb64u, verify_document
from voting.sentences import N_

KEYS = {"index", "issue", "paper", "secret", "sig", "type", "urn", "v"}


@dataclass(frozen=True, slots=True)
class KeyRelease:
    """What a teller signs with the key: which paper, urn and issue list were final, and the key (32 bytes)."""

    index: int
    paper: str
    urn: Head
    issue: Head
    secret: bytes = field(repr=False)

    def sign(self, identity: SigningKey) -> dict[str, object]:
        """The document `trustees/i.secret.json`."""
        return sign_document(identity, "trustee-secret", {
            "index": self.index, "issue": self.issue.document(), "paper": self.paper, "secret": b64u(self.secret),
            "type": "trustee-secret", "urn": self.urn.document(), "v": 1})


def read_key_release(data: bytes) -> KeyRelease:
    """The release in the bytes of a file; `MalformedError` unless canonical, complete and exact; not its signature."""
    document = expect_keys(decode(data), KEYS, what="trustee-secret")
    if document["type"] != "trustee-secret" or type(document["v"]) is not int or document["v"] != 1 or \
            type(document["index"]) is not int:
        raise MalformedError(N_("A release of a key is of another type or version."))
    unb64u(document["paper"], 32)
    return KeyRelease(document["index"], document["paper"], Head.read(document["urn"]), Head.read(document["issue"]),
                      unb64u(document["secret"], 32))


def check_key_release(data: bytes, ballot: str, trustees: Sequence[Mapping[str, object]], paper: str, urn: Head,
                      issue: Head) -> KeyRelease:
    """The release if its teller signed it for this ballot's paper and the sealed heads, and the key is the one on the
    paper."""
    release = read_key_release(data)
    if release.index >= len(trustees):
        raise MalformedError(N_("A release of a key names a key holder who is not on the ballot paper."))
    trustee = trustees[release.index]
    verify_document(PublicKey.from_b64u(trustee["id"]), "trustee-secret", decode(data))
    if release.paper != paper:
        raise SignatureError(N_("A release of a key belongs to another ballot paper."))
    if (release.urn, release.issue) != (urn, issue):
        raise SignatureError(N_("A release of a key was signed over another urn or issue list."))
    if b64u(X25519PrivateKey.from_private_bytes(release.secret).public_key().public_bytes_raw()) != trustee["pk"]:
        raise SignatureError(N_("The key that was released is not the one to which the votes were sealed."))
    if "lots" in trustee and not is_lots_secret(lots_of_key(release.secret, ballot), trustee):
        raise SignatureError(N_("The key that was released is not the one to which the key for the lots belongs."))
    return release


def lots_of_key(secret: bytes, ballot: str) -> bytes:
    """The secret of a key holder's key for lots, which follows from the key itself."""
    return lots_secret(X25519PrivateKey.from_private_bytes(secret), ballot).private_bytes_raw()


def lots_keys(ballot: str, releases: Mapping[int, bytes], keys: Mapping[int, bytes]) -> dict[int, bytes]:
    """The secrets of the key holders' keys for lots by index, from the bytes of both kinds of release: handed over with
    the shares, or following from the key itself."""
    return {**{index: lots_of_key(read_key_release(data).secret, ballot) for index, data in keys.items()},
            **{index: read_release(data).lots for index, data in releases.items()}}


class Revealed:
    """What opens the votes of one paper: the lines of shares by key holder, and in a dispute the keys of some."""

    def __init__(self, paper: bytes, lines: Mapping[int, Iterator[bytes]],
                 keys: Mapping[int, bytes] | None = None) -> None:
        """`paper` is the paper's hash (32 bytes), `lines` without newlines, `keys` 32 bytes each."""
        self._paper, self._lines = paper, dict(sorted(lines.items()))
        self._keys = {index: X25519PrivateKey.from_private_bytes(secret)
                      for index, secret in sorted((keys or {}).items())}

    def shares_of(self, leaf: bytes, cast: Mapping[str, object]) -> tuple[list[dict[int, bytes]], list[int]]:
        """The shares of the next final cast by index: as released, and, if keys were, as those open them; then of which
        key holders the two differ. `MalformedError` if a line is not the one that belongs to this cast.

        A vote that the shares open stays open whatever a key says: what is released later may open votes, never close
        one.
        """
        released = next_shares(self._lines, leaf)
        if not self._keys:
            return [released], []
        by_key, wrong = dict(released), []
        for index, key in self._keys.items():
            context = seal_context(self._paper, unb64u(cast["pk"], 32), int(cast["seq"]))
            share = open_share(key, context, index, unb64u(cast["seal"]["shares"][index]))
            if index in self._lines and share != released.get(index):
                wrong.append(index)
            by_key.pop(index, None)
            if share is not None:
                by_key[index] = share
        return [released, by_key], wrong

    def finish(self) -> None:
        """`MalformedError` if there are more lines than votes that count."""
        if any(next(rows, None) is not None for rows in self._lines.values()):
            raise MalformedError(N_("More shares were released than votes count."))


def next_shares(lines: Mapping[int, Iterator[bytes]], leaf: bytes) -> dict[int, bytes]:
    """The shares of the next final cast, from the next line of each key holder; `MalformedError` if one is not its."""
    found = {}
    for index, rows in lines.items():
        line = next(rows, None)
        if line is None:
            raise MalformedError(N_("Fewer shares were released than votes count."))
        whose, share = read_share_line(line)
        if whose != leaf:
            raise MalformedError(N_("A released share does not belong to the vote that comes next in the urn."))
        if share is not None:
            found[index] = share
    return found
