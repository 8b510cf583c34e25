"""The worked examples of the two FORMAT.md files are what the code makes, and their tables are those of the code."""

import json
import re
from pathlib import Path

import pytest

from tests.record.scenario import SCENARIOS, record_of
from tests.record.secret_scenario import secret_record_of
from tests.vectors.secret_vectors import FILE
from voting.ballots.authorisation import (
    cast_challenge,
    check_authorised,
    passkey_opening,
    read_assertion_line,
    read_passkey_line,
)
from voting.ballots.cast import check_issued, commit_reason, issue_ballot, read_cast
from voting.ballots.leaves import LEAVES
from voting.ballots.paper import PAPER_KEYS, paper_fingerprint, paper_hash, read_paper
from voting.ballots.roll import Roll, RollEntry, check_opening
from voting.evidence import (
    Checkpoint,
    PublicKey,
    SigningKey,
    Tree,
    b64u,
    decode,
    encode,
    fingerprint,
    leaf_hash,
    sha256_hex,
    sign_checkpoint,
    unb64u,
    verify_inclusion,
)
from voting.record import CODES, layout, unpack
from voting.record.contents import gap_hashes
from voting.record.layout import read_index
from voting.record.read import read_log_line, read_reasons

HOUSE = Path(__file__).resolve().parents[2] / "voting"
BALLOTS, RECORD = (HOUSE / room / "FORMAT.md" for room in ("ballots", "record"))
KEY, LOG_KEY = SigningKey.from_seed(b"\x01" * 32), SigningKey.from_seed(b"\x02" * 32)


def examples(path: Path) -> dict[str, str]:
    """Every `label = value` of the file's examples."""
    lines = "\n".join(re.findall(r"```example\n(.*?)```", path.read_text(), re.DOTALL)).splitlines()
    return dict(line.split(" = ", 1) for line in lines if line)


def test_the_paper_of_the_example():
    said = examples(BALLOTS)
    paper = said["paper"].encode()
    assert set(read_paper(paper)) == PAPER_KEYS
    assert (paper_hash(paper), paper_fingerprint(paper)) == (said["hash"], said["fingerprint"])


def test_the_roll_of_the_example():
    said = examples(BALLOTS)
    roll = Roll.read(said["roll line"].encode() + b"\n")
    assert roll.sha256 == said["roll sha256"] == read_paper(said["paper"].encode())["roll"]["sha256"]
    assert check_opening(json.loads(said["opening"])) in roll


def test_the_issued_ballot_of_the_example():
    said = examples(BALLOTS)
    issued = json.loads(said["issued"])
    assert said["authority"] == KEY.public.b64u
    assert check_issued(PublicKey.from_b64u(said["authority"]), said["hash"], issued) == issued["voter"]
    assert issue_ballot(KEY, said["hash"], issued["voter"]) == issued


def test_the_vote_of_the_example():
    said = examples(BALLOTS)
    cast = read_cast(decode(said["cast"].encode()), read_paper(said["paper"].encode())["questions"])
    reason = json.loads(said["reason"])
    assert cast["reason"] == reason["commitment"] == commit_reason(reason["reason"], unb64u(reason["salt"]))
    assert read_reasons(said["reason"].encode() + b"\n") == [cast["reason"]]
    assert b64u(leaf_hash(said["cast"].encode())) == said["leaf hash"]


def test_the_passkey_and_the_signed_vote_of_the_example():
    said = examples(BALLOTS)
    opened = dict([read_passkey_line(said["passkey opening"].encode())])
    [(commitment, passkey)] = opened.items()
    assert encode(passkey_opening(passkey, bytes(range(16)))).decode() == said["passkey opening"]
    assert encode(passkey.document()).decode() == said["passkey of the voter"]
    assert Roll.of([RollEntry(b64u(bytes(32)), 1, (commitment,))]).write()
    cast = read_cast(decode(said["signed cast"].encode()), read_paper(said["paper"].encode())["questions"])
    bare = {name: value for name, value in cast.items() if name != "auth"}
    assert sha256_hex(encode(bare)) == said["signed bytes sha256"]
    assert b64u(cast_challenge(cast)) == said["challenge of the cast"]
    named, (assertion, _) = read_assertion_line(said["assertion opening"].encode())
    assert cast["auth"] == {"by": "passkey", "assertion": named}
    check_authorised(passkey, assertion, cast, "https://vote.example")


def test_the_index_of_the_example():
    said = examples(RECORD)
    data = said["index"].encode()
    assert read_index(data).authority.b64u == said["authority"]
    assert fingerprint(data) == said["fingerprint"]
    assert KEY.sign(data).hex() == said["signature"]


def test_the_log_line_of_the_example():
    said = examples(RECORD)
    entry, root = read_log_line(said["line"].encode()), said["checkpoint line 3"]
    note = sign_checkpoint(Checkpoint("vote.example/register", int(said["checkpoint line 2"]),
                                      bytes.fromhex(_hex(root))), LOG_KEY)
    assert note.decode().splitlines()[1:3] == [said["checkpoint line 2"], root]
    verify_inclusion(entry.hash, entry.index, int(said["checkpoint line 2"]), list(entry.proof),
                     bytes.fromhex(_hex(root)))


def _hex(base64_text: str) -> str:
    return unb64u(base64_text.rstrip("=").replace("+", "-").replace("/", "_")).hex()


