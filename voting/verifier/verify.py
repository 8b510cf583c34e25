"""Is this record what it says? For anyone, with the record alone, and better with a key obtained by another way.

 1. The zip is safe to open.
 2. The index is canonical and signed by the authority; the files are exactly those that it lists, byte for byte.
 3. The keys can be read and used, and the index names the authority's.
 4. The statutes can be read.
 5. The motion names these statutes, which allow it to be put.
 6. Each ballot paper is signed and agrees with motion and statutes: organ, question, options, rule, readings, times; of
    a secret ballot also issuers, key holders, threshold and urn are in order, and the key files are the paper's.
 7. Each electoral roll is the one that its paper names.
 8. Each entry of the roll was issued one signed ballot.
 9. The log is signed; every entry is in it; the acts stand in a possible order, at possible times; the papers, rolls
    and issued ballots are those that were announced; the dossier was complete when the ballot was announced; whoever
    countersigned a tally did so by a teller's office, once, after the count.
10. Every vote is allowed by its paper, by someone entitled at that moment, in sequence; the close names all of them.
    Who has a passkey on the roll signed the vote with it, for exactly this vote, on this site, verified by the device;
    passkeys on the roll are older than it, or two officers let them in.
    Of a secret ballot: credentials were issued to those entitled, once each, by their passkeys, and all stand in the
    log; the urn is the one that was signed and sealed; each vote in it has its credentials, its pseudonym's signature
    and a number that rises.
11. Each tally is what the count gives again, signed and logged. Of a secret ballot: enough key holders signed their
    release over the final urn and issue list; each vote that counts is opened with the released shares.
12. Consensus came first where the statutes want it, and an organ that is asked before another had adopted; the outcome
    is what the stages give, and what was declared, after the countersignatures for which the statutes make the
    declaration wait.
13. The effects are those that the statutes give this outcome. Seats that fell vacant later and were filled from the
    papers of their election went to whom papers and guarantees give them.
14. Names, reasons, passkeys and assertions, where the copy has them, belong to entries and votes of this record.
15. With a trust file: keys, fingerprints and rolls are those that it names.

All failures are collected. What cannot be checked because something before it could not be read is passed over: the
failure before it refuses the record anyway. The law and the count are imported from where the service has them, never
repeated. Not checked, because no record can show it: that the register was right, that nobody else sat at a voter's
screen, that the service did not refuse someone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from voting.evidence import fingerprint, fingerprint_of
from voting.record import layout
from voting.record.faults import Failure
from voting.record.part import InMemory, Source
from voting.record.readme import key_fingerprint
from voting.sentences import N_
from voting.tally.authorised import Authorised
from voting.verifier.authorised import check_passkeys, open_authorisations
from voting.verifier.case import Case, StageCase
from voting.verifier.casts import check_casts, check_close
from voting.verifier.count import check_effects, check_outcome, check_tally
from voting.verifier.countersigned import check_countersigned, count_countersignatures
from voting.verifier.crew import Crew
from voting.verifier.electorate import check_issued_ballots, check_roll
from voting.verifier.files import check_index, check_keys, open_archive
from voting.verifier.law import check_motion, check_paper, check_statutes
from voting.verifier.log import check_log
from voting.verifier.openings import check_openings
from voting.verifier.order import check_order
from voting.verifier.secret_files import check_secret_files
from voting.verifier.times import check_announcement, check_times, match_stages
from voting.verifier.trust import Trust, check_trust
from voting.verifier.vacancy import check_vacancies

STEPS = ("the archive", "the index and the files", "the keys", "the statutes", "the motion", "the ballot papers",
         "the electoral rolls", "the issued ballots", "the log", "the votes", "the tallies", "the outcome",
         "the effects", "names and signatures", "the trust file")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer. `outcome` is adopted, rejected or annulled, and "" unless everything holds."""

    ok: bool
    anchored: bool
    fingerprint: str
    failures: tuple[Failure, ...]
    more_failures: int
    outcome: str
    question: str
    key_fingerprint: str
    paper_fingerprints: tuple[str, ...]
    steps: tuple[tuple[int, str, bool], ...]
    roll_fingerprints: tuple[str, ...] = ()
    countersignatures: int = 0
    authorised: tuple[tuple[int, Authorised], ...] = ()
    """Of each stage: how its counted votes were authorised."""
    signatures_checked: bool = False
    """Whether this copy shows the passkeys' signatures."""
    hands: tuple[int, ...] = ()
    """Stages that were shows of hands: their figures are what tellers entered, and nobody can check them."""
    secret: tuple[SecretFigures, ...] = ()
    """Of each secret stage: what its tally says, and whether this copy let the votes be opened again."""


@dataclass(frozen=True, slots=True)
class SecretFigures:
    """Credentials issued, those that no passkey authorised, voters who cast; `is_opened` if the votes were opened."""

    stage: int
    issued: int
    by_registrar: int
    cast: int
    is_opened: bool


def verify(record: bytes | Source, trust: Trust | None = None, crew: Crew | None = None) -> Verdict:
    """Check a record, in memory or where it lies, in the steps above. Never raises for any input."""
    for found in verify_in_steps(record, trust, crew):
        if isinstance(found, Verdict):
            return found
    raise RuntimeError("the steps ended without an answer")  # cannot be: the last thing that they give is the answer


