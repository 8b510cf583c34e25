"""Steps 7 and 8: the roll that the paper names, and one signed ballot for each of its entries."""

from __future__ import annotations

from voting.ballots.cast import check_issued
from voting.ballots.roll import Roll
from voting.errors import MalformedError
from voting.evidence import decode
from voting.record import layout
from voting.sentences import N_
from voting.verifier.case import Case, StageCase


def check_roll(case: Case, stage: StageCase) -> None:
    """Step 7: the roll is the one that the paper names, by hash and size."""
    name = layout.stage_file(stage.number, "roll.jsonl")
    data = case.files.part(name)
    if data is None:
        return
    with case.findings.expect("roll_unreadable", name):
        stage.roll = Roll.read_lines(data.lines())
    if stage.paper is None:
        return
    case.findings.require(data.sha256() == stage.paper["roll"]["sha256"], "roll_mismatch", name,
                          N_("The roll has another SHA-256 than the paper says."))
    case.findings.require(stage.roll is None or len(stage.roll) == stage.paper["roll"]["voters"] > 0, "roll_mismatch",
                          name, N_("The roll has another number of voters than the paper says."))


def check_issued_ballots(case: Case, stage: StageCase) -> None:
    """Step 8: each line is a ballot of this paper, signed by the authority; the frozen roll comes first, in order.

    Which ballots were issued with addenda is compared with the log in step 10.
    """
    findings, name = case.findings, layout.stage_file(stage.number, "issued.jsonl")
    data = case.files.get(name)
    if data is None or not stage.hash or case.authority is None:
        return
    if stage.secret is not None:
        findings.require(data == b"", "issued_mismatch", name,
                         N_("In a secret ballot no signed ballots are issued, and here are some."))
        return
    with findings.expect("issued_unreadable", name):
        if not data.endswith(b"\n"):
            raise MalformedError(N_("The file does not end with a newline: it may have been cut short."))
        for line in data[:-1].split(b"\n"):
            document = decode(line)
            with findings.expect("issued_signature", name):
                stage.issued.append((check_issued(case.authority, stage.hash, document), document, line))
    if stage.roll is not None:
        frozen = [voter for voter, _, _ in stage.issued[:len(stage.roll)]]
        findings.require(frozen == list(stage.roll.voters), "issued_mismatch", name,
                         N_("Not every entry of the roll was issued one ballot, or not in the order of the roll."))
