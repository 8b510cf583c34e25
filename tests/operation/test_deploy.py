"""The examples in deploy/, tried as far as a test can: a real gunicorn, systemd on its units, the words of the rest."""

from __future__ import annotations

import configparser
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from voting.cli import voting
from voting.web.limits import LARGEST_APPLICATION, LARGEST_FILE

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
BIN = Path(sys.executable).parent
UNITS = sorted(DEPLOY.glob("scrutin*.service")) + sorted(DEPLOY.glob("scrutin*.timer"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path, subprocess.Popen]]:
    """Gunicorn with our configuration on a free port, in production: (port, its log, the process)."""
    folder = tmp_path_factory.mktemp("server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "SCRUTIN_INSTANCE": str(folder / "instance"), "SCRUTIN_ENV": "production",
                   "SCRUTIN_ORIGIN": "https://vote.example", "SCRUTIN_PROXIES": "1"}
    environment.pop("SCRUTIN_DATABASE_URL", None)
    log = folder / "log"
    with log.open("wb") as stream:
        process = subprocess.Popen([BIN / "gunicorn", "-c", DEPLOY / "gunicorn.conf.py", "--bind", f"127.0.0.1:{port}",
                                    "wsgi:app"], cwd=ROOT, env=environment, stderr=stream, stdout=stream)
    try:
        for _ in range(150):
            try:
                if ask(port, "/healthz")[0] == 200:
                    break
            except OSError:
                time.sleep(0.1)
        yield port, log, process
    finally:
        process.kill()
        process.wait()


