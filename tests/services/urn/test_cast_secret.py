"""What the urn takes and what it refuses; a promise once given is kept; nobody votes twice, whoever carries it."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from tests.secret_world import SecretWorld, Voter, leaf_of
from voting.errors import ConflictError, MalformedError, NotFoundError, SignatureError, VotingError
from voting.evidence import PublicKey, SigningKey, b64u, decode, encode, open_checkpoint, verify_document
from voting.services.direct_ballot import extend_ballot
from voting.services.hand_over import hand_over
from voting.services.urn.append_batch import ENOUGH
from voting.services.urn.cast_secret import cast_secret
from voting.services.urn.desk import UrnRefusal
from voting.services.urn.read_urn import checkpoint
from voting.services.urn.take_documents import leaves
from voting.store.urn import casts


@pytest.fixture
def ballot(secret_world: SecretWorld) -> str:
    return secret_world.open_secret()


def waiting(world: SecretWorld, ballot: str) -> int:
    with world.urn.store.reading() as connection:
        return casts.count_waiting(connection, ballot)


def test_a_vote_is_promised_and_comes_with_the_batch(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    voter = world.issue(ballot, "AMBER")
    body = world.body(ballot, voter, "yes")
    promise = cast_secret(world.urn, ballot, body)
    urn = decode(bytes(world.row(ballot).paper))["secret"]["urn"]
    verify_document(PublicKey.from_b64u(urn["key"]), "promise", promise)
    assert (promise["leaf"], promise["due"]) == (b64u(leaf_of(body)), world.row(ballot).close_at)
    assert world.urn_leaves(ballot) == []
    for seq in range(ENOUGH - 1):
        cast_secret(world.urn, ballot, world.body(ballot, voter, "no"))
        assert voter.seq == seq + 2
    assert len(world.urn_leaves(ballot)) == ENOUGH
    final = open_checkpoint(checkpoint(world.urn, ballot), urn["origin"], PublicKey.from_b64u(urn["key"]))
    assert final.size == ENOUGH


def test_the_same_vote_again_is_the_same_promise_even_after_the_close(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    voter = world.issue(ballot, "AMBER")
    body = world.body(ballot, voter, "yes")
    first = cast_secret(world.urn, ballot, body)
    assert cast_secret(world.urn, ballot, body) == first
    assert waiting(world, ballot) == 1
    world.clock.now = world.row(ballot).close_at + 1
    assert cast_secret(world.urn, ballot, body) == first
    with pytest.raises(UrnRefusal) as refusal:
        cast_secret(world.urn, ballot, world.body(ballot, voter, "no"))
    assert refusal.value.code == "closed"


def test_the_closing_second_counts_and_the_next_does_not(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    voter = world.issue(ballot, "AMBER")
    world.clock.now = world.row(ballot).close_at
    cast_secret(world.urn, ballot, world.body(ballot, voter, "yes"))
    world.wait(1)
    with pytest.raises(UrnRefusal):
        cast_secret(world.urn, ballot, world.body(ballot, voter, "yes"))


def test_before_the_opening_nothing_is_taken(secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = world.open_secret(opens_in=600)
    voter = world.issue(ballot, "AMBER")
    with pytest.raises(UrnRefusal) as refusal:
        cast_secret(world.urn, ballot, world.body(ballot, voter, "yes"))
    assert refusal.value.code == "not_open"
    world.wait(600)
    cast_secret(world.urn, ballot, world.body(ballot, voter, "yes", seq=1))


def test_an_old_vote_never_comes_after_a_newer_one(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    voter = world.issue(ballot, "AMBER")
    old = world.body(ballot, voter, "no", seq=3)
    cast_secret(world.urn, ballot, world.body(ballot, voter, "yes", seq=5))
    for seq_body in (old, world.body(ballot, voter, "abstain", seq=5)):
        with pytest.raises(UrnRefusal) as refusal:
            cast_secret(world.urn, ballot, seq_body)
        assert (refusal.value.code, refusal.value.last) == ("seq", 5)


def changed(body: bytes, **values: object) -> bytes:
    """The cast in a body with other values, not signed again."""
    return encode({**decode(body.rstrip(b" ")), **values}).ljust(len(body), b" ")


def signed_by(body: bytes, key: SigningKey, **values: object) -> bytes:
    """The cast with other values, signed by `key`."""
    from voting.evidence import sign_document

    return encode(sign_document(key, "cast", {**decode(body.rstrip(b" ")), **values})).ljust(len(body), b" ")


def test_forged_and_broken_votes_are_refused_and_leave_nothing(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    voter, other = world.issue(ballot, "AMBER"), Voter("nobody")
    elsewhere = world.open_secret(subject="Bread")
    stranger = world.issue(elsewhere, "AMBER")
    body = world.body(ballot, voter, "yes")
    cast = decode(body.rstrip(b" "))
    attempts: list[tuple[bytes, type[VotingError]]] = [
        (b"", MalformedError), (body[:-1], MalformedError), (body + b" ", MalformedError),
        (b"x" * len(body), MalformedError), (b" " + body[:-1], MalformedError),
        (changed(body, seq=2), SignatureError), (changed(body, paper=b64u(bytes(32))), MalformedError),
        (changed(body, also=1), MalformedError), (changed(body, seq=0), MalformedError),
        (signed_by(body, voter.pseudonym, seq=33), MalformedError),
        (signed_by(body, other.pseudonym, pk=other.pseudonym.public.b64u), SignatureError),  # a credential of another
        (signed_by(body, voter.pseudonym, credentials=[stranger.credential]), SignatureError),  # of another ballot
        (signed_by(body, voter.pseudonym, credentials=[]), MalformedError),
        (signed_by(body, voter.pseudonym, seal={**cast["seal"], "shares": cast["seal"]["shares"][:2]}),
         MalformedError),
        (changed(body, pk=b64u(bytes(32))), SignatureError),  # a key under which anything verifies
    ]
    for wrong, refusal in attempts:
        with pytest.raises(refusal):
            cast_secret(world.urn, ballot, wrong)
    with pytest.raises((MalformedError, SignatureError)):
        cast_secret(world.urn, elsewhere, body)
    with pytest.raises(NotFoundError):
        cast_secret(world.urn, "b0", body)
    assert waiting(world, ballot) == waiting(world, elsewhere) == 0
    cast_secret(world.urn, ballot, body)


def test_eighty_parallel_casts_of_one_voter_leave_one_final_vote(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    voter = world.issue(ballot, "AMBER")
    bodies = [world.body(ballot, voter, "yes", seq=1) for _ in range(8)]
    answers = world.together([lambda body=body: cast_secret(world.urn, ballot, body)
                              for body in bodies for _ in range(10)])
    won = {answer["leaf"] for answer in answers if isinstance(answer, dict)}
    assert len(won) == 1
    assert all(isinstance(answer, UrnRefusal) for answer in answers if not isinstance(answer, dict))
    assert waiting(world, ballot) == 1


def test_only_who_shows_the_reading_key_sees_the_urn(secret_world: SecretWorld, ballot: str) -> None:
    from voting.errors import RefusedError

    world = secret_world
    for key in ("", "x", world.reading_key(ballot)[:-1]):
        with pytest.raises(RefusedError):
            list(leaves(world.urn, ballot, key))
    assert list(leaves(world.urn, ballot, world.reading_key(ballot))) == []


def test_an_extension_reaches_the_urn_and_a_void_ballot_takes_nothing(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    voter = world.issue(ballot, "AMBER")
    close_at = world.row(ballot).close_at
    extend_ballot(world.service, world.person("chair"), ballot, close_at + 600, "A storm.")
    world.clock.now = close_at + 1
    assert hand_over(world.service, ballot)
    promise = cast_secret(world.urn, ballot, world.body(ballot, voter, "yes"))
    assert promise["due"] == close_at + 600


def test_nothing_of_the_urn_says_who_when_or_in_what_order(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    world.vote(ballot, amber="yes", birch="no", cedar="abstain")
    with world.urn.store.reading() as connection:
        held = casts.all_waiting(connection, ballot)
    assert [one.leaf for one in held] == sorted(one.leaf for one in held)
    people = [row.person for row in world.roll(ballot)] + [row.voter for row in world.roll(ballot)]
    stored = b"".join(one.body for one in held)
    assert not [person for person in people if person.encode() in stored]
    path = world.folder / "urn.sqlite"
    everything = path.read_bytes() + path.with_name("urn.sqlite-wal").read_bytes()
    assert not [person for person in people if person.encode() in everything]


def test_a_prepared_ballot_whose_paper_has_not_come_takes_nothing(secret_world: SecretWorld) -> None:
    from voting.services.urn.take_documents import prepare, prepare_order

    world = secret_world
    prepare(world.urn, prepare_order(world.service.keys.authority, "b1", "r"))
    with pytest.raises(ConflictError):
        cast_secret(world.urn, "b1", bytes(10))


def test_a_flood_of_rubbish_never_takes_the_lock_that_votes_need(secret_world: SecretWorld, ballot: str) -> None:
    world = secret_world
    voter = world.issue(ballot, "AMBER")
    good = world.body(ballot, voter, "yes")
    cast_secret(world.urn, ballot, good)
    locks: list[str] = []
    event.listen(world.urn.store.engine, "begin", lambda connection: locks.append("begun"))
    for number in range(300):
        wrong = (good[:-1], b"x" * len(good), changed(good, seq=number % 32 + 2))[number % 3]
        with pytest.raises((MalformedError, SignatureError)):
            cast_secret(world.urn, ballot, wrong)
    assert locks == []
    cast_secret(world.urn, ballot, world.body(ballot, voter, "no"))
    assert len(locks) == 1


def test_a_clock_that_is_moved_loses_no_promise_and_opens_nothing_again(secret_world: SecretWorld,
                                                                       ballot: str) -> None:
    world = secret_world
    voter = world.issue(ballot, "AMBER")
    body = world.body(ballot, voter, "yes")
    promise = cast_secret(world.urn, ballot, body)
    close_at = world.row(ballot).close_at
    world.clock.now = close_at + 86400  # a day ahead by mistake
    with pytest.raises(UrnRefusal):
        cast_secret(world.urn, ballot, world.body(ballot, voter, "no"))
    assert cast_secret(world.urn, ballot, body) == promise
    world.clock.now = close_at - 10  # set right: the ballot is open as it was, for nothing was written down
    cast_secret(world.urn, ballot, world.body(ballot, voter, "no", seq=2))
    world.close(ballot)
    world.clock.now = close_at - 5  # set back after the close: what is closed stays closed
    with pytest.raises(UrnRefusal) as refusal:
        cast_secret(world.urn, ballot, world.body(ballot, voter, "yes", seq=3))
    assert refusal.value.code == "closed"
    assert len(world.urn_leaves(ballot)) == 2
