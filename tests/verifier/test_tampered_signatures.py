"""An attacker with the service's keys against votes that were signed by passkeys, whose keys they do not have.

Papers, tallies, log and index are signed again. Numbers are those of the cases of the protocol, in spirit where it
speaks of credentials.
"""

import pytest

from tests.record.scenario import AUTHORITY, DAY, HOUR, KEYS, T, admission, device, people, signer
from tests.verifier.attacker import Attacker, codes
from voting.ballots.authorisation import assertion_opening, by_passkey, cast_challenge, commit_passkey, passkey_opening
from voting.demonstration.authenticator import UP, UV
from voting.evidence import b64u, decode, decode_lines, encode, encode_lines, unb64u
from voting.evidence.webauthn import Assertion, challenge
from voting.record import CODES, layout, public_copy, write_record
from voting.verifier import verify
from voting.verifier.authorised import FAULTS

ROLL2, TALLY2 = "stages/2/roll.jsonl", "stages/2/tally.json"


@pytest.fixture
def attacker() -> Attacker:
    return Attacker("signed")


def second_stage(attacker: Attacker) -> list[dict]:
    """The votes of stage 2, in order: p-0 with its first passkey, p-1 … p-3, p-0 again, the late one, the last."""
    return [leaf for leaf in map(decode, attacker.leaves) if leaf["type"] == "cast"][7:]


def change_vote(attacker: Attacker, change: dict, number: int = -6) -> set[str]:
    """Edit one vote of stage 2 (-6 is p-1's) and make everything else agree."""
    attacker.edit_leaf("cast", lambda leaf: leaf.update(change), number)
    attacker.agree_on_casts()
    return codes(attacker.finish())


def sign_again(attacker: Attacker, assertion: Assertion, number: int = -6) -> set[str]:
    """Put another assertion under a vote."""
    lines = [*decode_lines(attacker.files[layout.ASSERTIONS]), assertion_opening(assertion)]
    attacker.edit_leaf("cast", lambda leaf: leaf.update(auth=by_passkey(assertion)), number)
    used = {leaf["auth"].get("assertion") for leaf in map(decode, attacker.leaves) if leaf["type"] == "cast"}
    kept = {line["assertion"]: line for line in lines if line["assertion"] in used}
    attacker.files[layout.ASSERTIONS] = encode_lines([kept[name] for name in sorted(kept)])
    attacker.agree_on_casts()
    return codes(attacker.finish())


def named(found: set[str]) -> set[str]:
    """The failures but those of files that name the bytes of all votes: they are bound to fail too."""
    return found - {"tally_wrong", "outcome_wrong", "assertion_wrong"}


def answered(attacker: Attacker, name: str = "p-1", **how: object) -> Assertion:
    """An answer of somebody's passkey to p-1's vote, as honest as `how` leaves it."""
    return signer(name, **how)(cast_challenge(second_stage(attacker)[1]))


def test_p_1_s_vote_is_where_these_tests_think(attacker):
    assert [leaf["seq"] for leaf in second_stage(attacker)] == [1, 1, 1, 1, 2, 1, 1]
    assert decode(attacker.leaves[attacker.find("cast", -6)]) == second_stage(attacker)[1]


# ---------------------------------------------------------------- votes


def test_63_s_a_changed_vote(attacker):
    assert {"assertion_challenge", "tally_wrong"} <= change_vote(attacker, {"choice": {"q1": ["no"]}})


def test_64_s_a_vote_moved_to_another_voter(attacker):
    other = second_stage(attacker)[2]["voter"]
    place = attacker.find("cast", -5)
    del attacker.leaves[place]
    found = change_vote(attacker, {"voter": other}, -5)
    assert {"assertion_not_on_roll", "assertion_wrong"} <= found


def test_64_s_a_vote_moved_to_another_voter_who_has_the_same_two_devices(attacker):
    """The signature binds the voter, not only the passkey: p-0's first vote under p-0's second seq."""
    first = second_stage(attacker)[0]
    assert "assertion_challenge" in change_vote(attacker, {"auth": first["auth"]}, -3)


