"""Step 9, first half: every line of the log is in the log that the checkpoint signs."""

from __future__ import annotations

from voting.errors import MalformedError
from voting.evidence import Checkpoint, open_checkpoint, verify_inclusion
from voting.record import layout
from voting.record.read import read_log_line
from voting.sentences import N_
from voting.verifier.case import Case


def check_log(case: Case) -> None:
    """Read the lines and check the checkpoint's signature, every inclusion proof, and that the indices rise."""
    _read_lines(case)
    checkpoint = case.checkpoint = _checkpoint(case)
    before = -1
    for number, entry in case.log:
        if entry.index <= before:
            case.findings.add("log_order", layout.LOG, N_("Line %(number)s: the entries do not stand in the order of "
                                                          "the log, or one stands there twice.", number=number))
        before = max(before, entry.index)
        if checkpoint is not None:
            try:
                verify_inclusion(entry.hash, entry.index, checkpoint.size, list(entry.proof), checkpoint.root)
            except MalformedError as error:
                case.findings.add("log_proof", layout.LOG, N_("Line %(number)s is not in the signed log: %(fault)s",
                                                              number=number, fault=error.what))


def _read_lines(case: Case) -> None:
    data = case.files.get(layout.LOG)
    if data is None:
        return
    with case.findings.expect("log_unreadable", layout.LOG):
        if not data.endswith(b"\n"):
            raise MalformedError(N_("The file does not end with a newline: it may have been cut short."))
        for number, line in enumerate(data[:-1].split(b"\n"), start=1):
            with case.findings.expect("log_unreadable", layout.LOG):
                case.log.append((number, read_log_line(line)))


def _checkpoint(case: Case) -> Checkpoint | None:
    """The checkpoint if its signature holds; its origin is the one that every paper names."""
    note, papers = case.files.get(layout.CHECKPOINT), [stage.paper for stage in case.stages if stage.paper is not None]
    if note is None or case.log_key is None or not papers:
        return None
    origins = {str(paper["log"]["origin"]) for paper in papers}
    case.findings.require(len(origins) == 1, "checkpoint_unreadable", layout.CHECKPOINT,
                          N_("The papers name different logs."))
    with case.findings.expect("checkpoint_signature", layout.CHECKPOINT):
        return open_checkpoint(note, min(origins), case.log_key)
    return None
