"""What a statutes file says, as frozen values: the law that the rest of the service asks and never restates.

Every row carries the clause that it comes from. Nothing here knows a number, a period or the name of an organ; those
stand in the TOML file that `load` reads. Fractions are pairs of integers (numerator, denominator).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from voting.statutes.election_rule import ElectionRule

Text = Mapping[str, str]  # language -> text; every language that the file declares
Fraction = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its id, what the software does about it, and the later part of the work it waits for, if any."""

    id: str
    summary: Text
    due: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the text leaves open and how it is read until the organ decides otherwise."""

    id: str
    clause: str
    text: Text
    status: str = "provisional"  # or "adopted"
    adopted_on: str = ""  # ISO date
    adopted_by: str = ""  # an organ's id


@dataclass(frozen=True, slots=True)
class Standing:
    """What an organisation can be in the federation; `kinds` of organisation that may hold it, empty for any.

    With `keeps_seats` an organisation that gets this standing keeps the seats it holds (with or without their votes,
    as the seat rules say); else they end. `written` is the word for it in register files, by default the id.
    """

    id: str
    name: Text
    kinds: tuple[str, ...] = ()
    clause: str = ""
    keeps_seats: bool = False
    written: str = ""


@dataclass(frozen=True, slots=True)
class SeatRule:
    """A way of sitting in an organ and whether it carries a vote on a given day."""

    kind: str  # delegate | elected | co_opted | ex_officio | attending | designated
    votes: bool
    standings: tuple[str, ...]  # the seat's organisation must have one of these on the day; empty: none asked
    counted: bool  # counts within the organ's max_counted_seats
    office: str  # the office that brings an ex officio seat, or ""
    contributes: bool  # the seat's organisation must contribute
    places: Mapping[str, int]  # fixed places a continent; empty: none fixed
    clause: str
    per_organisation: int | None = None  # seats of this kind that one organisation may hold; None: no limit
    ends_by_itself: bool = False  # when the day that its decision names is over; else it is held until a successor sits


@dataclass(frozen=True, slots=True)
class Organ:
    """A body that decides, with the seats that make it up."""

    id: str
    name: Text
    clause: str
    max_counted_seats: int | None
    seats: tuple[SeatRule, ...]


@dataclass(frozen=True, slots=True)
class OfficeRule:
    """An office; `role` is what the service lets its holder do, whatever the file calls the office."""

    id: str
    name: Text
    clause: str
    organ_bound: bool
    role: str = ""  # chair | deputy | teller | secretariat | auditor | ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One ballot of a procedure, with the whole of its arithmetic."""

    id: str
    kind: str  # consensus | silence | vote | election
    title: Text
    options: tuple[str, ...]
    base: str  # expressed | cast | present | entitled; for consensus: entitled
    numerator: int
    denominator: int
    comparator: str  # at_least | more_than
    min_yes: int
    quorum: Fraction | None  # of the entitled, counted by ballots cast
    participation: Fraction | None  # consensus: share of the roll that must take part
    consents: Fraction | None  # consensus: share of the roll that must consent
    min_window_s: int
    clause: str
    readings: tuple[str, ...]
    secrecy: str = "named"  # named | choice (of the chair, or of those who ask) | secret
    low_turnout: Fraction | None = None  # below this share of the roll the turnout is flagged
    organ: str = ""  # the organ that is asked at this stage; "" is the one to which the motion was put


