"""Verifying a secret ballot: a whole record, against the bare primitives that each of its votes cannot do without.

The raw limit of a vote is what the same libraries need in the same run, in this one process, for: its credential
(RSA-PSS), its pseudonym's signature and its voter's passkey where there is one (Ed25519, ECDSA), HKDF and AES-GCM of
its opening, and one SHA-256 for each of its bytes, leaves and nodes; and the signatures of the named stage before it.
`python -m benchmarks.verifying_secret [NUMBER|RECORD.zip]…` measures records of so many voters, or such as were made
before (`voting demo record --secret --voters NUMBER`), with one process and with two, and the most memory that one had.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from voting.demonstration.load import packaged
from voting.demonstration.secret_record import secret_demonstration
from voting.record.archive import open_parts
from voting.statutes import load_statutes
from voting.verifier.open_file import open_record

SIZES = (1_000, 10_000)


def raw_limit() -> tuple[Callable[[], None], Callable[[], None], Callable[[], None]]:
    """What one secret vote, a passkey's signature, and a signed ballot of a named stage cost in bare primitives."""
    message, digest = secrets.token_bytes(120), hashes.SHA384()
    issuer = rsa.generate_private_key(65537, 3072)
    pss = padding.PSS(padding.MGF1(digest), 48)
    credential, public = issuer.sign(message, pss, digest), issuer.public_key()
    pseudonym, cast = Ed25519PrivateKey.generate(), secrets.token_bytes(1500)
    signature, raw = pseudonym.sign(cast), pseudonym.public_key()
    device = ec.generate_private_key(ec.SECP256R1())
    assertion, phone = device.sign(message, ec.ECDSA(hashes.SHA256())), device.public_key()
    sealed = AESGCM(bytes(32)).encrypt(bytes(12), bytes(256), bytes(32))

    def vote() -> None:
        public.verify(credential, message, pss, digest)
        raw.verify(signature, cast)
        HKDF(hashes.SHA256(), 32, None, message).derive(message)
        AESGCM(bytes(32)).decrypt(bytes(12), sealed, bytes(32))
        for piece in (cast, cast, message, message, message, message, message, message):
            sha256(piece).digest()

    return (vote, lambda: phone.verify(assertion, message, ec.ECDSA(hashes.SHA256())),
            lambda: raw.verify(signature, cast))


def processor_time(act: Callable[[], None], times: int) -> float:
    """Seconds of processor that `act` takes `times` times, from a sample of 2,000."""
    sample = min(times, 2000)
    start = time.process_time()
    for _ in range(sample):
        act()
    return (time.process_time() - start) * times / sample if times else 0.0


def check(path: str, jobs: int) -> tuple[float, float, int]:
    """(seconds on the clock, seconds of processor, most MiB in memory of one process) of the verifier by itself."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        command = [sys.executable, "-m", "voting.verifier", "--json", "-j", str(jobs), path]
        child = os.posix_spawn(sys.executable, command, os.environ,
                               file_actions=[(os.POSIX_SPAWN_DUP2, out.fileno(), 1)])
        _, status, used = os.wait4(child, 0)
        out.seek(0)
        answer = json.loads(out.read())
    if status:
        raise SystemExit(f"the record does not hold: {answer['failures'][:1]}")
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def measure(path: str) -> Iterator[str]:
    """Lines about one record."""
    with open_record(path) as source:
        files = open_parts(source)
        votes = files["stages/2/secret/urn.jsonl"].count_lines()
        issues = files["stages/2/secret/issues.jsonl"].count_lines()
        taps = files["assertions.jsonl"].count_lines() if "assertions.jsonl" in files else 0
        size = sum(part.size for name, part in files.items() if name.startswith("stages/2/"))
        ballots = files["stages/1/issued.jsonl"].count_lines()
    vote, tap, ballot = raw_limit()
    for jobs in (1, 2):
        clock, processor, memory = check(path, jobs)
        bare = processor_time(vote, votes) + processor_time(tap, taps) + processor_time(ballot, ballots)
        each = 1e6 * processor / votes
        yield (f"{votes:7} votes, {issues} issues, -j {jobs}: {clock:7.2f} s on the clock, {processor:7.2f} s of "
               f"processor ({each:4.0f} µs a vote), bare {bare:6.2f} s, {processor / bare:4.2f} times; "
               f"{memory} MiB at most; {size // votes} bytes a vote")


def run(sizes: Sequence[int] = SIZES) -> Iterator[str]:
    """Lines to print."""
    statutes = load_statutes(packaged("voting.statutes", "progressive_alliance.toml"), "progressive_alliance.toml")
    with tempfile.TemporaryDirectory() as folder:
        for voters in sizes:
            path = Path(folder) / "record.zip"
            with path.open("wb") as stream:
                for piece in secret_demonstration(statutes, voters, 1_800_000_000, [], lambda votes, _total: votes):
                    stream.write(piece)
            yield from measure(str(path))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        for line in run([int(name)]) if name.isdigit() else measure(name):
            print(line, flush=True)
