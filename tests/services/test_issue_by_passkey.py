"""Who has a passkey on the roll is handed a credential by that passkey and by nothing else; one tap for all ballots."""

from __future__ import annotations

import pytest

from tests.passkeys import enrol, lose
from tests.secret_world import SecretWorld, Voter
from voting.ballots.credential import authorisation, authorise_challenge, blinded_hash
from voting.demonstration.authenticator import Authenticator
from voting.errors import VotingError
from voting.evidence import b64u, decode, unb64u
from voting.services.declare_result import declare_result
from voting.services.issue_credential import IssueRequest, issue_credentials
from voting.services.make_record import full_record
from voting.store.database import reading
from voting.store.find import entry_of
from voting.store.secret import CredentialRow
from voting.verifier import verify


def tap(world: SecretWorld, device: Authenticator, who: str, requests: list[IssueRequest], origin: str = "",
        **how: object) -> dict[str, object]:
    """What a browser sends after one tap for these requests."""
    about = []
    for request in requests:
        with reading() as session:
            voter = entry_of(session, request.ballot, world.person(who)).voter
        about.append(authorisation(unb64u(world.row(request.ballot).paper_hash), unb64u(voter),
                                   blinded_hash(request.blinded)))
    given = device.answer(authorise_challenge(about), origin or world.service.origin, **how)
    return {**given.document(), "cred": b64u(device.credential_id)}


@pytest.mark.clause("IV.2d")
def test_one_tap_hands_out_the_credentials_of_several_ballots(secret_world: SecretWorld) -> None:
    world = secret_world
    device = enrol(world, "AMBER")
    ballots = [world.open_secret(subject=subject) for subject in ("Peace", "Bread")]
    requests = [world.blind(ballot, Voter(world.person("AMBER"))) for ballot in ballots]
    given = tap(world, device, "AMBER", requests)
    done = issue_credentials(world.service, world.person("AMBER"), requests, given)
    assert len(done) == 2
    leaves = [world.leaves(ballot, "issue")[0] for ballot in ballots]
    assert {leaf["auth"]["by"] for leaf in leaves} == {"passkey"}
    assert leaves[0]["auth"]["assertion"] == leaves[1]["auth"]["assertion"]
    kept = [decode(bytes(row.assertion)) for row in world.rows(CredentialRow)]
    assert [len(document["with"]) for document in kept] == [1, 1]
    assert issue_credentials(world.service, world.person("AMBER"), requests[:1], None) == done[:1]  # asked again


def test_without_a_tap_or_with_another_nothing_is_issued(secret_world: SecretWorld) -> None:
    world = secret_world
    device, stranger, lost = enrol(world, "AMBER"), enrol(world, "BIRCH"), enrol(world, "AMBER")
    ballot = world.open_secret()
    elsewhere = world.open_secret(subject="Bread")
    voter = Voter(world.person("AMBER"))
    request, other = world.blind(ballot, voter), world.blind(ballot, Voter(world.person("AMBER")))
    lose(world, lost)
    late = enrol(world, "AMBER")
    wrong = [
        None, tap(world, stranger, "AMBER", [request]), tap(world, lost, "AMBER", [request]),
        tap(world, late, "AMBER", [request]),  # enrolled after the roll was frozen
        tap(world, device, "AMBER", [other]),  # for another blinded message
        tap(world, device, "AMBER", [world.blind(elsewhere, Voter(world.person("AMBER")))]),  # for another ballot
        tap(world, device, "AMBER", [request], origin="https://evil.example"),
        {**tap(world, device, "AMBER", [request]), "cred": ""}]
    for given in wrong:
        with pytest.raises(VotingError) as refusal:
            issue_credentials(world.service, voter.person, [request], given)
        assert refusal.value.status in (400, 422), given
    assert world.leaves(ballot, "issue") == []
    issue_credentials(world.service, voter.person, [request], tap(world, device, "AMBER", [request]))
    leaf, = world.leaves(ballot, "issue")
    assert leaf["auth"]["by"] == "passkey"


def test_the_tally_says_how_many_the_register_attested_alone(secret_world: SecretWorld) -> None:
    world = secret_world
    device = enrol(world, "AMBER")
    ballot = world.open_secret()
    voter = Voter(world.person("AMBER"))
    request = world.blind(ballot, voter)
    issued, = issue_credentials(world.service, voter.person, [request], tap(world, device, "AMBER", [request]))
    world.cast_secret(ballot, world.unblind(ballot, voter, issued), "yes")
    world.vote(ballot, birch="no")
    world.close(ballot)
    world.open_by(ballot, *world.tellers[:2])
    assert (world.tally(ballot)["secret"]["by_registrar"], world.tally(ballot)["issued"]) == (1, 2)
    declare_result(world.service, world.person("chair"), ballot)
    verdict = verify(full_record(world.row(ballot).motion))
    assert verdict.failures == ()