def test_65_s_a_vote_moved_to_another_ballot(attacker):
    before = [leaf for leaf in map(decode, attacker.leaves) if leaf["type"] == "cast"][1]
    assert {"assertion_challenge", "assertion_reused", "assertion_wrong"} <= change_vote(
        attacker, {"auth": before["auth"]})


def test_s_a_vote_replayed_with_another_seq(attacker):
    place = attacker.find("cast", -6)
    again = decode(attacker.leaves[place]) | {"seq": 2}
    attacker.leaves.insert(attacker.find("cast", -1) + 1, encode(again))
    attacker.agree_on_casts()
    assert {"assertion_reused", "assertion_challenge"} <= codes(attacker.finish())


def test_s_an_objection_whose_reason_was_exchanged(attacker):
    assert "assertion_challenge" in change_vote(attacker, {"reason": "A" * 42 + "E"}, 2)


def test_s_an_absent_voter_s_vote_made_with_a_foreign_passkey(attacker):
    assert named(sign_again(attacker, answered(attacker, "stranger"))) == {"assertion_not_on_roll"}


def test_60_s_a_foreign_key_under_the_name_of_the_voter_s_passkey(attacker):
    foreign = answered(attacker, "stranger")
    renamed = Assertion(foreign.ad, foreign.cd, device("p-1").passkey(0).id, foreign.sig)
    assert named(sign_again(attacker, renamed)) == {"assertion_signature"}


@pytest.mark.parametrize(("how", "code"), [
    ({"flags": UP}, "assertion_verification"),
    ({"flags": UV}, "assertion_presence"),
    ({"origin": "https://vote.example.evil", "rp": "vote.example"}, "assertion_origin"),
    ({"origin": "https://vote.example.evil"}, "assertion_origin"),
    ({"rp": "evil.example"}, "assertion_rp"),
    ({"crossOrigin": True}, "assertion_cross_origin"),
    ({"topOrigin": "https://evil.example"}, "assertion_cross_origin"),
    ({"type": "webauthn.create"}, "assertion_type"),
    ({"flags": UP | UV | 0x40}, "assertion_unreadable"),
], ids=str)
def test_66_67_s_an_honest_passkey_used_wrongly(attacker, how, code):
    assert named(sign_again(attacker, answered(attacker, **how))) == {code}


def test_s_a_sign_in_turned_into_a_vote(attacker):
    asked = challenge("sign-in", cast_challenge(second_stage(attacker)[1]))
    assert named(sign_again(attacker, device("p-1").answer(asked, KEYS.origin))) == {"assertion_challenge"}


def test_s_a_changed_signature(attacker):
    good = answered(attacker)
    changed = Assertion(good.ad, good.cd, good.cred, good.sig[:-1] + bytes([good.sig[-1] ^ 1]))
    assert named(sign_again(attacker, changed)) == {"assertion_signature"}


def test_s_a_vote_without_the_passkey_that_its_voter_has(attacker):
    """The weaker kind would let the service vote for whoever stays away."""
    for way in ("session", "mail"):
        assert {"cast_unsigned", "tally_wrong"} <= change_vote(attacker, {"auth": {"by": way}})


def test_96_s_a_vote_without_passkey_counted_as_signed(attacker):
    attacker.edit_leaf("cast", lambda leaf: leaf.update(auth={"by": "passkey", "assertion": "A" * 42 + "E"}), -1)
    attacker.agree_on_casts()
    assert {"assertion_not_on_roll", "tally_wrong"} <= codes(attacker.finish())


def test_96_s_the_figures_of_the_tally(attacker):
    attacker.edit(TALLY2, lambda tally: tally["authorised"].update(mail=0, passkey=6))
    attacker.agree_on_tally(2)
    assert codes(attacker.finish()) - {"outcome_wrong"} == {"tally_wrong"}


def test_96_s_the_doubt_said_wrongly(attacker):
    attacker.edit(TALLY2, lambda tally: tally["authorised"].update(holds=False))
    attacker.agree_on_tally(2)
    assert codes(attacker.finish()) - {"outcome_wrong"} == {"tally_wrong"}


@pytest.mark.parametrize("auth", [{"by": "passkey"}, {"by": "passkey", "assertion": "AA"}, {"by": "session", "x": 1},
                                  {"by": "passkey", "assertion": 1}, {"by": ["session"]}, "session", {}, [], 1,
                                  {"by": "registrar"}, {"assertion": "A" * 42 + "E"}], ids=str)
