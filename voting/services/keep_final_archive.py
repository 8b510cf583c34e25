"""After a dissolution (VI.2): the organisation's archive is made by the clock, and again after each later decision.

Only accounts and discharge can be decided then; everything stays readable here, and the archive verifies without the
service. The file lies beside the database, named by the day of the dissolution and by how many decisions it holds; one
that is there is never written over. It waits while a ballot is announced or open.
"""

from __future__ import annotations

from pathlib import Path

from voting.register.duties import day_of
from voting.services.act import Service
from voting.services.make_archive import make_archive
from voting.statutes import serves
from voting.store.database import reading
from voting.store.law import fact_since
from voting.store.listings import recorded_motions
from voting.store.overview import is_voting


@serves("VI.2")
def keep_final_archive(service: Service, folder: Path) -> Path | None:
    """The archive made now; None while there is none to make."""
    with reading() as session:
        since = fact_since(session, "dissolved")
        if not since or is_voting(session):
            return None
        name = f"final-archive-{day_of(since).isoformat()}-{len(recorded_motions(session))}.zip"
    if (folder / name).exists():
        return None
    make_archive(service, folder / name, is_whole=True)
    return folder / name