@dataclass(frozen=True, slots=True)
class DossierItem:
    """A piece that must lie in the dossier before the first stage may open."""

    id: str
    kind: str  # text | document | date | reply_or_deadline | clause | texts | readings | statutes | day
    title: Text
    clause: str
    required: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that organs of the federation may decide: by which stages, about what, with what effect."""

    id: str
    title: Text
    organs: tuple[str, ...]
    clause: str
    stages: tuple[Stage, ...]
    subject: str  # organisation | organ | text | none | whole | seats
    question: Text  # formatted with %(subject)s
    grants: Mapping[str, str]  # organisation kind -> standing
    from_standings: tuple[str, ...]
    to_standing: str
    needs_end_date: bool
    dossier: tuple[DossierItem, ...]
    effect: str  # standing | seat | statutes | readings | dissolve | discharge | election | none
    open_after_dissolution: bool
    recusal: str  # none | seated_in_subject
    subject_organs: tuple[str, ...] = ()  # for subject "organ": which ones
    readings: tuple[str, ...] = ()
    organ_clauses: Mapping[str, str] = field(default_factory=dict)  # organ -> clause, where it is not `clause`
    seat: str = ""  # for effect "seat": the kind of seat that it gives in the deciding organ

    @property
    def is_written(self) -> bool:
        """Whether it is taken in writing, outside a meeting, unless somebody breaks the silence."""
        return any(stage.kind == "silence" for stage in self.stages)

    def clause_for(self, organ_id: str) -> str:
        """The clause by which this organ takes the decision."""
        return self.organ_clauses.get(organ_id, self.clause)

    @property
    def is_concurrent(self) -> bool:
        """Whether several organs decide, one after another, and only all of them together adopt."""
        return any(stage.organ for stage in self.stages)

    def asked_at(self, stage: int, put_to: str) -> str:
        """The organ that is asked at stage number `stage` (from 1) of a motion put to the organ `put_to`."""
        return self.stages[stage - 1].organ or put_to

    def asked(self, put_to: str) -> tuple[str, ...]:
        """Every organ that is asked about a motion put to `put_to`, in order, each once."""
        return tuple(dict.fromkeys(stage.organ or put_to for stage in self.stages))


@dataclass(frozen=True, slots=True)
class Refusal:
    """A clause that denies a vote, in words for the person refused."""

    clause: str
    text: Text


@dataclass(frozen=True, slots=True)
class Refusals:
    """Who is refused a vote by which clause: by the organisation's standing, or because a representative votes."""

    standings: Mapping[str, Refusal]
    represented: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Presiding:
    """After how many seconds without the chair the deputy, then the tellers, may act; how many tellers countersign a
    count (0: none is asked to), and whether the declaration waits for them."""

    deputy_after_s: int
    tellers_after_s: int
    countersigning_tellers: int
    clause: str
    reading: str = ""
    declaration_waits: bool = False


@dataclass(frozen=True, slots=True)
class Secrecy:
    """Of secret ballots: the share of the roll whose asking makes one secret; how many tellers hold keys, how many open
    it and within how many seconds, or it is void; the fewest votes of a figure, and the fewest voters, without a
    warning; `grace_s`: how long after the close the urn takes votes; the roles that read it besides the voters."""

    asks: Fraction
    trustees: int
    threshold: int
    release_within_s: int
    smallest_cell: int
    few_voters: int
    clause: str
    reading: str = ""
    grace_s: int = 0
    urn_readers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterRule:
    """The standings that acts without a ballot lead to: visiting, applying in writing, resigning in writing."""

    visiting: str
    applying: str
    resigned: str
    resignation_clause: str


@dataclass(frozen=True, slots=True)
class Term:
    """How many years an organ or office is held; `holds_over`: holders stay until successors are declared."""

    id: str  # an organ's or office's id
    years: int
    holds_over: bool
    clause: str


@dataclass(frozen=True, slots=True)
class Requisition:
    """The share of an organ's members whose request calls an extraordinary meeting."""

    organ: str
    numerator: int
    denominator: int
    seats: tuple[str, ...]  # kinds of seat that make a member of the organ
    standings: tuple[str, ...]  # good standing; empty: none asked
    clause: str


