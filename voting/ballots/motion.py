"""A motion: what is put to an organ, with its dossier; hashed into every paper that asks about it.

One motion has one or more stages (consensus, then the vote), each with its own ballot. Whether it may be put at
all depends on the subject's standing and on the statutes' data (IV.1, IV.2, VI.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from voting.errors import MalformedError
from voting.evidence import decode, encode, expect_keys, sha256_hex
from voting.sentences import N_
from voting.statutes import Decision, Ruling, Statutes, may_concern, may_concern_organ, may_decide, serves

MOTION_KEYS = {"decision", "dossier", "end_on", "filed", "motion", "organ", "question", "statutes", "subject", "type",
               "v"}
SUBJECT_KEYS = {"id", "kind", "name", "organisation_kind", "standing"}


@dataclass(frozen=True, slots=True)
class Subject:
    """What the motion is about: an organisation (code, printed name, kind, standing when filed), an organ, a text."""

    kind: str
    id: str
    name: str
    organisation_kind: str = ""
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Motion:
    """The motion as filed: instants in UTC seconds, `end_on` an ISO day for a suspension or empty."""

    id: str
    organ: str
    decision: str
    subject: Subject
    question: Mapping[str, str]
    dossier: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    filed_at: int = 0
    end_on: str = ""

    def write(self, statutes: Statutes) -> bytes:
        """The bytes of `motion.json`."""
        subject = self.subject
        return encode({
            "type": "motion", "v": 1, "motion": self.id, "organ": self.organ, "decision": self.decision,
            "subject": {"id": subject.id, "kind": subject.kind, "name": subject.name,
                        "organisation_kind": subject.organisation_kind, "standing": subject.standing},
            "question": dict(self.question), "dossier": {item: dict(entry) for item, entry in self.dossier.items()},
            "filed": self.filed_at, "end_on": self.end_on,
            "statutes": {"id": statutes.id, "sha256": statutes.sha256, "version": statutes.version}})


def read_motion(data: bytes) -> Motion:
    """The motion in `data`, complete and exact, or `MalformedError`."""
    document = decode(data)
    expect_keys(document, MOTION_KEYS, what="motion.json")
    expect_keys(document["subject"], SUBJECT_KEYS, what="motion.json: subject")
    expect_keys(document["statutes"], {"id", "sha256", "version"}, what="motion.json: statutes")
    texts = [document[name] for name in ("motion", "organ", "decision", "end_on")] + list(document["subject"].values())
    dossier, question, filed = document["dossier"], document["question"], document["filed"]
    well_formed = (
        document["type"] == "motion" and document["v"] == 1 and all(isinstance(text, str) for text in texts)
        and isinstance(filed, int) and not isinstance(filed, bool)
        and isinstance(question, dict) and all(isinstance(text, str) for text in question.values())
        and isinstance(dossier, dict) and all(isinstance(entry, dict) for entry in dossier.values())
        and all(isinstance(value, str) for entry in dossier.values() for value in entry.values()))
    if not well_formed:
        raise MalformedError(N_("motion.json does not say what a motion must say."))
    return Motion(document["motion"], document["organ"], document["decision"], Subject(**document["subject"]), question,
                  dossier, filed, document["end_on"])


def motion_sha256(data: bytes) -> str:
    """Hex SHA-256 of the bytes of `motion.json`."""
    return sha256_hex(data)


@serves("IV.1", "IV.2c", "VI.2")
def may_be_put(statutes: Statutes, decision: Decision, organ: str, subject: Subject, end_on: str = "",
               is_dissolved: bool = False) -> Ruling:
    """Whether `organ` may be asked this about `subject`: competence, the subject's standing and kind, the end date."""
    ruling = may_decide(statutes, organ, decision, is_dissolved)
    if not ruling.allowed:
        return ruling
    clause = ruling.clause
    if subject.kind != decision.subject:
        return Ruling(False, clause, N_("This decision is about something else."))
    if decision.subject == "organisation":
        concerns = may_concern(statutes, decision, subject.organisation_kind, subject.standing)
        if not concerns.allowed:
            return concerns
    if decision.subject == "organ":
        concerns = may_concern_organ(statutes, decision, subject.id)
        if not concerns.allowed:
            return concerns
    if decision.subject == "seats" and statutes.election_of(decision.id) is not statutes.elections.get(subject.id):
        return Ruling(False, clause, N_("This election fills other seats."))
    if decision.needs_end_date and not is_day(end_on):
        return Ruling(False, clause, N_("This decision needs the day on which it ends, written like 2027-03-12."))
    if not decision.needs_end_date and end_on:
        return Ruling(False, clause, N_("This decision has no end date."))
    return ruling


def is_day(text: str) -> bool:
    """Whether `text` is a day as everything here writes it, like 2027-03-12."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
