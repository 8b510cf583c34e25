"""Coming in: codes that work once, here, for ten minutes; the same answer for every address; own paths afterwards."""

from __future__ import annotations

import re

import pytest

from tests.site import TOKEN, Site, Visitor
from voting.services.letters import Letter
from voting.store.access import MailRow, SessionRow
from voting.web.session import own_path

CODE = re.compile(r"[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}")


def ask(site: Site, visitor: Visitor, mail: str = "amber@example.org", path: str = "/sign-in") -> str:
    """Ask for a code in a browser; the code as the mail shows it."""
    answer = visitor.post(path, email=mail)
    assert answer.status_code == 303
    assert "Look in your mail" in visitor.get(answer.location).text
    return codes(site)[-1]


def codes(site: Site) -> list[str]:
    letters = [Letter.from_json(row.letter) for row in site.world.rows(MailRow)]
    return [CODE.search(str(letter.subject)).group() for letter in letters if CODE.search(str(letter.subject))]


def is_signed_in(visitor: Visitor) -> bool:
    return visitor.get("/today").status_code == 200


def test_asvs_6_5_1_a_code_signs_in_once(site: Site) -> None:
    amber = site.visitor()
    code = ask(site, amber)
    assert amber.get("/sign-in/code").status_code == 200  # looking uses nothing up
    answer = amber.post("/sign-in/code", code=code.lower().replace("-", " "))
    assert answer.location == "/today"
    assert is_signed_in(amber)
    assert "Delegate AMBER" in amber.get("/today").text
    amber.post("/sign-out")
    assert not is_signed_in(amber)


def test_the_code_is_written_where_a_mail_scanner_consumes_nothing(site: Site) -> None:
    amber = site.visitor()
    code = ask(site, amber)
    letter = Letter.from_json(site.world.rows(MailRow)[-1].letter)
    assert letter.address == f"http://localhost/sign-in/code#{code}"
    site.visitor().get("/sign-in/code")
    assert amber.post("/sign-in/code", code=code).status_code == 303


def test_asvs_6_5_5_and_6_6_2_wrong_old_used_and_foreign_codes_get_the_same_words(site: Site) -> None:
    amber, other = site.visitor(), site.visitor()
    code = ask(site, amber)
    refused(amber, "22222-22222")
    refused(other, code)  # a browser that never asked
    ask(site, other, "birch@example.org")
    refused(other, code)  # a browser that asked for another
    site.clock.now += 601
    refused(amber, code)
    fresh = ask(site, amber)
    site.clock.now += 600
    amber.follow(amber.post("/sign-in/code", code=fresh))
    amber.post("/sign-out")
    refused(amber, fresh)


def test_asvs_6_6_3_after_five_tries_even_the_right_code_is_refused(site: Site) -> None:
    amber = site.visitor()
    code = ask(site, amber)
    for _ in range(5):
        refused(amber, "33333-33333")
    refused(amber, code)


def refused(visitor: Visitor, code: str) -> None:
    """The code is refused in the one sentence there is, beside its field; nobody is signed in."""
    visitor.get("/sign-in/code")
    page = visitor.post("/sign-in/code", code=code)
    assert page.status_code == 403
    assert "This code is wrong, too old, or was used already." in page.text
    assert 'href="#code"' in page.text
    assert 'aria-invalid="true"' in page.text
    assert code not in page.text
    assert not is_signed_in(visitor)


def test_every_address_gets_the_same_answer(site: Site) -> None:
    answers = []
    for mail in ("amber@example.org", "nobody@example.org"):
        visitor = site.visitor()
        answer = visitor.post("/sign-in", email=mail)
        answers.append((answer.status_code, answer.location, TOKEN.sub("", visitor.follow(answer).text)))
    assert answers[0] == answers[1]
    assert len(codes(site)) == 1


def test_an_address_that_cannot_be_one_is_said_and_kept(site: Site) -> None:
    page = site.visitor().post("/sign-in", email="amber at example")
    assert page.status_code == 422
    assert 'value="amber at example"' in page.text
    assert "Enter your mail address" in page.text


def test_after_signing_in_one_goes_where_one_wanted_to(site: Site) -> None:
    ballot, amber = site.world.open_ballot(), site.visitor()
    first = amber.get(f"/ballots/{ballot}")
    assert first.location == f"/sign-in?next=/ballots/{ballot}"
    page = amber.get(first.location).text
    action = re.search(r'<form method="post" action="(/sign-in(?!/)[^"]*)"', page).group(1)
    code = ask(site, amber, path=action)
    page = amber.get(f"/sign-in/code?next=/ballots/{ballot}").text
    action = re.search(r'<form method="post" action="(/sign-in/code[^"]*)"', page).group(1)
    assert amber.post(action, code=code).location == f"/ballots/{ballot}"