def test_every_failure_code_is_listed_with_its_meaning():
    listed = re.findall(r"^\| `([a-z_]+)` \| (.+) \|$", RECORD.read_text().partition("## Failures")[2], re.MULTILINE)
    assert dict(listed) == CODES
    assert len(listed) == len(CODES)


def test_every_code_that_is_used_is_listed_and_the_other_way_round():
    sources = "".join(path.read_text() for room in ("verifier", "record") for path in (HOUSE / room).glob("*.py")
                      if path.name != "faults.py")
    assert {code for code in CODES if f'"{code}"' in sources} == set(CODES)


def test_the_table_of_acts_is_that_of_the_code():
    rows = re.findall(r"^\| `([a-z_]+)` \| ((?:`[a-z0-9_]+` ?)+) \|", BALLOTS.read_text().partition("## Acts")[2],
                      re.MULTILINE)
    table = {name: set(re.findall(r"`([a-z0-9_]+)`", keys)) for name, keys in rows if name in LEAVES}
    assert table == {name: keys - {"type", "v", "at", "by", "motion"} for name, keys in LEAVES.items()}


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_the_layout_is_the_one_in_the_document(name):
    shown = RECORD.read_text().partition("README.txt  ")[2].partition("```")[0]
    said = {"README.txt"}
    for line in shown.splitlines()[1:]:
        names = re.findall(r"(?:[a-zA-Z]+/)?(?:N/)?[a-z]+\.[a-z.]+[a-z]", line[:38])
        said |= set(names) | ({f"{names[0]}.sig"} if re.search(r"  \.sig", line) else set())
    files = set(unpack(record_of(name)))
    if name != "signed":
        said -= {layout.PASSKEYS, layout.ASSERTIONS}
    assert {re.sub(r"stages/\d", "stages/N", file) for file in files} == said
    assert said >= {layout.NAMES, layout.REASONS}


def test_the_files_of_a_secret_stage_are_those_in_the_document():
    shown = RECORD.read_text().partition("in `stages/N/secret/`:")[2].split("```")[1]
    said = {line.split()[0].replace("I.", "0.") for line in shown.strip().splitlines()}
    optional = {line.split()[0].replace("I.", "0.") for line in shown.splitlines() if "  optional: " in line}
    record = unpack(secret_record_of("disputed"))  # of key holders 0 and 2, the second with the key
    there = {name.removeprefix("stages/2/secret/").replace("/2.", "/0.") for name in record
             if name.startswith("stages/2/secret/")}
    assert there == said
    assert {name for name in there if layout.is_optional(f"stages/2/secret/{name}")} == optional
    assert record["stages/2/issued.jsonl"] == b""


def test_the_proof_of_the_example():
    said = examples(RECORD)
    tree = Tree([leaf_hash(encode({"n": number})) for number in range(5)])
    assert [root.hex() for root in gap_hashes(tree, [1, 2])] == said["proof hex"].split()
    assert tree.root().hex() == said["proof root hex"]


def test_the_examples_of_secret_ballots_are_those_of_the_vectors():
    said, vectors = examples(BALLOTS), json.loads(FILE.read_text())
    seal, authorise = vectors["seal"], vectors["authorise"]
    assert {name: said[name] for name in ("voter", "blinded sha256", "authorisation", "challenge of one",
                                          "challenge of both", "issue")} == {
        "voter": authorise["voter"], "blinded sha256": authorise["blinded_sha256"],
        "authorisation": authorise["authorisation"], "challenge of one": authorise["challenge"],
        "challenge of both": authorise["challenge_of_both"], "issue": authorise["issue_by_registrar"]}
    assert [said["context hex"], said["K hex"], said["kc hex"], said["content key hex"], said["coefficients hex"]] == [
        seal["context"], seal["k"], seal["key_commitment"], seal["content_key"], seal["coefficients"][0]]
    assert [said[f"share {index} hex"] for index in range(3)] == seal["shares"]
    assert (said["secret cast"], said["secret leaf hash"]) == (vectors["cast"]["leaf"], vectors["cast"]["leaf_hash"])
    assert said["share line"] + "\n" == vectors["cast"]["share_lines"][0]
    assert int(said["cast bytes"]) == vectors["paper"]["cast_bytes"]
    assert [said["pk"], said["prefix hex"], said["message hex"]] == [
        vectors["credential"][name] for name in ("pk", "prefix", "message")]


def test_the_table_of_tamper_cases_has_every_number_and_only_codes_that_exist():
    table = RECORD.read_text().partition("## Tamper cases of a secret ballot")[2]
    rows = [row.strip("| ").split(" | ") for row in table.splitlines() if row.startswith("| ") and "---" not in row][1:]
    numbers: set[int] = set()
    for row in rows:
        for first, last in re.findall(r"\b(\d+)(?:-(\d+))?(?=,| |$)", re.split(r" [A-Za-z]", row[0])[0] + " "):
            numbers |= set(range(int(first), int(last or first) + 1))
        codes = set(re.findall(r"`([a-z_]+)`", row[1])) - {"unopenable", "announced"}
        assert codes <= set(CODES), codes - set(CODES)
    assert numbers == set(range(1, 111))
    named = set(re.findall(r"`((?:tests/)?[a-z_/]+\.py)`", table))
    assert all(list((HOUSE.parent / "tests").rglob(Path(name).name)) for name in named)
