"""BLT as councils and programs write it; every fault in a sentence with its line."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tally.elections.arbitrary import elections
from tests.tally.elections.counted import counted
from voting.errors import MalformedError, VotingError
from voting.tally.elections import Election, read_blt, read_con, write_blt, write_con
from voting.tally.elections.election import ranked

END = '0\n"A"\n"B"\n"C"\n"Title"\n'


def read(text: str) -> Election:
    return read_blt(text.split("\n"))


def test_the_plain_form() -> None:
    election = read("3 2\n4 1 2 0\n2 3 0\n1 0\n" + END)
    assert election == Election(("A", "B", "C"), 2, {(0, 1): 4, (2,): 2}, {}, 1, frozenset(), "Title")


@pytest.mark.parametrize(("name", "text"), {
    "names without quotes": "3 2\n4 1 2 0\n0\nA\nB\nC\nTitle\n",
    "no last newline": "3 2\n4 1 2 0\n0\nA\nB\nC\nTitle",
    "CR LF": "3 2\r\n4 1 2 0\r\n0\r\n\"A\"\r\n\"B\"\r\n\"C\"\r\n\"Title\"\r\n",
    "PrefLib names": "3 2\n4 1 2 0\n0\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n"
                     "# ALTERNATIVE NAME 3: C\nTitle",
    "comments": "3 2 # three, two\n/* the\n papers */ 4 1 2 0 # so\n0 # end\n"
                '"A" # first\n"B"\n\n"C"\n"Title"\n',
    "names on one line": '3 2\n4 1 2 0\n0 "A" "B" "C" "Title"\n',
    "ids": "3 2\n(x1) 1 2 0\n(x2) 1 2 0\n2 1 2 0\n" + END,
    "nicks": "3 2\n[nick x y z] [tie 3 2 1]\n4 x y 0\n" + END,
    "parcels in pieces": "3 2\n1 1 2 0\n3 1 2 0\n" + END,
    "a paper on two lines": "3 2\n4 1\n2 0\n" + END,
    "PrefLib names at the top": "# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n# ALTERNATIVE NAME 3: C\n"
                                "3 2\n4 1 2 0\n0\nTitle",
    "PrefLib names in quotes": '3 2\n4 1 2 0\n0\n"# ALTERNATIVE NAME 1: A"\n"# ALTERNATIVE NAME 2: B"\n'
                               '"# ALTERNATIVE NAME 3: C"\n"Title"\n',
    "a table's commas": '3 2,\n3 1 2 0,\n1,1,2,0\n0,\n"A",\n"B",\nC,\n"Title",\n',
    "weights with a point": "3 2\n4.00 1 2 0\n" + END,
    "no 0 after the papers": "3 2\n4 1 2 0\n" + END[2:],
    "title without quotes": '3 2\n4 1 2 0\n0\n"A"\n"B"\n"C"\nTitle\n',
    "byte order mark": "\ufeff3 2\n4 1 2 0\n" + END,
    "tabs": "3\t2\n4\t1\t2\t0\n" + END,
}.items(), ids=lambda value: value if "\n" not in value else "")
def test_dialects_say_the_same(name: str, text: str) -> None:
    assert read(text) == Election(("A", "B", "C"), 2, {(0, 1): 4}, title="Title"), name


def test_a_title_may_be_missing_and_names_may_hold_quotation_marks() -> None:
    election = read('2 1\n1 1 0\n0\n"Ann ""Nan"" \\"N\\" A."\n"B #2"\n')
    assert election.candidates == ('Ann "Nan" "N" A.', "B #2")
    assert election.title == ""


@pytest.mark.parametrize("between", [" ", ",", ", "])
def test_a_name_and_a_party_on_a_line_are_one_name(between: str) -> None:
    election = read(f'2 1\n1 1 0\n0\n"Ann"{between}"Red"\n"Bob"{between}"Blue"\n"Ward 1"\n')
    assert (election.candidates, election.title) == (("Ann Red", "Bob Blue"), "Ward 1")
    assert read('1 1\n1 1 0\n0\n"Ann" "Ward 1"\n').candidates == ("Ann",)
    election = read(f'2 1\n1 1 0\n0\n"Ann"{between}"Bell"{between}"Red"\n"Bob"{between}"Cole"{between}""\n"Ward 1"\n')
    assert (election.candidates, election.title) == (("Ann Bell Red", "Bob Cole"), "Ward 1")


def test_quotation_marks_within_a_name() -> None:
    assert read('2 1\n1 1 0\n0\n"Ann "Nan" Bell"\n"Bob ""Bo"" Cole", \n').candidates == (
        'Ann "Nan" Bell', 'Bob "Bo" Cole')


@pytest.mark.parametrize("paper", ["1 3 1=2 0", "1 3 (1 2) 0", "(id) 3 2=1 0"])
def test_equal_ranks(paper: str) -> None:
    assert read(f"3 2\n{paper}\n{END}").irregular == {((2,), (0, 1)): 1}


def test_a_rank_left_out_and_withdrawals() -> None:
    election = read("3 2\n-2\n1 1 - 3 0\n1 2 1 0\n" + END)
    assert election.irregular == {((0,), (), (2,)): 1}
    assert election.withdrawn == {1}
    papers = ranked(election)
    assert (papers.papers, papers.cut) == ({(0,): 2}, 1)


def test_ranked_rules_read_up_to_the_first_shared_rank() -> None:
    election = read("3 1\n2 1 2=3 0\n3 2=3 1 0\n1 1=2 0\n5 - 1 0\n1 3 0\n" + END)
    papers = ranked(election)
    assert papers.papers == {(0,): 2, (2,): 1}
    assert (papers.void, papers.cut, papers.valid) == (9, 2, 3)
    assert counted("irv", election).void == 9


def test_a_shared_rank_with_one_who_withdrew_is_not_shared() -> None:
    assert ranked(read("3 1\n-2\n1 1=2 3 0\n" + END)).papers == {(0, 2): 1}


@pytest.mark.parametrize(("text", "says"), [
    ("", "Line 1: the number of candidates and of seats is expected"),
    ("three 2\n", "Line 1: the number of candidates"),
    ("0 2\n0\n", "Line 1: there are no candidates."),
    ("3 0\n0\n", "Line 1: there is no seat to fill."),
    ("3 2\n1 1 0\n1 4 0\n" + END, "Line 3: there is no candidate 4: they go from 1 to 3."),
    ("3 2\n1 1 2 1 0\n" + END, "Line 2: candidate 1 is marked twice on one paper."),
    ("3 2\n\n# so\nx 1 0\n" + END, "Line 4: a number of papers is expected, not “x”."),
    ("3 2\n1.5 1 0\n" + END, "Line 2: a number of papers is expected, not “1.5”."),
    ("3 2\n1 x 0\n" + END, "Line 2: “x” is not the number of a candidate."),
    ("3 2\n1 1_0 0\n" + END, "Line 2: “1_0” is not the number of a candidate."),
    ("3 2\n1 ٢ 0\n" + END, "Line 2: “٢” is not the number of a candidate."),
    ("3 2\n9999999999999 1 0\n" + END, "Line 2: a number of papers is expected"),
    ("3 2\n0.0 1 0\n" + END, "Line 2: a paper cannot count nought times."),
    ("3 2\n0 1 0\n" + END, "Line 2: a paper cannot count nought times."),
    ("3 2\n1 1 0 2 0\n" + END, "Line 2: something follows the 0"),
    ("3 2\n2 1 2\n3 2 0\n" + END, "Line 2: this paper does not end with 0 on its line, and with the next one"),
    ("3 2\n2 1\n3 2\n0\n" + '"A"\n"B"\n"C"\n', "Line 2: this paper does not end with 0 on its line, and the papers"),
    ("3 2\n2 1 0\nAnn\nBob\nCid\n", "Line 3: a number of papers is expected, not “Ann”."),
    ("3 2\n1 1 2\n" + '"A"\n', "Line 3: the paper before this line does not end with 0."),
    ("3 2\n1 1 2", "Line 2: a paper does not end with 0."),
    ("3 2\n1 1 0\n", "the papers do not end: a line with 0 is missing."),
    ("3 2\n1 1 0\n0\n\"A\"\n\"B\"\n", "3 candidates, but 2 names."),
    ("3 2\n1 1 0\n0\n\"A\n\"B\"\n", "Line 4: a name is not closed with a quotation mark."),
    ("3 2\n1 1 0\n0\n\"\"\n\"B\"\n", "Line 4: candidate 1 has an empty name."),
    ("3 2\n-5\n1 1 0\n" + END, "Line 2: there is no candidate 5"),
    ("3 2\n/* 1 1 0\n" + END, "a comment is not closed."),
])
def test_faults_name_their_line(text: str, says: str) -> None:
    with pytest.raises(MalformedError) as fault:
        read(text)
    assert says in str(fault.value)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='0123 -=()"#/*\n[]nick\r\t', max_size=80))
def test_any_text_is_read_or_refused_in_our_words(text: str) -> None:
    try:
        election = read(text)
    except VotingError:
        return
    assert read(write_blt(election)) == election


@settings(max_examples=100, deadline=None)
@given(elections(), st.booleans())
def test_what_is_written_is_read_again(election: Election, withdrawn: bool) -> None:
    election = replace(election, irregular={((0, 1),): 2, ((1,), (), (0,)): 1}, blank=3, title='The "great" \\ #1',
                       withdrawn=frozenset({1} if withdrawn else ()))
    assert read(write_blt(election)) == election


def test_con_files() -> None:
    text = '"Gender" "Women" 1 9 1 3\n\nGender Men 0 9 2\n# so\n"Continent" "Africa" 1 1 1\n' \
           '"Continent" "Asia" 0 2 2 3\n'
    rules = read_con(text.split("\n"), ("A", "B", "C"))
    assert [category.name for category in rules.categories] == ["Gender", "Continent"]
    assert rules.categories[0].groups[0].members == {0, 2}
    assert read_con(write_con(rules).split("\n"), ("A", "B", "C")) == rules


@pytest.mark.parametrize(("text", "says"), [
    ("nonsense", "Line 1: a category, a group"),
    ('"G" "W" 2 1 1 2 3', "Line 1: “W” has a floor of 2 and a ceiling of 1"),
    ('"G" "W" 0 1 1 2 4', "Line 1: there is no candidate 4"),
    ('"G" "W" 0 1 1\n"G" "W" 0 1 2 3', "Line 2: the group “W” was given before."),
    ('"G" "W" 0 1 1 2', "“C” is in no group of “G”."),
    ('"G" "W" 0 1 1 2\n"G" "M" 0 1 2 3', "“B” is in two groups of “G”: W and M."),
    ("", "Guarantees can have one or two categories, not 0."),
])
def test_faults_of_con_files(text: str, says: str) -> None:
    with pytest.raises(VotingError) as fault:
        read_con(text.split("\n"), ("A", "B", "C"))
    assert says in str(fault.value)