def test_s_an_authorisation_that_says_something_else(attacker, auth):
    assert "cast_unreadable" in change_vote(attacker, {"auth": auth})


# ---------------------------------------------------------------- passkeys on the roll


def held(*keys_of_each: list, late: tuple = (), **confirmed: object) -> set[str]:
    """A consensus of so many voters with these passkeys, everybody signing with the first; `late` is let in."""
    composer = admission()
    composer.announce(people(len(keys_of_each)), T, T, T + DAY, passkeys=[
        [device(name).passkey(since) for name, since in keys] for keys in keys_of_each])
    composer.open(T)
    if late:
        name, since, vouch = late
        composer.confirm(0, device(name).passkey(since, vouch), T + HOUR, **{"reason": "New phone."} | confirmed)
    for number, keys in enumerate(keys_of_each):
        name = late[0] if late and not number else keys[0][0]
        composer.cast(number, "consent", sign=signer(name))
    composer.close(T + DAY + 1)
    composer.declare(T + 2 * DAY)
    record = write_record(composer.contents(), AUTHORITY)
    if verify(record).ok:
        return set()
    return codes(record)


OLD = T - DAY


def test_the_neighbours_of_these_cases_hold():
    assert held([("a", OLD)], [("b", T)]) == set()
    assert held([("a", OLD)], [("b", OLD)], late=("c", T + 60, "p-teller")) == set()


@pytest.mark.parametrize("kind", ["EdDSA", "ES256", "RS256"])
def test_every_kind_of_key_holds(kind):
    key = device("any", kind)
    composer = admission()
    composer.announce(people(1), T, T, T + DAY, passkeys=[[key.passkey(OLD)]])
    composer.open(T)
    composer.cast(0, "consent", sign=lambda asked: key.answer(asked, KEYS.origin))
    composer.close(T + DAY + 1)
    composer.declare(T + 2 * DAY)
    assert verify(write_record(composer.contents(), AUTHORITY)).failures == ()


def test_98_s_a_passkey_enrolled_after_the_freezing_on_the_frozen_roll():
    assert held([("a", OLD)], [("b", T + 1)]) == {"passkey_late"}


def test_98_s_a_passkey_enrolled_after_the_freezing_that_nobody_confirmed(attacker):
    del attacker.leaves[attacker.find("passkey_added", -1)]
    assert {"assertion_not_on_roll", "passkey_wrong"} <= codes(attacker.finish())


@pytest.mark.parametrize(("late", "confirmed"), [
    (("c", T + 60, "p-chair"), {}), (("c", T + 60, ""), {}), (("c", T + 2 * HOUR, "p-teller"), {}),
    (("c", T + 60, "p-chair"), {"second": {"office": "chair", "subject": "p-chair"}}),
    (("c", T + 60, "p-teller"), {"reason": " "})])
def test_98_s_a_passkey_that_was_not_confirmed_by_two_officers_in_words(late, confirmed):
    assert "passkey_late" in held([("a", OLD)], [("b", OLD)], late=late, **confirmed)


def test_98_s_a_passkey_confirmed_after_the_vote(attacker):
    place, vote = attacker.find("passkey_added", -1), attacker.find("cast", -2)
    attacker.leaves.insert(vote, attacker.leaves.pop(place))
    assert "assertion_not_on_roll" in codes(attacker.finish())


def test_98_s_a_passkey_confirmed_for_somebody_who_is_not_on_the_roll(attacker):
    attacker.edit_leaf("passkey_added", lambda leaf: leaf.update(voter="A" * 42 + "E"), -1)
    assert "passkey_late" in codes(attacker.finish())


def test_97_s_a_passkey_shared_by_two_entries():
    assert "passkey_shared" in held([("a", OLD)], [("a", OLD)])
    assert "passkey_shared" in held([("a", OLD)], [("b", OLD)], late=("b", T + 60, "p-teller"))
    assert "passkey_shared" in held([("a", OLD), ("a", OLD - 1)], [("b", OLD)]), "nor twice under one"


