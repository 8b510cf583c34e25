"""The failures of a record by name: one code a kind of fault, listed in `FORMAT.md` (a test compares the two).

A code is for machines, the sentence beside it for the person who asked. `RecordFault` carries both out of a parser;
a verifier collects them and goes on. Nothing else may be raised to a reader of records.
"""

from __future__ import annotations

from dataclasses import dataclass

from voting.errors import MalformedError
from voting.sentences import Sentence

CODES: dict[str, str] = {
    "zip_unreadable": "The file is not a whole zip archive.",
    "zip_odd": "The archive holds more than its files: comments, extra fields, gaps, two different headers.",
    "zip_duplicate_name": "Two files of the archive have one name.",
    "zip_bad_path": "A file of the archive has a name that could leave the folder or hide there.",
    "zip_symlink": "An entry of the archive is a link, a folder or something else that is no plain file.",
    "zip_encrypted": "An entry of the archive is encrypted.",
    "zip_too_large": "The archive is larger, or unpacks to more, than any record needs.",
    "index_unreadable": "index.json cannot be read.",
    "index_signature": "The signature over index.json does not hold.",
    "index_wrong": "index.json does not list the files that a record has.",
    "file_missing": "A file that must be there is missing.",
    "file_extra": "A file is there that the index does not list.",
    "file_changed": "A file is not the one that the index names: its size or its SHA-256 differs.",
    "key_unreadable": "A key file cannot be read, or holds a key that no one may use.",
    "key_mismatch": "A paper, the index and the key files do not name the same keys.",
    "statutes_unreadable": "statutes.toml cannot be read as statutes.",
    "statutes_mismatch": "A motion or paper names other statutes than those in the record.",
    "motion_unreadable": "motion.json cannot be read.",
    "motion_unbound": "The log's entry for the motion names another motion.json.",
    "motion_not_allowed": "The statutes do not allow this motion to be put.",
    "dossier_incomplete": "The dossier lacks something that the statutes ask for.",
    "paper_unreadable": "A ballot paper cannot be read.",
    "paper_signature": "The signature over a ballot paper does not hold.",
    "paper_mismatch": "A ballot paper is not about this motion, or does not agree with the statutes or the motion.",
    "rule_mismatch": "The rule on a ballot paper is not the rule of the statutes.",
    "options_mismatch": "The options on a ballot paper are not those of the statutes.",
    "election_mismatch": "The candidates, seats or guarantees on a paper are not what the statutes make of them.",
    "readings_mismatch": "The readings on a ballot paper are not those of the statutes.",
    "paper_times": "The times on a ballot paper are out of order, or its window is shorter than the statutes allow.",
    "paper_not_announced": "The announcement in the log is of another ballot paper.",
    "roll_unreadable": "An electoral roll cannot be read.",
    "roll_mismatch": "An electoral roll is not the one that the ballot paper names.",
    "issued_unreadable": "A list of issued ballots cannot be read.",
    "issued_signature": "The signature on an issued ballot does not hold, or it belongs to another paper.",
    "issued_mismatch": "The issued ballots are not one for each entry of the roll, in order.",
    "issued_not_announced": "The announcement names other issued ballots.",
    "log_unreadable": "A line of the log cannot be read.",
    "log_proof": "An entry is not in the log that the checkpoint signs.",
    "checkpoint_unreadable": "The checkpoint cannot be read, or is of another log.",
    "checkpoint_signature": "The signature of the checkpoint does not hold.",
    "log_foreign": "An entry of the log belongs to another motion or ballot.",
    "log_order": "An entry of the log stands where it must not.",
    "log_times": "An entry of the log comes before its time.",
    "early_close": "A ballot closed early although not all had voted and no last call had ended.",
    "not_declared": "The log does not end with a declared result.",
    "stages_mismatch": "The stages in the record are not those in the log.",
    "consensus_first": "A vote was opened although it was not recorded that consensus was not possible.",
    "organ_first": "A further organ was asked before the one before it had adopted the motion and passed it on.",
    "addendum_wrong": "An addendum to an electoral roll breaks a rule.",
    "mandate_wrong": "An ended mandate does not belong to the electoral roll.",
    "withdrawal_wrong": "A withdrawal is of someone who does not stand.",
    "cast_unreadable": "A vote cannot be read, or is not allowed by its ballot paper.",
    "cast_wrong_paper": "A vote is on another ballot paper.",
    "cast_outside": "A vote lies outside the opening and the close.",
    "cast_not_on_roll": "A vote is by someone who was not entitled at that moment.",
    "cast_sequence": "The votes of one voter are not numbered 1, 2, 3 in the order of the log.",
    "cast_unsigned": "A vote was cast without the passkey that its voter has on the roll.",
    "passkey_unreadable": "The passkeys of the rolls cannot be read, or one is a key that no one may use.",
    "passkey_late": "A passkey was enrolled after the roll was frozen, and not let in by two officers.",
    "passkey_shared": "One passkey stands under two entries of a roll.",
    "passkey_wrong": "The passkeys that are opened are not those of the rolls.",
    "assertion_missing": "A vote says that a passkey signed it, and the signature is not there.",
    "assertion_unreadable": "What a passkey signed cannot be read.",
    "assertion_reused": "One act of a passkey authorises two votes.",
    "assertion_not_on_roll": "A vote was signed by a passkey that its voter does not have on the roll.",
    "assertion_type": "A passkey was used for something else than to sign.",
    "assertion_challenge": "A passkey signed another vote than this one.",
    "assertion_origin": "A passkey signed on another site than the ballot paper names.",
    "assertion_cross_origin": "A passkey signed inside a page of another site.",
    "assertion_rp": "A passkey of another site signed.",
    "assertion_presence": "A device signed that nobody had touched.",
    "assertion_verification": "A device signed without having checked who uses it.",
    "assertion_signature": "The signature of a passkey does not hold.",
    "assertion_wrong": "An act of a passkey belongs to no vote of this record.",
    "issue_unreadable": "An entry of the issue list cannot be read.",
    "issue_wrong_paper": "A credential was issued for another ballot paper.",
    "issue_outside": "A credential was issued before the announcement or after the close.",
    "issue_not_on_roll": "A credential was issued to someone who was not entitled at that moment.",
    "issue_twice": "Two credentials were issued to one voter.",
    "issue_unsigned": "A credential was issued without the voter's passkey, although the roll has one.",
    "issue_proof": "The issue list does not stand in the log that the checkpoint signs.",
    "issue_root": "The issue list is not the one that was final when the ballot was sealed.",
    "urn_unreadable": "The urn cannot be read.",
    "urn_root": "The urn is not the one that was final when the ballot was sealed.",
    "credential_wrong": "A secret vote has no valid credential of an issuer.",
    "cast_signature": "A secret vote was not signed by its pseudonym.",
    "release_unreadable": "A release of shares cannot be read.",
    "release_wrong": "A release of shares is not its key holder's, for this paper, urn and issue list.",
    "release_missing": "The releases in the record are not those in the log, or fewer than the paper asks for.",
    "key_release_wrong": "A key released in a dispute is not its key holder's, for this paper, urn and issue list.",
    "key_release_missing": "The keys released in the record are not those in the log.",
    "shares_wrong": "The shares of a release are not one for each vote that counts, in the order of the urn.",
    "casts_root": "The close names other votes than those in the log.",
    "tally_wrong": "A tally is not what the votes give.",
    "tally_signature": "The signature over a tally does not hold.",
    "tally_not_logged": "The log names another tally.",
    "countersignature_early": "A tally was countersigned before its ballot had been counted, or after an annulment.",
    "countersignature_tally": "A countersignature is under another tally than the one that was counted.",
    "countersignature_office": "A tally was countersigned by someone who is no teller.",
    "countersignature_twice": "A teller countersigned the same tally twice.",
    "countersignature_missing": "The result was declared before enough tellers had countersigned.",
    "outcome_wrong": "The outcome is not what the stages give.",
    "outcome_signature": "The signature over the outcome does not hold.",
    "outcome_not_declared": "The declaration in the log names another outcome.",
    "effects_wrong": "The effects are not those that the statutes give this outcome.",
    "effects_not_declared": "The declaration in the log names other effects.",
    "vacancy_wrong": "A vacant seat was not filled as the papers of its election give it.",
    "name_wrong": "A name does not open an entry of an electoral roll of this record.",
    "reason_wrong": "A reason does not open the commitment of a vote of this record.",
    "trust_unreadable": "The trust file cannot be read.",
    "untrusted_key": "The record is signed by a key that the trust file does not name.",
    "untrusted_fingerprint": "The trust file names a fingerprint that nothing in the record has.",
    "untrusted_roll": "An electoral roll is not the one that the trust file names.",
    "unreadable": "Something in the record could not be understood at all.",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that is wrong: its code, the file concerned ("" for the whole record), and a sentence."""

    code: str
    file: str
    sentence: str


class RecordFault(MalformedError):
    """A fault of a record with its code and its file."""

    def __init__(self, code: str, file: str, what: Sentence) -> None:
        super().__init__(what)
        self.code = code
        self.file = file
