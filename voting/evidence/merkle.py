"""The Merkle tree of RFC 9162, section 2.1: roots, inclusion and consistency, made and checked.

Leaf hash SHA-256(0x00 || leaf), node hash SHA-256(0x01 || left || right). `Tree` holds every level for proofs;
`Frontier` holds only the right edge and is what a log's head needs to grow. Every hash is 32 bytes; one of another
length is refused, since a node's two halves could then be cut elsewhere. The rules, with examples: FORMAT.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from voting.errors import MalformedError
from voting.sentences import N_

HASH = 32
"""Bytes in a hash."""

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf's bytes."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree over leaf hashes; complete subtrees of every level are hashed once, 64 bytes a leaf in all."""

    def __init__(self, leaf_hashes: Iterable[bytes]) -> None:
        hashes = list(leaf_hashes)
        _expect_hashes(hashes)
        self._size = len(hashes)
        # A level is one string of bytes: a million leaves as objects of their own would take three times the memory.
        self._levels = [b"".join(hashes)]
        while len(below := self._levels[-1]) > HASH:
            self._levels.append(b"".join([sha256(b"\x01" + below[start:start + 2 * HASH]).digest()
                                          for start in range(0, len(below) - HASH, 2 * HASH)]))

    @property
    def size(self) -> int:
        """How many leaves."""
        return self._size

    def root(self, size: int | None = None) -> bytes:
        """The root over the first `size` leaves, all by default."""
        size = self.size if size is None else size
        if not 0 <= size <= self.size:
            raise MalformedError(N_("The log has no such size."))
        return self._range(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """The proof that leaf `index` is under the root over `size` leaves (section 2.1.3)."""
        size = self.size if size is None else size
        if not 0 <= index < size <= self.size:
            raise MalformedError(N_("The log has no such entry."))
        proof: list[bytes] = []
        low, high = 0, size
        while high - low > 1:
            split = low + _split(high - low)
            if index < split:
                proof.append(self._range(split, high))
                high = split
            else:
                proof.append(self._range(low, split))
                low = split
        return tuple(reversed(proof))

    def fill(self, begin: int, end: int) -> Iterator[bytes]:
        """The roots of the subtrees of `cover(begin, end)`."""
        for width in cover(begin, end):
            yield self._range(begin, begin + width)
            begin += width

    def consistency(self, old: int, new: int | None = None) -> tuple[bytes, ...]:
        """The proof that the tree over `new` leaves extends the one over `old` (section 2.1.4)."""
        new = self.size if new is None else new
        if not 0 < old <= new <= self.size:
            raise MalformedError(N_("The log has no such size."))
        proof: list[bytes] = []
        low, high, is_whole = 0, new, True
        while old != high:
            split = low + _split(high - low)
            if old <= split:
                proof.append(self._range(split, high))
                high = split
            else:
                proof.append(self._range(low, split))
                low, is_whole = split, False
        if not is_whole:
            proof.append(self._range(low, high))
        return tuple(reversed(proof))

    def _range(self, low: int, high: int) -> bytes:
        """The hash over leaves low..high, where low is a multiple of the largest power of two below the width."""
        width = high - low
        if width & (width - 1) == 0:
            start = low // width * HASH
            return self._levels[width.bit_length() - 1][start:start + HASH]
        split = low + _split(width)
        return node_hash(self._range(low, split), self._range(split, high))


def _split(width: int) -> int:
    """The largest power of two smaller than `width`."""
    return 1 << (width - 1).bit_length() - 1


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Return if the leaf hash is entry `index` under `root` over `size` (RFC 9162, 2.1.3.2); else `MalformedError`."""
    _expect_hashes((leaf, root, *proof))
    if not 0 <= index < size:
        raise _not_included()
    first, second, running = index, size - 1, leaf
    for step in proof:
        if second == 0:
            raise _not_included()
        if first & 1 or first == second:
            running = node_hash(step, running)
            while not first & 1 and first:
                first, second = first >> 1, second >> 1
        else:
            running = node_hash(running, step)
        first, second = first >> 1, second >> 1
    if second or running != root:
        raise _not_included()


def verify_consistency(old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Return if the tree of `new_size` extends that of `old_size` (RFC 9162, 2.1.4.2); else `MalformedError`.

    From an empty tree there is nothing to prove, and no proof: `old_size` 0 is refused.
    """
    _expect_hashes((old_root, new_root, *proof))
    if not 0 < old_size <= new_size:
        raise _not_extended()
    if old_size == new_size:
        if proof or old_root != new_root:
            raise _not_extended()
        return
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        raise _not_extended()
    first, second = old_size - 1, new_size - 1
    while first & 1:
        first, second = first >> 1, second >> 1
    old = new = path[0]
    for step in path[1:]:
        if second == 0:
            raise _not_extended()
        if first & 1 or first == second:
            old, new = node_hash(step, old), node_hash(step, new)
            while not first & 1 and first:
                first, second = first >> 1, second >> 1
        else:
            new = node_hash(new, step)
        first, second = first >> 1, second >> 1
    if second or old != old_root or new != new_root:
        raise _not_extended()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a growing tree: the roots of its complete subtrees, largest first."""

    size: int
    hashes: tuple[bytes, ...]

    def __post_init__(self) -> None:
        if not 0 <= self.size < 1 << 63 or len(self.hashes) != self.size.bit_count():
            raise _damaged()
        _expect_hashes(self.hashes)

    def append(self, leaf: bytes) -> Frontier:
        """The frontier with one more leaf hash."""
        _expect_hashes((leaf,))
        hashes, size = [*self.hashes, leaf], self.size
        while size & 1:
            right = hashes.pop()
            hashes.append(node_hash(hashes.pop(), right))
            size >>= 1
        return Frontier(self.size + 1, tuple(hashes))

    def root(self) -> bytes:
        """The root over all leaves."""
        if not self.hashes:
            return EMPTY_ROOT
        running = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            running = node_hash(left, running)
        return running

    def to_bytes(self) -> bytes:
        """Eight bytes of size, then the hashes."""
        return self.size.to_bytes(8, "big") + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, data: bytes) -> Frontier:
        """The frontier that `to_bytes` wrote; `MalformedError` for other bytes."""
        if len(data) < 8 or (len(data) - 8) % HASH:
            raise _damaged()
        hashes = tuple(data[start:start + HASH] for start in range(8, len(data), HASH))
        return cls(int.from_bytes(data[:8], "big"), hashes)


def cover(begin: int, end: int) -> Iterator[int]:
    """The widths of the largest complete subtrees that fill the places from `begin` to before `end`, in order."""
    while begin < end:
        width = min(begin & -begin or end, 1 << (end - begin).bit_length() - 1)
        yield width
        begin += width


class Growing:
    """A tree that grows leaf by leaf or by whole subtrees, and keeps only its right edge: for one pass over many."""

    __slots__ = ("_edge", "size")

    def __init__(self) -> None:
        self._edge: list[bytes] = []
        self.size = 0

    def append(self, leaf: bytes) -> None:
        """Take in one leaf hash."""
        self.push(leaf, 1)

    def push(self, root: bytes, width: int) -> None:
        """Take in the root of a complete subtree of `width` leaves; the size so far is a multiple of it."""
        edge, rest = self._edge, self.size // width
        while rest & 1:
            root = sha256(b"\x01" + edge.pop() + root).digest()
            rest >>= 1
        edge.append(root)
        self.size += width

    def root(self) -> bytes:
        """The root over all leaves."""
        return Frontier(self.size, tuple(self._edge)).root()


def _expect_hashes(hashes: Sequence[bytes]) -> None:
    for each in hashes:
        if len(each) != HASH:
            raise MalformedError(N_("A value has %(found)s bytes instead of %(wanted)s.", found=len(each), wanted=HASH))


def _not_included() -> MalformedError:
    return MalformedError(N_("An entry is not in the log at the place that its proof says."))


def _not_extended() -> MalformedError:
    return MalformedError(
        N_("A later state of the log does not extend an earlier one: something was changed or removed."))


def _damaged() -> MalformedError:
    return MalformedError(N_("The head of the log is damaged."))
