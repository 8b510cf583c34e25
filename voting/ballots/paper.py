"""The ballot paper: the signed, immutable form on which everything else stands.

It says which organ decides what in which meeting, between which instants, by which rule of which version of the
statutes under which readings, on which roll, and whose keys sign and log. Its hash is what issued ballots, casts
and tallies name. The service signs the bytes of `paper.json` when the ballot is announced; nothing changes it
afterwards: an extension is an entry of the log, not another paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from voting.ballots.choice import QUESTION_KEYS, TYPES, question
from voting.ballots.election import ElectionPaper, questions_of, read_election
from voting.ballots.secret_paper import read_secret
from voting.errors import MalformedError
from voting.evidence import PublicKey, b64u, decode, dst, encode, expect_keys, fingerprint, sha256
from voting.sentences import N_
from voting.statutes import Decision, Stage, Statutes

PAPER_KEYS = {"agenda", "announced", "authority", "ballot", "close", "log", "meeting", "motion", "motion_sha256",
              "open", "organ", "organ_name", "origin", "question", "questions", "readings", "roll", "rule", "secrecy",
              "stage", "statutes", "type", "v", "witnesses"}
PAPER_OPTIONAL = {"election", "hands", "secret"}
RULE_KEYS = {"base", "clause", "comparator", "decision", "denominator", "kind", "min_yes", "numerator", "stage"}
RULE_OPTIONAL = {"consents", "participation", "quorum"}
NAMED, SECRET = "named", "secret"
NONCES_SINCE = 1_796_083_200
"""Elections announced from 1 December 2026 on have the parts of their lots on the paper; earlier ones may lack them."""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What the paper states beside the law: ids, texts, instants (UTC seconds), the frozen roll, the public keys."""

    ballot: str
    motion: str
    motion_sha256: str
    stage: int
    organ: str
    meeting: Mapping[str, object]
    agenda: int
    question: Mapping[str, str]
    announced_at: int
    open_at: int
    close_at: int
    roll_sha256: str
    voters: int
    authority: PublicKey
    log_key: PublicKey
    log_origin: str
    origin: str
    secret: Mapping[str, object] | None = None
    """The paper's object `secret` (issuers, key holders, urn); None for a named ballot."""
    election: ElectionPaper | None = None
    hands: int = 0
    """Of a show of hands: how many tellers must agree on its figures; 0 where everyone casts their own vote."""


def write_paper(statutes: Statutes, decision: Decision, facts: PaperFacts) -> bytes:
    """The bytes of `paper.json` for stage number `facts.stage` (from 1) of `decision`."""
    stage = decision.stages[facts.stage - 1]
    if facts.open_at > facts.close_at:
        raise MalformedError(N_("The ballot would close before it opens."))
    if facts.voters < 1:
        raise MalformedError(N_("The electoral roll is empty."))
    if stage.secrecy not in ("choice", NAMED if facts.secret is None else SECRET):
        raise MalformedError(N_("The statutes do not let this stage be held in this secrecy."))
    if facts.hands and (stage.kind != "vote" or facts.secret is not None or facts.hands < 2):
        raise MalformedError(N_("A show of hands is a named vote, counted by two tellers at least."))
    election = facts.election
    if (stage.kind == "election") != (election is not None):
        raise MalformedError(N_("A paper has a list of candidates exactly if it is of an election."))
    asked = questions_of(election) if election is not None else [question(stage.options)]
    return encode({
        **({"secret": dict(facts.secret)} if facts.secret is not None else {}),
        **({"election": election.document()} if election is not None else {}),
        **({"hands": {"tellers": facts.hands}} if facts.hands else {}),
        "type": "paper", "v": 1, "ballot": facts.ballot, "motion": facts.motion, "motion_sha256": facts.motion_sha256,
        "stage": facts.stage, "organ": facts.organ, "organ_name": dict(statutes.organs[facts.organ].name),
        "meeting": dict(facts.meeting), "agenda": facts.agenda, "question": dict(facts.question),
        "questions": asked, "rule": rule_document(decision, stage),
        "readings": [{"id": name, "status": statutes.readings[name].status} for name in sorted(stage.readings)],
        "statutes": {"id": statutes.id, "sha256": statutes.sha256, "version": statutes.version},
        "roll": {"sha256": facts.roll_sha256, "voters": facts.voters},
        "announced": facts.announced_at, "open": facts.open_at, "close": facts.close_at,
        "authority": facts.authority.b64u, "log": {"key": facts.log_key.b64u, "origin": facts.log_origin},
        "origin": facts.origin, "secrecy": NAMED if facts.secret is None else SECRET,
        "witnesses": {"need": 0, "vkeys": []},
    })


def rule_document(decision: Decision, stage: Stage) -> dict[str, object]:
    """The rule as the paper prints it; a verifier makes it again from the statutes and compares."""
    rule: dict[str, object] = {
        "base": stage.base, "clause": stage.clause, "comparator": stage.comparator, "decision": decision.id,
        "denominator": stage.denominator, "kind": stage.kind, "min_yes": stage.min_yes,
        "numerator": stage.numerator, "stage": stage.id}
    for name in sorted(RULE_OPTIONAL):
        fraction = getattr(stage, name)
        if fraction is not None:
            rule[name] = list(fraction)
    return rule