def ask(port: int, path: str, host: str = "vote.example", data: bytes | None = None) -> tuple[int, bytes]:
    """(status, body), asked as the proxy asks."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=data, headers={
        "Host": host, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own server
            return answer.status, answer.read()
    except urllib.error.HTTPError as fault:
        with fault:
            return fault.code, fault.read()


def test_gunicorn_serves_does_the_clocks_work_logs_json_and_ends_when_told(
        server: tuple[int, Path, subprocess.Popen]) -> None:
    port, log, process = server
    assert ask(port, "/readyz")[0] == 200
    assert ask(port, "/")[0] == 200
    assert ask(port, "/", host="evil.example")[0] == 400
    assert ask(port, "/sign-in", data=b"email=amber@example.org")[0] == 400  # without its token
    with socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
        raw.sendall(b"RUBBISH\r\n\r\n")
        raw.recv(100)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert {line["event"] for line in lines} == {"message", "refused"}
    assert {line["level"] for line in lines} <= {"info", "warning"}
    text = log.read_text()
    for secret in ("203.0.113.9", "127.0.0.1", "amber@example.org", "Traceback"):
        assert secret not in text


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="No systemd-analyze: install systemd")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    for path in UNITS:
        (tmp_path / path.name).write_text(path.read_text().replace("/opt/scrutin/venv/bin", str(BIN)))
    done = subprocess.run(["systemd-analyze", "verify", *sorted(tmp_path.iterdir())], capture_output=True, text=True,
                          check=False)
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "scrutin" in line]
    assert (done.returncode, ours) == (0, [])


def test_the_units_may_write_their_own_folder_and_nothing_else() -> None:
    unit = configparser.RawConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(DEPLOY / "scrutin.service")
    service = unit["Service"]
    assert (service["ProtectSystem"], service["NoNewPrivileges"], service["CapabilityBoundingSet"]) == (
        "strict", "yes", "")
    assert (service["StateDirectory"], service["StateDirectoryMode"], service["UMask"]) == ("scrutin", "0700", "0077")
    assert "ReadWritePaths" not in service


def test_the_backup_of_the_timer_is_a_command_of_ours() -> None:
    text = (DEPLOY / "scrutin-backup.service").read_text()
    assert re.search(r"bin/voting (\w+)", text).group(1) in voting.commands
    assert "--with-keys" not in text


def test_nginx_keeps_no_log_of_who_came_and_names_the_client_itself() -> None:
    text = re.sub(r"#.*", "", (DEPLOY / "nginx.conf").read_text())
    assert re.findall(r"access_log ([^;]+);", text) == ["off", "off"]
    assert text.count("{") == text.count("}")
    assert "$proxy_add_x_forwarded_for" not in text
    places = re.findall(r"location ([^{]+) \{([^}]*proxy_pass[^}]*)\}", text)
    told = {place: re.findall(r"X-Forwarded-For ([^;]+);", block) for place, block in places}
    assert told.pop("/urn/") == ['""']  # the urn is told nobody's address
    assert len(told) >= 2
    assert all(names == ["$remote_addr"] for names in told.values()), told
    assert "TLSv1.1" not in text
    size = int(re.search(r"client_max_body_size (\d+)m", text).group(1))
    assert size * 1_000_000 >= max(LARGEST_FILE, LARGEST_APPLICATION)


@pytest.mark.skipif(not all(map(shutil.which, ("nginx", "openssl"))), reason="No nginx or openssl: install them")
def test_nginx_accepts_the_site(tmp_path: Path) -> None:
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=vote.example", "-keyout",
                    tmp_path / "key.pem", "-out", tmp_path / "fullchain.pem"], check=True, capture_output=True)
    site = (DEPLOY / "nginx.conf").read_text().replace("/etc/ssl/vote.example", str(tmp_path)) \
        .replace("/var/log/nginx", str(tmp_path))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    own = "".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
    (tmp_path / "nginx.conf").write_text(f"events {{}} pid {tmp_path}/pid; http {{ {own} {site} }}")
    done = subprocess.run(["nginx", "-t", "-e", tmp_path / "errors", "-c", tmp_path / "nginx.conf"], text=True,
                          capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_container_copies_what_is_there_and_runs_as_nobody_special() -> None:
    text = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ")
    copied = [words.split()[0] for words in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE)]
    assert copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
    stages = text.split("FROM ")[1:]
    assert all(re.match(r"\S+:\d+\.\d+-slim-\w+( AS \w+)?\n", stage) for stage in stages)
    assert re.findall(r"^USER (\w+)$", stages[-1], re.MULTILINE) == ["scrutin"]
    assert not re.search(r"PASSWORD|SECRET|PASSPHRASE", text)
    assert json.loads(re.search(r"^CMD (.+)$", text, re.MULTILINE).group(1))[0] == "gunicorn"
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", "instance", ".venv"} <= set(ignored)


def test_every_setting_in_the_examples_is_one_of_the_configuration() -> None:
    known = set(re.findall(r"SCRUTIN_[A-Z_]+", (ROOT / "config.py").read_text()))
    for path in filter(Path.is_file, DEPLOY.iterdir()):
        used = set(re.findall(r"SCRUTIN_[A-Z_]+", path.read_text()))
        assert used <= known, path.name


@pytest.mark.slow
def test_the_commands_of_the_container_make_an_installation_that_runs(tmp_path: Path) -> None:
    """The same `uv` commands outside a container: a wheel, what it runs on by the lock's hashes, the shell."""
    uv, source = str(BIN / "uv"), tmp_path / "src"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".git", ".venv", "instance", "node_modules",
                                                                ".hypothesis", "__pycache__", ".ruff_cache"))
    wheels, venv = tmp_path / "wheels", tmp_path / "venv"
    subprocess.run([uv, "build", "-q", "--wheel", "--build-constraints", "requirements-build.lock", "--out-dir", wheels,
                    "."], cwd=source, check=True)
    subprocess.run([uv, "venv", "-q", "--python", sys.executable, venv], cwd=source, check=True)
    wheel = next(wheels.glob("*.whl"))
    install = [uv, "pip", "install", "-q", "--python", str(venv), f"scrutin[postgres] @ file://{wheel}", "-c"]
    forged = tmp_path / "forged.lock"
    forged.write_text(re.sub(r"sha256:[0-9a-f]{8}", "sha256:00000000", (source / "requirements.lock").read_text()))
    assert subprocess.run([*install, str(forged)], cwd=tmp_path, capture_output=True, check=False).returncode != 0
    subprocess.run([*install, "requirements.lock"], cwd=source, check=True)
    done = subprocess.run([venv / "bin/voting", "clauses"], cwd=tmp_path, capture_output=True, text=True,
                          check=False, env={"PATH": os.environ["PATH"], "SCRUTIN_INSTANCE": str(tmp_path / "instance")})
    assert (done.returncode, done.stderr) == (0, "")
    assert "IV.2" in done.stdout
