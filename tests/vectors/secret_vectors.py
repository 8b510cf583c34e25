"""Makes tests/vectors/secret.json: one secret cast step by step, every random value given, for a second implementation.

    python -m tests.vectors.secret_vectors > tests/vectors/secret.json

The issuer's factors stay as they stand in the file (two primes of 1536 bits take a while to find); everything else is
made again from what is below. Every key in it is public: never use one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.vectors.plain_hpke import seal as hpke_seal
from voting.ballots import credential, nonce, seal
from voting.ballots.paper import paper_fingerprint
from voting.ballots.secret_cast import UrnPaper, cast_bytes
from voting.ballots.shamir import split
from voting.ballots.trustee import share_line, trustee_key
from voting.evidence import SigningKey, b64u, dst, encode, leaf_hash, sha256, sha256_hex, sign_document
from voting.evidence.blind_rsa import EXPONENT, IssuerKey, public_numbers_der

FILE = Path(__file__).with_name("secret.json")
BALLOT = "admission-1-2"
T = 1_780_000_000


def fixed(label: str, length: int = 32) -> bytes:
    """Bytes that stand for random ones: SHA-256 of the label, repeated with a counter."""
    return b"".join(sha256(b"%s %d" % (label.encode(), part)) for part in range((length + 31) // 32))[:length]


def identity(label: str) -> SigningKey:
    """The Ed25519 key whose seed is `fixed(label)`."""
    return SigningKey.from_seed(fixed(label))


def paper(issuer: IssuerKey) -> bytes:
    """The paper of a secret two-thirds vote."""
    secrets = [X25519PrivateKey.from_private_bytes(fixed(f"teller {index}")) for index in range(3)]
    trustees = [trustee_key(identity(f"identity {index}"), secret, BALLOT, index, f"p-teller-{index}")
                for index, secret in enumerate(secrets)]
    relay = X25519PrivateKey.from_private_bytes(fixed("relay")).public_key().public_bytes_raw()
    secret = {"client_sha256": [sha256_hex(b"bundle")], "grace": 0, "pad": 256, "relays": [], "rp": "vote.example",
              "issuers": [{"id": "vote.example", "key": issuer.b64u}], "suite": "SV1-RSA3072", "t": 2,
              "trustees": trustees,
              "urn": {"key": identity("urn").public.b64u, "max_recasts": 32, "origin": "vote.example/urn/" + BALLOT,
                      "relay_key": b64u(relay), "url": "https://vote.example/urn"}}
    document = {
        "type": "paper", "v": 1, "ballot": BALLOT, "motion": "admission-1", "motion_sha256": sha256_hex(b"motion"),
        "stage": 2, "organ": "council", "organ_name": {"en": "Council", "fr": "Conseil"}, "agenda": 1,
        "meeting": {"held_on": "2026-07-10", "id": "m1", "place": "", "remote": True, "title": "Council, July 2026"},
        "question": {"en": "Shall New Party be admitted?", "fr": "Faut-il admettre New Party ?"},
        "questions": [{"id": "q1", "max": 1, "min": 1, "options": ["yes", "no", "abstain"], "type": "choice"}],
        "rule": {"base": "expressed", "clause": "IV.2d", "comparator": "at_least", "decision": "admission",
                 "denominator": 3, "kind": "vote", "min_yes": 0, "numerator": 2, "stage": "two_thirds"},
        "readings": [{"id": "two_thirds_base", "status": "provisional"}],
        "statutes": {"id": "progressive-alliance", "sha256": sha256_hex(b"statutes"), "version": "1"},
        "roll": {"sha256": sha256_hex(b"roll"), "voters": 5}, "announced": T, "open": T, "close": T + 86_400,
        "authority": identity("authority").public.b64u, "origin": "https://vote.example",
        "log": {"key": identity("log").public.b64u, "origin": "vote.example/register"},
        "witnesses": {"need": 0, "vkeys": []}, "secrecy": "secret", "secret": secret}
    return encode(document)


def make(p: int, q: int) -> dict[str, object]:
    """The whole file."""
    n, d = p * q, pow(EXPONENT, -1, (p - 1) * (q - 1))
    issuer = IssuerKey(public_numbers_der(n))
    data = paper(issuer)
    read = UrnPaper.read(data)
    pseudonym, voter = identity("pseudonym"), fixed("voter")
    prefix, salt, factor = fixed("prefix"), fixed("salt", 48), int.from_bytes(fixed("factor", 383), "big")
    message = credential.credential_message(prefix, read.hash, pseudonym.public.raw)
    blinded, inverse = issuer.blind(message, salt, factor)
    blind_sig = pow(int.from_bytes(blinded, "big"), d, n).to_bytes(384, "big")
    sig = issuer.finalise(message, blind_sig, inverse)
    authorised = credential.authorisation(read.hash, voter, credential.blinded_hash([blinded]))
    other = fixed("authorisation of another ballot")

    seq, choice, key, row = 1, {"q1": ["yes"]}, fixed("K"), fixed("coefficients")
    context = seal.seal_context(read.hash, pseudonym.public.raw, seq)
    commitment = seal.commit_key(context, key)
    padded = seal.pad_choice(choice, read.pad)
    content = seal._content_key(context, key)
    ct = seal.AESGCM(content).encrypt(bytes(12), padded, commitment)
    shares = split(key, (1, 2, 3), [row])
    publics = [X25519PrivateKey.from_private_bytes(fixed(f"teller {index}")).public_key().public_bytes_raw()
               for index in range(3)]
    infos = [dst("share") + context + bytes([index]) for index in range(3)]
    sealed = [hpke_seal(shares[index], publics[index], infos[index], fixed(f"ephemeral {index}"))
              for index in range(3)]
    cast = sign_document(pseudonym, "cast", {
        "credentials": [{"prefix": b64u(prefix), "sig": b64u(sig)}], "paper": read.name,
        "pk": pseudonym.public.b64u, "seq": seq, "type": "cast", "v": 1,
        "seal": {"ct": b64u(ct), "kc": b64u(commitment), "shares": [b64u(each) for each in sealed]}})
    leaf = encode(cast)
    return {
        "about": "One secret cast step by step; bytes in hex unless they stand in a document. See secret_vectors.py.",
        "issuer": {"p": f"{p:x}", "q": f"{q:x}", "spki": issuer.b64u},
        "paper": {"bytes": data.decode(), "hash": read.name, "fingerprint": paper_fingerprint(data),
                  "cast_bytes": cast_bytes(read)},
        "credential": {
            "pseudonym_seed": fixed("pseudonym").hex(), "pk": pseudonym.public.b64u, "prefix": prefix.hex(),
            "message": message.hex(), "salt": salt.hex(), "factor": f"{factor:x}", "inverse": f"{inverse:x}",
            "blinded": blinded.hex(), "blind_sig": blind_sig.hex(), "sig": sig.hex()},
        "authorise": {
            "voter": b64u(voter), "blinded_sha256": b64u(credential.blinded_hash([blinded])),
            "authorisation": b64u(authorised), "challenge": b64u(credential.authorise_challenge([authorised])),
            "other_authorisation": b64u(other),
            "challenge_of_both": b64u(credential.authorise_challenge([authorised, other])),
            "issue_by_registrar": encode(credential.issue_leaf(read.name, b64u(voter), [blinded])).decode()},
        "seal": {
            "seq": seq, "choice": encode(choice).decode(), "context": context.hex(), "k": key.hex(),
            "key_commitment": commitment.hex(), "padded": padded.hex(), "content_key": content.hex(), "ct": ct.hex(),
            "coefficients": [row.hex()], "shares": [share.hex() for share in shares],
            "share_infos": [info.hex() for info in infos], "ephemerals": [
                fixed(f"ephemeral {index}").hex() for index in range(3)],
            "trustee_secrets": [fixed(f"teller {index}").hex() for index in range(3)],
            "sealed": [each.hex() for each in sealed]},
        "cast": {"leaf": leaf.decode(), "leaf_hash": b64u(leaf_hash(leaf)), "share_lines": [
            share_line(leaf_hash(leaf), share).decode() for share in shares]},
        "promise": encode(sign_document(identity("urn"), "promise", {
            "due": T + 86_400, "leaf": b64u(leaf_hash(leaf)), "paper": read.name, "type": "promise",
            "v": 1})).decode(),
        "rehearsal": {"plain": fixed("rehearsal").hex(), "info": (
            dst("rehearsal") + sha256(BALLOT.encode()) + b"\x00").hex(), "sealed": hpke_seal(
            fixed("rehearsal"), publics[0], dst("rehearsal") + sha256(BALLOT.encode()) + b"\x00",
            fixed("ephemeral of the rehearsal")).hex()},
        "lots": lots(),
        "locker": {"prf_input": sha256(dst("locker")).hex(), "info": (dst("locker") + read.hash).hex()},
    }


def lots() -> dict[str, object]:
    """A part of an election's lots, dealt by the teller at index 1 to three tellers of whom two open it."""
    secrets = [X25519PrivateKey.from_private_bytes(fixed(f"teller {index}")) for index in range(3)]
    entries = [trustee_key(identity(f"identity {index}"), secret, BALLOT, index, f"p-teller-{index}", True)
               for index, secret in enumerate(secrets)]
    dealing = nonce.Dealing.of(BALLOT, 2, entries)
    return {"ballot": BALLOT, "t": 2, "by": "p-teller-1", "nonce": fixed("nonce").hex(),
            "keys": [entry["lots"] for entry in entries], "context": dealing.context("p-teller-1").hex(),
            "secrets": [nonce.lots_secret(secret, BALLOT).private_bytes_raw().hex() for secret in secrets],
            "part": nonce.deal_nonce(dealing, fixed("nonce"), "p-teller-1", identity("identity 1"))}


def factors() -> tuple[int, int]:
    """The issuer's factors as the file has them."""
    issuer = json.loads(FILE.read_text())["issuer"]
    return int(issuer["p"], 16), int(issuer["q"], 16)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(make(*factors()), indent=1, sort_keys=True) + "\n")