@pytest.mark.parametrize("creds", [[{"id": "AA"}], [{}], [{"id": 1}], {}, [1], [{"id": "A" * 42 + "E", "pk": ""}],
                                   [{"id": "A" * 42 + "E"}] * 2, [{"id": b64u(bytes([n] * 32))} for n in range(17)],
                                   [{"id": b64u(bytes([2] * 32))}, {"id": b64u(bytes([1] * 32))}]], ids=str)
def test_97_s_passkeys_of_an_entry_that_cannot_be_read(attacker, creds):
    lines = decode_lines(attacker.files[ROLL2])
    attacker.files[ROLL2] = encode_lines([{**lines[0], "creds": creds}, *lines[1:]])
    assert "roll_unreadable" in codes(attacker.finish())


def test_s_another_key_behind_a_commitment(attacker):
    lines = decode_lines(attacker.files[layout.PASSKEYS])
    pk = device("stranger", device("p-1").alg).passkey(0).pk
    place = next(place for place, line in enumerate(lines) if line["id"] == device("p-1").passkey(0).id)
    lines[place] |= {"pk": pk}
    attacker.files[layout.PASSKEYS] = encode_lines(lines)
    assert "passkey_unreadable" in codes(attacker.finish())


def test_s_another_key_behind_a_commitment_that_was_made_for_it(attacker):
    """The roll's own hash, in the paper and in the log, is what holds then."""
    stranger, salt = device("stranger").passkey(OLD), bytes(16)
    roll = decode_lines(attacker.files[ROLL2])
    roll[0]["creds"] = [{"id": commit_passkey(stranger, salt)}]
    attacker.files[ROLL2] = encode_lines(roll)
    assert "roll_mismatch" in codes(attacker.finish())


# ---------------------------------------------------------------- the two files


@pytest.mark.parametrize("name", [layout.PASSKEYS, layout.ASSERTIONS])
@pytest.mark.parametrize("fault", ["changed", "doubled", "reordered", "missing", "stranger", "field", "salt"])
def test_s_openings(attacker, name, fault):
    lines = decode_lines(attacker.files[name])
    if fault == "changed":
        word = "since" if name == layout.PASSKEYS else "ad"
        lines[0][word] = 5 if name == layout.PASSKEYS else b64u(unb64u(lines[0][word]) + b"\0")
    elif fault == "doubled":
        lines.insert(0, lines[0])
    elif fault == "reordered":
        lines.reverse()
    elif fault == "missing":
        del lines[0]
    elif fault == "field":
        lines[0]["more"] = 1
    elif fault == "salt":
        lines[0]["salt"] = "AA"
    else:
        opened = passkey_opening(device("stranger").passkey(OLD), bytes(16)) if name == layout.PASSKEYS else \
            assertion_opening(answered(attacker, "stranger"))
        key = "passkey" if name == layout.PASSKEYS else "assertion"
        lines = sorted([*lines, opened], key=lambda line: line[key])
    attacker.files[name] = encode_lines(lines)
    expected = {layout.PASSKEYS: {"missing": "passkey_wrong", "stranger": "passkey_wrong"},
                layout.ASSERTIONS: {"missing": "assertion_missing", "stranger": "assertion_wrong"}}[name]
    assert expected.get(fault, f"{name[:-7]}_unreadable") in codes(attacker.finish())


@pytest.mark.parametrize("name", [layout.PASSKEYS, layout.ASSERTIONS])
def test_s_one_of_the_two_files_taken_away(attacker, name):
    del attacker.files[name]
    assert "file_missing" in codes(attacker.finish(index=False))


def test_s_no_file_shows_the_signatures_at_all(attacker):
    del attacker.files[layout.PASSKEYS], attacker.files[layout.ASSERTIONS]
    assert codes(attacker.finish()) == {"assertion_missing"}


def test_s_the_public_copy_still_shows_who_voted_without_the_passkey(attacker):
    attacker.edit_leaf("cast", lambda leaf: leaf.update(auth={"by": "session"}), -6)
    attacker.agree_on_casts()
    assert "cast_unsigned" in codes(public_copy(attacker.finish()))


def test_each_fault_of_an_assertion_has_its_code():
    assert set(FAULTS.values()) <= set(CODES)