@pytest.mark.parametrize("wish", [
    "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "today",
    "/today\nSet-Cookie: a=b", "/\t/evil.example", "http:/today", "///evil.example", "/%0d\r", ""])
def test_nobody_is_sent_elsewhere_after_signing_in(site: Site, wish: str) -> None:
    assert own_path(wish) == ""
    visitor = site.visitor()
    answer = visitor.client.post("/demo", query_string={"next": wish}, data={
        "csrf_token": token(visitor), "person": site.world.person("AMBER")})
    assert answer.location == "/today"


def test_own_paths_are_kept_with_their_questions() -> None:
    assert own_path("/ballots/b1?lang=fr#x") == "/ballots/b1?lang=fr#x"


def token(visitor: Visitor) -> str:
    visitor.get("/demo")
    return visitor.token


def test_asvs_7_4_1_signing_out_ends_the_session_for_every_copy_of_the_cookie(site: Site) -> None:
    amber, secret = site.visitor(), site.secret_of("AMBER")
    thief = site.visitor()
    for visitor in (amber, thief):
        with visitor.client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = secret, True
    assert is_signed_in(amber)
    assert is_signed_in(thief)
    answer = amber.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not is_signed_in(amber)
    assert not is_signed_in(thief)


def test_asvs_7_3_1_and_7_3_2_a_session_ends_when_idle_and_after_twelve_hours(site: Site) -> None:
    amber = site.signed_in("AMBER")
    for _ in range(12):
        site.clock.now += 3590
        assert is_signed_in(amber)
    site.clock.now += 3590
    assert not is_signed_in(amber)
    birch = site.signed_in("BIRCH")
    site.clock.now += 3601
    assert not is_signed_in(birch)


def test_signing_in_begins_under_a_new_identifier_and_stores_no_secret(site: Site) -> None:
    visitor = site.visitor()
    with visitor.client.session_transaction() as session:
        session["_user_id"] = "planted"
    visitor.post("/demo", person=site.world.person("AMBER"))
    with visitor.client.session_transaction() as session:
        secret = session["_user_id"]
    assert secret not in ("planted", "")
    assert [row.id for row in site.world.rows(SessionRow)] != [secret]
    assert all(len(row.id) == 64 for row in site.world.rows(SessionRow))


def test_the_demonstration_lists_people_by_what_they_come_to_do(site: Site) -> None:
    site.world.seat("VISIT", kind="attending")
    page = site.visitor().get("/demo").text
    headings = re.findall(r'<h2 id="group-\d+">([^<]+)<', page)
    assert headings == ["Chairs", "Deputies of the chair", "Tellers", "Coordinator", "Delegates: Council",
                        "Guests and others without a vote"]
    assert "Visiting Party (guest)" in page
    assert "Demonstration" in page


def test_changing_person_ends_the_session_before(site: Site) -> None:
    visitor = site.visitor()
    visitor.post("/demo", person=site.world.person("AMBER"))
    assert "Delegate AMBER" in visitor.get("/today").text
    visitor.post("/demo", person=site.world.person("BIRCH"))
    assert "Delegate BIRCH" in visitor.get("/today").text
    assert sum(not row.ended_at for row in site.world.rows(SessionRow)) == 1
    assert visitor.post("/demo", person="p0000").status_code == 409


def test_outside_a_demonstration_nobody_comes_in_by_a_list(tmp_path) -> None:
    site = Site(tmp_path, f"sqlite:///{tmp_path / 'register.sqlite'}", is_demonstration=False)
    site.world.found()
    visitor = site.visitor()
    assert visitor.get("/demo").status_code == 403
    visitor.get("/sign-in")
    assert visitor.post("/demo", person=site.world.person("chair")).status_code == 403
    assert "/demo" not in visitor.get("/sign-in").text
    site.close()


def test_the_persons_language_is_spoken_from_the_start_unless_the_browser_chose(site: Site) -> None:
    from voting.store.database import writing
    from voting.store.tables import PersonRow

    with site.app.app_context(), writing() as session:
        session.get(PersonRow, site.world.person("AMBER")).language = "fr"
    fresh, chosen = site.visitor(), site.visitor()
    chosen.get("/?lang=en")
    for visitor, expected in ((fresh, "fr"), (chosen, "en")):
        visitor.post("/demo", person=site.world.person("AMBER"))
        assert f'<html lang="{expected}">' in visitor.get("/today").text
