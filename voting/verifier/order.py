"""Step 9, second half: the acts of the motion stand in an order in which they can have happened.

    motion, then for each stage: announced, opened, casts, closed, tallied, then no_consensus (and the next stage) or
    declared; where several organs decide, passed_on instead of no_consensus; addenda, extensions and ended mandates
    between announcement and close. A ballot cancelled before it opened is set aside and its stage announced
    again. The count of a secret ballot may be disputed: then it is counted again, with keys that were released. After
    the declaration only vacancies filled from an election's papers and an annulment may follow, and an annulment before
    it ends the motion without a result. Countersignatures stand after the count, wherever that is.

What a single ballot may do is the table in `ballots.lifecycle`; here stands only what binds ballots to a motion.
"""

from __future__ import annotations

from collections.abc import Mapping

from voting.ballots.leaves import read_leaf
from voting.ballots.lifecycle import Move, State, follow
from voting.ballots.motion import motion_sha256
from voting.errors import ConflictError, MalformedError
from voting.record import layout
from voting.record.read import LogEntry
from voting.sentences import N_
from voting.verifier.case import BallotLife, Case
from voting.verifier.countersigned import take_countersignature

MOVES = {"opened": Move.OPEN, "last_call": Move.CALL_LAST, "extended": Move.EXTEND, "addendum": Move.AMEND_ROLL,
         "mandate_ended": Move.AMEND_ROLL, "passkey_added": Move.AMEND_ROLL, "candidate_withdrawn": Move.WITHDRAW,
         "hands_counted": Move.COUNT_HANDS, "closed": Move.CLOSE, "tallied": Move.COUNT, "declared": Move.DECLARE,
         "vacancy_filled": Move.FILL,
         "cancelled": Move.CANCEL, "annulled": Move.ANNUL, "void": Move.VOID, "disputed": Move.DISPUTE}
_EVENTS = frozenset({"addendum", "candidate_withdrawn", "hands_counted", "mandate_ended", "passkey_added", "extended",
                     "last_call"})


def check_order(case: Case) -> None:
    """Walk the log once and fill `case.lives`; then see that it ends with a declared result."""
    last_at = 0
    for number, entry in case.log:
        document = entry.document
        if document.get("type") == "cast":
            _take_cast(case, number, entry)
            continue
        try:
            read_leaf(document)
        except MalformedError as error:
            case.findings.add("log_unreadable", layout.LOG, N_("Line %(number)s: %(fault)s", number=number,
                                                               fault=error.what))
            continue
        if document["at"] < last_at:
            case.findings.add("log_times", layout.LOG, N_("Line %(number)s is dated before the entry above it.",
                                                          number=number))
        last_at = max(last_at, document["at"])
        if case.motion is not None and document["motion"] != case.motion.id:
            case.findings.add("log_foreign", layout.LOG, N_("Line %(number)s belongs to another motion.",
                                                            number=number))
            continue
        _take_act(case, number, entry, document)
    if case.log:  # without a log it is missing, and said to be
        case.findings.require(case.declared is not None, "not_declared", layout.LOG,
                              N_("No result was declared for this motion."))


def _take_act(case: Case, number: int, entry: LogEntry, leaf: Mapping[str, object]) -> None:
    kind = str(leaf["type"])
    try:
        if kind == "motion":
            _file(case, number, leaf)
        elif kind == "announced":
            _announce(case, number, entry.index, leaf)
        elif kind == "countersigned":
            take_countersignature(case, number, leaf)
        elif kind == "withdrawn":
            raise ConflictError(N_("The motion was withdrawn, so that it has no result."))
        else:
            _move(case, number, kind, entry, leaf)
    except ConflictError as error:
        case.findings.add("log_order", layout.LOG, N_("Line %(number)s (%(kind)s): %(fault)s", number=number, kind=kind,
                                                      fault=error.what))


def _file(case: Case, number: int, leaf: Mapping[str, object]) -> None:
    if number != 1 or case.motion_leaf is not None:
        raise ConflictError(N_("A motion is filed once, before anything else."))
    case.motion_leaf = leaf
    data = case.files.get(layout.MOTION)
    case.findings.require(data is None or leaf["motion_sha256"] == motion_sha256(data), "motion_unbound", layout.LOG,
                          N_("The motion that was filed is not the motion in the record."))
    case.findings.require(case.motion is None or case.motion.filed_at <= leaf["at"], "log_times", layout.LOG,
                          N_("The motion was logged before it was filed."))


def _announce(case: Case, number: int, place: int, leaf: Mapping[str, object]) -> None:
    if case.motion_leaf is None:
        raise ConflictError(N_("A ballot was announced before its motion was filed."))
    if any(life.ballot == leaf["ballot"] or life.paper == leaf["paper"] for life in case.lives):
        raise ConflictError(N_("This ballot was announced before."))
    before, expected = case.lives[-1] if case.lives else None, 1
    if before is not None:
        expected = before.stage if before.is_set_aside else before.stage + 1
        if not before.is_set_aside and _goes_on(case) not in before.acts:
            _out_of_turn(case, number)
    life = BallotLife(str(leaf["ballot"]), expected, str(leaf["paper"]), follow(State.DRAFTED, Move.ANNOUNCE), number)
    if leaf["stage"] != expected or isinstance(leaf["stage"], bool):
        if isinstance(leaf["stage"], int) and leaf["stage"] > expected:
            _out_of_turn(case, number)
            life.stage = leaf["stage"]  # the record may still hold this stage: go on as it says
        else:
            raise ConflictError(N_("This is not the stage that comes next."))
    life.acts["announced"], life.places["announced"] = leaf, place
    case.lives.append(life)


