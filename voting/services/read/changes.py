"""What a motion changes of the statutes, text and data file: before and after, for the pages of its ballots (VI.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voting.services.act import Act, Service
from voting.services.draft_motion import law_of
from voting.services.read.dry_act import look
from voting.statutes import serves
from voting.statutes.model import Text
from voting.store.documents import DocumentRow
from voting.store.find import find_motion
from voting.store.tables import MotionRow


@dataclass(frozen=True, slots=True)
class Change:
    """One item of a dossier that proposes another text: its title, the text before and the text after."""

    title: Text
    before: str
    after: str


def changes_of(service: Service, motion: str) -> Sequence[Change]:
    """The texts that a motion would change, in the dossier's order; none for most."""
    with look(service) as act:
        return changes_in(act, find_motion(act.session, motion))


@serves("VI.2")
def changes_in(act: Act, row: MotionRow) -> list[Change]:
    """The same within a view that is open already. A data file is compared with the version that the motion names."""
    law, found = law_of(act, row), []
    for item in law.decisions[row.decision].dossier:
        entry = row.dossier.get(item.id, {})
        if item.kind == "texts" and entry.get("new"):
            found.append(Change(item.title, entry.get("old", ""), entry["new"]))
        elif item.kind == "statutes":
            document = act.session.get(DocumentRow, entry.get("sha256", ""))
            if document is not None:
                found.append(Change(item.title, law.source.decode(), bytes(document.body).decode("utf-8", "replace")))
    return found