def read_paper(data: bytes) -> dict[str, object]:
    """The paper in `data`, complete and exact, or `MalformedError`; who signed it is the caller's question."""
    paper = decode(data)
    expect_keys(paper, PAPER_KEYS, PAPER_OPTIONAL, what="paper.json")
    if paper["type"] != "paper" or paper["v"] != 1 or isinstance(paper["v"], bool):
        raise MalformedError(N_("paper.json is of another type or version."))
    _texts(paper, ("ballot", "motion", "motion_sha256", "organ", "origin", "secrecy", "authority"))
    for name in ("stage", "agenda", "announced", "open", "close"):
        _integer(paper[name])
    expect_keys(paper["rule"], RULE_KEYS, RULE_OPTIONAL, what="paper.json: rule")
    expect_keys(paper["statutes"], {"id", "sha256", "version"}, what="paper.json: statutes")
    expect_keys(paper["roll"], {"sha256", "voters"}, what="paper.json: roll")
    expect_keys(paper["log"], {"key", "origin"}, what="paper.json: log")
    expect_keys(paper["witnesses"], {"need", "vkeys"}, what="paper.json: witnesses")
    expect_keys(paper["meeting"], {"held_on", "id", "place", "remote", "title"}, what="paper.json: meeting")
    _texts(paper["roll"], ("sha256",))
    _texts(paper["statutes"], ("id", "sha256", "version"))
    _texts(paper["log"], ("key", "origin"))
    _integer(paper["roll"]["voters"])
    questions = paper["questions"]
    if not isinstance(questions, list) or (len(questions) != 1 and "election" not in paper):
        raise MalformedError(N_("paper.json does not ask exactly one question."))
    if "election" in paper and not same_documents(questions, questions_of(read_election(paper["election"]))):
        raise MalformedError(N_("paper.json does not ask what its list of candidates asks."))
    for asked in questions:
        expect_keys(asked, QUESTION_KEYS, what="paper.json: questions")
        if asked["type"] not in TYPES or not isinstance(asked["id"], str):
            raise MalformedError(N_("paper.json asks a question of a type that no one knows."))
        if not isinstance(asked["options"], list) or not all(isinstance(option, str) for option in asked["options"]):
            raise MalformedError(N_("paper.json: the options cannot be read."))
        _integer(asked["min"])
        _integer(asked["max"])
    for texts in (paper["question"], paper["organ_name"]):
        if not isinstance(texts, dict) or not texts or not all(isinstance(text, str) for text in texts.values()):
            raise MalformedError(N_("paper.json: a text is missing."))
    if paper["open"] > paper["close"]:
        raise MalformedError(N_("paper.json closes before it opens."))
    if paper["secrecy"] not in (NAMED, SECRET) or (paper["secrecy"] == SECRET) != ("secret" in paper):
        raise MalformedError(N_("paper.json does not say whether the ballot is secret."))
    if "hands" in paper:
        expect_keys(paper["hands"], {"tellers"}, what="paper.json: hands")
        _integer(paper["hands"]["tellers"])
        if paper["hands"]["tellers"] < 2 or "secret" in paper or "election" in paper:
            raise MalformedError(N_("A show of hands is a named vote, counted by two tellers at least."))
    if "secret" in paper:
        urn = read_secret(paper["secret"], paper["ballot"])["urn"]
        may_lack = "election" not in paper or paper["announced"] < NONCES_SINCE
        if ("nonces" in paper["secret"] and "election" not in paper) or not ("nonces" in paper["secret"] or may_lack):
            raise MalformedError(N_("paper.json has parts of lots exactly if it is of an election."))
        if urn["origin"] == paper["log"]["origin"] or urn["key"] == paper["log"]["key"]:
            raise MalformedError(N_("paper.json gives the urn the name or the key of the register's log."))
    return paper


def same_documents(one: object, other: object) -> bool:
    """Whether two values have the same canonical bytes: Python alone takes true for 1."""
    return encode({"x": one}) == encode({"x": other})


@lru_cache(maxsize=64)
def parse_paper(data: bytes) -> dict[str, object]:
    """`read_paper`, done once for the same bytes; nobody changes what it gives."""
    return read_paper(data)


def paper_hash(data: bytes) -> str:
    """What casts and tallies call the paper: base64url of SHA-256 over the domain string and the file's bytes."""
    return b64u(sha256(dst("paper") + data))


def paper_fingerprint(data: bytes) -> str:
    """Twelve digits to read aloud."""
    return fingerprint(data)


def _texts(document: Mapping[str, object], names: tuple[str, ...]) -> None:
    for name in names:
        if not isinstance(document[name], str):
            raise MalformedError(N_("paper.json: “%(name)s” is not text.", name=name))


def _integer(value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise MalformedError(N_("paper.json: a number is not an integer."))
