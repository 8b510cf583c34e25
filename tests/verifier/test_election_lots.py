"""The lots of an election in its record: fixed by the paper, the same whoever releases, refused where anybody lies."""

from __future__ import annotations

import ast
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.ballots.electing import coordinator, crowd, ranking
from tests.record.election_scenario import DAY, HOUR, KEYS, START, STATUTES, URN_KEY, T, election_record_of
from tests.record.scenario import AUTHORITY, people
from tests.record.secret_scenario import ISSUER, TELLERS
from tests.verifier.stranger_lots import seed_of
from voting.ballots.key_release import lots_keys
from voting.ballots.nonce import Dealing, deal_nonce
from voting.ballots.paper import parse_paper
from voting.ballots.seal import seal_context, seal_to
from voting.ballots.trustee import read_release
from voting.evidence import b64u, decode, dst, encode, leaf_hash, sha256_hex, sign_document, unb64u
from voting.record import write_record
from voting.record.archive import pack, unpack
from voting.record.compose_election import ElectionComposer
from voting.record.write import public_copy
from voting.verifier import verify

PAPER, TALLY = "stages/1/paper.json", "stages/1/tally.json"
Change = Callable[[dict[str, object], str], object]


class Tied(ElectionComposer):
    """Two stand and have two votes each; `change` alters what the paper says of secrecy, `bent` one vote's seal."""

    change: Change = staticmethod(lambda secret, ballot: None)

    def secret_part(self, ballot: str, *rest: object) -> dict[str, object]:
        """As ever, changed."""
        secret = super().secret_part(ballot, *rest)
        self.change(secret, ballot)
        return secret

    def held(self, releasing: Sequence[int], is_bent: bool = False) -> Tied:
        """From the motion to the declaration; these tellers release, in this order."""
        self.file(T - HOUR)
        self.announce_secret(people(4), START, START, START + DAY, 1, [ISSUER], TELLERS, URN_KEY)
        self.open(START)
        for number, mark in enumerate((0, 0, 1, 1)):
            self.collect(number)
            cast = self.vote(number, ranking(self.election, [mark]))
            if is_bent and number == 0:
                self._bend(cast)
        at = START + DAY + 1
        self.close_secret(at)
        self.seal(at + self.grace)
        for index in releasing:
            self.release(index, at + HOUR)
        self.count(at + 2 * HOUR)
        self.declare(at + 3 * HOUR)
        return self

    def _bend(self, cast: dict[str, object]) -> None:
        """The voter seals the share of the first teller wrongly: it opens to another."""
        held = self.now.secret
        context = seal_context(held.paper.hash, unb64u(cast["pk"], 32), int(cast["seq"]))
        key = decode(self.now.paper)["secret"]["trustees"][0]["pk"]
        wrong = seal_to(key, dst("share") + context + b"\x00", bytes(32) + b"\x01")
        cast["seal"]["shares"][0] = b64u(wrong)
        cast = sign_document(held.voters[0].pseudonym, "cast", {k: v for k, v in cast.items() if k != "sig"})
        held.voters[0].last = leaf_hash(encode(cast))
        held.pending[-1] = (held.voters[0].last, encode(cast))

    @property
    def seed(self) -> str:
        """From which the lots were drawn."""
        return self.now.tally["election"]["count"]["lots"]["seed"]


def tied(releasing: Sequence[int] = (0, 1), change: Change | None = None, is_bent: bool = False,
         randomness: Callable[[int], bytes] = secrets.token_bytes) -> Tied:
    """An election by these tellers."""
    composer = Tied(STATUTES, coordinator(crowd(2)), "council", T - DAY, KEYS, randomness)
    if change is not None:
        composer.change = change
    return composer.held(releasing, is_bent)


