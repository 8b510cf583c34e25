"""A credential is handed out once, to who is on the roll, whatever is tried, and the log says to whom and no more."""

from __future__ import annotations

import secrets

import pytest
from sqlalchemy import update

from tests.secret_world import SecretWorld, Voter
from voting.errors import ConflictError, InputError, MalformedError, RefusedError
from voting.evidence import decode
from voting.services.issue_credential import LARGEST_LOCKER, IssueRequest, issue_credentials
from voting.services.seat_person import unseat_person
from voting.store.access import MailRow
from voting.store.database import writing
from voting.store.secret import CredentialRow
from voting.store.tables import RollRow


@pytest.mark.clause("IV.2d")
def test_a_voter_is_handed_a_credential_that_holds_and_the_log_says_to_whom(secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = world.open_secret()
    world.issue(ballot, "AMBER")
    entry = next(row for row in world.roll(ballot) if row.person == world.person("AMBER"))
    leaf, = world.leaves(ballot, "issue")
    assert (leaf["voter"], leaf["auth"], leaf["paper"]) == (entry.voter, {"by": "registrar"},
                                                            world.row(ballot).paper_hash)
    assert not {"at", "choice", "pk"} & set(leaf)
    mine = [row for row in world.rows(MailRow) if row.to == "amber@example.org"]
    assert "issued" in str(mine[-1].letter["subject"])


def test_the_same_request_gets_the_same_answer_and_one_entry_of_the_log(secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = world.open_secret()
    voter = Voter(world.person("AMBER"))
    request = world.blind(ballot, voter)
    first = issue_credentials(world.service, voter.person, [request])
    again = issue_credentials(world.service, voter.person, [IssueRequest(ballot, request.blinded, b"another locker")])
    assert first == again
    assert len(world.leaves(ballot, "issue")) == 1
    world.clock.now = world.row(ballot).close_at + 1  # asked for once more after the close: it was theirs
    assert issue_credentials(world.service, voter.person, [request]) == first


def test_another_blinded_message_of_the_same_voter_is_refused(secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = world.open_secret()
    world.issue(ballot, "AMBER")
    with pytest.raises(ConflictError, match="already"):
        world.issue(ballot, "AMBER", Voter(world.person("AMBER")))
    assert len(world.leaves(ballot, "issue")) == 1


@pytest.mark.clause("IV.3")
def test_who_is_not_on_the_roll_gets_none(secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = world.open_secret()
    for who in ("teller", "chair", "sc_chair"):
        with pytest.raises(RefusedError):
            world.issue(ballot, who)
    assert world.rows(CredentialRow) == []


def test_an_entry_whose_mandate_ended_or_that_was_replaced_gets_none(secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = world.open_secret()
    unseat_person(world.service, world.person("coordinator"), world.seats["council:AMBER"], "resigned")
    with writing() as session:
        session.execute(update(RollRow).where(RollRow.person == world.person("BIRCH")).values(is_replaced=True))
    for who in ("AMBER", "BIRCH"):
        with pytest.raises(RefusedError):
            world.issue(ballot, who)


def test_before_the_opening_yes_after_the_close_no(secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = world.open_secret(opens_in=600)
    world.issue(ballot, "AMBER")  # collected early
    world.clock.now = world.row(ballot).close_at + 1
    with pytest.raises(ConflictError):
        world.issue(ballot, "BIRCH")


def test_several_ballots_in_one_request_all_or_none(secret_world: SecretWorld) -> None:
    world = secret_world
    ballots = [world.open_secret(subject=subject) for subject in ("Peace", "Bread")]
    voters = [Voter(world.person("AMBER")) for _ in ballots]
    requests = [world.blind(ballot, voter) for ballot, voter in zip(ballots, voters, strict=True)]
    done = issue_credentials(world.service, world.person("AMBER"), requests)
    assert [issued.ballot for issued in done] == ballots
    other = Voter(world.person("BIRCH"))
    world.issue(ballots[1], "BIRCH")
    mixed = [world.blind(ballots[0], other), IssueRequest(ballots[1], (secrets.token_bytes(384),))]
    with pytest.raises((ConflictError, MalformedError)):
        issue_credentials(world.service, world.person("BIRCH"), mixed)
    assert len(world.leaves(ballots[0], "issue")) == 1


@pytest.mark.parametrize("wrong", [b"", bytes(384), b"\x00" * 383 + b"\x01", b"\xff" * 384, b"\x01" * 383,
                                   b"\x01" * 385])
def test_what_no_issuer_may_sign_is_not_signed(secret_world: SecretWorld, wrong: bytes) -> None:
    world = secret_world
    ballot = world.open_secret()
    with pytest.raises(MalformedError):
        issue_credentials(world.service, world.person("AMBER"), [IssueRequest(ballot, (wrong,))])
    assert world.leaves(ballot, "issue") == []


def test_requests_of_another_shape_are_refused(secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = world.open_secret()
    good = world.blind(ballot, Voter(world.person("AMBER")))
    named = world.open_ballot("resolution", "Bread")
    for requests, refusal in (([], InputError), ([good, good], InputError),
                              ([IssueRequest(ballot, good.blinded * 2)], InputError),
                              ([IssueRequest(ballot, good.blinded, bytes(LARGEST_LOCKER + 1))], InputError),
                              ([IssueRequest(named, good.blinded)], ConflictError)):
        with pytest.raises(refusal):
            issue_credentials(world.service, world.person("AMBER"), requests)


def test_eighty_parallel_requests_of_one_voter_make_one_credential(secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = world.open_secret()
    voters = [Voter(world.person("AMBER")) for _ in range(8)]
    requests = [world.blind(ballot, voter) for voter in voters]
    answers = world.together([lambda request=request: issue_credentials(world.service, world.person("AMBER"),
                                                                        [request])
                              for request in requests for _ in range(10)])
    won = [answer[0] for answer in answers if isinstance(answer, list)]
    assert len(won) == 10
    assert len({issued.blinded for issued in won}) == 1
    assert all(isinstance(answer, ConflictError) for answer in answers if not isinstance(answer, list))
    assert len(world.leaves(ballot, "issue")) == 1
    voter = voters[requests.index(next(request for request in requests if request.blinded == won[0].blinded))]
    assert world.unblind(ballot, voter, won[0]).credential


def test_the_issuers_key_is_a_file_for_the_service_alone(secret_world: SecretWorld) -> None:
    world = secret_world
    ballot = world.open_secret()
    path = world.folder / "keys" / "issuers" / f"{ballot}.pem"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    public = decode(bytes(world.row(ballot).paper))["secret"]["issuers"]
    assert public == [{"id": "localhost", "key": world.service.issuers.read(ballot).public.b64u}]
