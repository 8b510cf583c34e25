"""What the page "Check it yourself" says: one command, a few lines of openssl, what is checked, what is not claimed.

The verifier is made from the running sources at the first request and kept in memory; its SHA-256 stands beside it,
so that somebody who has it from elsewhere can compare.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from voting.evidence import sha256_hex
from voting.sentences import N_, Sentence
from voting.verifier.build import build
from voting.web.step_words import STEP_WORDS

VERIFIER = "voting-verify.pyz"


@dataclass(frozen=True, slots=True)
class VerifierFile:
    """The one file and the hex SHA-256 of its bytes."""

    body: bytes
    sha256: str


@lru_cache(maxsize=1)
def verifier_file() -> VerifierFile:
    """The verifier, made once a process."""
    body = build()
    return VerifierFile(body, sha256_hex(body))


def command(record: str) -> str:
    """The one command for a record's file."""
    return f"python -m pip install cryptography\npython {VERIFIER} {record}"


def by_hand(record: str) -> list[dict[str, object]]:
    """A few checks without any program of ours; the README.txt of a record has the rest."""
    return [
        {"what": N_("Unpack the record"), "lines": f"python -m zipfile -e {record} record\ncd record"},
        {"what": N_("The list of files is signed by the authority"),
         "lines": "openssl pkeyutl -verify -pubin -inkey keys/authority.pem -rawin \\\n"
                  "  -in index.json -sigfile index.json.sig"},
        {"what": N_("Every file is the one on the list"),
         "lines": "jq -r '.files[] | \"\\(.sha256)  \\(.name)\"' index.json \\\n"
                  "  | sha256sum -c --quiet --ignore-missing"},
        {"what": N_("The count and the outcome are signed by the authority"),
         "lines": "for f in stages/*/tally.json tally.json; do\n"
                  "  openssl pkeyutl -verify -pubin -inkey keys/authority.pem -rawin -in \"$f\" -sigfile \"$f.sig\"\n"
                  "done"},
        {"what": N_("The verifier that you took from here"),
         "lines": f"echo {verifier_file().sha256}  ../{VERIFIER} | sha256sum -c"},
    ]


def checks() -> list[Sentence]:
    """What the verifier goes through, in its order."""
    return [step.holds for step in STEP_WORDS]


def not_claimed() -> list[Sentence]:
    """What a good answer does not show."""
    return [
        N_("That the register was right when the roll was drawn up: who belongs is for the organ to say."),
        N_("That a vote is its voter's own: a vote is authorised by being signed in, so whoever holds the service's "
           "keys could write another record that agrees with itself. Receipts, the names within the organ and the "
           "twelve digits stand against it."),
        N_("That nobody else sat at a voter's screen."),
        N_("That the service never refused anyone; whoever was refused was told why, with the clause."),
        N_("That the key is the organisation's, unless you compare it with one that you have from elsewhere."),
    ]
