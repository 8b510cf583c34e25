"""The dossier of a motion: what the statutes want on the table before an organ decides (IV.2a, IV.2b, IV.2c, VI.2).

Which items a decision asks for is data; this module only sees whether each is there and well formed, and answers
a ruling that names the clause of the first thing missing. Kinds of item:

    text               some words
    date               a day, not in the future
    document           a file: its SHA-256 (the file itself is stored beside the register)
    reply_or_deadline  the words of a reply, or the day on which the deadline for it passed, after every other day
    person             somebody of the register, by id and printed name
    clause             the clause or principle that is said to be breached
    texts              an old and a new text that differ; the old one must be the text in force
    statutes           a statutes file, by its SHA-256 like a document; that it can come into force is asked elsewhere
    day                a day, also one to come
    readings           readings of the statutes that are provisional, each marked as one to adopt
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from voting.evidence import sha256_hex
from voting.sentences import N_, Sentence
from voting.statutes import Decision, DossierItem, Ruling, Statutes, dossier_complete, serves, words
from voting.statutes.restate import may_adopt

TEXT_LIMIT = 20_000
"""Characters of one text of a dossier."""

ADOPT = "adopted"
"""What stands in a dossier beside each reading that is to be adopted."""


@serves("IV.2a", "IV.2b", "IV.2c", "VI.2")
def dossier_ruling(decision: Decision, dossier: Mapping[str, Mapping[str, str]], today: date,
                   base_text_sha256: str, law: Statutes | None = None) -> Ruling:
    """Whether a ballot on `decision` may be announced with this dossier, with the clause that wants what is missing.

    `law`: the statutes whose readings a dossier may name.
    """
    unknown = sorted(set(dossier) - {item.id for item in decision.dossier})
    if unknown:
        return Ruling(False, decision.clause, N_("The dossier holds “%(item)s”, which this decision does not know.",
                                                 item=unknown[0]))
    complete = dossier_complete(decision, {item for item, entry in dossier.items() if any(entry.values())})
    if not complete.allowed:
        return complete
    for item in decision.dossier:
        entry = dossier.get(item.id, {})
        fault = _fault(item, entry, today, base_text_sha256)
        if fault is None and item.kind == "reply_or_deadline":
            fault = _hearing_fault(decision, dossier, entry)
        if fault is None and item.kind == "readings" and law is not None:
            ruling = may_adopt(law, entry.keys(), decision.organs[0], item.clause)
            fault = None if ruling.allowed else ruling.reason
        if fault is not None:
            return Ruling(False, item.clause, N_("“%(item)s”: %(fault)s", item=words(item.title), fault=fault))
    return complete


def _fault(item: DossierItem, entry: Mapping[str, str], today: date, base_text_sha256: str) -> Sentence | None:
    if not any(entry.values()):
        return None  # the required ones are there: `dossier_complete` has seen to that
    if any(len(value) > TEXT_LIMIT for value in entry.values()):
        return N_("it is longer than %(limit)s characters.", limit=TEXT_LIMIT)
    match item.kind:
        case "date":
            return _date_fault(entry.get("on", ""), today)
        case "day":
            if _day_of(entry.get("on", "")) is None:
                return N_("it needs a day, written like 2027-03-12.")
        case "document" | "statutes":
            if not re.fullmatch(r"[0-9a-f]{64}", entry.get("sha256", "")):
                return N_("the document's SHA-256 is not 64 hexadecimal digits.")
        case "reply_or_deadline":
            if not entry.get("text", "").strip() and _date_fault(entry.get("on", ""), today):
                return N_("it needs the member's reply, or the day on which the deadline for it passed.")
        case "person":
            if not entry.get("subject", "").strip() or not entry.get("text", "").strip():
                return N_("it names nobody.")
        case "texts":
            if not entry.get("old", "").strip() or not entry.get("new", "").strip():
                return N_("it needs the old text and the new text.")
            if entry["old"] == entry["new"]:
                return N_("the new text is the same as the old one.")
            if base_text_sha256 and sha256_hex(entry["old"].encode()) != base_text_sha256:
                return N_("its old text is not the text in force; start again from the text in force.")
        case "readings":
            if any(value != ADOPT for value in entry.values()):
                return N_("it marks a reading with another word than “%(word)s”.", word=ADOPT)
        case _:
            if not entry.get("text", "").strip():
                return N_("it is empty.")
    return None


def _hearing_fault(decision: Decision, dossier: Mapping[str, Mapping[str, str]],
                   entry: Mapping[str, str]) -> Sentence | None:
    """A deadline that stands in place of a reply lies after every other day of the dossier, the notice above all."""
    deadline = entry.get("on", "")
    if entry.get("text", "").strip() or not deadline:
        return None
    for item in decision.dossier:
        day = dossier.get(item.id, {}).get("on", "")
        if item.kind == "date" and day >= deadline:
            return N_("the deadline (%(deadline)s) must lie after “%(item)s” (%(day)s).", deadline=deadline, day=day,
                      item=words(item.title))
    return None


def _date_fault(day: str, today: date) -> Sentence | None:
    on = _day_of(day)
    if on is None:
        return N_("it needs a day, written like 2027-03-12.")
    return N_("its day lies in the future.") if on > today else None


def _day_of(day: str) -> date | None:
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return None
    return on if on.isoformat() == day else None  # 20270312 and 2027-W10-5 are days too, but not written like others
