"""Step 9, last part: each ballot of the record is the one that was announced, and opened and closed in its time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from voting.ballots.dossier import dossier_ruling
from voting.errors import MalformedError
from voting.evidence import sha256_hex
from voting.record import layout
from voting.sentences import N_
from voting.verifier.case import Case, StageCase
from voting.verifier.findings import same


def match_stages(case: Case) -> None:
    """Give each stage its ballot in the log: the one of its number that was not set aside."""
    held = {life.stage: life for life in case.lives if not life.is_set_aside}
    for stage in case.stages:
        stage.life = held.get(stage.number)
    numbers = [stage.number for stage in case.stages]
    case.findings.require(not case.log or sorted(held) == numbers, "stages_mismatch", layout.LOG,
                          N_("The ballots that were held are not those whose papers are in the record."))


def check_announcement(case: Case, stage: StageCase) -> None:
    """The announcement names this paper, this roll and these issued ballots; the dossier was complete that day."""
    life, paper, require = stage.life, stage.paper, case.findings.require
    if life is None or paper is None:
        return
    leaf = life.acts["announced"]
    require((leaf["paper"], leaf["ballot"], leaf["at"]) == (stage.hash, paper["ballot"], paper["announced"]),
            "paper_not_announced", layout.LOG, N_("The paper announced for stage %(number)s is not the paper in the "
                                                  "record.", number=stage.number))
    require(leaf["roll_sha256"] == paper["roll"]["sha256"], "roll_mismatch", layout.LOG,
            N_("The announcement of stage %(number)s names another roll.", number=stage.number))
    if stage.secret is not None:
        require(same([leaf["issued"], leaf["issued_sha256"]], [0, sha256_hex(b"")]), "issued_not_announced", layout.LOG,
                N_("The announcement of the secret stage %(number)s names issued ballots.", number=stage.number))
    elif stage.roll is not None and stage.issued:
        frozen = b"".join(line + b"\n" for _, _, line in stage.issued[:len(stage.roll)])
        require(same([leaf["issued"], leaf["issued_sha256"]], [len(stage.roll), sha256_hex(frozen)]),
                "issued_not_announced", layout.LOG, N_("The announcement of stage %(number)s names other issued "
                                                       "ballots.", number=stage.number))
    if case.decision is not None and case.motion is not None:
        with case.findings.expect("dossier_incomplete", layout.MOTION):
            ruling = dossier_ruling(case.decision, case.motion.dossier, _day_of(leaf["at"]), "", case.statutes)
            require(ruling.allowed, "dossier_incomplete", layout.MOTION, ruling.reason)


def _day_of(at: int) -> date:
    try:
        return datetime.fromtimestamp(at, UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise MalformedError(N_("The announcement is dated beyond any calendar.")) from error


def check_times(case: Case, stage: StageCase) -> None:
    """Opened not before its time; extended only before the close, to later; closed after it, or rightly early."""
    life, paper = stage.life, stage.paper
    if life is None or paper is None:
        return
    close, call = paper["close"], None
    for number, entry in life.events:
        leaf = entry.document
        if leaf.get("type") == "last_call":
            call = leaf
        elif leaf.get("type") == "extended":
            call = None  # an extension takes the last call back
            is_right = leaf["at"] <= close < leaf["close"] and bool(leaf["reason"].strip())
            if case.findings.require(is_right, "log_times", layout.LOG,
                                     N_("Line %(number)s: a ballot can be extended only before its close, to a later "
                                        "instant, with a reason.", number=number)):
                close = leaf["close"]
    opened, closed = life.acts.get("opened"), life.acts.get("closed")
    if opened is not None:
        case.findings.require(paper["open"] <= opened["at"], "log_times", layout.LOG,
                              N_("Stage %(number)s opened before its time.", number=stage.number))
    if closed is None:
        return
    is_early = closed["at"] <= close
    case.findings.require(closed["early"] is is_early, "log_times", layout.LOG,
                          N_("Stage %(number)s closed at another time than its close says.", number=stage.number))
    if is_early:
        case.findings.require(_may_close_early(case, stage, call, closed), "early_close", layout.LOG,
                              N_("Stage %(number)s closed before its time: not all had voted, and no last call had "
                                 "ended.", number=stage.number))


def _may_close_early(case: Case, stage: StageCase, call: Mapping[str, object] | None,
                     closed: Mapping[str, object]) -> bool:
    if call is not None and case.statutes is not None and \
            call["ends"] - call["at"] >= case.statutes.last_call_s and closed["at"] >= call["ends"]:
        return True
    if "hands" in stage.paper:  # the tellers' agreement ends it; whether they agree is asked when it is counted
        return True
    if stage.electorate is None:
        return False
    voted = {str(entry.document.get("voter")) for entry in stage.life.casts}
    return stage.electorate.voters - stage.electorate.ended <= voted
