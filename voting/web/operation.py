"""For whoever runs the service: may it be given requests (`/readyz`), and the sentence on every page when it may not.

`/healthz` (public room) says that the process answers. Both are for anyone to ask and give no figure away: how many
entries the log has would tell how many have voted.
"""

from __future__ import annotations

from flask import Blueprint, current_app

from voting.sentences import Sentence
from voting.services.act import Service
from voting.services.read.health import readiness
from voting.web.access import ANYONE, enter

room = Blueprint("operation", __name__)

SAYS = {"database": ("Acts can be stored.", "Nothing can be stored just now."),
        "clock": ("The clock is not behind the last act.", "The clock is behind the last act."),
        "log": ("The log is the one that the service signed.", "The log is not the one that the service signed."),
        "disk": ("At least 1 GB is free.", "Less than 1 GB is free.")}
"""What each check says to an operator's program, well and not well; English, as its names are."""


@room.get("/readyz")
@enter(ANYONE)
def ready() -> tuple[dict[str, object], int]:
    """200 if this process can take requests, else 503; either way every check with its sentence."""
    scrutin = current_app.extensions["scrutin"]
    checks = readiness(scrutin.service, scrutin.settings.instance)
    is_ready = all(ok for _, ok in checks)
    return {"ready": is_ready, "checks": [{"check": name, "ok": ok, "says": SAYS[name][0 if ok else 1]}
                                          for name, ok in checks]}, 200 if is_ready else 503


def alarm(service: Service) -> Sentence | None:
    """Why the service can record nothing now, for every page; None if all is well."""
    return service.memory.concern() if service.memory is not None else None
