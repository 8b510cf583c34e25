"""The command as a stranger runs it: as a module, as one file with nothing but `cryptography`, and by hand."""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.record.scenario import AUTHORITY, LOG, record_of
from tests.record.secret_scenario import secret_record_of
from voting.evidence import decode, encode
from voting.record import pack, public_copy, unpack
from voting.record.write import sign_files
from voting.verifier import __main__ as command
from voting.verifier.__main__ import main
from voting.verifier.build import build

HOUSE = Path(__file__).resolve().parents[2]


@pytest.fixture
def record(tmp_path) -> Path:
    path = tmp_path / "record.zip"
    path.write_bytes(record_of("two-thirds-adopted"))
    return path


def run(*arguments, **options) -> subprocess.CompletedProcess:
    return subprocess.run([str(each) for each in arguments], capture_output=True, text=True, timeout=120, **options)


def test_a_good_record_as_text(record, capsys):
    assert main([str(record)]) == 0
    shown = capsys.readouterr().out
    assert "Outcome: adopted" in shown
    assert "Not anchored" in shown
    assert "Shall New Party (Testland) be admitted?" in shown
    assert shown.count(": holds") == 14


def test_the_json_that_others_read(record, tmp_path, capsys):
    trust = tmp_path / "trust.json"
    trust.write_text(json.dumps({"authority": AUTHORITY.public.b64u, "log": [LOG.public.b64u]}))
    assert main(["--trust", str(trust), "--json", str(record)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is True
    assert answer["anchored"] is True
    assert answer["failures"] == []
    assert len(answer["fingerprint"].replace(" ", "")) == 12
    assert answer["outcome"] == "adopted"


def test_a_tampered_record_as_json(record, capsys):
    files = unpack(record.read_bytes())
    record.write_bytes(pack({**files, "stages/1/roll.jsonl": files["stages/1/roll.jsonl"] + b"\n"}))
    assert main(["--json", str(record)]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert not answer["ok"]
    assert not answer["anchored"]
    assert all(set(failure) == {"code", "file", "sentence"} for failure in answer["failures"])
    assert {"code": "file_changed", "file": "stages/1/roll.jsonl"}.items() <= answer["failures"][0].items()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"authority": 1}', b'{"authority": "x"}',
                                     b'{"more": 1}', b'{"roll_sha256": []}', b'{"fingerprints": "1"}', b"[" * 100_000])
def test_a_trust_file_that_cannot_be_read(record, tmp_path, capsys, content):
    (tmp_path / "trust.json").write_bytes(content)
    assert main(["--json", "--trust", str(tmp_path / "trust.json"), str(record)]) == 1
    assert [each["code"] for each in json.loads(capsys.readouterr().out)["failures"]] == ["trust_unreadable"]


