"""Install a new version of the statutes' data, in force from now on (VI.2 and the readings' adoption).

Ballots under way keep the version that their papers name. The operator installs what the organ has adopted; the log
says when and which.
"""

from __future__ import annotations

from voting.errors import ConflictError
from voting.sentences import N_
from voting.services.act import Service, begin
from voting.services.officers import OPERATOR
from voting.statutes import load_statutes
from voting.store.access import StatutesRow


def install_statutes(service: Service, source: bytes, name: str) -> str:
    """The SHA-256 of the version now in force; `StatutesError` for a fault, `ConflictError` if installed."""
    law = load_statutes(source, name)
    with begin(service) as act:
        if act.session.get(StatutesRow, law.sha256) is not None:
            raise ConflictError(N_("This version of the statutes has been installed already."))
        if act.statutes.id != law.id:
            raise ConflictError(N_("These are the statutes of another organisation (“%(id)s”).", id=law.id))
        act.session.add(StatutesRow(sha256=law.sha256, source=source, in_force_at=act.now))
        act.log_register("statutes_installed", OPERATOR, statutes_sha256=law.sha256, version=law.version)
    return law.sha256