def verify_in_steps(record: bytes | Source, trust: Trust | None = None,
                    crew: Crew | None = None) -> Iterator[int | Verdict]:
    """The same, bit by bit: the number of each step as it begins, at last the answer. For whoever shows progress."""
    case, steps = Case(crew=crew or Crew()), _Steps()
    source = InMemory(record) if isinstance(record, bytes) else record
    for number, check in _checks(case, steps, source, trust):
        if number not in steps.clean:
            yield number
        steps.run(number, case, check)
    yield _verdict(case, steps)


def verify_and_keep(record: bytes | Source) -> tuple[Verdict, Case]:
    """The same, and everything that was read on the way: for whoever goes on with what holds."""
    case, steps = Case(), _Steps()
    source = InMemory(record) if isinstance(record, bytes) else record
    for number, check in _checks(case, steps, source, None):
        steps.run(number, case, check)
    return _verdict(case, steps), case


def _checks(case: Case, steps: _Steps, record: Source, trust: Trust | None) -> Iterator[tuple[int, Callable[[], None]]]:
    """Each check with the number of its step; the next is made when the one before has run."""
    def each(number: int, check: Callable[[Case, StageCase], None]) -> Iterator[tuple[int, Callable[[], None]]]:
        for stage in case.stages:
            yield number, partial(check, case, stage)

    yield 1, partial(open_archive, case, record)
    if not case.files:
        return
    yield 2, partial(check_index, case)
    yield 3, partial(check_keys, case)
    yield 4, partial(check_statutes, case)
    yield 5, partial(check_motion, case)
    yield from each(6, check_paper)
    yield from each(6, check_secret_files)
    yield from each(7, check_roll)
    yield from each(8, check_issued_ballots)
    for check in (check_log, check_order, match_stages):
        yield 9, partial(check, case)
    yield from each(9, check_announcement)
    yield 10, partial(open_authorisations, case)
    yield from each(10, check_casts)
    yield from each(10, check_passkeys)
    yield from each(9, check_times)  # after the casts: whether all had voted depends on them
    yield from each(10, check_close)
    yield from each(11, check_tally)
    yield 12, partial(check_outcome, case)
    yield 12, partial(check_countersigned, case)
    yield 13, partial(check_effects, case)
    yield 13, partial(check_vacancies, case)
    yield 14, partial(check_openings, case)
    if trust is not None:
        yield 15, partial(steps.anchor, case, trust)


class _Steps:
    """Which steps ran, and whether each found nothing."""

    def __init__(self) -> None:
        self.clean: dict[int, bool] = {}
        self.is_anchored = False

    def run(self, number: int, case: Case, check: Callable[[], None]) -> None:
        """Run one check of step `number`; whatever it raises becomes a failure."""
        before = len(case.findings.failures)
        with case.findings.expect("unreadable", ""):
            check()
        self.clean[number] = self.clean.get(number, True) and len(case.findings.failures) == before

    def anchor(self, case: Case, trust: Trust) -> None:
        """Remember what the trust file says."""
        self.is_anchored = check_trust(case, trust)


def _verdict(case: Case, steps: _Steps) -> Verdict:
    findings = case.findings
    if case.files and not case.log and not findings.failures:
        findings.add("log_unreadable", layout.LOG, N_("The log has no entry."))
    is_ok = not findings.failures and case.declared is not None and bool(case.outcome)
    if not is_ok and not findings.failures:
        findings.add("unreadable", "", N_("The record could not be checked to its end."))
    index = case.files.get(layout.INDEX)
    question = dict(case.motion.question).get("en", "") if case.motion is not None else ""
    return Verdict(
        ok=is_ok, anchored=is_ok and steps.is_anchored, fingerprint=fingerprint(index) if index is not None else "",
        failures=tuple(findings.failures), more_failures=findings.more,
        outcome=("annulled" if case.is_annulled else case.outcome) if is_ok else "", question=question,
        key_fingerprint=key_fingerprint(case.authority) if case.authority is not None else "",
        paper_fingerprints=_fingerprints(case, "paper.json"), roll_fingerprints=_fingerprints(case, "roll.jsonl"),
        countersignatures=count_countersignatures(case) if is_ok else 0,
        hands=tuple(stage.number for stage in case.stages if stage.paper is not None and "hands" in stage.paper),
        authorised=tuple((stage.number, stage.authorised) for stage in case.stages if stage.authorised is not None)
        if is_ok else (), signatures_checked=is_ok and case.assertions is not None,
        secret=tuple(SecretFigures(stage.number, stage.tally["issued"], stage.tally["secret"]["by_registrar"],
                                   stage.tally["cast"], stage.secret.is_opened)
                     for stage in case.stages if stage.secret is not None) if is_ok else (),
        steps=tuple((number, STEPS[number - 1], clean) for number, clean in sorted(steps.clean.items())))


def _fingerprints(case: Case, name: str) -> tuple[str, ...]:
    """The twelve digits of one file of each stage, in the order of the stages."""
    parts = (case.files.part(layout.stage_file(stage.number, name)) for stage in case.stages)
    return tuple(fingerprint_of(part.pieces()) for part in parts if part is not None)
