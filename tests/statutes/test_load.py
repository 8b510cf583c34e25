"""Each fault that a statutes file can have: one test, which looks at the key, the clause and the sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from voting.errors import StatutesError
from voting.statutes import check, load_statutes, progressive_alliance

SOURCE = progressive_alliance().source.decode()

# name, text of the file, what stands there instead, key path of the fault, clause, part of the sentence
FAULTS = [
    ("unknown key at the top", "last_call_s = 600", "last_call_s = 600\nlast_kall_s = 1", "last_kall_s", "",
     "not known here"),
    ("unknown key in a row", 'comparator = "more_than"', 'comparator = "more_than"\nthreshold = 2',
     "stages.ordinary.threshold", "V.CO.3", "not known here"),
    ("missing key", 'comparator = "more_than"\n', "", "stages.ordinary.comparator", "V.CO.3", "missing"),
    ("missing table", "[publication]", "[publikation]", "publication", "", "missing"),
    ("string for a number", "last_call_s = 600", 'last_call_s = "600"', "last_call_s", "", "an integer"),
    ("float for a number", "last_call_s = 600", "last_call_s = 600.0", "last_call_s", "", "an integer"),
    ("boolean for a number", "last_call_s = 600", "last_call_s = true", "last_call_s", "", "an integer"),
    ("negative number", "last_call_s = 600", "last_call_s = -1", "last_call_s", "", "less than 0"),
    ("number for a boolean", "remote_voting = true", "remote_voting = 1", "legal.remote_voting", "", "true or false"),
    ("string for a list", 'organs = ["council"]\nclause = "IV.2a"', 'organs = "council"\nclause = "IV.2a"',
     "decisions.admission.organs", "IV.2a", "a list of strings"),
    ("unknown organ", 'organs = ["council"]\nclause = "IV.2a"', 'organs = ["senate"]\nclause = "IV.2a"',
     "decisions.admission.organs", "IV.2a", "“senate” is not in the table “organs”"),
    ("unknown standing", 'from_standings = ["applicant"]', 'from_standings = ["aplicant"]',
     "decisions.admission.from_standings", "IV.2a", "“aplicant”"),
    ("unknown clause", 'clause = "IV.2d"\nstatus', 'clause = "IV.9"\nstatus', "readings.majorities.clause", "IV.9",
     "“IV.9” is not in the table “clauses”"),
    ("unknown stage", 'stages = ["consensus", "two_thirds"]', 'stages = ["consensus", "three_quarters"]',
     "decisions.admission.stages", "IV.2a", "“three_quarters”"),
    ("unknown office", 'office = "coordinator"', 'office = "president"', "organs.council.seats[3].office",
     "V.COORD.4", "“president”"),
    ("unknown kind of organisation", 'kinds = ["organisation"]', 'kinds = ["club"]',
     "standings.associated_partner.kinds", "IV.1", "“club”"),
    ("a wait for nobody", "countersigning_tellers = 2\ndeclaration_waits = false",
     "countersigning_tellers = 0\ndeclaration_waits = true", "presiding.declaration_waits", "V.COORD.3",
     "cannot wait for countersignatures"),
    ("unknown reading", 'reading = "presiding"', 'reading = "resting"', "presiding.reading", "V.COORD.3", "“resting”"),
    ("refusal of an unknown standing", "[franchise.refusals.guest]", "[franchise.refusals.ghost]",
     "franchise.refusals.ghost", "IV.3", "“ghost”"),
    ("term of nothing", "[terms.council]", "[terms.senate]", "terms.senate", "V.CO.1b", "neither an organ nor"),
    ("requisition in an unknown organ", "[requisitions.council]", "[requisitions.senate]", "requisitions.senate",
     "V.CO.5", "“senate”"),
    ("a reader of the urn in no known role", 'urn_readers = ["chair",', 'urn_readers = ["guest",',
     "secrecy.urn_readers", "III", "“guest”"),
    ("zero denominator", "majority = [2, 3]", "majority = [2, 0]", "stages.two_thirds.majority", "IV.2d",
     "denominator is zero"),
    ("more than the whole", "majority = [2, 3]", "majority = [4, 3]", "stages.two_thirds.majority", "IV.2d", "4/3"),
    ("a share of nothing", "participation = [1, 2]", "participation = [0, 2]", "stages.consensus.participation",
     "IV.2d", "0/2"),
    ("a fraction of three", "majority = [2, 3]", "majority = [2, 3, 4]", "stages.two_thirds.majority", "IV.2d",
     "a fraction like"),
    ("a decimal fraction", "majority = [2, 3]", "majority = 0.66", "stages.two_thirds.majority", "IV.2d",
     "a fraction like"),
    ("a majority out of reach", "majority = [1, 2]", "majority = [2, 2]", "stages.ordinary.majority", "V.CO.3",
     "more than the whole"),
    ("an election of nothing", 'organ = "council"\nseat = "elected"', 'seat = ""', "elections.council.organ", "V.CD.4a",
     "either seats of an organ or an office"),
    ("an election to a seat that is not there", 'seat = "elected"', 'seat = "delegate"', "elections.council.seat",
     "V.CD.4a", "no seat of the kind “delegate”"),
    ("a method that no count knows", 'methods = ["approval", "phragmen", "scottish-stv"]', 'methods = ["borda"]',
     "elections.council.methods", "V.CD.4a", "“borda” is not one of"),
    ("a method that cannot keep guarantees", 'methods = ["approval", "phragmen", "scottish-stv"]',
     'methods = ["approval", "nz-meek"]', "elections.council.methods", "V.CD.4a", "cannot keep guarantees"),
    ("thirty-four seats by a method for one", 'methods = ["approval", "phragmen", "scottish-stv"]',
     'methods = ["schulze"]', "elections.council.methods", "V.CD.4a", "elects one person, and there are 34 seats"),
    ("no method", 'methods = ["approval", "phragmen", "scottish-stv"]', "methods = []", "elections.council.methods",
     "V.CD.4a", "at least one method"),
    ("a countback without a count to go back to", 'methods = ["approval", "phragmen", "scottish-stv"]',
     'methods = ["approval"]', "elections.council.vacancies", "V.CD.4a", "by “countback”"),
    ("floors beyond the seats", "floor = 1", "floor = 7", "elections.council.continent.floor", "V.CD.4a",
     "floors of 35 in all do not fit into 34 seats"),
    ("a guarantee of nothing", "floor = 1\n", "", "elections.council.continent", "V.CO.1c", "a floor or a ceiling"),
    ("a group that nobody is in", 'groups = ["women", "men"]', 'groups = ["women", "man"]',
     "elections.council.gender.groups", "V.CO.1d", "“man” is not in the table “genders”"),
    ("an election that is not secret", "reopenings = 1", 'reopenings = 1\nsecrecy = "named"',
     "elections.council.secrecy", "V.CD.4a", "“named” is not one of: secret"),
    ("yes or no by consensus", 'reopenings = 1\neach = "ordinary"', 'reopenings = 1\neach = "consensus"',
     "elections.council.each", "V.CD.4a", "decided by a vote"),
    ("an election that no organ holds", 'electors = ["steering_committee"]\norgan', "electors = []\norgan",
     "elections.council.electors", "V.CD.4a", "no organ holds this election"),
    ("the vote before consensus", 'stages = ["consensus", "two_thirds"]', 'stages = ["two_thirds", "consensus"]',
     "decisions.admission.stages", "IV.2a", "vote stands before consensus"),
    ("two votes", 'stages = ["consensus", "two_thirds"]', 'stages = ["ordinary", "two_thirds"]',
     "decisions.admission.stages", "IV.2a", "at most one"),
    ("the same stage twice", 'stages = ["consensus", "two_thirds"]', 'stages = ["consensus", "consensus"]',
     "decisions.admission.stages", "IV.2a", "twice"),
    ("no stage", 'stages = ["consensus", "two_thirds"]', "stages = []", "decisions.admission.stages", "IV.2a",
     "at least one stage"),
    ("a language missing", 'party = { en = "party", fr = "parti" }', 'party = { en = "party" }', "kinds.party", "",
     "missing in the language “fr”"),
    ("a language too many", 'party = { en = "party", fr = "parti" }', 'party = { en = "p", fr = "p", de = "p" }',
     "kinds.party.de", "", "not a language of this file"),
    ("an empty text", 'party = { en = "party", fr = "parti" }', 'party = { en = " ", fr = "parti" }', "kinds.party.en",
     "", "not empty"),
    ("a summary missing a language", 'summary.fr = "Les demandes', '#summary.fr = "Les demandes',
     "clauses.IV.2b.summary", "IV.2b", "“fr”"),
    ("a file without French", 'languages = ["fr", "en"]', 'languages = ["en"]', "languages", "", "“fr”"),
    ("no options", 'options = ["yes", "no", "abstain"]', "options = []", "stages.two_thirds.options", "IV.2d",
     "without options"),
    ("duplicate options", 'options = ["yes", "no", "abstain"]', 'options = ["yes", "no", "no"]',
     "stages.two_thirds.options", "IV.2d", "twice"),
    ("an option that no count knows", 'options = ["yes", "no", "abstain"]', 'options = ["yes", "no", "perhaps"]',
     "stages.two_thirds.options", "IV.2d", "“perhaps”"),
    ("no way to say no", 'options = ["yes", "no", "abstain"]', 'options = ["yes", "abstain"]',
     "stages.two_thirds.options", "IV.2d", "“no” is missing"),
    ("a consensus key in a vote", "majority = [2, 3]", "majority = [2, 3]\nconsents = [2, 3]",
     "stages.two_thirds.consents", "IV.2d", "not known here"),
    ("an unknown base", 'base = "expressed"', 'base = "voters"', "stages.two_thirds.base", "IV.2d", "“voters”"),
    ("an unknown comparator", 'comparator = "at_least"', 'comparator = "about"', "stages.two_thirds.comparator",
     "IV.2d", "“about”"),
    ("a secrecy that nobody knows", 'clause = "IV.2d"\nsecrecy = "choice"', 'clause = "IV.2d"\nsecrecy = "masked"',
     "stages.two_thirds.secrecy", "IV.2d", "“masked”"),
    ("a secret consensus stage", 'kind = "consensus"', 'kind = "consensus"\nsecrecy = "secret"',
     "stages.consensus.secrecy", "IV.2d", "a consensus stage is named"),
    ("stages that may be secret without a word on who holds keys", "[secrecy]", "[terms_of_secrecy]",
     "secrecy", "", "need the table “secrecy”"),
    ("more keys asked for than there are", "threshold = 2", "threshold = 4",
     "secrecy.threshold", "III", "no more keys"),
    ("ex officio without an office", 'office = "coordinator"\n', "", "organs.council.seats[3].office", "V.COORD.4",
     "names the office"),
    ("an organ in which nobody votes", 'kind = "delegate"\nvotes = true\nstandings = ["member", "associated_partner"]',
     'kind = "delegate"\nvotes = false', "organs.steering_committee.seats", "V.CD.1", "nobody votes"),
    ("more fixed places than seats", 'counted = true\nper_organisation = 1',
     "counted = true\nplaces = { africa = 36 }", "organs.council.seats", "V.CO.1a", "36 fixed places"),
    ("a place on no continent", 'counted = true\nper_organisation = 1', "counted = true\nplaces = { atlantis = 1 }",
     "organs.council.seats[1].places.atlantis", "V.CO.1b", "“atlantis”"),
    ("no chair", 'role = "chair"', 'role = "auditor"', "offices", "", "“chair”"),
    ("a chair of nothing", 'organ_bound = true\nrole = "chair"', 'organ_bound = false\nrole = "chair"',
     "offices.chair.organ_bound", "V.COORD.3", "in an organ"),
    ("tellers before the deputy", "tellers_after_s = 7200", "tellers_after_s = 7", "presiding.tellers_after_s",
     "V.COORD.3", "before the deputy"),
    ("adopted by nobody", 'clause = "VI.1"\nstatus = "provisional"', 'clause = "VI.1"\nstatus = "adopted"',
     "readings.legal_frame.status", "VI.1", "by which organ"),
    ("provisional, yet adopted", 'clause = "VI.1"\nstatus = "provisional"',
     'clause = "VI.1"\nstatus = "provisional"\nadopted_by = "council"', "readings.legal_frame.status", "VI.1",
     "no date"),
    ("no such day", 'in_force_on = ""', 'in_force_on = "2023-02-29"', "legal.in_force_on", "", "not a date"),
    ("a standing that the kind cannot have", 'organisation = "associated_partner" }\neffect',
     'organisation = "member" }\neffect', "decisions.admission.grants.organisation", "IV.2a", "cannot have"),
    ("two ways to change standing", 'to_standing = "excluded"', 'to_standing = "excluded"\ngrants = {party = "member"}',
     "decisions.exclusion.effect", "IV.2c", "either"),
    ("an effect without a standing", 'to_standing = "excluded"\n', "", "decisions.exclusion.effect", "IV.2c",
     "either"),
    ("a question that forgets its subject", "Shall %(subject)s be admitted?", "Shall it be admitted?",
     "decisions.admission.question.en", "IV.2a", "names its subject"),
    ("a question with a wrong placeholder", "Shall %(subject)s be admitted?", "Shall %(party)s be admitted?",
     "decisions.admission.question.en", "IV.2a", "only placeholder"),
    ("recusal in a decision about no organ", 'to_standing = "excluded"',
     'to_standing = "excluded"\nrecusal = "seated_in_subject"', "decisions.exclusion.recusal", "IV.2c", "only a"),
    ("a discharge of nothing named", 'subject_organs = ["finance_committee", "council"]\n', "",
     "decisions.discharge.subject_organs", "V.CD.4b", "lists the organs"),
    ("an amendment without texts", 'kind = "texts"', 'kind = "text"', "decisions.amendment.dossier", "VI.2",
     "the text proposed"),
    ("a co-option without a seat", 'seat = "co_opted"\n', "", "decisions.co_option.seat", "V.CO.1e", "of which kind"),
    ("a co-option to a seat that the organ lacks", 'seat = "co_opted"\n', 'seat = "delegate"\n',
     "decisions.co_option.seat", "V.CO.1e", "no seat of the kind “delegate”"),
    ("a co-option of nobody", 'kind = "person"', 'kind = "text"', "decisions.co_option.dossier", "V.CO.1e",
     "names one person"),
    ("a seat given by another decision", 'effect = "dissolve"', 'effect = "dissolve"\nseat = "co_opted"',
     "decisions.dissolution.seat", "VI.2", "no other"),
    ("an office that is read on", 'office = "teller"\nseats = 3', 'office = "teller"\nseats = 3\n'
     'vacancies = ["reading_on"]', "elections.tellers.vacancies", "III", "filled by a by-election"),
    ("the same dossier item twice", 'id = "received_on"', 'id = "application"', "decisions.admission.dossier", "IV.2a",
     "twice"),
    ("an id that is none", "[standings.guest]", '[standings."Guest!"]', "standings.Guest!", "", "cannot be an id"),
    ("a path instead of a file name", 'file = "guiding', 'file = "../guiding', "principles.file", "", "plain file"),
    ("half a hash", 'sha256 = "9ab10044', 'sha256 = "', "principles.sha256", "", "64 hexadecimal"),
]


@pytest.mark.parametrize(("old", "new", "path", "clause", "words"), [fault[1:] for fault in FAULTS],
                         ids=[fault[0] for fault in FAULTS])
def test_fault_is_named(old: str, new: str, path: str, clause: str, words: str) -> None:
    assert old in SOURCE
    problems = check(SOURCE.replace(old, new, 1).encode())
    matching = [problem for problem in problems if problem.path == path and words in str(problem.what)]
    assert matching, [(problem.path, str(problem.what)) for problem in problems]
    assert matching[0].clause == clause


def test_the_loader_raises_the_first_fault_with_file_key_and_clause() -> None:
    broken = SOURCE.replace("majority = [2, 3]", "majority = [2, 0]", 1).encode()
    with pytest.raises(StatutesError) as raised:
        load_statutes(broken, "ours.toml")
    assert str(raised.value) == "ours.toml, stages.two_thirds.majority (clause IV.2d): the denominator is zero."


def test_check_lists_every_fault_of_a_file() -> None:
    broken = SOURCE.replace("majority = [2, 3]", "majority = [2, 0]").replace("last_call_s = 600", "last_call_s = 0.5")
    assert [problem.path for problem in check(broken.encode())] == [
        "stages.two_thirds.majority", "stages.two_thirds_principles.majority", "last_call_s"]


def test_what_is_not_toml_is_refused_with_its_line() -> None:
    with pytest.raises(StatutesError, match=r"x\.toml: this file is not TOML; look at line 2"):
        load_statutes(b'id = "a"\nid = = 3\n', "x.toml")


def test_what_is_not_utf8_is_refused() -> None:
    with pytest.raises(StatutesError, match="not UTF-8"):
        load_statutes(b"id = '\xff'")


def test_an_empty_file_is_refused_without_a_traceback() -> None:
    assert "title" in {problem.path for problem in check(b"")}


@pytest.mark.parametrize("table", ["clauses", "readings", "kinds", "standings", "organs", "offices", "stages",
                                   "decisions", "terms", "requisitions", "calendar", "register", "franchise",
                                   "presiding", "publication", "legal", "principles", "continents", "title"])
@pytest.mark.parametrize("value", ["7", '"words"', "[]", "[1]", "{ a = 1 }", "{ a = { clause = 3 } }"])
def test_any_table_of_the_wrong_shape_is_a_fault_and_never_a_crash(table: str, value: str) -> None:
    assert check(f"languages = ['en', 'fr']\n{table} = {value}\n".encode())


LEAGUE = (Path(__file__).parent / "presidium.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("old", "new", "path", "words"), [
    ("min_window_s = 259200\n", "", "stages.flat_calm.min_window_s", "how long silence must be kept"),
    ("min_window_s = 259200\n", "min_window_s = 259200\nparticipation = [1, 2]\n", "stages.flat_calm", "has no share"),
    ("min_window_s = 259200\n", 'min_window_s = 259200\nsecrecy = "choice"\n', "stages.flat_calm.secrecy", "is named"),
    ('["flat_calm"]', '["flat_calm", "all_hands"]', "decisions.signal.stages", "the only stage"),
    ("written_procedure = true", "written_procedure = false", "decisions.signal.stages", "must allow")])
def test_silence_is_kept_in_writing_for_a_stated_time_and_alone(old: str, new: str, path: str, words: str) -> None:
    assert check(LEAGUE.encode()) == ()
    problems = check(LEAGUE.replace(old, new, 1).encode())
    assert any(problem.path == path and words in str(problem.what) for problem in problems), problems


@pytest.mark.parametrize(("new", "path", "words"), [
    ('{ ordinary = 28, weekly = 7 }', "meetings.council.notice_days.weekly", "is not one of"),
    ("{ }", "meetings.council.notice_days", "at least one kind of meeting"),
    ('{ ordinary = "soon" }', "meetings.council.notice_days.ordinary", "an integer")])
def test_the_notice_of_an_organ_is_in_days_by_kinds_that_are_known(new: str, path: str, words: str) -> None:
    problems = check(SOURCE.replace("{ ordinary = 28, extraordinary = 14 }", new, 1).encode())
    assert [(problem.path, words in str(problem.what)) for problem in problems] == [(path, True)]


def test_statutes_without_rules_of_meetings_stay_readable() -> None:
    start, end = SOURCE.index("[meetings.steering_committee]"), SOURCE.index("[terms.council]")
    assert load_statutes((SOURCE[:start] + SOURCE[end:]).encode()).meetings == {}


def test_statutes_that_do_not_say_who_reads_an_urn_have_the_usual_readers() -> None:
    line = next(line for line in SOURCE.splitlines() if line.startswith("urn_readers"))
    old = load_statutes(SOURCE.replace(line + "\n", "").encode(), "old.toml")
    assert old.secrecy.urn_readers == ("chair", "deputy", "teller", "auditor")