@dataclass(frozen=True, slots=True)
class MeetingRule:
    """How the meetings of an organ are convened: the kinds that it has with their notice in days, and which offices may
    convene at shorter notice, with reasons."""

    organ: str
    notice_days: Mapping[str, int]  # ordinary | electing | extraordinary
    shorter_by: tuple[str, ...]
    clause: str
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that falls due: `times` a calendar year, or every so many years, or once after entry into force.

    `office` has to see to it and is reminded `lead_days` before. What fulfils it: a meeting of `organ`; the `decision`
    about each of `subjects`; the beginning of a new `term`; a report or review, when somebody notes that it was given.
    """

    id: str
    title: Text
    kind: str  # meeting | election | appointment | decision | report | review
    rhythm: str  # times_a_year | every_years | once_after_entry
    number: int
    clause: str
    organ: str = ""
    office: str = ""
    lead_days: int = 0
    decision: str = ""
    subjects: tuple[str, ...] = ()
    term: str = ""


@dataclass(frozen=True, slots=True)
class CycleStep:
    """One step: `kind` says what fulfils it, `office` sees to it, `after` are the ids of the steps that it waits for.

    `nominations`, `election`: that `election` was called, and decided; `meeting`: one of `organ`, of the kind `meeting`
    if that is given, was convened; `decision`: `decision` about the organ `subject` was declared; `report`: the
    calendar's `duty` was noted with a document."""

    id: str
    kind: str  # nominations | meeting | decision | election | report
    title: Text
    clause: str
    organ: str
    office: str = ""
    after: tuple[str, ...] = ()
    election: str = ""
    decision: str = ""
    subject: str = ""
    duty: str = ""
    meeting: str = ""


@dataclass(frozen=True, slots=True)
class Cycle:
    """The steps by which an organ's term is ended, discharged and begun again; `office` is told `lead_days` before
    `term` is over."""

    title: Text
    clause: str
    term: str
    lead_days: int
    office: str
    steps: tuple[CycleStep, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """What everyone sees and what stays within the organ and its tellers."""

    everyone: tuple[str, ...]
    organ: tuple[str, ...]
    names_outside_organ: bool
    clause: str


@dataclass(frozen=True, slots=True)
class LegalFrame:
    """What courts will ask; an empty string is "unknown"."""

    seat: str
    law: str
    authoritative_language: str
    in_force_on: str
    remote_voting: bool
    written_procedure: bool


@dataclass(frozen=True, slots=True)
class Principles:
    """The text that these data read: its file beside the TOML, its language and the hash of its bytes."""

    file: str
    language: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Statutes:
    """One version of an organisation's statutes; `sha256` is the hash of `source`, the bytes of the file."""

    id: str
    version: str
    organisation: Text
    title: Text
    languages: tuple[str, ...]
    source: bytes = field(repr=False)
    sha256: str
    legal: LegalFrame
    principles: Principles | None
    clauses: Mapping[str, Clause]
    readings: Mapping[str, Reading]
    kinds: Mapping[str, Text]  # kinds of organisation
    continents: Mapping[str, Text]
    standings: Mapping[str, Standing]
    organs: Mapping[str, Organ]
    offices: Mapping[str, OfficeRule]
    decisions: Mapping[str, Decision]
    refusals: Refusals
    register: RegisterRule
    presiding: Presiding
    secrecy: Secrecy | None  # None: no ballot is secret
    terms: Mapping[str, Term]
    requisitions: Mapping[str, Requisition]
    calendar: Mapping[str, Duty]
    publication: Publication
    last_call_s: int
    objection_period_days: int
    recovery_wait_s: int  # between two officers' confirmation that passkeys are lost and the enrolment of new ones
    elections: Mapping[str, ElectionRule] = field(default_factory=dict)
    genders: Mapping[str, Text] = field(default_factory=dict)  # as candidates state them
    cycle: Cycle | None = None
    meetings: Mapping[str, MeetingRule] = field(default_factory=dict)  # organ -> how it is convened; none: no notice

    def election_of(self, decision_id: str) -> ElectionRule | None:
        """The election that a decision is, or None for any other decision."""
        decision = self.decisions.get(decision_id)
        if decision is None or decision.effect != "election":
            return None
        return self.elections[decision.id.removeprefix("election_")]

    def offices_of_role(self, role: str) -> tuple[str, ...]:
        """Ids of the offices whose holders act as chair, deputy, teller, secretariat or auditor."""
        return tuple(office.id for office in self.offices.values() if office.role == role)
