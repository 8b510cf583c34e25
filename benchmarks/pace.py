"""Paired timing: two ways of doing a thing in turn, so that a slow moment of the machine hits both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def per_second(act: Callable[[], object], times: int) -> float:
    """How often a second `act` was done, over `times` times."""
    start = time.perf_counter()
    for _ in range(times):
        act()
    return times / (time.perf_counter() - start)


def paired(ours: Callable[[], object], raw: Callable[[], object], times: int,
           rounds: int = 5) -> tuple[float, float, float]:
    """(median of ours a second, median of raw a second, median of the ratios ours/raw pair by pair)."""
    pairs = [(per_second(ours, times), per_second(raw, times)) for _ in range(rounds + 1)][1:]
    return (statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs),
            statistics.median(a / b for a, b in pairs))
