"""What is known of a record while it is checked: each step fills in what it could read, later steps use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from voting.ballots.lifecycle import State
from voting.ballots.motion import Motion
from voting.ballots.roll import Electorate, Roll
from voting.ballots.trustee import Head
from voting.evidence import Checkpoint, PublicKey
from voting.evidence.webauthn import Assertion, Passkey
from voting.record.layout import Index
from voting.record.part import Files, Part
from voting.record.read import LogEntry
from voting.record.sorted_lines import SortedLines
from voting.statutes import Decision, Stage, Statutes
from voting.tally.authorised import Authorised
from voting.tally.opened import IssueFigures, UrnCount
from voting.verifier.crew import Crew
from voting.verifier.findings import Findings


@dataclass(slots=True)
class StageCase:
    """One stage as the record has it."""

    number: int
    paper: Mapping[str, object] | None = None
    hash: str = ""
    rule: Stage | None = None  # the stage as the statutes have it
    roll: Roll | None = None
    issued: list[tuple[str, Mapping[str, object], bytes]] = field(default_factory=list)  # voter, document, line
    life: BallotLife | None = None
    electorate: Electorate | None = None  # at the close
    is_countable: bool = False  # every vote could be read
    tally: Mapping[str, object] | None = None  # recomputed
    authorised: Authorised | None = None
    secret: SecretCase | None = None


@dataclass(slots=True)
class SecretCase:
    """What a secret stage has besides; heads as far as they could be made again, `None` before."""

    issues: IssueFigures | None = None
    urn: Head | None = None
    finals: bytes = b""  # for each entry of the urn, 1 if it counts
    ranges: list[tuple[Part, int]] = field(default_factory=list)  # stretches of the urn, and how many entries each has
    superseded: int = 0
    revealed: tuple[int, ...] = ()
    keys: dict[int, bytes] = field(default_factory=dict)  # released in a dispute; b"" where this copy has it not
    lots_keys: dict[int, bytes] = field(default_factory=dict)  # of an election, released with shares or by a key
    count: UrnCount | None = None
    is_opened: bool = False  # the urn and the shares are in this copy


@dataclass(slots=True)
class BallotLife:
    """One ballot as the log has it; `acts` by type, `events` everything between announcement and close, in order."""

    ballot: str
    stage: int
    paper: str
    state: State
    line: int
    acts: dict[str, Mapping[str, object]] = field(default_factory=dict)
    events: list[tuple[int, LogEntry]] = field(default_factory=list)
    casts: list[LogEntry] = field(default_factory=list)
    countersigned: list[tuple[int, str]] = field(default_factory=list)  # line number, subject
    is_set_aside: bool = False
    places: dict[str, int] = field(default_factory=dict)  # where in the service's log each act stands
    lines: dict[str, int] = field(default_factory=dict)  # in which line stands what led to the next stage
    released: list[Mapping[str, object]] = field(default_factory=list)
    keys: list[Mapping[str, object]] = field(default_factory=list)  # released after `disputed`
    is_disputed: bool = False  # and not counted again yet


@dataclass(slots=True)
class Case:
    """The whole record."""

    findings: Findings = field(default_factory=Findings)
    files: Files = field(default_factory=lambda: Files({}))
    crew: Crew = field(default_factory=Crew)
    index: Index | None = None
    authority: PublicKey | None = None
    log_key: PublicKey | None = None
    statutes: Statutes | None = None
    motion: Motion | None = None
    decision: Decision | None = None
    stages: list[StageCase] = field(default_factory=list)
    log: list[tuple[int, LogEntry]] = field(default_factory=list)  # line number, entry
    checkpoint: Checkpoint | None = None  # of the register log, if its signature holds
    lives: list[BallotLife] = field(default_factory=list)
    motion_leaf: Mapping[str, object] | None = None
    declared: Mapping[str, object] | None = None
    is_annulled: bool = False
    fillings: list[Mapping[str, object]] = field(default_factory=list)  # vacancies filled from an election's papers
    passkeys: SortedLines[Passkey] | None = None  # commitment → what it opens to; None: not in this copy
    assertions: SortedLines[tuple[Assertion, tuple[bytes, ...]]] | None = None  # hash → it, what else it authorised
    asserted: bytearray = field(default_factory=bytearray)  # of each assertion, whether a vote used it
    outcome: str = ""
