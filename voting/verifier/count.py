"""Steps 11 to 13: the tallies made again, the outcome of the motion, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping

from voting.ballots.effects import effects_document, ends_seats, list_effects, standing_after
from voting.ballots.hands import agreed, check_hands
from voting.errors import MalformedError
from voting.evidence import decode, encode, expect_keys, sha256_hex
from voting.record import layout
from voting.record.read import read_signature
from voting.sentences import N_
from voting.tally.motion import motion_tally
from voting.tally.named import keep_last
from voting.tally.stage import authorised_in, tally_stage
from voting.verifier.case import Case, StageCase
from voting.verifier.casts import casts_root, present_at, read_tally_document
from voting.verifier.election import effects_of_election, withdrawn
from voting.verifier.opening import open_urn, tally_again
from voting.verifier.releases import check_releases


def check_tally(case: Case, stage: StageCase) -> None:
    """Step 11: the same function that counted counts again; file, signature and log agree with what it gives."""
    name = layout.stage_file(stage.number, "tally.json")
    data = case.files.get(name)
    _check_signature(case, name, "tally_signature")
    if stage.life is None or "closed" not in stage.life.acts or stage.electorate is None or stage.rule is None:
        return
    if stage.secret is not None:
        _require_sealed(case, stage)
        check_releases(case, stage)
        open_urn(case, stage)
    if stage.is_countable:
        _count_again(case, stage, name, data)
    tallied = stage.life.acts.get("tallied")
    if data is not None and tallied is not None:
        case.findings.require(tallied["tally_sha256"] == sha256_hex(data), "tally_not_logged", layout.LOG,
                              N_("The log names another tally of stage %(number)s.", number=stage.number))


def _require_sealed(case: Case, stage: StageCase) -> None:
    case.findings.require("sealed" in stage.life.acts, "log_order", layout.LOG,
                          N_("The secret stage %(number)s was never sealed.", number=stage.number))


def _count_again(case: Case, stage: StageCase, name: str, data: bytes | None) -> None:
    with case.findings.expect("tally_wrong", name):
        if stage.secret is not None:
            stage.tally = tally_again(case, stage, data)
            _compare(case, stage, name, data)
            return
        stage.tally = tally_stage(stage.rule, stage.paper, stage.hash, stage.electorate,
                                  [entry.document for entry in stage.life.casts], casts_root(stage), len(stage.issued),
                                  present_at(stage), withdrawn=withdrawn(case, stage), says_least=_says_least(data),
                                  hands=hands_of(stage))
        if "hands" in stage.paper:
            _compare(case, stage, name, data)
            return
        casts = [entry.document for entry in stage.life.casts]
        stage.authorised = authorised_in(stage.rule, keep_last(stage.hash, stage.electorate, casts), stage.tally,
                                         stage.electorate, present_at(stage))
        _compare(case, stage, name, data)


def hands_of(stage: StageCase) -> dict[str, int] | None:
    """The figures on which the tellers of a show of hands agreed; None for a stage that is none.

    `MalformedError` if too few different tellers entered the same.
    """
    if "hands" not in stage.paper:
        return None
    options, entitled = stage.paper["questions"][0]["options"], stage.electorate.entitled
    entries = [(str(entry.document["by"]["subject"]), check_hands(entry.document["counts"], options, entitled))
               for _, entry in stage.life.events if entry.document["type"] == "hands_counted"]
    found = agreed(entries, stage.paper["hands"]["tellers"])
    if found is None:
        raise MalformedError(N_("The tellers of a show of hands did not agree on its figures."))
    return found


def _says_least(data: bytes | None) -> bool:
    """Whether the tally is of the kind that says how many votes without a passkey could have changed the outcome."""
    said = read_tally_document(data).get("authorised") if data is not None else None
    return not isinstance(said, Mapping) or "without" in said


def _compare(case: Case, stage: StageCase, name: str, data: bytes | None) -> None:
    if data is not None and stage.tally is not None and encode(stage.tally) != data:
        case.findings.add("tally_wrong", name, N_("The tally is wrong in: %(parts)s.", parts=_differences(
            stage.tally, read_tally_document(data))))


def check_outcome(case: Case) -> None:
    """Step 12: consensus came first where the statutes want it, and the stages give the outcome that was declared."""
    data = case.files.get(layout.TALLY)
    _check_signature(case, layout.TALLY, "outcome_signature")
    tallies = [stage.tally for stage in case.stages]
    if case.declared is None or case.decision is None or case.motion is None or data is None:
        return
    if all(tally is not None for tally in tallies):
        with case.findings.expect("outcome_wrong", layout.TALLY):
            for before in tallies[:-1]:
                if case.decision.is_concurrent:
                    case.findings.require(before["outcome"] == "adopted", "organ_first", layout.LOG, N_(
                        "An organ was asked although the one before it had rejected the motion."))
                    continue
                case.findings.require(before["outcome"] == "no_consensus", "consensus_first", layout.LOG,
                                      N_("A vote was opened although the stage before it had decided."))
            made = motion_tally(case.decision, case.motion.id, tallies, case.declared["at"])
            case.outcome = str(made["outcome"])
            if encode(made) != data:
                parts = _differences(made, read_tally_document(data))
                case.findings.add("outcome_wrong", layout.TALLY, N_("The outcome is wrong in: %(parts)s.", parts=parts))
    case.findings.require(
        case.declared["tally_sha256"] == sha256_hex(data) and case.outcome in ("", case.declared["outcome"]),
        "outcome_not_declared", layout.LOG, N_("What the chair declared is not the outcome in the record."))


def check_effects(case: Case) -> None:
    """Step 13: the effects that the statutes give from the instant of the declaration, and none if rejected."""
    data = case.files.get(layout.EFFECTS)
    if data is None or case.declared is None:
        return
    case.findings.require(case.declared["effects_sha256"] == sha256_hex(data), "effects_not_declared", layout.LOG,
                          N_("What the chair declared has other effects than those in the record."))
    if case.decision is None or case.statutes is None or not case.outcome:
        return
    with case.findings.expect("effects_wrong", layout.EFFECTS):
        effects = []
        if case.decision.effect == "election" and case.stages[-1].tally is not None:
            effects = effects_of_election(case, data)
        elif case.outcome == "adopted":
            effects = list_effects(case.statutes, case.decision, case.motion, case.declared["at"], _seats(case, data))
        made = encode(effects_document(case.motion.id, effects))
        case.findings.require(made == data, "effects_wrong", layout.EFFECTS, N_(
            "The effects are not those of this decision with this outcome."))


def _seats(case: Case, data: bytes) -> list[tuple[str, str]]:
    """The seats that the effects say end: only the register knows which they are, so only their form is checked."""
    seats = []
    document = expect_keys(decode(data), {"effects", "motion", "type", "v"}, what=layout.EFFECTS)
    ends = case.decision.effect == "seat" or (case.decision.effect == "standing" and ends_seats(
        case.statutes, standing_after(case.decision, case.motion)))
    if not ends:
        return []
    if not isinstance(document["effects"], list):
        raise MalformedError(N_("The effects are not a list."))
    for row in document["effects"]:
        if isinstance(row, dict) and row.get("effect") == "seat_ended":
            expect_keys(row, {"at", "effect", "organ", "seat"}, what="effects.json: seat")
            elsewhere = case.decision.effect == "seat" and row["organ"] != case.motion.organ
            if elsewhere or row["organ"] not in case.statutes.organs or not isinstance(row["seat"], str):
                raise MalformedError(N_("A seat ends in an organ that the statutes do not know."))
            seats.append((row["seat"], row["organ"]))
    if len(seats) != len(set(seats)):
        raise MalformedError(N_("A seat ends twice."))
    return seats


def _check_signature(case: Case, name: str, code: str) -> None:
    data, signature = case.files.get(name), case.files.get(name + ".sig")
    if data is not None and signature is not None and case.authority is not None:
        with case.findings.expect(code, name + ".sig"):
            case.authority.verify(read_signature(signature), data)


def _differences(made: dict[str, object], found: dict[str, object]) -> str:
    """The keys under which two documents differ."""
    return ", ".join(sorted(key for key in made.keys() | found.keys() if made.get(key) != found.get(key)))
