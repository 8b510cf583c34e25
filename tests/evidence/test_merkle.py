"""The tree of RFC 9162 against its definition written out recursively, and proofs that hold for nothing else."""

import hashlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting.errors import MalformedError
from voting.evidence import (
    EMPTY_ROOT,
    Frontier,
    Tree,
    leaf_hash,
    merkle,
    node_hash,
    verify_consistency,
    verify_inclusion,
)

SIZES = 34
LEAVES = [b"leaf %d" % number for number in range(SIZES)]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]
TREE = Tree(HASHES)


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def split(leaves: list[bytes]) -> int:
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return k


def defined_root(leaves: list[bytes]) -> bytes:
    """MTH of section 2.1.1."""
    if not leaves:
        return sha(b"")
    if len(leaves) == 1:
        return sha(b"\x00" + leaves[0])
    k = split(leaves)
    return sha(b"\x01" + defined_root(leaves[:k]) + defined_root(leaves[k:]))


def defined_path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of section 2.1.3.1."""
    if len(leaves) == 1:
        return []
    k = split(leaves)
    if m < k:
        return [*defined_path(m, leaves[:k]), defined_root(leaves[k:])]
    return [*defined_path(m - k, leaves[k:]), defined_root(leaves[:k])]


def defined_subproof(m: int, leaves: list[bytes], is_whole: bool) -> list[bytes]:
    """SUBPROOF of section 2.1.4.1; PROOF(m, D) is SUBPROOF(m, D, true)."""
    if m == len(leaves):
        return [] if is_whole else [defined_root(leaves)]
    k = split(leaves)
    if m <= k:
        return [*defined_subproof(m, leaves[:k], is_whole), defined_root(leaves[k:])]
    return [*defined_subproof(m - k, leaves[k:], False), defined_root(leaves[:k])]


def test_roots_and_proofs_are_those_of_the_definition():
    for size in range(SIZES + 1):
        leaves = LEAVES[:size]
        assert TREE.root(size) == Tree(HASHES[:size]).root() == defined_root(leaves)
        for index in range(size):
            assert list(TREE.inclusion(index, size)) == defined_path(index, leaves)
        for old in range(1, size + 1):
            assert list(TREE.consistency(old, size)) == defined_subproof(old, leaves, True)


def test_every_proof_holds():
    for size in range(1, SIZES + 1):
        for index in range(size):
            verify_inclusion(HASHES[index], index, size, TREE.inclusion(index, size), TREE.root(size))
        for old in range(1, size + 1):
            verify_consistency(old, size, TREE.root(old), TREE.root(size), TREE.consistency(old, size))


def test_the_roots_that_certificate_transparency_tests_with():
    leaves = [b"", b"\0", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43", bytes(range(0x50, 0x58)),
              bytes(range(0x60, 0x70))]
    tree = Tree(map(leaf_hash, leaves))
    assert tree.root(0) == EMPTY_ROOT
    assert tree.root(1).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert tree.root(2).hex() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert tree.root(5).hex() == "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"
    assert tree.root(8).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def test_a_proof_holds_for_no_other_place_leaf_size_or_root():
    for size in range(1, 18):
        root = TREE.root(size)
        for index in range(size):
            proof = TREE.inclusion(index, size)
            wrong = [(HASHES[index], other, size, proof, root) for other in range(-1, size + 2) if other != index]
            wrong += [(HASHES[(index + 1) % SIZES], index, size, proof, root),
                      (HASHES[index], index, size, (*proof, root), root),
                      (HASHES[index], index, size, (root, *proof), root),
                      (HASHES[index], index, size, proof, TREE.root(size + 1)),
                      (HASHES[index], index, 0, proof, root)]
            wrong += [(HASHES[index], index, size, proof[:cut] + proof[cut + 1:], root) for cut in range(len(proof))]
            wrong += [(HASHES[index], index, size, (*proof[:at], sha(proof[at]), *proof[at + 1:]), root)
                      for at in range(len(proof))]
            for case in wrong:
                with pytest.raises(MalformedError):
                    verify_inclusion(*case)


def test_a_changed_log_is_not_consistent():
    for new in range(2, 18):
        for old in range(1, new):
            one, two, proof = TREE.root(old), TREE.root(new), TREE.consistency(old, new)
            forged = Tree([sha(HASHES[0]), *HASHES[1:new]])
            wrong = [(old, new, one, forged.root(), proof), (old, new, one, forged.root(), forged.consistency(old)),
                     (old, new, sha(one), two, proof), (old, new, one, sha(two), proof), (old, new, one, two, ()),
                     (old, new, one, two, (*proof, two)), (new, old, two, one, proof), (0, new, EMPTY_ROOT, two, ()),
                     (-1, new, one, two, proof), (old, old, one, two, ()), (new, new, two, two, proof)]
            wrong += [(old, new, one, two, (*proof[:at], sha(proof[at]), *proof[at + 1:])) for at in range(len(proof))]
            wrong += [(old, new, one, two, proof[:at] + proof[at + 1:]) for at in range(len(proof))]
            for case in wrong:
                with pytest.raises(MalformedError):
                    verify_consistency(*case)


def test_a_leaf_is_never_a_node():
    inner = HASHES[0] + HASHES[1]
    assert leaf_hash(inner) != node_hash(HASHES[0], HASHES[1])


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_hash_of_another_length_is_refused_everywhere(length):
    odd, root = b"\x01" * length, TREE.root(2)
    for attempt in (lambda: Tree([odd]), lambda: Tree([HASHES[0], odd]), lambda: Frontier(1, (odd,)),
                    lambda: Frontier(0, ()).append(odd), lambda: Frontier(1, (HASHES[0],)).append(odd),
                    lambda: verify_inclusion(odd, 0, 1, (), odd),
                    lambda: verify_inclusion(HASHES[0], 0, 2, (odd,), root),
                    lambda: verify_consistency(1, 2, odd, root, (HASHES[1],)),
                    lambda: verify_consistency(1, 1, odd, odd, ()),
                    lambda: verify_consistency(1, 2, HASHES[0], root, (odd,))):
        with pytest.raises(MalformedError):
            attempt()


def test_halves_cut_elsewhere_do_not_make_the_same_root():
    """Without a check of length, 31 and 33 bytes would hash to the root of two leaves."""
    joined = HASHES[0] + HASHES[1]
    with pytest.raises(MalformedError):
        verify_inclusion(joined[:31], 0, 2, (joined[31:],), TREE.root(2))


def test_what_a_tree_does_not_have_is_refused():
    for attempt in (lambda: TREE.root(SIZES + 1), lambda: TREE.root(-1), lambda: TREE.inclusion(SIZES),
                    lambda: TREE.inclusion(-1), lambda: TREE.inclusion(3, 3), lambda: TREE.inclusion(0, SIZES + 1),
                    lambda: TREE.consistency(0), lambda: TREE.consistency(3, 2), lambda: TREE.consistency(1, SIZES + 1),
                    lambda: Tree([]).inclusion(0)):
        with pytest.raises(MalformedError):
            attempt()


@settings(deadline=None)
@given(st.integers(0, 300))
def test_a_frontier_grows_as_the_tree_does(size):
    hashes = [leaf_hash(number.to_bytes(4, "big")) for number in range(size)]
    frontier = Frontier(0, ())
    for each in hashes:
        frontier = frontier.append(each)
    assert (frontier.size, frontier.root()) == (size, Tree(hashes).root())
    assert Frontier.from_bytes(frontier.to_bytes()) == frontier


@settings(deadline=None)
@given(st.binary(max_size=110))
def test_any_bytes_are_a_frontier_or_refused_by_our_error(data):
    try:
        frontier = Frontier.from_bytes(data)
    except MalformedError:
        return
    assert frontier.to_bytes() == data


@pytest.mark.parametrize("data", [
    b"", b"\0", b"\0" * 7, b"\0" * 9, b"\0" * 40, b"\0" * 7 + b"\x01", b"\0" * 7 + b"\x03" + b"\0" * 32,
    b"\0" * 7 + b"\x01" + b"\0" * 31, b"\xff" * 8 + b"\0" * 32 * 64])
def test_a_damaged_head_is_refused(data):
    with pytest.raises(MalformedError):
        Frontier.from_bytes(data)


def test_a_proof_in_a_great_tree_costs_few_hashes(monkeypatch):
    started = time.process_time()
    tree = Tree(leaf_hash(number.to_bytes(4, "big")) for number in range(100_001))
    assert time.process_time() - started < 1
    counted = []
    monkeypatch.setattr(merkle, "node_hash", lambda left, right: counted.append(1) or node_hash(left, right))
    for index in (0, 1, 65_535, 65_536, 99_999, 100_000):
        tree.inclusion(index)
        tree.consistency(index + 1)
        tree.root()
    assert len(counted) / 18 < 3 * 17
