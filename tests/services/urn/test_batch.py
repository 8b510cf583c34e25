"""A batch hides who came first: ascending hashes, one pseudonym's numbers rising, nothing left of the arrival."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.box import Box
from voting.evidence import Frontier, Tree
from voting.services.urn.append_batch import ENOUGH, append_batch, order_batch, tick_urn
from voting.services.urn.take_documents import prepare, prepare_order
from voting.store.urn import casts
from voting.store.urn.casts import Held

HASH = st.binary(min_size=32, max_size=32)


@given(st.lists(st.tuples(HASH, st.integers(0, 3)), max_size=30, unique_by=lambda pair: pair[0]), st.randoms())
def test_the_order_of_a_batch_says_nothing_about_the_arrival(pairs: list[tuple[bytes, int]], chance: object) -> None:
    seqs = [0] * 4
    batch = []
    for leaf, voter in pairs:
        seqs[voter] += 1
        batch.append(Held(leaf, bytes([voter]) * 32, seqs[voter], b""))
    ordered = order_batch(batch)
    shuffled = list(batch)
    chance.shuffle(shuffled)
    assert order_batch(shuffled) == ordered
    assert sorted(held.leaf for held in ordered) == sorted(held.leaf for held in batch)
    for voter in range(4):
        mine = [held.seq for held in ordered if held.pk == bytes([voter]) * 32]
        assert mine == sorted(mine)
    alone = [held.leaf for held in ordered if seqs[held.pk[0]] == 1]
    places = [sorted(held.leaf for held in batch).index(leaf) for leaf in alone]
    assert places == [ordered.index(next(held for held in ordered if held.leaf == leaf)) for leaf in alone]


@pytest.fixture
def opened_box(box: Box) -> Box:
    prepare(box.urn, prepare_order(box.authority, "b1", "reading"))
    with box.urn.store.writing() as connection:
        casts.save(connection, "b1", state="open")
    return box


def test_ten_make_a_batch_and_fewer_wait_for_the_clock_or_the_close(opened_box: Box) -> None:
    box = opened_box
    for number in range(ENOUGH - 1):
        box.put("b1", bytes([number]) * 32, 1)
    assert append_batch(box.urn, "b1") == 0
    box.put("b1", b"z" * 32, 1)
    assert append_batch(box.urn, "b1") == ENOUGH
    assert append_batch(box.urn, "b1", is_forced=True) == 0
    box.put("b1", b"y" * 32, 1)
    assert append_batch(box.urn, "b1") == 0
    assert tick_urn(box.urn) == 1
    with box.urn.store.reading() as connection:
        row, hashes = casts.find(connection, "b1"), casts.hashes(connection, "b1")
        assert list(casts.leaves(connection, "b1")) == [b"a cast"] * (ENOUGH + 1)
        assert casts.count_waiting(connection, "b1") == 0
    assert hashes[:ENOUGH] == sorted(hashes[:ENOUGH])
    assert Frontier.from_bytes(row.frontier).root() == Tree(hashes).root()
    assert row.size == ENOUGH + 1


def test_numbers_of_a_pseudonym_are_found_wherever_its_casts_are(opened_box: Box) -> None:
    box, pk = opened_box, b"p" * 32
    first = box.put("b1", pk, 1)
    append_batch(box.urn, "b1", is_forced=True)
    second = box.put("b1", pk, 2)
    with box.urn.store.reading() as connection:
        assert casts.last_seq(connection, "b1", pk) == 2
        assert casts.last_seq(connection, "b1", b"q" * 32) == 0
        assert casts.is_held(connection, "b1", first.leaf)
        assert casts.is_held(connection, "b1", second.leaf)
        assert not casts.is_held(connection, "b2", second.leaf)


def test_after_a_batch_the_disk_holds_no_trace_of_the_arrival(opened_box: Box, urn_url: str) -> None:
    if not urn_url.startswith("sqlite"):
        return  # PostgreSQL's own log is its operator's: docs/secrecy.md says so
    box, path = opened_box, Path(urn_url.removeprefix("sqlite:///"))
    held = [box.put("b1", bytes([number]) * 32, 1) for number in range(ENOUGH)]
    assert Path(f"{path}-wal").stat().st_size > 0
    append_batch(box.urn, "b1")
    assert Path(f"{path}-wal").stat().st_size == 0
    stored = path.read_bytes()
    by_place = sorted(held, key=lambda cast: stored.find(cast.leaf))
    leaves = [cast.leaf for cast in by_place]
    assert leaves in (sorted(leaves), sorted(leaves, reverse=True))  # a page is filled from its end
