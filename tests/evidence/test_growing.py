"""A tree that grows by leaves and by whole subtrees has the root of the tree that holds everything."""

from hypothesis import given
from hypothesis import strategies as st

from voting.evidence import Growing, Tree, cover, leaf_hash

HASHES = [leaf_hash(b"%d" % number) for number in range(80)]


@given(st.integers(1, 80), st.data())
def test_kept_leaves_and_the_gaps_between_them_give_the_root(size, data):
    kept = data.draw(st.sets(st.integers(0, size - 1)))
    tree, growing = Tree(HASHES[:size]), Growing()
    for place in [*sorted(kept), size]:
        for width, root in zip(list(cover(growing.size, place)), tree.fill(growing.size, place), strict=True):
            growing.push(root, width)
        if place < size:
            growing.append(HASHES[place])
    assert (growing.size, growing.root()) == (size, tree.root())


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_a_cover_is_of_complete_subtrees_and_leaves_nothing_out(begin, width):
    place = begin
    for each in cover(begin, begin + width):
        assert each & (each - 1) == 0
        assert place % each == 0
        place += each
    assert place == begin + width
