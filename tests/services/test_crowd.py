"""Many at once, from threads and from processes of their own: one counted vote each, no gap, no error."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from functools import partial
from pathlib import Path

from tests.world import REGISTER, World, new_attempt
from voting.services.cast_named import Receipt
from voting.services.direct_ballot import call_last, close_early

ROOT = Path(__file__).resolve().parents[2]


def test_eighty_casts_of_one_voter_from_eight_threads(world: World) -> None:
    ballot = world.open_ballot()
    attempts = [new_attempt() for _ in range(10)]
    options = ("consent", "stand_aside")

    def cast_them(number: int) -> list[Receipt]:
        return [world.cast("AMBER", ballot, options[number % 2], attempt) for attempt in attempts]

    answers = world.together([partial(cast_them, number) for number in range(8)])
    assert [type(answer) for answer in answers] == [list] * 8, answers
    by_attempt = list(zip(*answers, strict=True))
    assert [len({receipt.code for receipt in receipts}) for receipts in by_attempt] == [1] * 10
    assert [sum(not receipt.is_repeat for receipt in receipts) for receipts in by_attempt] == [1] * 10
    casts = world.leaves(ballot, "cast")
    assert [cast["seq"] for cast in casts] == list(range(1, 11))
    world.wait(7201)
    world.tick()
    assert world.counts(ballot) == {casts[-1]["choice"]["q1"][0]: 1}


def test_twenty_voters_press_four_times_each(empty_world: World) -> None:
    world = empty_world
    world.found()
    codes = [f"P{number}" for number in range(20)]
    lines = "".join(f"{code},{code} Party,party,member,ZZ,asia,no\n" for code in codes)
    world.import_register(REGISTER + lines.encode())
    for code in codes:
        world.seat(code)
    ballot = world.open_ballot()
    presses = [partial(world.cast, code, ballot, "consent", attempt)
               for code, attempt in [(code, new_attempt()) for code in codes] for _ in range(4)]
    answers = world.together(presses)
    assert [answer for answer in answers if not isinstance(answer, Receipt)] == []
    assert Counter(answer.is_repeat for answer in answers) == {False: 20, True: 60}
    casts = world.leaves(ballot, "cast")
    assert len(casts) == len({cast["voter"] for cast in casts}) == 20
    world.wait(7201)
    world.tick()
    assert world.counts(ballot) == {"consent": 20}


CASTER = """
import sys
from pathlib import Path
from tests.databases import bare_app
from tests.world import Clock, World
url, folder, now, person, ballot = sys.argv[1:]
app = bare_app(url)
with app.app_context():
    world = World(app, Path(folder), Clock(int(now)))
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(10):
        receipt = world.cast(person, ballot, "consent", f"attempt-of-many-{number:04}")
        print(receipt.code, receipt.seq, int(receipt.is_repeat), flush=True)
"""


def test_casts_of_one_voter_from_four_processes(world: World, database_url: str) -> None:
    ballot = world.open_ballot()
    processes = [subprocess.Popen(
        [sys.executable, "-c", CASTER, database_url, str(world.folder), str(world.now), world.person("AMBER"), ballot],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    answers = [process.communicate("go\n", timeout=60)[0].splitlines() for process in start_all(processes)]
    assert [process.returncode for process in processes] == [0] * 4
    assert [len(lines) for lines in answers] == [10] * 4
    stored = [line.split() for lines in answers for line in lines]
    assert Counter(is_repeat for _, _, is_repeat in stored) == {"0": 10, "1": 30}
    assert len({code for code, _, _ in stored}) == 10
    assert [cast["seq"] for cast in world.leaves(ballot, "cast")] == list(range(1, 11))


def start_all(processes: list[subprocess.Popen]) -> list[subprocess.Popen]:
    """Let every process go before any is waited for."""
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    return processes


def test_two_clocks_at_once_close_and_count_once(world: World) -> None:
    ballot = world.open_ballot()
    world.cast_all(ballot, "consent")
    world.wait(7201)
    answers = world.together([world.tick] * 8)
    assert sorted(answers) == [0] * 7 + [1]
    assert [leaf["type"] for leaf in world.leaves(ballot) if leaf["type"] != "cast"] == [
        "announced", "opened", "closed", "tallied"]


def test_a_cast_and_the_clock_meet_at_the_close(world: World) -> None:
    ballot = world.open_ballot()
    world.wait(7201)
    late = [partial(world.cast, code, ballot, "consent") for code in ("AMBER", "BIRCH")]
    answers = world.together([world.tick, *late])
    assert [type(answer).__name__ for answer in answers[1:]] == ["ConflictError"] * 2
    assert world.leaves(ballot, "cast") == []
    assert len(world.leaves(ballot, "tallied")) == 1


def test_everyone_votes_while_the_chair_closes(world: World) -> None:
    ballot = world.open_ballot()
    call_last(world.service, world.person("chair"), ballot)
    world.wait(600)
    answers = world.together([
        *(partial(world.cast, code, ballot, "consent") for code in ("AMBER", "BIRCH", "CEDAR", "DELTA")),
        partial(close_early, world.service, world.person("chair"), ballot)])
    in_time = [answer for answer in answers[:4] if isinstance(answer, Receipt)]
    assert {type(answer).__name__ for answer in answers[:4]} <= {"Receipt", "ConflictError"}
    kinds = [leaf["type"] for leaf in world.leaves(ballot)]
    assert kinds.index("closed") == kinds.index("tallied") - 1
    assert kinds[:kinds.index("closed")].count("cast") == kinds.count("cast") == len(in_time)
    assert world.tally(ballot)["cast"] == len(in_time)
