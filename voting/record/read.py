"""The parts of a record out of their bytes. Each reader refuses what a writer would not have written.

For the verifier, which asks them one by one and collects what they refuse, and for tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from voting.ballots.cast import REASON_LIMIT, commit_reason
from voting.ballots.roll import SALT_BYTES, check_opening_line
from voting.errors import MalformedError
from voting.evidence import PublicKey, decode, decode_lines, expect_keys, leaf_hash, unb64u
from voting.sentences import N_


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A line of log.jsonl: the document, and the hash and bytes of the leaf that it is."""

    index: int
    document: dict[str, object]
    leaf: bytes
    hash: bytes
    proof: tuple[bytes, ...]


def read_log_line(line: bytes) -> LogEntry:
    """The entry in one line of log.jsonl without its newline; `MalformedError` unless canonical and complete."""
    document = expect_keys(decode(line), {"index", "leaf", "proof"}, what="log.jsonl")
    index, leaf, proof = document["index"], document["leaf"], document["proof"]
    if isinstance(index, bool) or not isinstance(index, int) or not isinstance(leaf, dict) or \
            not isinstance(proof, list) or not all(isinstance(node, str) for node in proof):
        raise MalformedError(N_("A line of the log cannot be read."))
    nodes = tuple(unb64u(node, 32) for node in proof)
    # The line is canonical, so the leaf's bytes stand between these two places: no need to write them again.
    raw = line[len(b'{"index":%d,"leaf":' % index):line.rindex(b',"proof":[')]
    return LogEntry(index, leaf, raw, leaf_hash(raw), nodes)


def read_signature(data: bytes) -> bytes:
    """A signature file: exactly 64 bytes."""
    if len(data) != 64:
        raise MalformedError(N_("A signature is not 64 bytes long."))
    return data


def read_pem(data: bytes) -> PublicKey:
    """The public key in a PEM file written exactly as `PublicKey.to_pem` writes it."""
    key = PublicKey.from_pem(data)
    if key.to_pem() != data:
        raise MalformedError(N_("A key file holds more than its key."))
    return key


def each_name(lines: Iterable[bytes]) -> Iterator[str]:
    """The voter ids that lines of names.jsonl open, each checked; `MalformedError` unless sorted and each once."""
    before = ""
    for line in lines:
        voter = check_opening_line(line)
        if voter <= before:
            raise unsorted_names()
        yield voter
        before = voter


def unsorted_names() -> MalformedError:
    """The names do not stand in the order of their entries."""
    return MalformedError(N_("names.jsonl is not sorted, or opens an entry twice."))


def read_reasons(data: bytes) -> list[str]:
    """The commitments that reasons.jsonl opens, each checked; `MalformedError` unless sorted and each once."""
    opened = []
    for line in decode_lines(data):
        expect_keys(line, {"commitment", "reason", "salt"}, what="reasons.jsonl")
        if not all(isinstance(value, str) for value in line.values()):
            raise MalformedError(N_("A line of reasons.jsonl holds something else than text."))
        if not line["reason"].strip() or len(line["reason"]) > REASON_LIMIT:
            raise MalformedError(N_("A reason in reasons.jsonl is empty or too long."))
        if commit_reason(line["reason"], unb64u(line["salt"], SALT_BYTES)) != line["commitment"]:
            raise MalformedError(N_("A reason in reasons.jsonl does not belong to the vote that it names."))
        opened.append(line["commitment"])
    if opened != sorted(set(opened)):
        raise MalformedError(N_("reasons.jsonl is not sorted, or opens a commitment twice."))
    return opened
