"""The urn on another organisation's host: two network namespaces, one cable, `voting urn` in one of them. Slow."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from voting.services.keyring import open_keyring

ROOT = Path(__file__).resolve().parents[2]
REGISTER, URN, PORT = "10.77.0.1", "10.77.0.2", 5001
pytestmark = pytest.mark.slow


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@pytest.fixture
def hosts() -> Iterator[tuple[str, str]]:
    """Two namespaces that see each other and nothing else."""
    if not shutil.which("ip") or os.geteuid() != 0:
        pytest.skip("No network namespaces: `ip` is missing, or this is not root")
    name = secrets.token_hex(2)
    register, urn = f"sr{name}", f"su{name}"
    try:
        ip("netns", "add", register)
    except subprocess.CalledProcessError:
        pytest.skip("No network namespaces: the kernel refuses one")
    try:
        ip("netns", "add", urn)
        ip("link", "add", f"v{name}a", "netns", register, "type", "veth", "peer", "name", f"v{name}b", "netns", urn)
        for place, device, address in ((register, f"v{name}a", REGISTER), (urn, f"v{name}b", URN)):
            ip("-n", place, "addr", "add", f"{address}/24", "dev", device)
            ip("-n", place, "link", "set", device, "up")
            ip("-n", place, "link", "set", "lo", "up")
        yield register, urn
    finally:
        for place in (register, urn):
            subprocess.run(["ip", "netns", "del", place], check=False, capture_output=True)


def test_a_whole_ballot_whose_urn_is_on_another_host(hosts: tuple[str, str], tmp_path: Path) -> None:
    register, urn = hosts
    here, there = tmp_path / "register", tmp_path / "urn"
    here.mkdir()
    there.mkdir()
    authority = open_keyring(here / "keys", None).authority.public.b64u
    url = f"http://{URN}:{PORT}"
    settings = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "SCRUTIN_INSTANCE": str(there),
                "SCRUTIN_ORIGIN": url, "SCRUTIN_URN_AUTHORITY": authority,
                "SCRUTIN_URN_BOOTH": f"http://{REGISTER}:5000"}
    log = tmp_path / "urn.log"
    with log.open("wb") as sink:
        server = subprocess.Popen(
            ["ip", "netns", "exec", urn, sys.executable, "-m", "voting.cli", "urn", "--host", URN, "--port", str(PORT)],
            cwd=ROOT, env=settings, stdout=sink, stderr=subprocess.STDOUT)
    try:
        wait_for(register, url)
        done = subprocess.run(
            ["ip", "netns", "exec", register, sys.executable, "-m", "tests.faults.two_hosts", str(here), url,
             str(int(time.time()))], cwd=ROOT, env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
    finally:
        server.terminate()
        server.wait(30)
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["statuses"], told["refused"], told["late"]) == ([202], 400, "closed")
    assert (told["counted"], told["counts"], told["failures"]) == (True, {"yes": 2, "no": 1}, [])
    assert told["urn"] == url
    assert "another organisation's host" in told["holds"]
    assert [path.name for path in here.glob("*.sqlite")] == ["register.sqlite"]
    assert not (there / "register.sqlite").exists()
    written = log.read_text()
    assert REGISTER not in written.replace(f"http://{REGISTER}:5000", "")  # no request is logged, and no address
    everything = b"".join(path.read_bytes() for path in there.rglob("*") if path.is_file())
    assert b"Delegate" not in everything
    assert b"@example.org" not in everything


def wait_for(register: str, url: str) -> None:
    """Until the urn answers at all."""
    ask = f"import urllib.request as u\ntry: u.urlopen('{url}/b0/checkpoint', timeout=2)\n" \
          "except u.HTTPError as fault: raise SystemExit(0 if fault.code == 404 else 1)\n"
    for _ in range(120):
        asked = subprocess.run(["ip", "netns", "exec", register, sys.executable, "-c", ask], check=False,
                               capture_output=True)
        if asked.returncode == 0:
            return
        time.sleep(0.5)
    raise AssertionError("the urn never answered")
