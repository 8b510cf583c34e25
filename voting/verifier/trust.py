"""What the reader knows by another way than the record: keys, twelve digits read aloud, rolls. Read from a JSON file.

    {"authority": KEY or [KEY, ...], "log": KEY or [KEY, ...], "origin": "https://vote.example",
     "fingerprints": ["4821 0937 5526"], "roll_sha256": {"ballot id": "64 hex digits"},
     "minutes": "64 hex digits" or ["64 hex digits", ...]}

Every member may be left out. KEY is base64url of 32 bytes, without padding. A record is *anchored* only if the file
names its authority, and also its log where the file names one. `minutes` is the SHA-256 of the certificate with which
minutes are signed (`voting minutes verify`); records have nothing of it. This file need not be canonical: people write
it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from voting.ballots.paper import paper_fingerprint
from voting.evidence import PublicKey, fingerprint
from voting.record import layout
from voting.record.faults import RecordFault
from voting.sentences import N_
from voting.verifier.case import Case

_MEMBERS = {"authority", "log", "origin", "fingerprints", "roll_sha256", "minutes"}


@dataclass(frozen=True, slots=True)
class Trust:
    """The anchors; empty where nothing was said."""

    authority: frozenset[str] = frozenset()
    log: frozenset[str] = frozenset()
    origin: str = ""
    fingerprints: tuple[str, ...] = ()
    rolls: Mapping[str, str] = field(default_factory=dict)
    minutes: frozenset[str] = frozenset()


def read_trust(data: bytes, name: str = "trust.json") -> Trust:
    """The anchors in a trust file, or `RecordFault` with the code `trust_unreadable`."""
    fault = RecordFault("trust_unreadable", name, N_("The trust file does not hold what a trust file may hold."))
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise fault from error
    if not isinstance(document, dict) or not set(document) <= _MEMBERS:
        raise fault
    origin, digits, rolls = (document.get("origin", ""), document.get("fingerprints", []),
                             document.get("roll_sha256", {}))
    if not isinstance(origin, str) or not _are_texts(digits) or not isinstance(rolls, dict) or \
            not all(isinstance(value, str) for value in rolls.values()):
        raise fault
    minutes = document.get("minutes", [])
    minutes = [minutes] if isinstance(minutes, str) else minutes
    if not _are_texts(minutes):
        raise fault
    return Trust(_keys(document.get("authority", []), fault), _keys(document.get("log", []), fault), origin,
                 tuple("".join(text.split()) for text in digits), rolls,
                 frozenset("".join(text.split()).lower() for text in minutes))


def _keys(value: object, fault: RecordFault) -> frozenset[str]:
    keys = [value] if isinstance(value, str) else value
    if not _are_texts(keys):
        raise fault
    return frozenset(PublicKey.from_b64u(key).b64u for key in keys)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def check_trust(case: Case, trust: Trust) -> bool:
    """Compare the record with the anchors; true if it is anchored."""
    findings = case.findings
    is_known = case.authority is not None and case.authority.b64u in trust.authority
    is_log_known = not trust.log or (case.log_key is not None and case.log_key.b64u in trust.log)
    findings.require(is_known or not trust.authority, "untrusted_key", layout.AUTHORITY_PEM,
                     N_("The trust file names another authority."))
    findings.require(is_log_known, "untrusted_key", layout.LOG_PEM, N_("The trust file names another log."))
    if trust.origin:
        for stage in case.stages:
            findings.require(stage.paper is None or stage.paper["origin"] == trust.origin, "untrusted_key",
                             layout.stage_file(stage.number, "paper.json"), N_("The paper is of another service."))
    papers = [case.files.get(layout.stage_file(stage.number, "paper.json"), b"") for stage in case.stages]
    known = {paper_fingerprint(paper) for paper in papers} | {fingerprint(case.files.get(layout.INDEX, b""))}
    for digits in trust.fingerprints:
        findings.require(digits in {"".join(each.split()) for each in known}, "untrusted_fingerprint", layout.INDEX,
                         N_("Neither the record nor one of its papers has the fingerprint %(digits)s.",
                            digits=digits[:40]))
    rolls = {str(stage.paper["ballot"]): stage.paper["roll"]["sha256"] for stage in case.stages
             if stage.paper is not None}
    for ballot, digest in trust.rolls.items():
        findings.require(rolls.get(ballot) == digest, "untrusted_roll", layout.INDEX,
                         N_("The roll of the ballot %(ballot)s is not the one that the trust file names.",
                            ballot=ballot[:80]))
    return is_known and is_log_known
