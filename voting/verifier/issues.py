"""Step 10 of a secret stage, first part: credentials went to those entitled, once each, and stand in the log.

The issue list is read once, in the order of the log, with what happened to the roll in between. It is not in
`log.jsonl`: the hashes in `issues.proof` stand for everything between two issues, so that list and hashes together
give the root that the checkpoint signs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from voting.ballots.credential import Issue
from voting.ballots.roll import Electorate, read_entry
from voting.ballots.trustee import Head
from voting.errors import MalformedError
from voting.evidence import Checkpoint, Growing, cover, leaf_hash
from voting.record import layout
from voting.record.part import Part
from voting.record.read import LogEntry
from voting.sentences import N_, Sentence
from voting.tally.opened import IssueFigures
from voting.verifier.authorised import confirm
from voting.verifier.case import Case, StageCase
from voting.verifier.findings import same
from voting.verifier.issue_authority import check_signed, read_issue_line

HASH = 32


def check_issues(case: Case, stage: StageCase) -> None:
    """Read the issue list; fills `stage.electorate` and the figures of the issues."""
    name = layout.stage_file(stage.number, layout.ISSUES)
    lines, gaps = case.files.part(name), case.files.part(layout.stage_file(stage.number, layout.GAPS))
    if stage.life is None or stage.paper is None or stage.roll is None or lines is None or gaps is None:
        return
    reader = _Reader(case, stage, name, gaps)
    with case.findings.expect("issue_unreadable", name):
        for number, line in enumerate(lines.lines(), start=1):
            reader.take(number, line)
    reader.finish(case.checkpoint)
    check_signed(case, stage, lines, reader.replay.confirmed_at)


class _Reader:
    """What is known while the list is read."""

    def __init__(self, case: Case, stage: StageCase, name: str, gaps: Part) -> None:
        self.case, self.stage, self.name = case, stage, name
        self.log, self.own = Growing(), Growing()
        self.gaps, self.used, self.pieces = gaps, 0, _hashes(gaps)
        self.electorate = Electorate(stage.roll)
        self.replay = _Replay(case, stage, self)
        self.has_credential = bytearray(len(stage.roll))
        self.others: set[str] = set()  # voters of addenda who have one
        self.by_registrar = 0
        self.first, self.last = stage.life.places.get("announced", -1), stage.life.places.get("closed", -1)

    def add(self, code: str, number: int, what: Sentence) -> None:
        """Take in a failure of line `number`."""
        self.case.findings.add(code, self.name, N_("Line %(number)s: %(fault)s", number=number, fault=what))

    def take(self, number: int, line: bytes) -> None:
        """One line: form, place in the log, voter, authorisation."""
        try:
            index, leaf, issue = read_issue_line(line)
        except MalformedError as error:
            self.add("issue_unreadable", number, error.what)
            return
        if index < self.log.size:
            self.add("log_order", number, N_("the entries do not stand in the order of the log, or one stands twice."))
            return
        self.fill(index)
        hashed = leaf_hash(leaf)
        self.log.append(hashed)
        self.own.append(hashed)
        self.replay.until(index)
        if issue.paper != self.stage.hash:
            self.add("issue_wrong_paper", number, N_("it names another ballot paper."))
        if not self.first < index < self.last:
            self.add("issue_outside", number, N_("it stands before the announcement or after the close."))
        self.check_voter(number, issue)
        self.by_registrar += not issue.assertion
        self.check_authority(number, issue)

    def check_voter(self, number: int, issue: Issue) -> None:
        """Entitled at that place of the log, and the first time."""
        place = self.stage.roll.place(issue.voter)
        if not self.replay.is_entitled(issue.voter, place):
            self.add("issue_not_on_roll", number, N_("the voter was not on the roll, or no longer entitled."))
        elif self.has(issue.voter, place):
            self.add("issue_twice", number, N_("the voter has a credential already."))
        elif place is None:
            self.others.add(issue.voter)
        else:
            self.has_credential[place] = 1

    def has(self, voter: str, place: int | None) -> bool:
        """Whether a credential was issued to this voter."""
        return voter in self.others if place is None else bool(self.has_credential[place])

    def check_authority(self, number: int, issue: Issue) -> None:
        """An entry with passkeys is issued by one of them, an entry without by the registrar.

        What they signed is looked at afterwards, line by line in any order: `issue_authority`.
        """
        held = self.electorate.passkeys(issue.voter)
        if bool(issue.assertion) != bool(held):
            self.add("issue_unsigned" if held else "assertion_not_on_roll", number,
                     N_("the roll has a passkey of this voter, and none authorised it.") if held else
                     N_("a passkey is said to have authorised it, and the roll has none of this voter."))

    def fill(self, place: int) -> None:
        """Take in the hashes that stand for the log up to `place`."""
        for width in cover(self.log.size, place):
            found = next(self.pieces, b"")
            if len(found) != HASH:
                raise MalformedError(N_("Hashes for what stands between the issues are missing."))
            self.used += 1
            self.log.push(found, width)

    def finish(self, checkpoint: Checkpoint | None) -> None:
        """After the last line: the rest of the log, its root, the sealed head, the electorate at the close."""
        case, stage = self.case, self.stage
        self.replay.until(1 << 62)
        proof = layout.stage_file(stage.number, layout.GAPS)
        if checkpoint is not None:
            with case.findings.expect("issue_proof", proof):
                if self.log.size > checkpoint.size:
                    raise MalformedError(N_("The issue list is longer than the log."))
                self.fill(checkpoint.size)
                if self.log.root() != checkpoint.root or self.used * HASH != self.gaps.size:
                    raise MalformedError(N_("Issue list and hashes do not give the root of the log."))
        stage.electorate = self.electorate
        ended = self.electorate.ended - self.electorate.replaced
        head = Head(self.own.root(), self.own.size)
        stage.secret.issues = IssueFigures(head, self.by_registrar, sum(
            self.has(voter, stage.roll.place(voter)) for voter in ended))
        sealed = stage.life.acts.get("sealed")
        case.findings.require(sealed is None or same(sealed["issue"], head.document()), "issue_root", self.name,
                              N_("The issue list is not the one that was taken in when stage %(number)s was sealed.",
                                 number=stage.number))


class _Replay:
    """What happened to the roll, act by act, as the list is read."""

    def __init__(self, case: Case, stage: StageCase, reader: _Reader) -> None:
        self._case, self._reader = case, reader
        self._events = [entry for _, entry in stage.life.events if entry.document["type"] in _ACTS]
        self._added: set[str] = set()
        self.confirmed_at: dict[tuple[str, str], int] = {}  # (voter, passkey) → place in the log

    def is_entitled(self, voter: str, place: int | None) -> bool:
        """Whether the voter may be issued a credential now."""
        electorate = self._reader.electorate
        return (place is not None or voter in self._added) and voter not in electorate.replaced | electorate.ended

    def until(self, index: int) -> None:
        """Take in what stands in the log before `index`."""
        while self._events and self._events[0].index < index:
            entry = self._events.pop(0)
            kind = entry.document["type"]
            with self._case.findings.expect(_ACTS[kind], layout.LOG):
                self._reader.electorate = _TAKE[kind](self, entry.document, entry)

    def _add(self, leaf: dict, _entry: LogEntry) -> Electorate:
        reader, newcomer, replaces = self._reader, read_entry(leaf["entry"]), leaf["replaces"]
        if leaf["by"]["subject"] == leaf["second"]["subject"] or not str(leaf["reason"]).strip():
            raise MalformedError(N_("An addendum to the roll takes two officers and a reason."))
        if not isinstance(replaces, str) or (replaces and replaces not in reader.electorate.voters):
            raise MalformedError(N_("An addendum replaces someone who is not on the roll."))
        if replaces and reader.has(replaces, reader.stage.roll.place(replaces)):
            raise MalformedError(N_("An addendum replaces an entry to which a credential had been issued."))
        if leaf["issued"] != {}:
            raise MalformedError(N_("In a secret ballot no signed ballot is issued with an addendum."))
        self._added.add(newcomer.voter)
        return reader.electorate.add(newcomer, replaces)

    def _end(self, leaf: dict, _entry: LogEntry) -> Electorate:
        return self._reader.electorate.end(str(leaf["voter"]))

    def _confirm(self, leaf: dict, entry: LogEntry) -> Electorate:
        self.confirmed_at[leaf["voter"], leaf["passkey"]] = entry.index
        return confirm(self._case, self._reader.electorate, entry)


_ACTS = {"addendum": "addendum_wrong", "mandate_ended": "mandate_wrong", "passkey_added": "passkey_late"}
_TAKE: dict[str, Callable[[_Replay, dict, LogEntry], Electorate]] = {
    "addendum": _Replay._add, "mandate_ended": _Replay._end, "passkey_added": _Replay._confirm}


def _hashes(gaps: Part) -> Iterator[bytes]:
    """The hashes in the file, one after another; the last may be cut short."""
    for piece in gaps.pieces():  # a mebibyte holds whole hashes
        for start in range(0, len(piece), HASH):
            yield piece[start:start + HASH]
