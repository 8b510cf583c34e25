"""How fast we count, side by side with other counters in one run on one machine: ratios matter, not times.

    python -m benchmarks.counting [--quick] [--peers]    (`make bench` counts as with --quick)

Four inputs from a fixed seed: (a) a real ward, 6,479 papers; (b) 10,000 papers, 40 candidates, 35 seats; (c) 1,000,000
papers, 20 candidates, 5 seats; (d) the Council's size, 130 papers, 130 candidates, 35 seats. Count only, best of
several; `--quick` leaves out (c). With `--peers` also pyrankvote, votekit, pref_voting and abcvoting where they are
installed (`pip install pyrankvote votekit pref_voting abcvoting`); they are no dependency of ours, and one that fails
or takes over a minute is reported so. Each peer gets its papers loaded beforehand, in the form it counts fastest.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.counting_peers import PEERS
from voting.tally.elections import (
    Category,
    Election,
    Group,
    Guarantees,
    Seed,
    count_election,
    document,
    read_blt,
    write_blt,
)

ROOT = Path(__file__).resolve().parents[1]
LIMITS_MS = {"b scottish-stv": 150, "b nz-meek": 5000, "d approval": 60, "d phragmen": 100, "d scottish-stv": 200,
             "d approval, guarantees": 100, "d phragmen, guarantees": 200, "d scottish-stv, guarantees": 500}
"""Our own upper limits, ten times what was measured when they were set or more: exit 1 beyond."""
TOO_SLOW = "too slow: "


def made(papers: int, candidates: int, seats: int, seed: int, longest: int) -> Election:
    """An election whose candidates differ in popularity, papers of 1 to `longest` preferences."""
    chance = random.Random(seed)
    appeal = [chance.random() ** 2 + 0.05 for _ in range(candidates)]
    found: dict[tuple[int, ...], int] = {}
    for _ in range(papers):
        drawn = sorted(range(candidates), key=lambda c: chance.random() ** (1 / appeal[c]), reverse=True)
        ranking = tuple(drawn[:chance.randint(1, longest)])
        found[ranking] = found.get(ranking, 0) + 1
    return Election(tuple(f"Candidate {c}" for c in range(candidates)), seats, found)


def council(candidates: int, seed: int) -> Guarantees:
    """Six continents with a floor of one, three in ten candidates women, at least 14 of each of two genders."""
    chance = random.Random(seed)
    where = [chance.randrange(6) for _ in range(candidates)]
    women = frozenset(c for c in range(candidates) if chance.random() < 0.3)
    men = frozenset(range(candidates)) - women
    continents = [frozenset(c for c in range(candidates) if where[c] == i) for i in range(6)]
    return Guarantees((
        Category("Continent", tuple(Group(f"Continent {i}", 1, 35, who) for i, who in enumerate(continents))),
        Category("Gender", (Group("Women", 14, 35, women), Group("Men", 14, 35, men)))))


def best(work: Callable[[], object], at_least_s: float = 0.4) -> float:
    """The best time of some runs, in milliseconds."""
    times, began = [], time.perf_counter()
    while not times or (time.perf_counter() - began < at_least_s and len(times) < 50):
        gc.collect()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def run(is_quick: bool = True, with_peers: bool = False) -> Iterator[str]:
    """Lines to print, the last ones of limits of ours that were passed; `is_quick` leaves out the million papers."""
    ward = ROOT / "tests" / "golden" / "elections" / "scottish-stv" / "glasgow_2017_ward5.blt"
    inputs = {"a": read_blt(ward.read_text().split("\n")), "b": made(10_000, 40, 35, 2, 12),
              "d": made(130, 130, 35, 4, 35)}
    if not is_quick:
        inputs["c"] = made(1_000_000, 20, 5, 3, 20)
    slow = []
    for name, election in inputs.items():
        guarantees = council(len(election.candidates), 5) if name == "d" else None
        for rule in ("scottish-stv", "nz-meek", "approval", "phragmen"):
            if name == "c" and rule == "phragmen":
                continue
            ours = {"": None} | ({", guarantees": guarantees} if guarantees and rule != "nz-meek" else {})
            for also, rules in ours.items():
                label = f"{name} {rule}{also}"
                took = best(lambda e=election, r=rule, g=rules: count_election(r, e, Seed("bench"), g))
                yield f"{label:32} ours         {took:12.2f} ms"
                if took > LIMITS_MS.get(label, took):
                    slow.append(label)
                for peer, counter in (PEERS.get(rule, {}).items() if with_peers and not rules else ()):
                    yield f"{'':32} {peer:12} {against(counter, election, took)}"
        if name in "bc":
            lines = write_blt(election).split("\n")
            yield f"{name + ' read as BLT':32} ours         {best(lambda: read_blt(lines)):12.2f} ms"  # noqa: B023
            count = count_election("scottish-stv", election, Seed("bench"))
            yield f"{name + ' transcript':32} ours         {best(lambda: document(count)):12.2f} ms"  # noqa: B023
    yield from (f"{TOO_SLOW}{label}" for label in slow)


def main() -> int:
    """Print the table; 1 if one of our own limits is passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="leave out the million papers")
    parser.add_argument("--peers", action="store_true", help="also count with the other programs that are installed")
    wanted = parser.parse_args()
    is_slow = False
    for line in run(wanted.quick, wanted.peers):
        print(line, flush=True)
        is_slow |= line.startswith(TOO_SLOW)
    return 1 if is_slow else 0


def against(counter: Callable[[Election], Callable[[], object]], election: Election, ours: float) -> str:
    """A peer's time and how many times ours it is, or why there is none."""
    try:
        work = counter(election)
        took = best(work, 0.0)
    except ImportError:
        return "     not installed"
    except Exception as fault:  # whatever a peer's own failure is, it is the finding
        return f"     fails: {type(fault).__name__}"
    return f"{took:12.2f} ms   x {took / ours:.1f}"


if __name__ == "__main__":
    sys.exit(main())
