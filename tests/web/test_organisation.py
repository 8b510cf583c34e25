"""Organs, statutes, clause by clause, security.txt: what everyone may read, and which names stay within an organ."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest

from config import Config, ConfigError
from tests.services.test_effects import adopt
from tests.site import Site
from tests.world import statutes_source
from voting.services.install_statutes import install_statutes
from voting.services.read.clause_tests import clause_tests
from voting.services.read.law import words_of
from voting.statutes import load_statutes
from voting.statutes.citations import citations
from voting.web.law_words import EFFECTS, share_words, span_words
from voting.web.organisation import paragraphs
from voting.web.security_contact import security_txt

PRESIDIUM = Path(__file__).parents[1] / "statutes" / "presidium.toml"
LAW = load_statutes(statutes_source(), "statutes.toml")


def text_of(page: str) -> str:
    """The words of a page in a row, without its marks."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def section(page: str, organ: str) -> str:
    """The words of one organ's section."""
    return text_of(page.split(f'aria-labelledby="{organ}"')[1].split("</section>\n")[0])


def install(site: Site, **changes: str) -> bytes:
    """Install the statutes with some lines changed ("old": "new"); the bytes now in force."""
    source = statutes_source().decode()
    for old, new in changes.items():
        assert source.count(old) >= 1, old
        source = source.replace(old, new, 1)
    site.world.wait(60)
    site.within(install_statutes, site.service, source.encode(), "changed.toml")
    return source.encode()


# ---------------------------------------------------------------- organs


def test_everyone_sees_how_an_organ_is_made_up_and_what_is_free(site: Site) -> None:
    page = site.visitor().get("/organs")
    assert page.status_code == 200
    council = section(page.text, "council")
    assert "6 of 35 seats taken, 29 free." in council
    assert "6 people sit here today; 6 of them vote." in council
    assert "For organisations with the standing: member, associated partner." in council
    assert "The seat comes with the office: Coordinator." in council
    assert "Statutes, V.CO.1f" in council
    committee = section(page.text, "steering_committee")
    assert "Nobody sits here today." in committee
    assert re.search(r"0 taken\s+9 free", committee)  # eight members and one associated partner may send one each
    assert "You, in this organ" not in page.text


def test_a_seat_taken_is_a_seat_less_free(site: Site) -> None:
    site.world.seat("LATER", "steering_committee", "delegate")
    committee = section(site.visitor().get("/organs").text, "steering_committee")
    assert re.search(r"1 taken\s+8 free", committee)
    assert "One person sits here today; one of them votes." in committee


@pytest.mark.clause("III")
def test_names_stay_within_the_organ(site: Site) -> None:
    site.world.seat("LATER", "steering_committee", "delegate")
    site.world.seat("VISIT", "council", "attending")
    anyone, guest, amber, chair = (
        site.visitor().get("/organs").text, site.signed_in("VISIT").get("/organs").text,
        site.signed_in("AMBER").get("/organs").text, site.signed_in("chair").get("/organs").text)
    for page in (anyone, guest):
        assert "Delegate BIRCH" not in page
        assert "The teller2" not in page
    for page in (amber, chair):
        assert "Delegate BIRCH" in section(page, "council")
        assert "The teller2" in section(page, "council")
        assert "Delegate LATER" not in page
    assert "do not publish them" in section(amber, "steering_committee")


def test_names_are_for_everyone_where_the_data_say_so(site: Site) -> None:
    install(site, **{"names_outside_organ = false": "names_outside_organ = true"})
    assert "Delegate BIRCH" in site.visitor().get("/organs").text


@pytest.mark.clause("IV.3")
def test_the_reader_s_own_vote_stands_beside_each_organ(site: Site) -> None:
    site.world.seat("VISIT", "council", "attending")
    amber = site.signed_in("AMBER").get("/organs").text
    assert "Allowed. This seat (elected member) has a vote" in section(amber, "council")
    assert "Not allowed. You hold no seat in this organ." in section(amber, "finance_committee")
    guest = section(site.signed_in("VISIT").get("/organs").text, "council")
    assert "Not allowed." in guest
    assert "IV.3" in guest


# ---------------------------------------------------------------- statutes