class Counter:
    """Bytes that look random and are the same each time."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, length: int) -> bytes:
        self.number += 1
        return (bytes.fromhex(sha256_hex(str(self.number).encode())) * (length // 32 + 1))[:length]


def deal_unevenly(secret: dict[str, object], ballot: str) -> None:
    """The second teller's part, signed by that teller, has a share for the first that belongs to another nonce."""
    dealing = Dealing.of(ballot, secret["t"], secret["trustees"])
    other = deal_nonce(dealing, bytes(32), TELLERS[1].subject, TELLERS[1].identity)
    nonce = secret["nonces"][2]
    nonce["sealed"][0] = other["sealed"][0]
    said = dealing.context(nonce["by"]) + unb64u(nonce["kc"]) + b"".join(map(unb64u, nonce["sealed"]))
    nonce["sig"] = b64u(TELLERS[1].identity.sign(dst("nonce-by") + said))


@pytest.mark.parametrize("change", [None, deal_unevenly])
def test_the_seed_is_the_same_whichever_tellers_release_and_whether_a_vote_opens(change: Change | None) -> None:
    """Neither a voter nor a teller, nor both with the host, can choose between two seeds once they see the votes."""
    seeds, void = set(), set()
    for releasing in ((0, 1), (1, 0), (0, 2), (1, 2), (0, 1, 2)):
        for is_bent in (False, True):
            composer = tied(releasing, change, is_bent, Counter())
            seeds.add(composer.seed)
            void.add(len(composer.now.tally["void"]))
            assert verify(write_record(composer.contents(), AUTHORITY)).failures == ()
            assert composer.now.tally["secret"]["lots"] == {
                "dealers": ["", *(teller.subject for teller in TELLERS)],
                "uneven": [TELLERS[1].subject] if change else []}
    assert len(seeds) == 1
    assert void == {0, 1}, "with some tellers the bent vote opens, with others it does not"


@pytest.mark.parametrize("change", [None, deal_unevenly])
def test_a_program_written_from_the_format_finds_the_same_seed(change: Change | None) -> None:
    composer = tied((1, 2), change)
    releases = {index: decode(data) for index, data in composer.now.secret.releases.items()}
    assert seed_of(composer.now.paper, releases) == (composer.seed, [TELLERS[1].subject] if change else [])
    tree = ast.parse(Path(__file__).with_name("stranger_lots.py").read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
                and str(node.module).startswith("voting")]


@pytest.mark.parametrize(("fault", "change"), {
    "no parts": lambda s, b: s.pop("nonces"),
    "no part of a teller": lambda s, b: s.update(nonces=s["nonces"][:1]),
    "no part of the service": lambda s, b: s.update(nonces=s["nonces"][1:]),
    "a part twice": lambda s, b: s["nonces"].append(s["nonces"][1]),
    "a part in another's name": lambda s, b: s["nonces"][1].update(by=TELLERS[2].subject),
    "a part that its teller did not sign": lambda s, b: s["nonces"][1]["sealed"].reverse(),
    "a teller's part by the host": lambda s, b: s["nonces"].__setitem__(1, {**deal_nonce(
        Dealing.of(b, s["t"], s["trustees"]), bytes(32), TELLERS[0].subject, AUTHORITY)}),
    "a teller without a key for lots": lambda s, b: s["trustees"][2].pop("lots"),
    "another's key for lots": lambda s, b: s["trustees"][2].update(lots=s["trustees"][1]["lots"]),
}.items())
def test_a_paper_whose_parts_are_wrong_is_refused(fault: str, change: Change) -> None:
    good = tied()
    files = unpack(write_record(good.contents(), AUTHORITY))
    paper = decode(files[PAPER])
    change(paper["secret"], good.now.ballot)
    files[PAPER] = encode(paper)
    files[PAPER + ".sig"] = AUTHORITY.sign(files[PAPER])
    assert "paper_unreadable" in {failure.code for failure in verify(pack(files)).failures}, fault


