"""Install a new version of the statutes' data, in force from now on (VI.2 and the readings' adoption).

Ballots under way keep the version that their papers name. The operator installs what the organ has adopted; the log
says when and which.
"""

from __future__ import annotations

from datetime import UTC, datetime

from voting.errors import ConflictError
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.officers import OPERATOR
from voting.statutes import load_statutes
from voting.statutes.restate import lost_adoptions
from voting.store.access import StatutesRow
from voting.store.law import versions_so_far, versions_to_come


def install_statutes(service: Service, source: bytes, name: str) -> str:
    """The SHA-256 of the version now in force; `StatutesError` for a fault, `ConflictError` if installed."""
    law = load_statutes(source, name)
    with begin(service) as act:
        if act.session.get(StatutesRow, law.sha256) is not None:
            raise ConflictError(N_("This version of the statutes has been installed already."))
        if act.statutes.id != law.id:
            raise ConflictError(N_("These are the statutes of another organisation (“%(id)s”).", id=law.id))
        for reading in lost_adoptions(act.statutes, law):
            raise ConflictError(
                N_("The reading “%(reading)s” was adopted on %(day)s; this file calls it provisional.",
                   reading=reading.id, day=reading.adopted_on),
                next=N_("Start from the version in force, which the page of the statutes hands out."))
        refuse_before_next(act)
        put_in_force(act, OPERATOR, source)
    return law.sha256


def refuse_before_next(act: Act) -> None:
    """`ConflictError` while a version that was adopted waits for its day: it would undo what comes between."""
    for _, at, _ in versions_to_come(act.session, act.now):
        raise ConflictError(N_("A version of the statutes that was adopted comes into force on %(at)s; nothing can "
                               "come between.", at=datetime.fromtimestamp(at, UTC)),
                            next=N_("Wait for that day, then start from the version in force."))


def put_in_force(act: Act, by: dict[str, str], source: bytes, motion: str = "", at: int = 0) -> None:
    """A version from now on, or from `at`, as the operator installs it or as the effect of a `motion`."""
    law = load_statutes(source, "statutes.toml")
    act.session.add(StatutesRow(sha256=law.sha256, source=source, in_force_at=max(at, act.now), motion=motion,
                                number=versions_so_far(act.session)))
    act.session.flush()
    about = {"motion": motion, "in_force": max(at, act.now)} if motion else {}
    act.log_register("statutes_installed", by, statutes_sha256=law.sha256, version=law.version, **about)