def test_the_statutes_say_what_they_are_and_what_they_do_not_say(site: Site) -> None:
    law, page = LAW, site.visitor().get("/statutes").text
    words = text_of(page)
    assert "Guiding Principles of the Progressive Alliance" in words
    assert "Version 1 " in words
    assert law.sha256 in words
    assert words.count("unknown: the text does not say") == 4
    for reading in law.readings.values():
        assert reading.text["en"] in words
    assert words.count("Provisional reading") == len(law.readings)
    for decision in law.decisions.values():
        kind = "election" if decision.effect == "election" else "decision"
        assert f'id="{kind}-{decision.id.removeprefix("election_")}"' in page
        for item in decision.dossier:
            assert item.title["en"] in words
    assert "two-thirds of the votes for and against" in words
    assert "Council: at the request of 30 % of its members." in words
    assert "Council: 2 years; holders stay until their successors are declared." in words
    assert "10 minutes" in words


def test_the_principles_stand_there_in_their_own_language(site: Site) -> None:
    page = site.visitor().get("/statutes", headers={"Accept-Language": "en"}).text
    deed = page.split('<article class="deed"')[1].split("</article>")[0]
    assert deed.startswith(' lang="fr"')
    assert "Les invités n’ont pas de droit de vote." in deed
    assert len(re.findall("<h3>", deed)) == 6


def test_an_adopted_reading_and_a_known_frame_are_printed_with_their_dates(site: Site) -> None:
    source = install(site, **{
        'seat = ""': 'seat = "Brussels"', 'in_force_on = ""': 'in_force_on = "2026-05-01"',
        'version = "1"': 'version = "2"',
        'clause = "VI.1"\nstatus = "provisional"':
            'clause = "VI.1"\nstatus = "adopted"\nadopted_on = "2026-05-02"\nadopted_by = "steering_committee"'})
    page = site.visitor().get("/statutes").text
    words = text_of(page)
    assert "Brussels" in words
    assert "Friday 1 May 2026" in words
    assert words.count("unknown: the text does not say") == 2
    assert "Adopted on Saturday 2 May 2026 by: Steering Committee" in words
    assert words.count("Provisional reading") == len(LAW.readings) - 1
    assert words.index(hashlib.sha256(source).hexdigest()) < words.index(LAW.sha256)


def test_the_download_is_the_very_file_that_papers_name(site: Site) -> None:
    answer = site.visitor().get("/statutes/statutes.toml")
    assert answer.data == statutes_source()
    assert hashlib.sha256(answer.data).hexdigest() in site.visitor().get("/statutes").text
    changed = install(site, **{'version = "1"': 'version = "2"'})
    assert site.visitor().get("/statutes/statutes.toml").data == changed


def test_pages_are_complete_in_french(site: Site) -> None:
    for path, told in (("/organs", "6 sièges pourvus sur 35, 29 vacants."), ("/statutes", "Lecture provisoire"),
                       ("/statutes/clauses", "Clause par clause"),
                       ("/security", "Signaler une faille")):
        words = text_of(site.visitor().get(path, headers={"Accept-Language": "fr"}).text)
        assert told in words, path


def test_before_the_founding_there_are_no_statutes(empty_site: Site) -> None:
    for path in ("/organs", "/statutes", "/statutes/clauses", "/statutes/statutes.toml"):
        answer = empty_site.visitor().get(path)
        assert answer.status_code == 404
        assert "No statutes are installed here yet." in answer.text


# ---------------------------------------------------------------- clause by clause


def test_every_clause_says_what_is_done_about_it_or_what_it_waits_for(site: Site) -> None:
    law, tests = LAW, clause_tests()
    page = site.visitor().get("/statutes/clauses").text
    parts = re.split(r'<h2 class="entry__margin" id="clause-[^"]+">', page)[1:]
    assert [text_of(part).split(" ")[0].strip() for part in parts] == list(law.clauses)
    for part, clause in zip(parts, law.clauses.values(), strict=True):
        words = text_of(part)
        assert clause.summary["en"] in words
        assert (f"Waits for: {clause.due}" in words) == bool(clause.due)
        assert ("Served now" in words) == (not clause.due)
        number = len(tests.get(clause.id, ()))
        assert ("one test" if number == 1 else f"{number} tests") in words, clause.id
    served = sum(not clause.due for clause in law.clauses.values())
    assert f"Of {len(law.clauses)} clauses {served} are served now" in text_of(page)


