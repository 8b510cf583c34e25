"""Passkeys at an instant: enrolled by then, not ended by then; a nonce is used once."""

from __future__ import annotations

from tests.world import World
from voting.store.database import reading, writing
from voting.store.passkeys import NonceRow, PasskeyRow, has_enrolled, passkeys_of, use_nonce


def test_the_passkeys_of_a_person_at_an_instant(world: World) -> None:
    amber, birch = world.person("AMBER"), world.person("BIRCH")
    with writing() as session:
        for id, person, enrolled, ended in (("a", amber, 10, 20), ("b", amber, 15, 0), ("c", birch, 5, 0)):
            session.add(PasskeyRow(id=id, person=person, name=id, alg=-7, spki=b"key", enrolled_at=enrolled,
                                   ended_at=ended))
    with reading() as session:
        assert [[row.id for row in passkeys_of(session, amber, at)] for at in (9, 10, 15, 19, 20)] == [
            [], ["a"], ["a", "b"], ["a", "b"], ["b"]]
        assert has_enrolled(session, amber)
        assert not has_enrolled(session, world.person("CEDAR"))


def test_a_nonce_is_for_one_purpose_one_browser_and_one_time(world: World) -> None:
    with writing() as session:
        session.add(NonceRow(id="n", purpose="sign-in", browser="b", asked_at=100))
    wrong = (("m", "sign-in", "b", 50), ("n", "enrol", "b", 50), ("n", "sign-in", "c", 50), ("n", "sign-in", "b", 101))
    with writing() as session:
        assert [use_nonce(session, *each, 120) for each in wrong] == [False] * 4
        assert use_nonce(session, "n", "sign-in", "b", 100, 120)
        assert not use_nonce(session, "n", "sign-in", "b", 100, 121)