def _goes_on(case: Case) -> str:
    """The act after which the next stage may be announced."""
    return "passed_on" if case.decision is not None and case.decision.is_concurrent else "no_consensus"


def _out_of_turn(case: Case, number: int) -> None:
    if _goes_on(case) == "passed_on":
        case.findings.add("organ_first", layout.LOG, N_("Line %(number)s announces a ballot before the organ that is "
                                                        "asked before had adopted the motion and passed it on.",
                                                        number=number))
        return
    case.findings.add("consensus_first", layout.LOG, N_("Line %(number)s announces a ballot before the stage before it "
                                                        "had ended with a recorded “no consensus”.", number=number))


def _move(case: Case, number: int, kind: str, entry: LogEntry, leaf: Mapping[str, object]) -> None:
    life = case.lives[-1] if case.lives else None
    if life is None or leaf["ballot"] != life.ballot:
        raise ConflictError(N_("It is about a ballot that is not the one under way."))
    if life.is_disputed and kind not in ("key_released", "tallied", "annulled"):
        raise ConflictError(N_("The count is disputed: before anything else it is made again."))
    if kind in ("no_consensus", "passed_on"):
        _go_on(case, life, kind, leaf)
        life.acts[kind], life.lines[kind] = leaf, number
        return
    if "no_consensus" in life.acts or "passed_on" in life.acts:
        raise ConflictError(N_("After “no consensus”, or after a motion was passed on, only the next stage can "
                               "follow."))
    if kind in ("sealed", "released", "key_released"):
        _hand_over(life, kind, leaf)
        return
    life.state = follow(life.state, Move.RECOUNT if life.is_disputed and kind == "tallied" else MOVES[kind])
    if kind in _EVENTS:
        life.events.append((number, entry))
    if kind == "annulled":
        case.is_annulled = True
        _check_two_officers(leaf)
    if kind == "disputed":
        _dispute(life, leaf)
    elif kind == "tallied" and life.is_disputed:
        life.is_disputed = False
        life.countersigned.clear()  # they signed the count before
    if kind == "declared":
        case.declared = leaf
    if kind == "vacancy_filled":
        case.fillings.append(leaf)
    if kind in ("cancelled", "void"):
        life.is_set_aside = True
    life.acts[kind], life.places[kind] = leaf, entry.index


def _go_on(case: Case, life: BallotLife, kind: str, leaf: Mapping[str, object]) -> None:
    """The presiding officer's word after which the next stage exists: once, when the ballot has been counted."""
    if kind != _goes_on(case) and case.decision is not None:
        raise ConflictError(N_("Under these statutes no such act leads to the next stage of this decision."))
    if kind == "no_consensus" and (life.state is not State.COUNTED or kind in life.acts
                                   or not _says_something(leaf["summary"])):
        raise ConflictError(N_("“No consensus” is recorded once, in words, when a ballot has been counted."))
    if kind == "passed_on" and (life.state is not State.COUNTED or kind in life.acts or not _is_next(case, life, leaf)):
        raise ConflictError(N_("A motion is passed on once, when the ballot has been counted, to the organ that the "
                               "statutes ask next."))


def _is_next(case: Case, life: BallotLife, leaf: Mapping[str, object]) -> bool:
    if case.decision is None:
        return True
    return life.stage < len(case.decision.stages) and case.decision.stages[life.stage].organ == leaf["to"]


def _hand_over(life: BallotLife, kind: str, leaf: Mapping[str, object]) -> None:
    """Of a secret ballot: between close and count it is sealed once, then shares are released; keys in a dispute."""
    if kind == "key_released":
        if not life.is_disputed:
            raise ConflictError(N_("A key is released only while two officers dispute the count."))
        life.keys.append(leaf)
        return
    if life.state is not State.CLOSED or (kind == "sealed") == ("sealed" in life.acts):
        raise ConflictError(N_("A secret ballot is sealed once after its close, then shares are released, then it is "
                               "counted."))
    if kind == "sealed":
        life.acts[kind] = leaf
    else:
        life.released.append(leaf)


def _dispute(life: BallotLife, leaf: Mapping[str, object]) -> None:
    """The count of a secret ballot is disputed, once, by two officers."""
    if "sealed" not in life.acts or "disputed" in life.acts:
        raise ConflictError(N_("The count of a secret ballot may be disputed, and once."))
    _check_two_officers(leaf)
    life.is_disputed = True


def _check_two_officers(leaf: Mapping[str, object]) -> None:
    if leaf["by"]["subject"] == leaf["second"]["subject"] or not _says_something(leaf["reason"]):
        raise ConflictError(N_("This takes two officers and a reason."))


def _take_cast(case: Case, number: int, entry: LogEntry) -> None:
    life = case.lives[-1] if case.lives else None
    if life is None or life.state is not State.OPEN:
        case.findings.add("cast_outside", layout.LOG, N_("Line %(number)s: a vote was logged while no ballot was open.",
                                                         number=number))
    if life is None:
        return
    if entry.document.get("paper") != life.paper:
        case.findings.add("cast_wrong_paper", layout.LOG, N_("Line %(number)s: the vote is not on the paper of the "
                                                             "ballot that was open.", number=number))
    life.events.append((number, entry))
    life.casts.append(entry)


def _says_something(words: object) -> bool:
    return isinstance(words, str) and bool(words.strip())