def test_a_clause_names_its_rules_in_their_own_words(site: Site) -> None:
    page = site.visitor().get("/statutes/clauses").text
    guests = text_of(page.split('id="clause-IV-3"')[1].split("</section>")[0])
    assert "voting.statutes.franchise.may_vote" in guests
    assert "Whether a seat has a vote in an organ" in guests
    assert words_of("voting.nowhere.rule") == ""


def test_citations_find_every_row_of_the_data_that_cites_a_clause(site: Site) -> None:
    law = LAW
    found = citations(law)
    assert list(found) == list(law.clauses)
    assert {(row.kind, row.id) for row in found["IV.2b"]} == {
        ("standing", "applicant"), ("dossier", "application"), ("dossier", "received_on")}
    assert ("requisition", "council") in {(row.kind, row.id) for row in found["V.CO.5"]}
    assert ("decision", "resolution") in {(row.kind, row.id) for row in found["V.CD.3"]}
    assert len({row for rows in found.values() for row in map(str, rows)}) > 40


# ---------------------------------------------------------------- other statutes


def test_quite_other_statutes_are_shown_without_a_line_of_code(site: Site) -> None:
    other = PRESIDIUM.read_text().replace('id = "league-of-harbours"', f'id = "{LAW.id}"').encode()
    law = load_statutes(other, "presidium.toml")
    site.world.wait(60)
    site.within(install_statutes, site.service, other, "presidium.toml")
    visitor = site.visitor()
    organs, statutes, clauses = (text_of(visitor.get(path).text)
                                 for path in ("/organs", "/statutes", "/statutes/clauses"))
    assert "0 of 9 seats taken, 9 free." in organs
    assert "North: 0 of 3 places taken." in organs
    assert "vacant" in organs
    assert "Presidium: at the request of 1/3 of its members." in statutes
    assert "Presidium: 3 years." in statutes
    assert "Open for at least 1 days." not in statutes
    assert "Open for at least 24 hours." in statutes
    assert "Valparaíso" in statutes
    assert all(clause.summary["en"] in clauses for clause in law.clauses.values())


@pytest.mark.parametrize(("share", "said"), [
    ((2, 3), "two-thirds"), ((3, 10), "30 %"), ((1, 3), "1/3"), ((1, 8), "1/8"), ((1, 2), "half"), ((7, 20), "35 %")])
def test_shares_are_said_exactly(share: tuple[int, int], said: str) -> None:
    assert str(share_words(share)) == said


@pytest.mark.parametrize(("seconds", "said"), [
    (600, "10 minutes"), (3600, "60 minutes"), (7200, "2 hours"), (86_400, "24 hours"), (172_800, "2 days"),
    (90, "90 seconds")])
def test_lengths_of_time_are_said_exactly(seconds: int, said: str) -> None:
    assert str(span_words(seconds)) == said


def test_a_heading_of_the_text_is_a_line_with_a_roman_number() -> None:
    assert paragraphs("I. One\n\nWords. II. no\n\n\n\nVI. Six") == [
        (True, "I. One"), (False, "Words. II. no"), (True, "VI. Six")]


# ---------------------------------------------------------------- security


