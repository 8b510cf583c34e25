"""Somebody who holds the service's keys and edits a record: what they touch, they sign again.

`finish` makes everything that rests on a key alone right again (papers, tallies, log, checkpoint, index). What must
still refuse the record is then a hash, an order, the law or the count.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.record.scenario import AUTHORITY, KEYS, record_of
from voting.ballots.paper import paper_hash
from voting.evidence import (
    Checkpoint,
    SigningKey,
    Tree,
    b64u,
    decode,
    decode_lines,
    encode,
    leaf_hash,
    sha256_hex,
    sign_checkpoint,
)
from voting.record import CODES, LoggedLeaf, layout, pack, unpack
from voting.record.write import log_line, sign_files
from voting.verifier import Trust, verify


class Attacker:
    """A record taken apart: `files`, and `leaves`, the bytes of the log's entries."""

    def __init__(self, scenario: str = "two-thirds-adopted") -> None:
        self.files = unpack(record_of(scenario))
        self.leaves = [encode(line["leaf"]) for line in decode_lines(self.files[layout.LOG])]
        self.origin = KEYS.log_origin
        self.log_key: SigningKey = KEYS.log
        self.motion = decode(self.files[layout.INDEX])["motion"]

    def document(self, name: str) -> dict:
        """A file of the record as a document."""
        return decode(self.files[name])

    def edit(self, name: str, change: Callable[[dict], object]) -> None:
        """Change a document file in place."""
        document = self.document(name)
        change(document)
        self.files[name] = encode(document)

    def find(self, kind: str, number: int = 0) -> int:
        """The place of the n-th entry of a type; a negative number counts from the end."""
        return [place for place, leaf in enumerate(self.leaves) if decode(leaf)["type"] == kind][number]

    def edit_leaf(self, kind: str, change: Callable[[dict], object], number: int = 0) -> None:
        """Change the n-th entry of a type."""
        place = self.find(kind, number)
        leaf = decode(self.leaves[place])
        change(leaf)
        self.leaves[place] = encode(leaf)

    def agree_on_casts(self) -> None:
        """Make each close name the votes that are now in the log."""
        for place, data in enumerate(self.leaves):
            leaf = decode(data)
            if leaf["type"] == "closed":
                paper = next(each["paper"] for each in map(decode, self.leaves)
                             if each["type"] == "announced" and each["ballot"] == leaf["ballot"])
                casts = [each for each in self.leaves
                         if decode(each)["type"] == "cast" and decode(each)["paper"] == paper]
                leaf["casts"] = {"root": b64u(Tree([leaf_hash(each) for each in casts]).root()), "size": len(casts)}
                self.leaves[place] = encode(leaf)

    def agree_on_tally(self, stage: int) -> None:
        """Make log and outcome name the tally of a stage as it now is."""
        name = layout.stage_file(stage, "tally.json")
        digest, ballot = sha256_hex(self.files[name]), self.document(name)["ballot"]
        for place, data in enumerate(self.leaves):
            leaf = decode(data)
            if leaf["type"] == "tallied" and leaf["ballot"] == ballot:
                self.leaves[place] = encode({**leaf, "tally_sha256": digest})
        self.edit(layout.TALLY, lambda tally: tally["stages"][stage - 1].update(tally_sha256=digest))
        self.edit_leaf("declared", lambda leaf: leaf.update(tally_sha256=sha256_hex(self.files[layout.TALLY])))

    def agree_on_paper(self, stage: int) -> None:
        """Make the announcement and every vote name the paper of a stage as it now is."""
        name = layout.stage_file(stage, "paper.json")
        ballot, digest = self.document(name)["ballot"], paper_hash(self.files[name])
        old = next(leaf["paper"] for leaf in map(decode, self.leaves)
                   if leaf["type"] == "announced" and leaf["ballot"] == ballot)
        self.leaves = [leaf.replace(old.encode(), digest.encode()) for leaf in self.leaves]

    def finish(self, index: bool = True, log: bool = True, sign: bool = True) -> bytes:
        """The record again: log rebuilt and signed, papers and tallies signed, index written and signed."""
        if log:
            self.write_log()
        if sign:
            for name in [name for name in self.files if name.endswith(".sig")]:
                if name[:-4] in self.files:
                    self.files[name] = AUTHORITY.sign(self.files[name[:-4]])
        if index:
            rest = {name: content for name, content in self.files.items()
                    if name not in (layout.INDEX, layout.INDEX_SIG)}
            self.files = sign_files(rest, self.motion, AUTHORITY)
        return pack(self.files)

    def write_log(self) -> None:
        """log.jsonl and log.checkpoint over `leaves`."""
        tree = Tree([leaf_hash(leaf) for leaf in self.leaves])
        self.files[layout.LOG] = b"".join(log_line(LoggedLeaf(place, leaf, tuple(tree.inclusion(place))))
                                          for place, leaf in enumerate(self.leaves))
        self.files[layout.CHECKPOINT] = sign_checkpoint(Checkpoint(self.origin, len(self.leaves), tree.root()),
                                                        self.log_key)


def codes(record: bytes, trust: Trust | None = None) -> set[str]:
    """The failures of a record that must not hold; every failure has a known code and a sentence."""
    verdict = verify(record, trust)
    assert not verdict.ok
    assert (verdict.outcome, verdict.anchored) == ("", False)
    for failure in verdict.failures:
        assert failure.code in CODES
        assert len(failure.sentence) > 20
    return {failure.code for failure in verdict.failures}
