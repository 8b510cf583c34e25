"""python -m voting.verifier [--trust FILE] [--json] [-j N] RECORD.zip: exit status 0 only if everything holds, else 1.

The steps are listed in `voting.verifier.verify`. Any file may be given; none ends in a traceback. The record is read in
pieces where it is long, by N processes side by side; on a terminal the progress of long steps is shown.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from voting.errors import VotingError
from voting.record.faults import Failure, RecordFault
from voting.record.readme import authorised_lines
from voting.verifier.crew import Crew
from voting.verifier.open_file import open_record, read_whole
from voting.verifier.trust import Trust, read_trust
from voting.verifier.verify import Verdict, verify

MOST_JOBS = 64


def main(arguments: Sequence[str] | None = None) -> int:
    """Check one record and print what was found."""
    parser = argparse.ArgumentParser(prog="voting-verify",
                                     description="Check the record of a motion; no server is asked.")
    parser.add_argument("record", metavar="RECORD.zip")
    parser.add_argument("--trust", metavar="FILE", help="JSON file with the keys that you were given by another way")
    parser.add_argument("-j", "--jobs", metavar="N", type=int, default=1,
                        help="how many processes check the votes of a large secret ballot (1)")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    options = parser.parse_args(arguments)
    try:
        trust = _trust(options.trust)
        with open_record(options.record) as source:
            verdict = verify(source, trust, Crew(max(1, min(options.jobs, MOST_JOBS)), _watch))
    except RecordFault as fault:
        verdict, trust = _refused(Failure(fault.code, fault.file, str(fault))), None
    except Exception as fault:  # what nobody foresaw confirms nothing, and says so
        verdict, trust = _refused(Failure("check_stopped", "", f"The check stopped at something that it did not "
                                          f"foresee ({type(fault).__name__}), so it confirms nothing. Keep the file "
                                          "and report it.")), None
    _say(_as_json(verdict) if options.json else _as_text(verdict, trust is not None))
    return 0 if verdict.ok else 1


def _refused(failure: Failure) -> Verdict:
    return Verdict(False, False, "", (failure,), 0, "", "", "", (), ())


def _say(words: str) -> None:
    """Print; whoever stops reading, as `head` does, has read enough."""
    try:
        print(words, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _trust(path: str | None) -> Trust | None:
    if path is None:
        return None
    try:
        return read_trust(read_whole(path, "trust_unreadable"), Path(path).name)
    except RecordFault:
        raise
    except VotingError as error:
        raise RecordFault("trust_unreadable", Path(path).name, error.what) from error


def _watch(what: str, done: int, total: int) -> None:
    """Show on a terminal how far a long step is."""
    if total > 1 and sys.stderr.isatty():
        print(f"\r{what}: {done * 100 // total} %  ", end="" if done < total else "\r", file=sys.stderr, flush=True)


def _as_json(verdict: Verdict) -> str:
    return json.dumps({
        "ok": verdict.ok, "anchored": verdict.anchored, "fingerprint": verdict.fingerprint,
        "failures": [{"code": each.code, "file": each.file, "sentence": each.sentence} for each in verdict.failures],
        "more_failures": verdict.more_failures, "outcome": verdict.outcome, "question": verdict.question,
        "key_fingerprint": verdict.key_fingerprint, "paper_fingerprints": list(verdict.paper_fingerprints),
        "roll_fingerprints": list(verdict.roll_fingerprints), "countersignatures": verdict.countersignatures,
        "not_individually_verifiable": list(verdict.hands),
        "secret": [{"stage": each.stage, "issued": each.issued, "by_registrar": each.by_registrar, "cast": each.cast,
                    "opened": each.is_opened} for each in verdict.secret],
        "authorised": {"checked": verdict.signatures_checked, "stages": [
            {"stage": number, "passkey": how.by_passkey, "other": how.otherwise, **{
                name: value for name, value in how.document().items() if name in ("holds", "least", "without")}}
            for number, how in verdict.authorised]},
        "steps": [{"number": number, "title": title, "ok": clean} for number, title, clean in verdict.steps],
    }, ensure_ascii=True, indent=2)


def _as_text(verdict: Verdict, has_trust: bool) -> str:
    lines = [f"{number:2}. {title}: {'holds' if clean else 'FAILS'}" for number, title, clean in verdict.steps]
    lines += [f"    {each.code} {each.file or '(the whole record)'}: {each.sentence}" for each in verdict.failures]
    if verdict.more_failures:
        lines.append(f"    and {verdict.more_failures} more of the same kinds")
    lines += [f"Question: {verdict.question}"] if verdict.question else []
    lines += [f"Fingerprint of the record: {verdict.fingerprint}"] if verdict.fingerprint else []
    lines += [f"Fingerprint of the ballot paper of stage {number}: {digits}"
              for number, digits in enumerate(verdict.paper_fingerprints, 1)]
    lines += [f"Fingerprint of the electoral roll of stage {number}: {digits}"
              for number, digits in enumerate(verdict.roll_fingerprints, 1)]
    lines += [f"Fingerprint of the authority's key: {verdict.key_fingerprint}"] if verdict.key_fingerprint else []
    lines += [f"Tellers who countersigned the count, in this record: {verdict.countersignatures}"] if verdict.ok else []
    lines += authorised_lines(verdict.authorised, verdict.signatures_checked)
    lines += [f"Stage {number} was a show of hands: its figures are those on which tellers agreed, and NOT "
              "individually verifiable; only the arithmetic was checked." for number in verdict.hands]
    for each in verdict.secret:
        lines.append(f"Stage {each.stage}, secret: {each.issued} credentials issued, {each.by_registrar} of them on "
                     f"the service's word alone; {each.cast} voters cast.")
        if not each.is_opened:
            lines.append("  The sealed votes are not in this copy: none was opened, and the published figures were "
                         "only compared with each other.")
    if not verdict.ok:
        lines.append("This record DOES NOT HOLD: do not rely on it.")
    elif verdict.anchored:
        lines.append(f"Everything holds. Outcome: {verdict.outcome}. Signed by the key in your trust file.")
    else:
        reason = "your trust file names no authority" if has_trust else "no trust file was given"
        lines.append(f"Everything holds. Outcome: {verdict.outcome}. Not anchored, because {reason}: compare the "
                     "fingerprint with the minutes.")
    # A question may hold anything: print it so that no terminal takes it for a command or fails on a character.
    return "\n".join("".join(c if c.isprintable() else "?" for c in line) for line in lines).encode(
        sys.stdout.encoding or "utf-8", "replace").decode(sys.stdout.encoding or "utf-8", "replace")


if __name__ == "__main__":
    sys.exit(main())