@pytest.mark.parametrize("change", [
    lambda d: d.pop("lots"),
    lambda d: d.update(lots=b64u(bytes(31) + b"\x01")),
])
def test_a_release_without_its_key_for_the_lots_is_refused(change: Callable[[dict], object]) -> None:
    composer = tied()
    held = composer.now.secret
    document = decode(held.releases[1])
    change(document)
    del document["sig"]
    held.releases[1] = encode(sign_document(TELLERS[1].identity, "trustee-secret", document))
    assert read_release(held.releases[1]).index == 1
    for place, (leaf, is_ours) in enumerate(composer.log):
        if is_ours is not None and (act := decode(leaf))["type"] == "released" and act["index"] == 1:
            composer.log[place] = (encode({**act, "sha256": sha256_hex(held.releases[1])}), is_ours)
    codes = {failure.code for failure in verify(write_record(composer.contents(), AUTHORITY)).failures}
    assert codes >= {"release_wrong"}


def test_a_copy_without_the_urn_still_shows_that_the_seed_is_the_paper_s() -> None:
    files = unpack(public_copy(election_record_of("coordinator")))
    assert "stages/1/secret/urn.jsonl" not in files
    tally = decode(files[TALLY])
    tally["election"]["count"]["lots"]["seed"] = "0" * 64
    files[TALLY] = encode(tally)
    files[TALLY + ".sig"] = AUTHORITY.sign(files[TALLY])
    assert "tally_wrong" in {failure.code for failure in verify(pack(files)).failures}


def test_a_key_released_in_a_dispute_gives_its_part_of_the_lots() -> None:
    """The teller at 0 hands over the key alone, and stands among the first two of whom the lots are opened."""
    composer = tied((1, 2), None, False, Counter())
    before, at = composer.seed, START + 2 * DAY
    composer.dispute(at, "Somebody doubts it.")
    composer.release_key(0, at + HOUR)
    composer.count(at + 2 * HOUR)
    composer.declare(at + 3 * HOUR)
    assert (composer.seed, composer.now.tally["secret"]["lots"]["uneven"]) == (before, [])
    assert composer.now.tally["secret"]["revealed"] == [0, 1, 2]
    releases = {index: decode(data) for index, data in composer.now.secret.releases.items()}
    lots = lots_keys(composer.now.ballot, {}, composer.now.secret.keys)
    assert seed_of(composer.now.paper, {1: releases[1], 0: {"lots": b64u(lots[0])}})[0] == before


class Earlier(Tied):
    """An election as it was held before papers had parts of lots."""

    draws_lots = False

    def secret_part(self, ballot: str, *rest: object) -> dict[str, object]:
        """Neither keys for lots nor parts."""
        self.draws_lots = True
        secret = super().secret_part(ballot, *rest)
        self.draws_lots = False
        trustees = [{name: value for name, value in entry.items() if name != "lots"} for entry in secret["trustees"]]
        return {name: value for name, value in secret.items() if name != "nonces"} | {"trustees": trustees}


def test_an_election_of_before_still_verifies_by_the_rule_of_then(monkeypatch: pytest.MonkeyPatch) -> None:
    composer = Earlier(STATUTES, coordinator(crowd(2)), "council", T - DAY, KEYS, secrets.token_bytes)
    composer.held((0, 1))
    record = write_record(composer.contents(), AUTHORITY)
    assert verify(record).failures == ()
    assert verify(public_copy(record)).failures == ()
    assert "lots" not in composer.now.tally["secret"]
    files = unpack(record)
    tally = decode(files[TALLY])
    tally["election"]["count"]["lots"]["seed"] = "0" * 64
    files[TALLY] = encode(tally)
    files[TALLY + ".sig"] = AUTHORITY.sign(files[TALLY])
    assert "tally_wrong" in {failure.code for failure in verify(pack(files)).failures}
    monkeypatch.setattr("voting.ballots.paper.NONCES_SINCE", START - 1)
    parse_paper.cache_clear()
    assert "paper_unreadable" in {failure.code for failure in verify(record).failures}
    parse_paper.cache_clear()
