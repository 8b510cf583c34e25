"""The browser's half of a secret ballot in Node: its own tests, and both directions between JavaScript and Python."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from voting.ballots.credential import authorisation, blinded_hash
from voting.ballots.paper import paper_hash
from voting.ballots.seal import find_key, open_choice, open_share, seal_context
from voting.ballots.secret_cast import UrnPaper, check_secret_cast, read_body, read_secret_cast
from voting.ballots.trustee import Head, check_release, check_trustee_key, read_share_line
from voting.evidence import (
    Checkpoint,
    SigningKey,
    Tree,
    b64u,
    decode,
    encode,
    leaf_hash,
    sign_checkpoint,
    unb64u,
)
from voting.services.blind_sign import IssuerSecret

HERE = Path(__file__).resolve().parent / "secret"
VECTORS = HERE.parents[1] / "vectors" / "secret.json"
BALLOT = "admission-1"


def node() -> str:
    """The Node that builds the browser's part."""
    import build_client

    found = build_client.system_node() or build_client.packaged_node()
    if found is None:
        pytest.skip("no Node on this machine; the installation brought its own and left none behind")
    return str(found.program)


def speak(**asked: object) -> dict:
    """What the browser's half answers."""
    ran = subprocess.run([node(), str(HERE / "speak.mjs")], input=json.dumps(asked), capture_output=True, text=True,
                         timeout=60, check=False, env={**os.environ, "NODE_NO_WARNINGS": "1"})
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_its_own_tests_pass_in_node() -> None:
    files = sorted(map(str, HERE.glob("*.test.mjs")))
    assert len(files) >= 2
    ran = subprocess.run([node(), "--test", *files], capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stdout[-6000:]
    assert "# fail 0" in ran.stdout
    assert "# skipped 0" in ran.stdout


@pytest.fixture(scope="module")
def told() -> dict:
    """A ballot whose tellers made their keys in JavaScript, and one vote that JavaScript cast on it."""
    tellers = [speak(do="teller", ballot=BALLOT, index=index) for index in range(3)]
    authority, urn, issuer = SigningKey.from_seed(b"\x01" * 32), SigningKey.from_seed(b"\x02" * 32), \
        IssuerSecret.generate()
    known = decode(json.loads(VECTORS.read_text())["paper"]["bytes"].encode())
    known["authority"], known["ballot"] = authority.public.b64u, BALLOT
    known["secret"]["issuers"][0]["key"] = issuer.public.b64u
    known["secret"]["trustees"] = [
        {"id": one["identity"]["public"], "pk": one["keys"]["public"], "sig": one["sig"], "subject": f"p-{index}"}
        for index, one in enumerate(tellers)]
    known["secret"]["urn"]["key"] = urn.public.b64u
    paper, voter = encode(known), b64u(bytes(range(32)))
    begun = speak(do="begin", paper=paper.decode(), sig=b64u(authority.sign(paper)), voter=voter)
    blinded = [unb64u(part["blinded"]) for part in begun["made"]["parts"]]
    signed = [b64u(issuer.sign_blinded(one)) for one in blinded]
    casts = [speak(do="cast", paper=paper.decode(), made=begun["made"], blind_sigs=signed, seq=seq,
                   choice={"q1": [option]}) for seq, option in ((1, "yes"), (32, "abstain"))]
    return {"tellers": tellers, "urn": urn, "paper": paper, "voter": voter, "begun": begun, "blinded": blinded,
            "casts": casts}


def test_a_teller_s_key_made_in_javascript_is_one_for_the_paper(told: dict) -> None:
    for index, entry in enumerate(decode(told["paper"])["secret"]["trustees"]):
        check_trustee_key(entry, BALLOT, index)


def test_what_javascript_has_authorised_is_what_python_checks(told: dict) -> None:
    name, voter = unb64u(paper_hash(told["paper"])), unb64u(told["voter"])
    assert unb64u(told["begun"]["authorisation"]) == authorisation(name, voter, blinded_hash(told["blinded"]))


def test_a_cast_made_in_javascript_is_accepted_and_opened_in_python(told: dict) -> None:
    paper, last = UrnPaper.read(told["paper"]), 0
    for cast, option in zip(told["casts"], ("yes", "abstain"), strict=True):
        leaf = read_body(paper, unb64u(cast["body"]))
        assert leaf_hash(leaf) == unb64u(cast["hash"])
        document = read_secret_cast(leaf)
        check_secret_cast(paper, document, last)
        last = document["seq"]
        context = seal_context(paper.hash, unb64u(document["pk"]), document["seq"])
        shares = [open_share(X25519PrivateKey.from_private_bytes(unb64u(teller["keys"]["secret"])), context, index,
                             unb64u(document["seal"]["shares"][index]))
                  for index, teller in enumerate(told["tellers"])]
        assert None not in shares
        for pair in ((0, 1), (0, 2), (1, 2)):
            key = find_key(context, unb64u(document["seal"]["kc"]), {at: shares[at] for at in pair}, paper.t)
            assert key == unb64u(cast["key"])
        choice = open_choice(context, key, unb64u(document["seal"]["kc"]), unb64u(document["seal"]["ct"]))
        assert decode(choice) == {"q1": [option]}


def test_a_release_made_in_javascript_is_accepted_and_opens_the_final_cast_in_python(told: dict) -> None:
    paper, urn_paper = decode(told["paper"]), UrnPaper.read(told["paper"])
    leaves = [read_body(urn_paper, unb64u(cast["body"])) for cast in told["casts"]]
    tree, shares = Tree(map(leaf_hash, leaves)), {}
    note = sign_checkpoint(Checkpoint(paper["secret"]["urn"]["origin"], tree.size, tree.root()), told["urn"])
    head, issue = Head(tree.root(), tree.size), Head(bytes(32), 1)
    for index in (0, 2):
        teller = told["tellers"][index]
        made = speak(do="release", paper=told["paper"].decode(), checkpoint=note.decode(), index=index,
                     urn="".join(f"{leaf.decode()}\n" for leaf in leaves), issue=issue.document(),
                     identity=teller["identity"], keys=teller["keys"])
        released = check_release(encode(made["document"]), paper["secret"]["trustees"], urn_paper.name, head, issue)
        lines = made["file"].encode().splitlines()
        assert (released.index, released.lines, len(lines)) == (index, 1, 1), "only the last cast of a pseudonym"
        found, share = read_share_line(lines[0])
        assert found == leaf_hash(leaves[1])
        shares[index] = share
    document = read_secret_cast(leaves[1])
    context = seal_context(urn_paper.hash, unb64u(document["pk"]), document["seq"])
    assert find_key(context, unb64u(document["seal"]["kc"]), shares, 2) == unb64u(told["casts"][1]["key"])


def test_javascript_opens_no_urn_but_the_signed_one(told: dict) -> None:
    leaves = [unb64u(cast["body"]).rstrip(b" ") for cast in told["casts"]]
    tree = Tree(map(leaf_hash, leaves[:1]))
    note = sign_checkpoint(Checkpoint(decode(told["paper"])["secret"]["urn"]["origin"], tree.size, tree.root()),
                           told["urn"])
    with pytest.raises(AssertionError, match="not the signed one"):
        speak(do="release", paper=told["paper"].decode(), checkpoint=note.decode(), index=0, identity={}, keys={},
              urn="".join(f"{leaf.decode()}\n" for leaf in leaves), issue={"root": "", "size": 0})


def test_javascript_accepts_exactly_the_proofs_that_python_makes() -> None:
    cases, expected = [], []
    hashes = [leaf_hash(b"%d" % number) for number in range(9)]
    whole = Tree(hashes)

    def case(holds: bool, **fields: object) -> None:
        cases.append(fields)
        expected.append(holds)

    def spelt(nodes: Sequence[bytes]) -> list[str]:
        return [b64u(node) for node in nodes]

    for size in range(1, 10):
        for index in range(size):
            proof, root = spelt(whole.inclusion(index, size)), b64u(whole.root(size))
            entry = {"leaf": b64u(hashes[index]), "size": size, "root": root}
            case(True, **entry, index=index, proof=proof)
            case(False, **entry, index=index, proof=[*proof, b64u(bytes(32))])
            case(False, **entry, index=(index + 1) % size if size > 1 else 1, proof=proof)
        for old in range(1, size + 1):
            proof = spelt(whole.consistency(old, size))
            earlier, later = ({"size": each, "root": b64u(whole.root(each))} for each in (old, size))
            case(True, earlier=earlier, later=later, proof=proof)
            case(False, earlier={**earlier, "root": b64u(bytes(32))}, later=later, proof=proof)
            case(False, earlier=earlier, later={**later, "root": b64u(bytes(32))}, proof=proof)
            case(False, earlier=earlier, later=later, proof=[*proof, b64u(bytes(32))])
            case(False, earlier={**earlier, "size": 0}, later=later, proof=proof)
    assert speak(do="proofs", cases=cases) == expected


def test_a_teller_is_shown_the_seal_in_the_log_and_no_other(told: dict) -> None:
    log = SigningKey.from_seed(b"\x07" * 32)
    paper = decode(told["paper"])
    paper["log"] = {"key": log.public.b64u, "origin": "vote.example/register"}
    heads = {"urn": {"root": b64u(b"u" * 32), "size": 2}, "issue": {"root": b64u(b"i" * 32), "size": 3}}
    seal = encode({"type": "sealed", "v": 1, "ballot": paper["ballot"], **heads})
    tree = Tree([leaf_hash(b"first"), leaf_hash(b"second"), leaf_hash(seal), leaf_hash(b"later")])

    def note(size: int, root: bytes = b"") -> str:
        return sign_checkpoint(Checkpoint("vote.example/register", size, root or tree.root(size)), log).decode()

    shown = {"checkpoint": note(4), "leaf": b64u(seal), "index": 2, "since": 2,
             "proof": [b64u(node) for node in tree.inclusion(2)],
             "consistency": [b64u(node) for node in tree.consistency(2)]}
    written = encode(paper).decode()
    assert speak(do="seal", paper=written, told=shown, heads=heads, kept=note(2)) is True
    assert speak(do="seal", paper=written, told=shown, heads=heads, kept="") is True
    for wrong in ({"told": {**shown, "index": 1}}, {"told": {**shown, "checkpoint": note(4, b"x" * 32)}},
                  {"heads": {**heads, "issue": {"root": b64u(b"j" * 32), "size": 3}}},
                  {"heads": {**heads, "urn": {"root": b64u(b"u" * 32), "size": 1}}},
                  {"kept": note(2, b"y" * 32)}, {"told": {**shown, "consistency": []}}):
        with pytest.raises(AssertionError, match="Malformed"):
            speak(**{"do": "seal", "paper": written, "told": shown, "heads": heads, "kept": note(2), **wrong})
