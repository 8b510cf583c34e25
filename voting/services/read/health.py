"""Is the installation well? Database, clock, log and disk, each with a sentence."""

from __future__ import annotations

import shutil
from pathlib import Path

from voting.errors import VotingError
from voting.evidence import Frontier, Tree
from voting.sentences import N_, Sentence
from voting.services.act import CLOCK_TOLERANCE_S, Service, begin, statutes_at
from voting.store.database import reading
from voting.store.log import HeadRow, all_hashes
from voting.store.overview import locked_last_at

LEAST_DISK = 1_000_000_000


def health(service: Service, instance: Path) -> list[tuple[str, bool, Sentence]]:
    """(check, is well, sentence) of each check."""
    return [_writable(service), _statutes(service), _log(service), _memory(service), _urn(service), _folder(instance),
            _disk(instance)]


def readiness(service: Service, instance: Path) -> list[tuple[str, bool]]:
    """(check, is well): may this process be given people's requests? For anyone to read, so without a figure.

    Takes the database's write lock and lets it go, reads the clock and the free space; writes nothing.
    """
    is_same = service.memory is None or service.memory.concern() is None
    try:
        is_behind, is_writable = service.clock() < locked_last_at() - CLOCK_TOLERANCE_S, True
    except VotingError:
        is_behind, is_writable = False, False
    return [("database", is_writable), ("clock", is_writable and not is_behind), ("log", is_same),
            ("disk", shutil.disk_usage(instance).free >= LEAST_DISK)]


def _writable(service: Service) -> tuple[str, bool, Sentence]:
    try:
        with begin(service):
            return "database", True, N_("It can be written, and the clock is not behind the last act.")
    except VotingError as fault:
        return "database", False, fault.what


def _statutes(service: Service) -> tuple[str, bool, Sentence]:
    try:
        with reading() as session:
            statutes = statutes_at(session, service.clock())
        return "statutes", True, N_("Version %(version)s is in force.", version=statutes.version)
    except VotingError as fault:
        return "statutes", False, fault.what


def _log(service: Service) -> tuple[str, bool, Sentence]:
    with reading() as session:
        head, leaves = session.get(HeadRow, 1), len(all_hashes(session))
        if head is None:
            return "log", True, N_("It is empty.")
        is_whole = head.size == leaves and Tree(all_hashes(session)).root() == Frontier.from_bytes(head.frontier).root()
    if is_whole:
        return "log", True, N_("Its %(size)s entries have the root that its head names.", size=leaves)
    return "log", False, N_("Its entries and its head disagree: the database has been changed from outside.")


def _urn(service: Service) -> tuple[str, bool, Sentence]:
    concern = service.urn.concern() if service.urn is not None else None
    if concern is not None:
        return "urn", False, concern
    return "urn", True, N_("It can be written, and its logs have the roots that their heads name.") \
        if service.urn is None or not service.urn.is_elsewhere else N_("It answers, on its own host.")


def _memory(service: Service) -> tuple[str, bool, Sentence]:
    concern = service.memory.concern() if service.memory is not None else None
    if concern is not None:
        return "checkpoint", False, N_("%(concern)s Acknowledge it with “voting log acknowledge”.", concern=concern)
    return "checkpoint", True, N_("The log goes on from the last checkpoint kept beside the database.")


def _folder(instance: Path) -> tuple[str, bool, Sentence]:
    if instance.stat().st_mode & 0o077:
        return "folder", False, N_("Others on this machine may read the instance folder, with names and votes in it. "
                                   "Run: chmod 700 %(path)s", path=str(instance))
    return "folder", True, N_("Only the service may read the instance folder.")


def _disk(instance: Path) -> tuple[str, bool, Sentence]:
    free = shutil.disk_usage(instance).free
    return "disk", free >= LEAST_DISK, N_("%(free)s MB are free.", free=free // 1_000_000)
