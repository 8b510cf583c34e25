"""Who does the work: this process alone, or several side by side, each taking ranges of a long file.

A task is a function of this house and plain values, so that another process can do it; answers come in the order of
the tasks. Whoever watches is told how far it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context

TASK_BYTES = 8 << 20
"""About as many bytes as one task reads."""


def _unwatched(_name: str, _done: int, _total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Crew:
    """`jobs` processes; `watch(what, done, total)` is told after each task."""

    jobs: int = 1
    watch: Callable[[str, int, int], None] = _unwatched

    def tasks_for(self, size: int) -> int:
        """Into how many ranges to cut a file of `size` bytes."""
        return max(1, -(-size // TASK_BYTES), 4 * self.jobs if self.jobs > 1 and size > 1 << 18 else 1)

    def run(self, what: str, work: Callable, tasks: Sequence, shared: object = None) -> Iterator:
        """The answers of `work` to each task, in order; of `work(shared, task)` where they have something in common."""
        if self.jobs == 1 or len(tasks) < 2:
            done = map(work, tasks) if shared is None else (work(shared, task) for task in tasks)
            yield from self._watched(what, done, len(tasks))
            return
        # Started by a copy of this process where that is possible: nothing has to be read again.
        method = "fork" if "fork" in get_all_start_methods() else "spawn"
        with ProcessPoolExecutor(self.jobs, get_context(method), _begin, (work, shared)) as pool:
            yield from self._watched(what, pool.map(work if shared is None else _work_on, tasks), len(tasks))

    def _watched(self, what: str, answers: Iterator[object], total: int) -> Iterator:
        for done, answer in zip(range(1, total + 1), answers, strict=False):
            self.watch(what, done, total)
            yield answer


_IN_COMMON: list[object] = []
"""In a process of the crew: what it does, and what its tasks have in common, which no task need carry."""


def _begin(work: Callable, shared: object) -> None:
    _IN_COMMON[:] = [work, shared]


def _work_on(task: object) -> object:
    work, shared = _IN_COMMON
    return work(shared, task)
