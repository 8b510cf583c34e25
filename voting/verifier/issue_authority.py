"""Step 10 of a secret stage, the heavy part of its issue list: what voters' passkeys signed, stretch by stretch.

Each line by itself: the assertion that it names is there, is by a passkey that its voter had at that place of the log,
and is over this paper, voter and blinded message. Ranges of the list are taken by whoever is in the crew; that no
assertion serves twice is seen here, when all have answered.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

from voting.ballots.credential import Issue, authorise_challenge, read_issue
from voting.ballots.roll import Electorate
from voting.errors import MalformedError, PasskeyError
from voting.evidence import decode, expect_keys
from voting.evidence.canonical import MAX_INTEGER
from voting.evidence.webauthn import Assertion, Passkey, check_assertion, rp_of
from voting.record import layout
from voting.record.part import Part
from voting.record.sorted_lines import SortedLines
from voting.sentences import N_, Sentence
from voting.verifier.authorised import FAULTS, named_among
from voting.verifier.case import Case, StageCase
from voting.verifier.findings import PER_CODE

_SPELT = rb"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"  # 32 bytes in base64url
_USUAL = re.compile(
    rb'\{"index":(0|[1-9][0-9]{0,15}),"leaf":(\{"auth":\{(?:"assertion":"(%s)","by":"passkey"|"by":"registrar")\},'
    rb'"blinded_sha256":"(%s)","paper":"(%s)","type":"issue","units":1,"v":1,"voter":"(%s)"\})\}' % ((_SPELT,) * 4))


@dataclass(frozen=True, slots=True)
class Authority:
    """What all lines have in common; `confirmed_at` says from where in the log a passkey counts that came later."""

    origin: str
    electorate: Electorate
    confirmed_at: Mapping[tuple[str, str], int]
    passkeys: SortedLines[Passkey]
    assertions: SortedLines[tuple[Assertion, tuple[bytes, ...]]]

    def held(self, index: int, voter: str) -> list[str]:
        """The passkeys under which a voter could have been issued something at a place of the log."""
        return [key for key in self.electorate.passkeys(voter) if self.confirmed_at.get((voter, key), -1) < index]


@dataclass(slots=True)
class Signed:
    """What a stretch gave: how many lines, faults by line, and by line the number of the assertion that it uses."""

    lines: int = 0
    faults: list[tuple[int, str, Sentence]] = field(default_factory=list)
    more: dict[str, int] = field(default_factory=dict)
    used: array[int] = field(default_factory=lambda: array("Q"))

    def add(self, number: int, code: str, what: Sentence) -> None:
        """Take in a fault."""
        self.more[code] = self.more.get(code, 0) + 1
        if self.more[code] <= PER_CODE:
            self.faults.append((number, code, what))


def check_signed(case: Case, stage: StageCase, lines: Part, confirmed_at: Mapping[tuple[str, str], int]) -> None:
    """Check the assertions of a whole issue list, if this copy has them."""
    if case.passkeys is None or case.assertions is None or stage.electorate is None or not len(case.assertions):
        return
    name, before = layout.stage_file(stage.number, layout.ISSUES), 0
    shared = Authority(stage.paper["origin"], stage.electorate, confirmed_at, case.passkeys, case.assertions)
    ranges = lines.ranges(case.crew.tasks_for(lines.size))
    for found in case.crew.run("issues", read_signed, ranges, shared):
        for number, code, what in found.faults:
            case.findings.add(code, name, N_("Line %(number)s: %(fault)s", number=before + number, fault=what))
        for used in found.used:
            if case.asserted[used]:
                case.findings.add("assertion_reused", name, N_("An assertion authorises more than one credential."))
            case.asserted[used] = 1
        before += found.lines


def read_signed(shared: Authority, stretch: Part) -> Signed:
    """Check the assertions of some lines; what cannot be read was named already."""
    found = Signed()
    try:
        for line in stretch.lines():
            found.lines += 1
            try:
                index, _, issue = read_issue_line(line)
                if issue.assertion:
                    _check(shared, found, index, issue)
            except MalformedError:
                continue
    except MalformedError:
        return found
    return found


def _check(shared: Authority, found: Signed, index: int, issue: Issue) -> None:
    opened = shared.assertions.find(issue.assertion)
    if opened is None:
        found.add(found.lines, "assertion_missing", N_("the assertion that it names is not there."))
        return
    place, (assertion, others) = opened
    found.used.append(place)
    held = shared.held(index, issue.voter)
    if not held:
        return  # named already
    passkey = named_among(shared.passkeys, held, assertion)
    if passkey is None:
        found.add(found.lines, "assertion_not_on_roll", N_("it was authorised by a passkey that is not its voter's."))
        return
    challenge = authorise_challenge([issue.authorisation(), *others])
    try:
        check_assertion(passkey, assertion, challenge, shared.origin, rp_of(shared.origin))
    except PasskeyError as error:
        found.add(found.lines, FAULTS[error.fault], error.what)


def read_issue_line(line: bytes) -> tuple[int, bytes, Issue]:
    """Place in the log, leaf and issue of a line without its newline; `MalformedError` unless canonical and exact."""
    if usual := _USUAL.fullmatch(line):  # canonical by its form, and there may be millions
        index, leaf, assertion, blinded, paper, voter = usual.groups()
        if int(index) <= MAX_INTEGER:
            return int(index), leaf, Issue(paper.decode(), voter.decode(), blinded.decode(),
                                           (assertion or b"").decode())
    document = expect_keys(decode(line), {"index", "leaf"}, what="issues.jsonl")
    index = document["index"]
    if type(index) is not int:
        raise MalformedError(N_("An entry of the issue list does not say where it stands in the log."))
    # The line is canonical, so the leaf's bytes stand between these two places: no need to write them again.
    return index, line[len(b'{"index":%d,"leaf":' % index):-1], read_issue(document["leaf"])
