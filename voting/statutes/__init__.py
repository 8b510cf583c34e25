"""What the law says: one TOML file read into values, and pure rules that answer with a ruling."""

from voting.statutes.calendar import Due, due_on
from voting.statutes.clauses import clause_report, rules_of, serves
from voting.statutes.franchise import SeatFacts, may_take_part, may_vote
from voting.statutes.load import check, load_statutes, progressive_alliance, sentence_of
from voting.statutes.majority import (
    Base,
    ConsensusFigures,
    Figures,
    Outcome,
    bases,
    consensus_reached,
    decide,
    silence_kept,
)
from voting.statutes.model import (
    Clause,
    Decision,
    DossierItem,
    OfficeRule,
    Organ,
    Reading,
    SeatRule,
    Secrecy,
    Stage,
    Statutes,
)
from voting.statutes.procedure import (
    dossier_complete,
    may_concern,
    may_concern_organ,
    may_decide,
    may_open_stage,
    standing_after,
)
from voting.statutes.requisition import is_requisition_met, signers_needed
from voting.statutes.ruling import Ruling, StatutesWords, words
from voting.statutes.secrecy import asks_needed, is_asked_enough, small_secret_warnings

__all__ = [
    "Base", "Clause", "ConsensusFigures", "Decision", "DossierItem", "Due", "Figures", "OfficeRule", "Organ",
    "Outcome", "Reading", "Ruling", "SeatFacts", "SeatRule", "Secrecy", "Stage", "Statutes", "StatutesWords",
    "asks_needed", "bases", "check", "clause_report", "consensus_reached", "decide", "dossier_complete", "due_on",
    "is_asked_enough", "is_requisition_met", "load_statutes", "may_concern", "may_concern_organ", "may_decide",
    "may_open_stage", "may_take_part", "may_vote", "progressive_alliance", "rules_of", "sentence_of", "serves",
    "signers_needed", "silence_kept", "small_secret_warnings", "standing_after", "words",
]
