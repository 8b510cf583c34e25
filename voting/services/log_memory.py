"""What the service remembers of its log outside the database: the last checkpoint it signed, in one small file.

A database that is put back from an old copy is consistent in itself; only something kept elsewhere can tell that the
log was longer. The clock's work writes that here, in the instance folder. Every act and every page compares: a log
that is shorter than the checkpoint, or no longer leads to it, accepts nothing until the operator has acknowledged it
in the log (`acknowledge_restore`). The comparison costs a file's status and the entries since the last one.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

from voting.errors import MalformedError, UnavailableError
from voting.evidence import Checkpoint, Frontier, SigningKey, open_checkpoint, sign_checkpoint
from voting.sentences import N_, Sentence
from voting.store.database import Session, reading
from voting.store.log import Head, HeadRow
from voting.store.overview import hashes_between

FILE, MARK = "log.checkpoint", "log.restored"
ASK = N_("Nothing can be recorded until the operator has looked into it; votes and results stored so far stay as they "
         "are. For the operator: “voting doctor” says more, docs/operation.md what to do.")


class LogMemory:
    """The file of one instance folder, and how far this process has followed the log."""

    def __init__(self, folder: Path, origin: str, key: SigningKey) -> None:
        self.path, self.mark, self.origin, self.key = folder / FILE, folder / MARK, origin, key
        self._lock = threading.RLock()
        self._followed, self._known, self._stamp = Frontier(0, ()), None, (0, 0, 0)

    def remembered(self) -> Checkpoint | None:
        """The checkpoint in the file, None if there is none; `MalformedError` if it is not one of the present key."""
        try:
            status = self.path.stat()
        except FileNotFoundError:
            self._known, self._stamp = None, (0, 0, 0)
            return None
        stamp = (status.st_mtime_ns, status.st_ino, status.st_size)
        if stamp != self._stamp:
            known = open_checkpoint(self.path.read_bytes(), self.origin, self.key.public)
            if self._known is not None and known.size < self._known.size:
                self._followed = Frontier(0, ())  # an acknowledgement, elsewhere: follow the log anew
            self._known, self._stamp = known, stamp
        return self._known

    def check(self, session: Session, head: Head | HeadRow) -> None:
        """Raise `UnavailableError` if the log under `head` (read in `session` just now) is not the one remembered."""
        with self._lock:
            try:
                known = self.remembered()
            except MalformedError as fault:
                raise _unavailable(
                    N_("The checkpoint that the service keeps beside its database cannot be used: %(fault)s If the "
                       "keys have just been rotated, the service must be started again.", fault=fault.what)) from fault
            self._compare(session, head, known)

    def concern(self) -> Sentence | None:
        """Why nothing can be recorded now, or None; for pages and for the operator."""
        with self._lock:
            try:
                self._look(is_writing=False)
            except UnavailableError as fault:
                return fault.what
        return None

    def remember(self) -> Sentence | None:
        """Write down how far the log has come, if all is well and it has grown; else why not."""
        with self._lock:
            try:
                self._look(is_writing=True)
            except UnavailableError as fault:
                return fault.what
        return None

    def write(self, checkpoint: Checkpoint) -> None:
        """Replace the file, durably; nobody ever reads half of one."""
        fresh = self.path.with_name(f"{FILE}.{os.getpid()}.{threading.get_ident()}")
        with fresh.open("wb") as file:
            file.write(sign_checkpoint(checkpoint, self.key))
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def sign_again(self, key: SigningKey) -> None:
        """The keys have been rotated: the same checkpoint under the new one."""
        with self._lock:
            known = self.remembered()
            self.key = key
            if known is not None:
                self.write(known)

    def accept(self, checkpoint: Checkpoint) -> None:
        """The operator has acknowledged: from now on the log is this one."""
        with self._lock:
            self._followed = Frontier(0, ())
            self.write(checkpoint)
            self.mark.unlink(missing_ok=True)

    def _look(self, is_writing: bool) -> None:
        try:
            known = self.remembered()  # before the view of the database begins, so that it is never ahead of it
        except MalformedError:
            known = None
        with reading() as session:
            head = session.get(HeadRow, 1)
            if head is None:
                if known is not None or self.mark.exists():
                    raise _unavailable(_shorter())
                return
            self.check(session, head)
            if is_writing and (known is None or head.size > known.size):
                self.write(_checkpoint(self.origin, head))

    def _compare(self, session: Session, head: Head | HeadRow, known: Checkpoint | None) -> None:
        if self.mark.exists():
            raise _unavailable(N_("This database was put back from a copy, and nothing on this machine tells what was "
                                  "recorded after the copy was made."))
        if known is None:
            return
        if head.size < self._followed.size and self._followed.size > known.size:
            known = Checkpoint(self.origin, self._followed.size, self._followed.root())
            self.write(known)  # this process has seen more than the clock had written down
        if head.size < known.size:
            raise _unavailable(_shorter())
        followed = self._followed
        for leaf in hashes_between(session, followed.size, head.size):
            if followed.size == known.size and followed.root() != known.root:
                raise _unavailable(_changed())
            followed = followed.append(leaf)
        if followed.size == known.size and followed.root() != known.root:
            raise _unavailable(_changed())
        if followed.size != head.size or followed.root() != Frontier.from_bytes(bytes(head.frontier)).root():
            raise _unavailable(_changed())
        self._followed = followed


def _checkpoint(origin: str, head: HeadRow) -> Checkpoint:
    return Checkpoint(origin, head.size, Frontier.from_bytes(bytes(head.frontier)).root())


def _unavailable(what: Sentence) -> UnavailableError:
    return UnavailableError(what, next=ASK)


def _shorter() -> Sentence:
    return N_("The service's database is an older copy: its log ends before the last entry that the service signed.")


def _changed() -> Sentence:
    return N_("The log in the service's database is not the one that the service signed: it was put back from another "
              "copy, or changed from outside.")
