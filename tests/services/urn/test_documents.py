"""What the urn takes from the register: signed by the authority, once or again alike, and nothing else."""

from __future__ import annotations

import stat

import pytest

from tests.box import Box
from voting.errors import ConflictError, MalformedError, NotFoundError, SignatureError
from voting.evidence import Checkpoint, Frontier, PublicKey, SigningKey, encode, open_checkpoint
from voting.services.urn.read_urn import checkpoint
from voting.services.urn.take_documents import (
    final,
    leaves,
    prepare,
    prepare_order,
    state_order,
    take_paper,
    take_state,
)
from voting.store.urn import casts

STRANGER = SigningKey.from_seed(b"s" * 32)


def test_preparing_makes_keys_once_and_names_them_again(box: Box) -> None:
    first = prepare(box.urn, prepare_order(box.authority, "b1", "reading"))
    again = prepare(box.urn, prepare_order(box.authority, "b1", "reading"))
    assert first == again
    assert (first.url, first.origin) == ("http://localhost/urn", "localhost/urn/b1")
    files = sorted(path for path in box.urn.keys.folder.iterdir())
    assert [path.name for path in files] == ["b1.log.pem", "b1.relay.pem"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(box.urn.keys.folder.stat().st_mode) == 0o700
    assert prepare(box.urn, prepare_order(box.authority, "b2", "reading")).key != first.key


def test_the_urn_takes_nothing_that_the_authority_has_not_signed(box: Box) -> None:
    with pytest.raises(SignatureError):
        prepare(box.urn, prepare_order(STRANGER, "b1", "reading"))
    order = prepare_order(box.authority, "b1", "reading")
    with pytest.raises(SignatureError):
        prepare(box.urn, {**order, "ballot": "b2"})
    with pytest.raises(MalformedError):
        prepare(box.urn, {**order, "also": "this"})
    with pytest.raises(SignatureError):
        take_state(box.urn, state_order(STRANGER, "b1", "p", "closed", 1))
    with pytest.raises(SignatureError):
        take_paper(box.urn, "b1", b"{}", STRANGER.sign(b"{}"))


@pytest.mark.parametrize("name", ["../b1", "B1", "", "b" * 41, "b1/x"])
def test_a_ballot_is_never_a_way_into_another_folder(box: Box, name: str) -> None:
    with pytest.raises(MalformedError):
        prepare(box.urn, prepare_order(box.authority, name, "reading"))
    assert not box.urn.keys.folder.exists()


def test_before_the_paper_has_come_nothing_can_be_asked_of_a_ballot(box: Box) -> None:
    with pytest.raises(NotFoundError):
        checkpoint(box.urn, "b1")
    prepare(box.urn, prepare_order(box.authority, "b1", "reading"))
    for ask in (checkpoint, final, lambda urn, ballot: next(leaves(urn, ballot, "reading"))):
        with pytest.raises(ConflictError):
            ask(box.urn, "b1")


def test_a_paper_that_names_no_urn_is_not_taken(box: Box) -> None:
    prepare(box.urn, prepare_order(box.authority, "b1", "reading"))
    with pytest.raises(MalformedError):
        take_paper(box.urn, "b1", encode({"type": "paper"}), box.authority.sign(encode({"type": "paper"})))


def test_the_first_checkpoint_is_of_an_empty_log(box: Box) -> None:
    keys = prepare(box.urn, prepare_order(box.authority, "b1", "reading"))
    with box.urn.store.reading() as connection:
        note = casts.find(connection, "b1").checkpoint
    assert open_checkpoint(note, keys.origin, PublicKey.from_b64u(keys.key)) == Checkpoint(
        keys.origin, 0, Frontier(0, ()).root())
