"""Somebody who holds every key of service, urn and issuer, even the tellers', and edits a record with a secret stage.

What they touch they sign again: `finish` makes right whatever rests on a key or a hash alone. What must still refuse
the record is then a voter's signature, a passkey, a credential, an order, the law or the count.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.record.secret_scenario import TELLERS, URN_KEY, secret_record_of
from tests.verifier.attacker import Attacker
from voting.ballots.trustee import Head, Release, open_shares
from voting.evidence import (
    Checkpoint,
    Tree,
    decode,
    encode,
    leaf_hash,
    sha256_hex,
    sign_checkpoint,
    unb64u,
)
from voting.record import LoggedLeaf, layout, unpack
from voting.record.contents import gap_hashes, issue_line
from voting.record.write import log_line
from voting.tally.opened import final_casts

STAGE = "stages/2/secret/"
PAPER2, TALLY2 = "stages/2/paper.json", "stages/2/tally.json"
ISSUE = "issue"


class SecretAttacker(Attacker):
    """A record taken apart: `files`, `leaves` (acts, votes and issues in the order of the log), `urn` (leaves)."""

    def __init__(self, scenario: str = "plain") -> None:
        record = unpack(secret_record_of(scenario))
        super().__init__("two-thirds-adopted")
        self.files, self.motion = record, decode(record[layout.INDEX])["motion"]
        lines = [decode(line) for name in (layout.LOG, STAGE + "issues.jsonl")
                 for line in record[name].splitlines()]
        self.leaves = [encode(line["leaf"]) for line in sorted(lines, key=lambda line: line["index"])]
        self.urn = record[STAGE + "urn.jsonl"].splitlines()
        self.urn_key, self.urn_origin = URN_KEY, self.document(PAPER2)["secret"]["urn"]["origin"]
        self.released = [index for index in range(3) if f"{STAGE}trustees/{index}.json" in record]
        self.identities = [teller.identity for teller in TELLERS]

    @property
    def paper(self) -> str:
        """The hash by which the votes name the paper."""
        return decode(self.urn[0])["paper"]

    def edit_cast(self, number: int, change: Callable[[dict], object]) -> None:
        """Change an entry of the urn, its signature left as it is."""
        cast = decode(self.urn[number])
        change(cast)
        self.urn[number] = encode(cast)

    def write_log(self) -> None:
        """log.jsonl, issues.jsonl, issues.proof and log.checkpoint over `leaves`."""
        tree = Tree([leaf_hash(leaf) for leaf in self.leaves])
        issues = [place for place, leaf in enumerate(self.leaves) if b'"type":"issue"' in leaf]
        self.files[layout.LOG] = b"".join(log_line(LoggedLeaf(place, leaf, tuple(tree.inclusion(place))))
                                          for place, leaf in enumerate(self.leaves) if place not in issues)
        self.files[STAGE + "issues.jsonl"] = b"".join(issue_line(place, self.leaves[place]) for place in issues)
        self.files[STAGE + "issues.proof"] = b"".join(gap_hashes(tree, issues))
        self.files[layout.CHECKPOINT] = sign_checkpoint(Checkpoint(self.origin, len(self.leaves), tree.root()),
                                                        self.log_key)

    def heads(self) -> tuple[Head, Head]:
        """Of urn and issue list, as they now are."""
        issues = [leaf_hash(leaf) for leaf in self.leaves if b'"type":"issue"' in leaf]
        urn = Tree([leaf_hash(leaf) for leaf in self.urn])
        return Head(urn.root(), urn.size), Head(Tree(issues).root(), len(issues))

    def agree(self, shares: bool = True) -> SecretAttacker:
        """Make urn, checkpoint, sealed heads, releases and shares agree again, with everybody's signatures."""
        urn, issues = self.heads()
        self.files[STAGE + "urn.jsonl"] = b"".join(leaf + b"\n" for leaf in self.urn)
        self.files[STAGE + "urn.checkpoint"] = sign_checkpoint(Checkpoint(self.urn_origin, urn.size, urn.root),
                                                               self.urn_key)
        self.edit_leaf("sealed", lambda leaf: leaf.update(urn=urn.document(), issue=issues.document()))
        for index in self.released:
            name = f"{STAGE}trustees/{index}.jsonl"
            if shares:
                self.files[name] = b"".join(open_shares(TELLERS[index].secret, index, unb64u(self.paper),
                                                        final_casts(self.urn)))
            self.sign_release(index, urn, issues)
        return self

    def sign_release(self, index: int, urn: Head, issues: Head, **changes: object) -> None:
        """A teller signs a release over these heads, and the log takes it in."""
        lines = self.files[f"{STAGE}trustees/{index}.jsonl"]
        release = Release(index, self.paper, urn, issues, sha256_hex(lines), lines.count(b"\n")).sign(
            self.identities[index])
        self.take_release(index, {**release, **changes} if changes else release)

    def take_release(self, index: int, release: dict) -> None:
        """Put a release into the record, and its hash into the log."""
        name = f"{STAGE}trustees/{index}.json"
        self.files[name] = encode(release)
        for place, leaf in enumerate(self.leaves):
            act = decode(leaf)
            if act["type"] == "released" and act["index"] == index:
                self.leaves[place] = encode({**act, "sha256": sha256_hex(self.files[name])})

    def count_as(self, change: Callable[[dict], object]) -> SecretAttacker:
        """Publish another tally of the secret stage, signed and logged."""
        self.edit(TALLY2, change)
        self.agree_on_tally(2)
        return self

    def agree_on_new_paper(self, change: Callable[[dict], object]) -> SecretAttacker:
        """Change the paper and let announcement and issues name it; voters' own signatures stay as they are."""
        self.edit(PAPER2, change)
        self.agree_on_paper(2)
        return self

    def move(self, urn: list[bytes]) -> SecretAttacker:
        """Put other entries into the urn."""
        self.urn = urn
        return self