def fields(text: str) -> dict[str, str]:
    """The fields of a security.txt by name."""
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_security_txt_names_a_contact_and_ends_within_a_year(site: Site) -> None:
    answer = site.visitor().get("/.well-known/security.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    found = fields(answer.text)
    assert found["Contact"] == "mailto:scrutin@localhost"
    assert found["Preferred-Languages"] == "en, fr"
    expires = datetime.strptime(found["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert 0 < expires.timestamp() - site.clock() < 365 * 86_400
    site.world.wait(200 * 86_400)
    assert fields(site.visitor().get("/.well-known/security.txt").text)["Expires"] > found["Expires"]
    assert "Canonical" not in found  # RFC 9116, 2.5.2: a web address there must be https, and this service is not


def test_over_https_it_names_its_own_place_and_the_policy() -> None:
    found = fields(security_txt("https://example.org/report", 1_800_000_000, ("en", "fr"),
                                "https://vote.example/.well-known/security.txt", "https://vote.example/security"))
    assert list(found) == ["Contact", "Expires", "Preferred-Languages", "Canonical", "Policy"]
    assert found["Canonical"] == "https://vote.example/.well-known/security.txt"
    assert found["Policy"] == "https://vote.example/security"


def test_the_contact_is_a_setting_and_must_be_an_address(tmp_path: Path) -> None:
    def of(**environment: str) -> str:
        return Config.from_environment(environment, instance=tmp_path).security_contact

    assert of(SCRUTIN_SENDER="vote@example.org") == "mailto:vote@example.org"
    assert of(SCRUTIN_SECURITY_CONTACT="https://example.org/report") == "https://example.org/report"
    for wrong in ("security@example.org", "http://example.org", "mailto:a@example.org\nContact: mailto:b@example.org"):
        with pytest.raises(ConfigError, match="SCRUTIN_SECURITY_CONTACT"):
            of(SCRUTIN_SECURITY_CONTACT=wrong)


def test_the_policy_is_a_page_that_names_the_contact(site: Site) -> None:
    page = site.visitor().get("/security").text
    assert 'href="mailto:scrutin@localhost"' in page
    assert "never on a ballot that is open" in page


def test_every_page_leads_to_organs_and_statutes(site: Site) -> None:
    foot = site.visitor().get("/").text.split('<footer class="foot">')[1]
    assert 'href="/organs"' in foot
    assert 'href="/statutes"' in foot


@pytest.mark.clause("V.CD.3")
def test_the_statutes_say_which_readings_an_organ_has_adopted_and_lead_to_the_record(site: Site) -> None:
    site.world.seat_members("steering_committee", "delegate")
    desk = site.signed_in("coordinator")
    motion = site.world.draft("readings", "", "steering_committee", dossier={})
    page = desk.follow(desk.post(f"/coordinator/motions/{motion}/dossier/readings",
                                 reading=["consensus", "secrecy"])).text
    assert "The dossier is complete" in page
    assert page.count(' checked> <span>') == 2
    site.within(adopt, site.world._world, "readings", "", organ="steering_committee")
    page = site.visitor().get("/statutes").text
    reading = page.split('id="reading-consensus"')[1].split("</div></div>")[0]
    assert "Adopted on Friday 15 January 2027 by: Steering Committee" in text_of(reading)
    result = re.search(r'href="(/results/[^"]+)"', reading)[1]
    assert "The readings named are adopted." in text_of(site.visitor().get(result).text)
    assert "Provisional reading" in page.split('id="reading-majorities"')[1].split("</div></div>")[0]
    assert "Version 1.1" in text_of(page)


def test_the_page_of_an_organ_says_until_when_its_officers_are_in_office(site: Site) -> None:
    council = section(site.visitor().get("/organs").text, "council")
    assert "Term until Monday 15 January 2029 held by 2 people" in council
    assert "The term of its elected members ends on Monday 15 January 2029." in council


def test_every_effect_of_a_decision_has_its_words(site: Site) -> None:
    assert set(EFFECTS) >= {decision.effect for decision in LAW.decisions.values()}
    assert site.visitor().get("/statutes").status_code == 200


@pytest.mark.clause("V.CO.1c")
@pytest.mark.clause("V.CO.1d")
def test_the_statutes_say_how_each_election_is_held(site: Site) -> None:
    page = site.visitor().get("/statutes").text
    section = page[page.index('<h2 id="elections">'):page.index('<h2 id="times">')]
    for words in ("Election of the Council", "34 seats: Council", "Approval with guaranteed places, unless the elect",
                  "By such a resolution: Sequential Phragmén", "Each continent: at least 1 of the seats.",
                  "women, men: none of them more than 60 % of the seats, rounded up.", "filled by a candidate for an",
                  "There are never more seats than candidates.", "Ties are decided by lots", "are reopened once; then",
                  "A vacant seat is filled by a by-election.", "At most one candidate for each organisation."):
        assert words in section, words
    assert section.count("What the candidates do not allow") == 1, "only where there are guarantees"
    assert "Election of the Council" not in page[page.index('<h2 id="decisions">'):page.index('<h2 id="elections">')]
    assert "Qui élit" in site.visitor().get("/statutes?lang=fr").text
