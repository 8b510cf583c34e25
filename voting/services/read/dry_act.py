"""An act that only looks: the same rulings that an act would meet, asked in a view that commits nothing.

For pages that say beforehand whether an act would be allowed. It has no head of the log, so nothing can be logged.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from voting.services.act import Act, Service
from voting.store.database import reading


@contextmanager
def look(service: Service) -> Iterator[Act]:
    """One consistent view at one instant."""
    with reading() as session:
        yield Act(service, session, None, service.clock())
