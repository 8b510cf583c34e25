"""One secret ballot step by step, from the announcement to the count: every step may be done again."""

from __future__ import annotations

from collections.abc import Callable

from tests.secret_world import SecretWorld, Voter
from voting.services.announce_ballot import announce_ballot
from voting.services.declare_result import declare_result
from voting.services.issue_credential import issue_credentials
from voting.services.keep_urn import keep_urn
from voting.services.make_record import full_record
from voting.services.release_shares import release_shares
from voting.services.urn.append_batch import ENOUGH
from voting.services.urn.cast_secret import cast_secret
from voting.verifier import verify


class Life:
    """One secret ballot, step by step; every step may be done again."""

    def __init__(self, world: SecretWorld) -> None:
        self.world, self.ballot = world, world.draft_secret()
        world.accept_keys(self.ballot)
        self.amber, self.birch = Voter(world.person("AMBER")), Voter(world.person("BIRCH"))
        self.bodies: list[bytes] = []
        self.releases: list[tuple[bytes, bytes]] = []

    def announce(self) -> None:
        """The chair announces; told that it is announced already, the chair sees that it was done."""
        if self.world.row(self.ballot).paper is None:
            announce_ballot(self.world.service, self.world.person("chair"), self.ballot, 0, self.world.now + 7200)
        keep_urn(self.world.service)

    def issue(self) -> None:
        """A voter asks for a credential, with the same blinded message each time."""
        for voter in (self.amber, self.birch):
            issued, = issue_credentials(self.world.service, voter.person, [self.world.blind(self.ballot, voter)])
            self.world.unblind(self.ballot, voter, issued)

    def cast(self) -> None:
        """Eleven votes: one changed nine times, so that a batch comes among them, and another's."""
        for body in self.bodies:
            cast_secret(self.world.urn, self.ballot, body)

    def close(self) -> None:
        """The clock's work after the close."""
        self.world.settle(self.ballot)
        keep_urn(self.world.service)

    def release(self) -> None:
        """Two tellers release."""
        for teller, (document, lines) in zip(self.world.tellers, self.releases, strict=False):
            release_shares(self.world.service, teller.person, self.ballot, document, lines)
        keep_urn(self.world.service)

    def write_votes(self) -> None:
        """What the browsers would send, made once."""
        options = ["no"] * ENOUGH + ["yes"]
        self.bodies = [self.world.body(self.ballot, self.amber, option) for option in options[:-1]]
        self.bodies.append(self.world.body(self.ballot, self.amber, "yes"))
        self.bodies.append(self.world.body(self.ballot, self.birch, "no"))

    def run(self, point: str, hit: Callable[[Callable[[], None]], bool]) -> None:
        """The whole life; `hit` does the step to which `point` belongs with the fault, and says whether it came there.
        Whoever was cut off then does it again."""
        steps: dict[str, tuple[Callable[[], None], Callable[[], None]]] = {
            "announce": (lambda: None, self.announce), "issue": (self._blind, self.issue),
            "cast": (self.write_votes, self.cast), "close": (self._pass, self.close),
            "release": (self._make_releases, self.release)}
        wanted = point.partition(":")[0]
        wanted = {"batch": "cast", "seal": "close", "count": "release"}.get(wanted, wanted)
        was_hit = False
        for name, (before, step) in steps.items():
            before()
            if name == wanted:
                was_hit = hit(step)
            step()
        assert was_hit, "the fault point was never reached"

    def _blind(self) -> None:
        for voter in (self.amber, self.birch):
            self.world.blind(self.ballot, voter)

    def _pass(self) -> None:
        self.world.clock.now = self.world.row(self.ballot).close_at + 1

    def _make_releases(self) -> None:
        self.releases = [self.world.release(self.ballot, teller) for teller in self.world.tellers[:2]]

    def is_whole(self) -> None:
        """Two votes count, nothing was lost or doubled, and whoever has the record finds no fault in it."""
        world = self.world
        assert world.counts(self.ballot) == {"yes": 1, "no": 1}
        assert world.tally(self.ballot)["superseded"] == ENOUGH
        for kind in ("announced", "closed", "sealed", "tallied"):
            assert len(world.leaves(self.ballot, kind)) == 1, kind
        assert len(world.leaves(self.ballot, "issue")) == len(world.leaves(self.ballot, "released")) == 2
        declare_result(world.service, world.person("chair"), self.ballot)
        assert verify(full_record(world.row(self.ballot).motion)).failures == ()
