"""Steps 4 to 6: the statutes, the motion and whether it may be put, the ballot papers."""

from __future__ import annotations

from voting.ballots.choice import question
from voting.ballots.motion import may_be_put, motion_sha256, read_motion
from voting.ballots.paper import paper_hash, read_paper, rule_document
from voting.evidence import decode, sha256_hex
from voting.record import layout
from voting.record.read import read_signature
from voting.sentences import N_
from voting.statutes import load_statutes
from voting.verifier.case import Case, StageCase
from voting.verifier.election import check_election
from voting.verifier.findings import same


def check_statutes(case: Case) -> None:
    """Step 4: the statutes can be read."""
    if layout.STATUTES in case.files:
        with case.findings.expect("statutes_unreadable", layout.STATUTES):
            case.statutes = load_statutes(case.files[layout.STATUTES], layout.STATUTES)


def check_motion(case: Case) -> None:
    """Step 5: the motion can be read, names these statutes, and the statutes allow it to be put."""
    findings, data = case.findings, case.files.get(layout.MOTION)
    if data is None:
        return
    with findings.expect("motion_unreadable", layout.MOTION):
        case.motion = read_motion(data)
    if case.motion is None:
        return
    findings.require(case.index is None or case.index.motion == case.motion.id, "index_wrong", layout.INDEX,
                     N_("The index names another motion."))
    if case.statutes is None:
        return
    motion, statutes = case.motion, case.statutes
    _check_version(case, decode(data)["statutes"], layout.MOTION)
    case.decision = statutes.decisions.get(motion.decision)
    if case.decision is None or motion.organ not in statutes.organs:
        findings.add("motion_not_allowed", layout.MOTION, N_("The statutes know no such decision or organ."))
        case.decision = None
        return
    ruling = may_be_put(statutes, case.decision, motion.organ, motion.subject, motion.end_on)
    findings.require(ruling.allowed, "motion_not_allowed", layout.MOTION, ruling.reason)
    texts = {language for language, words in motion.question.items() if words.strip()}
    findings.require(texts == set(statutes.languages) == set(motion.question), "motion_not_allowed", layout.MOTION,
                     N_("The question is not asked in every language of the statutes."))


def _check_version(case: Case, named: dict[str, object], file: str) -> None:
    statutes = case.statutes
    here = {"id": statutes.id, "sha256": sha256_hex(case.files[layout.STATUTES]), "version": statutes.version}
    case.findings.require(named == here, "statutes_mismatch", file,
                          N_("This was made under other statutes than those in the record."))


def check_paper(case: Case, stage: StageCase) -> None:
    """Step 6: the paper is signed, is about this motion, and agrees with the statutes word for word."""
    findings, name = case.findings, layout.stage_file(stage.number, "paper.json")
    data, signature = case.files.get(name), case.files.get(name + ".sig")
    if data is None:
        return
    if signature is not None and case.authority is not None:
        with findings.expect("paper_signature", name + ".sig"):
            case.authority.verify(read_signature(signature), data)
    with findings.expect("paper_unreadable", name):
        stage.paper, stage.hash = read_paper(data), paper_hash(data)
    if stage.paper is None:
        return
    with findings.expect("key_mismatch", name):
        _check_keys(case, stage, name)
    with findings.expect("paper_mismatch", name):
        _check_agreement(case, stage, name)


def _asked(case: Case, stage: StageCase) -> str:
    """The organ that is asked at a stage: of a decision of several organs not always the one it was put to."""
    stages = case.decision.stages if case.decision is not None else ()
    if stage.number > len(stages):
        return case.motion.organ
    return case.decision.asked_at(stage.number, case.motion.organ)


def _check_keys(case: Case, stage: StageCase, name: str) -> None:
    paper = stage.paper
    for key, says, file in ((case.authority, paper["authority"], layout.AUTHORITY_PEM),
                            (case.log_key, paper["log"]["key"], layout.LOG_PEM)):
        case.findings.require(key is None or key.b64u == says, "key_mismatch", name,
                              N_("The ballot paper names another key than %(file)s.", file=file))


def _check_agreement(case: Case, stage: StageCase, name: str) -> None:
    paper, motion, require = stage.paper, case.motion, case.findings.require
    require(paper["stage"] == stage.number, "paper_mismatch", name, N_("The paper is of another stage."))
    require(paper["announced"] <= paper["open"] <= paper["close"], "paper_times", name,
            N_("The paper is announced, opens and closes in another order."))
    require(same(paper["witnesses"], {"need": 0, "vkeys": []}), "paper_mismatch", name,
            N_("The paper asks for witnesses, which this version does not know."))
    if motion is not None:
        require((paper["motion"], paper["motion_sha256"]) == (motion.id, motion_sha256(case.files[layout.MOTION])),
                "paper_mismatch", name, N_("The paper is about another motion."))
        require((paper["organ"], paper["question"]) == (_asked(case, stage), dict(motion.question)), "paper_mismatch",
                name, N_("The paper asks another organ or another question than the motion."))
    if case.statutes is None or case.decision is None:
        return
    _check_version(case, paper["statutes"], name)
    if not require(stage.number <= len(case.decision.stages), "stages_mismatch", name,
                   N_("The statutes give this decision fewer stages.")):
        return
    stage.rule = rule = case.decision.stages[stage.number - 1]
    require(paper["organ_name"] == dict(case.statutes.organs[_asked(case, stage)].name), "paper_mismatch", name,
            N_("The paper gives the organ another name."))
    require(same(paper["rule"], rule_document(case.decision, rule)), "rule_mismatch", name,
            N_("The rule on the paper is not that of clause %(clause)s.", clause=rule.clause))
    if rule.kind == "election":
        check_election(case, paper, name)
    else:
        require("election" not in paper and same(paper["questions"], [question(rule.options)]), "options_mismatch",
                name, N_("The paper offers other options, or offers them in another order."))
    readings = [{"id": reading, "status": case.statutes.readings[reading].status} for reading in sorted(rule.readings)]
    require(paper["readings"] == readings, "readings_mismatch", name,
            N_("The paper names other readings of the statutes, or gives them another status."))
    secrecy = "secret" if "secret" in paper else "named"
    require(paper["secrecy"] == secrecy and rule.secrecy in ("choice", secrecy), "paper_mismatch", name,
            N_("The paper is for a ballot of another secrecy."))
    require(paper["close"] - paper["open"] >= rule.min_window_s, "paper_times", name,
            N_("The ballot is open for less than the statutes ask for."))