@pytest.mark.parametrize("name", ["missing.zip", ".", "a\0b"])
def test_a_record_that_is_not_there(tmp_path, capsys, name):
    assert main(["--json", str(tmp_path) + "/" + name]) == 1
    assert [each["code"] for each in json.loads(capsys.readouterr().out)["failures"]] == ["zip_unreadable"]


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_whoever_stops_reading_gets_the_verdict_and_no_traceback(record, form):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([sys.executable, "-m", "voting.verifier", *form, str(record)], stdout=writer,
                          stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_nobody_foresaw_confirms_nothing_and_says_so(record, capsys, monkeypatch):
    def stumble(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(command, "verify", stumble)
    assert main(["--json", str(record)]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert not answer["ok"]
    assert [(each["code"], "RecursionError" in each["sentence"]) for each in answer["failures"]] == [
        ("check_stopped", True)]


def test_a_question_with_odd_characters_prints_anywhere(record):
    done = run(sys.executable, "-m", "voting.verifier", record, cwd=HOUSE, env=os.environ | {
        "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(HOUSE)})
    assert done.returncode == 0
    assert not done.stderr


@pytest.fixture(scope="module")
def zipapp(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("app") / "voting-verify.pyz"
    done = run(sys.executable, "-m", "voting.verifier.build", path, cwd=HOUSE)
    assert done.returncode == 0, done.stderr
    return path


def test_the_same_sources_give_the_same_file(zipapp):
    assert zipapp.read_bytes() == build()


def test_the_file_holds_only_the_pure_rooms(zipapp):
    with zipfile.ZipFile(zipapp) as opened:
        rooms = {name.split("/")[1] for name in opened.namelist() if name.count("/") > 1}
    assert rooms == {"evidence", "statutes", "ballots", "tally", "record", "verifier"}


def test_it_needs_python_and_cryptography_only(zipapp, record, tmp_path):
    """No site packages but the three that `cryptography` brings, no environment, another folder."""
    packages = Path(sysconfig.get_paths()["purelib"])
    only = tmp_path / "only"
    only.mkdir()
    for name in ("cryptography", "cffi", "pycparser"):
        if (packages / name).is_dir():
            (only / name).symlink_to(packages / name)
    for path in packages.glob("_cffi_backend*"):
        (only / path.name).symlink_to(path)
    program = ("import runpy, sys\n"
               f"sys.path.append({str(only)!r})\n"
               f"sys.argv = ['voting-verify', '--json', {str(record)!r}]\n"
               "try:\n"
               f"    runpy.run_path({str(zipapp)!r}, run_name='__main__')\n"
               "finally:\n"
               "    heavy = {'flask', 'sqlalchemy', 'babel', 'jinja2'} & set(sys.modules)\n"
               "    ours = {name.split('.')[1] for name in sys.modules if name.startswith('voting.')}\n"
               "    print(sorted(heavy), sorted(ours), file=sys.stderr)\n")
    done = run(sys.executable, "-I", "-S", "-c", program, cwd=tmp_path, env={})
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ok"] is True
    assert done.stderr.strip() == ("[] ['ballots', 'errors', 'evidence', 'record', 'sentences', 'statutes', 'tally', "
                                   "'verifier']")


def test_the_file_runs_as_a_command_and_refuses_junk(zipapp, tmp_path):
    (tmp_path / "junk.zip").write_bytes(b"PK junk")
    done = run(sys.executable, zipapp, tmp_path / "junk.zip", cwd=tmp_path)
    assert done.returncode == 1
    assert "DOES NOT HOLD" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def by_hand(record: bytes, folder: Path) -> subprocess.CompletedProcess:
    """Unpack, take the commands out of the record's own README.txt, run them."""
    for name, content in unpack(record).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    commands = (folder / "README.txt").read_text().partition("\nset -e\n")[2]
    return run("bash", "-c", "set -e\n" + commands, cwd=folder)


@pytest.mark.parametrize("name", ["two-thirds-adopted", "eventful", "discharge", "signed"])
def test_by_hand_with_openssl_and_jq(name, tmp_path):
    done = by_hand(record_of(name), tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "outcome adopted" in done.stdout
    with open(tmp_path / "r.zip", "wb") as stream:
        stream.write(record_of(name))
    answer = json.loads(run(sys.executable, "-m", "voting.verifier", "--json", tmp_path / "r.zip", cwd=HOUSE).stdout)
    assert f"fingerprint {answer['fingerprint']}" in done.stdout


def test_by_hand_an_annulled_result_is_said_to_be_so(tmp_path):
    done = by_hand(record_of("annulled"), tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith('outcome adopted\n"ANNULLED, so that it has no effect: '
                                'The meeting was not convened as the rules ask."\n')


def test_by_hand_a_secret_ballot(tmp_path):
    """Credential, vote, urn and releases, as README.txt prints the commands (4-protocol, E.7)."""
    done = by_hand(secret_record_of("plain"), tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "outcome adopted" in done.stdout
    urn = tmp_path / "stages/2/secret/urn.jsonl"
    whole = urn.read_bytes()
    for number, (part, change) in enumerate((("credentials", "prefix"), ("seal", "kc"))):
        first = decode(whole.splitlines()[0])
        place = first[part][0] if part == "credentials" else first[part]
        place[change] = place[change][::-1]
        urn.write_bytes(encode(first) + b"\n" + whole.partition(b"\n")[2])
        commands = (tmp_path / "README.txt").read_text().partition("\nset -e\n")[2]
        assert run("bash", "-c", "set -e\n" + commands.replace("signed keys/authority.pem index.json", ": ").replace(
            "sha256sum -c", "true"), cwd=tmp_path).returncode != 0, number


def test_by_hand_the_public_copy_of_a_secret_ballot(tmp_path):
    assert by_hand(public_copy(secret_record_of("amended")), tmp_path).returncode == 0


def test_by_hand_on_a_copy_without_names(tmp_path):
    assert by_hand(public_copy(record_of("signed")), tmp_path).returncode == 0


@pytest.mark.parametrize(("name", "was", "becomes"), [
    ("log.jsonl", b'"choice":{"q1":["yes"]}', b'"choice":{"q1":["abstain"]}'),
    ("passkeys.jsonl", b'"since":17', b'"since":16'), ("assertions.jsonl", b'"sig":"M', b'"sig":"N')])
def test_by_hand_a_vote_that_nobody_signed_stops_it(name, was, becomes, tmp_path):
    files = unpack(record_of("signed"))
    assert was in files[name]
    changed = {**files, name: files[name].replace(was, becomes)}
    files = sign_files({each: data for each, data in changed.items() if not each.startswith("index")},
                       decode(files["index.json"])["motion"], AUTHORITY)
    assert by_hand(pack(files), tmp_path).returncode != 0


@pytest.mark.parametrize("name", ["index.json", "stages/1/roll.jsonl", "stages/2/tally.json", "stages/1/issued.jsonl",
                                  "log.jsonl", "log.checkpoint", "stages/1/paper.json", "tally.json"])
def test_by_hand_a_changed_byte_stops_it(name, tmp_path):
    files = unpack(record_of("two-thirds-adopted"))
    content = bytearray(files[name])
    content[len(content) // 2] ^= 1
    assert by_hand(pack({**files, name: bytes(content)}), tmp_path).returncode != 0


def test_a_secret_record_is_checked_by_two_processes_as_by_one(tmp_path, capsys):
    path = tmp_path / "record.zip"
    path.write_bytes(secret_record_of("plain"))
    answers = []
    for jobs in ("1", "2"):
        assert main(["--json", "-j", jobs, str(path)]) == 0
        answers.append(json.loads(capsys.readouterr().out))
    assert answers[0] == answers[1]
    assert answers[0]["secret"] == [{"stage": 2, "issued": 6, "by_registrar": 3, "cast": 5, "opened": True}]


def test_a_public_copy_of_a_secret_record_says_that_nothing_was_opened(tmp_path, capsys):
    path = tmp_path / "record.zip"
    path.write_bytes(public_copy(secret_record_of("plain")))
    assert main([str(path)]) == 0
    said = capsys.readouterr().out
    assert "The sealed votes are not in this copy" in said
    assert "Stage 2, secret: 6 credentials issued, 3 of them on the service's word alone; 5 voters cast." in said
