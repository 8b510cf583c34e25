"""Tellers' parts of an election's lots: none before all are ready, one each, thrown away with a changed key."""

from __future__ import annotations

import secrets

import pytest

from tests.secret_world import SecretWorld, Teller
from tests.services.test_nominations import DAY, call, written
from tests.services.test_secret_election import alliance
from voting.ballots.nonce import Dealing, deal_nonce
from voting.ballots.paper import parse_paper
from voting.ballots.trustee import open_rehearsal, trustee_key
from voting.errors import ConflictError, InputError, MalformedError, RefusedError, SignatureError
from voting.evidence import unb64u
from voting.services import accept_key
from voting.services.act import begin
from voting.services.close_nominations import close_nominations
from voting.services.deal_lots import deal_lots
from voting.store.secret import TrusteeRow, trustees_of

__all__ = ["alliance"]
NAMES = ("teller", "teller2", "teller3")


@pytest.fixture
def election(alliance: SecretWorld) -> tuple[SecretWorld, str, str]:
    """World, motion and ballot of a Coordinator's election with a closed list."""
    motion = call(alliance, "coordinator", "council", closes_at=alliance.now + DAY)
    for code in ("AMBER", "BIRCH"):
        written(alliance, motion, code)
    alliance.wait(DAY + 1)
    close_nominations(alliance.service, alliance.person("chair"), motion)
    return alliance, motion, alliance.ballot(motion)


def tries(world: SecretWorld, ballot: str, name: str) -> tuple[Teller, tuple[str, ...]]:
    """A teller accepts and opens the rehearsal, and deals nothing; the keys to deal to."""
    teller = Teller(world.people[name])
    sealed = world.accept(ballot, teller)
    plain = open_rehearsal(teller.secret, ballot, teller.index, sealed)
    return teller, accept_key.open_rehearsal(world.service, teller.person, ballot, plain)


def part(ballot: str, teller: Teller, keys: tuple[str, ...]) -> dict[str, object]:
    """What the teller's browser deals."""
    dealt = deal_nonce(Dealing(ballot, 2, tuple(map(unb64u, keys))), secrets.token_bytes(32), teller.person,
                       teller.identity)
    return {name: dealt[name] for name in ("kc", "sealed", "sig")}


def nonces(world: SecretWorld, ballot: str) -> list[object]:
    """What each teller has dealt, by place."""
    return [row.nonce for row in sorted(world.rows(TrusteeRow), key=lambda row: row.index) if row.ballot == ballot]


def test_an_election_waits_for_the_part_of_a_teller(election: tuple[SecretWorld, str, str]) -> None:
    world, motion, ballot = election
    first, keys = tries(world, ballot, "teller")
    assert keys == ()
    with pytest.raises(ConflictError, match="when all tellers have accepted"):
        deal_lots(world.service, first.person, ballot, {"kc": "", "sealed": [], "sig": ""})
    second, keys = tries(world, ballot, "teller2")
    assert keys == ()
    third, keys = tries(world, ballot, "teller3")
    assert len(keys) == 3
    assert accept_key.place_of(world.service, first.person, ballot).deal_to == keys
    with pytest.raises(ConflictError, match="added a part to the lots") as fault:
        world.announce(motion)
    assert "open the page of their key" in str(fault.value.next)
    mine = part(ballot, second, keys)
    deal_lots(world.service, second.person, ballot, mine)
    deal_lots(world.service, second.person, ballot, part(ballot, second, keys))  # the first one stays
    assert [bool(one) for one in nonces(world, ballot)] == [False, True, False]
    assert nonces(world, ballot)[1] == {**mine, "by": second.person, "office": "teller"}
    assert accept_key.place_of(world.service, second.person, ballot).deal_to == ()
    deal_lots(world.service, third.person, ballot, part(ballot, third, keys))
    world.announce(motion)
    paper = parse_paper(bytes(world.row(ballot).paper))
    assert [one["by"] for one in paper["secret"]["nonces"]] == ["", second.person, third.person]
    with pytest.raises(ConflictError, match="before a ballot is announced"):
        deal_lots(world.service, first.person, ballot, part(ballot, first, keys))


def test_parts_that_are_wrong_or_another_s_are_refused(election: tuple[SecretWorld, str, str]) -> None:
    world, _, ballot = election
    held = {name: tries(world, ballot, name) for name in NAMES}
    keys = held["teller3"][1]
    first, second = held["teller"][0], held["teller2"][0]
    good = part(ballot, first, keys)
    for who, wrong in ((second, good), (first, {**good, "kc": good["sealed"][0]}), (first, {**good, "sig": ""}),
                       (first, {**good, "sealed": good["sealed"][:2]}), (first, {**good, "sealed": None}),
                       (first, part("another", first, keys)), (first, part(ballot, first, keys[::-1]))):
        with pytest.raises((MalformedError, SignatureError)):
            deal_lots(world.service, who.person, ballot, wrong)
    for who in ("chair", "AMBER", "coordinator"):
        with pytest.raises(RefusedError):
            deal_lots(world.service, world.person(who), ballot, good)
    assert nonces(world, ballot) == [None] * 3


def test_another_key_throws_all_parts_away(election: tuple[SecretWorld, str, str]) -> None:
    world, motion, ballot = election
    world.accept_keys(ballot)
    assert [bool(one) for one in nonces(world, ballot)] == [False, False, True]
    again, keys = tries(world, ballot, "teller")
    assert nonces(world, ballot) == [None] * 3
    deal_lots(world.service, again.person, ballot, part(ballot, again, keys))
    world.announce(motion)


def test_a_key_without_lots_is_none_for_an_election_and_a_motion_wants_none(
        election: tuple[SecretWorld, str, str]) -> None:
    world, _, ballot = election
    teller = Teller(world.people["teller"])
    for name, where, draws_lots in (("election", ballot, False), ("motion", world.draft_secret(), True)):
        entry = trustee_key(teller.identity, teller.secret, where, 0, teller.person, draws_lots)
        del entry["subject"]
        with pytest.raises(InputError, match="incomplete"):
            accept_key.accept_key(world.service, teller.person, where, 0, entry)
        assert accept_key.place_of(world.service, teller.person, where).draws_lots == (not draws_lots), name


def test_a_key_of_an_earlier_version_is_accepted_anew(election: tuple[SecretWorld, str, str]) -> None:
    world, motion, ballot = election
    world.accept_keys(ballot)
    with begin(world.service) as act:
        row = trustees_of(act.session, ballot)[0]
        row.document = {name: value for name, value in row.document.items() if name != "lots"}
    assert not accept_key.place_of(world.service, world.person("teller"), ballot).is_rehearsed
    with pytest.raises(ConflictError, match="2 of 3 tellers"):
        world.announce(motion)
    again, keys = tries(world, ballot, "teller")
    deal_lots(world.service, again.person, ballot, part(ballot, again, keys))
    world.announce(motion)
