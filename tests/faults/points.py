"""Named fault points: where a process is killed or the disk is full, by what has happened and what has not.

A point is a function of ours and a side of it. `killed_at` runs a step in a forked process whose function kills it
there with SIGKILL; whatever the step had not committed is gone. `at` does anything else there, in this process.
"""

from __future__ import annotations

import importlib
import os
import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.secret_world import SecretWorld
from voting.store.database import db

POINTS: dict[str, tuple[str, str, str]] = {
    # name: (module, attribute, before | after)
    "announce: nothing written": ("voting.services.announce_ballot", "add_all", "before"),
    "announce: logged, not committed": ("voting.services.announce_ballot", "write_announcements", "after"),
    "announce: committed, the urn not told": ("voting.services.announce_ballot", "hand_over", "before"),
    "announce: the urn told, not answered": ("voting.services.announce_ballot", "hand_over", "after"),
    "issue: signed, nothing written": ("voting.services.issue_credential", "_keep", "before"),
    "issue: logged, not committed": ("voting.services.issue_credential", "_keep", "after"),
    "cast: checked, nothing written": ("voting.services.urn.cast_secret", "_keep", "before"),
    "cast: written, not committed": ("voting.store.urn.casts", "put", "after"),
    "cast: committed, not promised": ("voting.services.urn.cast_secret", "_keep", "after"),
    "batch: ordered, nothing written": ("voting.store.urn.casts", "append", "before"),
    "batch: written, not committed": ("voting.store.urn.casts", "append", "after"),
    "batch: committed, the write-ahead log not emptied": ("voting.store.urn.database", "UrnStore.empty_log", "before"),
    "close: logged, not committed": ("voting.services.settle", "close", "after"),
    "close: committed, the urn not told": ("voting.services.keep_urn", "hand_over", "before"),
    "close: the urn told, the register does not know": ("voting.services.urn.take_documents", "take_state", "after"),
    "seal: the urn is final, nothing logged": ("voting.services.seal_urn", "_seal", "before"),
    "seal: logged, not committed": ("voting.services.seal_urn", "_seal", "after"),
    "release: checked, nothing written": ("voting.services.release_shares", "_take", "before"),
    "release: written, not committed": ("voting.services.release_shares", "_take", "after"),
    "release: committed, not counted": ("voting.services.release_shares", "count_if_enough", "before"),
    "count: opened, nothing written": ("voting.services.count_secret", "_count", "before"),
    "count: tallied, not committed": ("voting.services.count_secret", "_count", "after"),
}


def forked(world: SecretWorld, step: Callable[[], object]) -> int:
    """Run `step` in a process of its own, with connections of its own; its status."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the test runner may have threads; the child uses none of them
        child = os.fork()
    if child == 0:
        try:
            db.engine.dispose(close=False)
            world.urn.store.leave()
            step()
            os._exit(0)
        except BaseException:
            os._exit(1)
    return os.waitpid(child, 0)[1]


@contextmanager
def at(point: str, act: Callable[[], None]) -> Iterator[list[str]]:
    """Within the block `act` is done at `point`, the first time that it is reached; the list then holds its name."""
    module, name, side = POINTS[point]
    holder, _, attribute = name.rpartition(".")
    owner = importlib.import_module(module)
    owner = getattr(owner, holder) if holder else owner
    real, reached = getattr(owner, attribute), []

    def once() -> None:
        if not reached:
            reached.append(point)
            act()

    def there(*args: object, **rest: object) -> object:
        if side == "before":
            once()
        answer = real(*args, **rest)
        if side == "after":
            once()
        return answer

    setattr(owner, attribute, there)
    try:
        yield reached
    finally:
        setattr(owner, attribute, real)


def killed_at(world: SecretWorld, point: str, step: Callable[[], object]) -> bool:
    """Run `step` in a process that is killed at `point`; whether it came there."""
    def run() -> None:
        with at(point, lambda: os.kill(os.getpid(), signal.SIGKILL)):
            step()

    status = forked(world, run)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the step failed before it came to the fault point"
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
