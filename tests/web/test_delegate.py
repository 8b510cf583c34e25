"""The delegate's room, no script: three screens, one counted vote, nothing lost on any way out."""

from __future__ import annotations

import json
import re

import pytest

from tests.site import Site
from tests.web.casting import ATTEMPT, cast, check
from tests.world import new_attempt
from voting.evidence import decode, verify_document
from voting.services.direct_ballot import cancel_ballot, extend_ballot
from voting.store.database import db

TICK = 'class="tick"'
LASTS = 3000
CODE = re.compile(r'class="digits">([0-9A-Z-]{14})<')


@pytest.fixture
def ballot(site: Site) -> str:
    return site.world.announce(site.world.draft(), lasts=LASTS)


def test_choose_check_done(site: Site, ballot: str) -> None:
    amber = site.signed_in("AMBER")
    today = amber.get("/today").text
    assert f'href="/ballots/{ballot}"' in today
    assert "Amber Party" in today
    choose = amber.get(f"/ballots/{ballot}").text
    assert "Step 1 of 3" in choose
    assert not re.search(r"<input[^>]* checked", choose)
    page = amber.post(f"/ballots/{ballot}/check", choice="consent", reason="").text
    assert "Not sent yet" in page
    assert TICK not in page
    assert not CODE.search(page)
    assert site.world.leaves(ballot, "cast") == []
    answer = cast(amber, ballot, attempt=ATTEMPT.search(page).group(1))
    assert answer.location == f"/ballots/{ballot}/done"
    done = amber.follow(answer).text
    assert "Your vote is in the ballot box" in done
    assert TICK in done
    assert CODE.search(done)
    assert [leaf["choice"] for leaf in site.world.leaves(ballot, "cast")] == [{"q1": ["consent"]}]
    assert "You have voted on everything that is open" in amber.get("/today").text
    mine = amber.get("/my-votes").text
    assert CODE.search(done).group(1) in mine
    assert "I consent" in mine


def test_all_three_screens_say_until_when_the_vote_can_be_changed(site: Site, ballot: str) -> None:
    amber = site.signed_in("AMBER")
    pages = [amber.get(f"/ballots/{ballot}").text, amber.post(f"/ballots/{ballot}/check", choice="consent").text]
    pages.append(amber.follow(cast(amber, ballot)).text)
    for page in pages:
        assert "You can change your vote until the ballot closes" in page
        assert 'datetime="2027-01-15T08:50:00Z"' in page


def test_double_submit_reload_and_replay_are_one_vote_and_never_an_error(site: Site, ballot: str) -> None:
    amber = site.signed_in("AMBER")
    attempt = check(amber, ballot)
    answers = [cast(amber, ballot, attempt=attempt) for _ in range(3)]
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, f"/ballots/{ballot}/done")}
    codes = {CODE.search(amber.get(f"/ballots/{ballot}/done").text).group(1) for _ in range(2)}
    assert len(codes) == 1
    assert len(site.world.leaves(ballot, "cast")) == 1
    site.world.wait(LASTS + 1)
    assert cast(amber, ballot, attempt=attempt).status_code == 303  # the answer to a try that was in time


def test_two_devices_leave_one_counted_vote_the_last_one(site: Site, ballot: str) -> None:
    phone, desk = site.signed_in("AMBER"), site.signed_in("AMBER")
    on_phone, on_desk = check(phone, ballot, "consent"), check(desk, ballot, "stand_aside")
    assert cast(desk, ballot, "stand_aside", attempt=on_desk).status_code == 303
    assert cast(phone, ballot, "consent", attempt=on_phone).status_code == 303
    assert cast(desk, ballot, "stand_aside", attempt=on_desk).status_code == 303  # the old page, sent again
    site.world.wait(LASTS + 1)
    site.world.tick()
    assert site.world.counts(ballot) == {"consent": 1}


def test_a_vote_that_is_in_is_said_before_another_is_cast(site: Site, ballot: str) -> None:
    amber = site.signed_in("AMBER")
    cast(amber, ballot, "object", "We were not heard.")
    for page in (amber.get(f"/ballots/{ballot}").text, amber.post(f"/ballots/{ballot}/check", choice="consent").text):
        assert "You have already voted on this" in page
        assert "<strong>I object</strong>" in page


def test_back_from_check_keeps_the_mark_and_the_words(site: Site, ballot: str) -> None:
    amber = site.signed_in("AMBER")
    page = amber.post(f"/ballots/{ballot}", choice="object", reason="Their statutes <b>&</b> ours")
    assert page.status_code == 200
    assert re.search(r'value="object" id="choice-object" required checked', page.text)
    assert "Their statutes &lt;b&gt;&amp;&lt;/b&gt; ours</textarea>" in page.text
    assert site.world.leaves(ballot, "cast") == []


def test_language_switch_keeps_answers_and_attempt_and_never_casts(site: Site, ballot: str) -> None:
    amber = site.signed_in("AMBER")
    english = amber.get(f"/ballots/{ballot}").text
    assert f'formaction="/ballots/{ballot}?lang=fr"' in english
    choose = amber.post(f"/ballots/{ballot}?lang=fr", choice="object", reason="Trop tôt").text
    assert '<html lang="fr">' in choose
    assert 'id="choice-object" required checked' in choose
    assert "Trop tôt</textarea>" in choose
    attempt = check(amber, ballot, "object", "Trop tôt")
    page = amber.post(f"/ballots/{ballot}/check?lang=en", choice="object", reason="Trop tôt", attempt=attempt).text
    assert '<html lang="en">' in page
    assert f'name="attempt" value="{attempt}"' in page
    for shown in (cast(amber, ballot, "nonsense"), cast(amber, ballot, "object", "")):
        assert shown.status_code == 422
        assert "/cast?lang" not in shown.text
    assert site.world.leaves(ballot, "cast") == []


@pytest.mark.parametrize(("choice", "reason", "words"), [
    ("", "", "Choose one of the options"), ("yes", "", "“yes” is not an option"),
    ("object", " \n", "An objection needs a written reason"), ("object", "x" * 5000, "at most"),
])
@pytest.mark.parametrize("step", ["check", "cast"])
def test_what_cannot_be_taken_is_said_at_the_top_with_the_answers_kept(
        site: Site, ballot: str, step: str, choice: str, reason: str, words: str) -> None:
    amber = site.signed_in("AMBER")
    page = amber.post(f"/ballots/{ballot}/{step}", choice=choice, reason=reason, attempt=new_attempt())
    assert page.status_code == 422
    assert "<title>Error:" in page.text
    assert words in page.text
    summary = page.text[page.text.index('class="faults"'):]
    target = re.search(r'href="#([a-z_-]+)"', summary).group(1)
    assert f'id="{target}"' in page.text
    if choice == "object":
        assert 'id="choice-object" required checked' in page.text
        assert reason.strip()[:100] in page.text
    assert site.world.leaves(ballot, "cast") == []


def test_an_attempt_that_no_page_made_shows_the_ballot_again(site: Site, ballot: str) -> None:
    amber = site.signed_in("AMBER")
    page = amber.post(f"/ballots/{ballot}/cast", choice="consent", attempt="short")
    assert page.status_code == 422
    assert 'id="choice-consent" required checked' in page.text
    fresh = amber.post(f"/ballots/{ballot}/check", choice="consent", attempt="<script>").text
    assert "&lt;script&gt;" not in fresh
    assert len(ATTEMPT.search(fresh).group(1)) >= 16


def test_a_ballot_that_closes_between_check_and_cast_loses_nothing(site: Site, ballot: str) -> None:
    amber = site.signed_in("AMBER")
    cast(amber, ballot, "consent")
    attempt = check(amber, ballot, "object", "We changed our minds.")
    site.world.wait(LASTS)
    assert amber.get(f"/ballots/{ballot}").status_code == 200  # the last second counts
    site.world.wait(1)
    page = cast(amber, ballot, "object", "We changed our minds.", attempt)
    assert page.status_code == 409
    for words in ("Your vote was not sent", "No vote can be cast in it", "I object", "We changed our minds.",
                  "The vote that you cast before stays counted"):
        assert words in page.text
    again = amber.post(f"/ballots/{ballot}?lang=fr", choice="object", reason="We changed our minds.")
    assert "Votre vote n’a pas été envoyé" in again.text
    assert amber.post(f"/ballots/{ballot}/check", choice="object", reason="We changed our minds.").status_code == 409


def test_a_ballot_that_is_not_open_yet_cancelled_foreign_or_drafted(site: Site) -> None:
    world = site.world
    later, drafted = world.announce(world.draft(), opens_in=600), world.ballot(world.draft(subject="FRESH"))
    amber = site.signed_in("AMBER")
    assert "not open yet" in amber.get(f"/ballots/{later}").text
    assert "Announced" in amber.get("/today").text
    assert cast(amber, later).status_code == 409
    for unknown in (drafted, "b0000000000000000", "../etc"):
        assert amber.get(f"/ballots/{unknown}").status_code == 404
        assert cast(amber, unknown).status_code in (403, 404)
    site.within(cancel_ballot, site.service, world.person("chair"), later, "too early")
    assert "This ballot was cancelled" in amber.get(f"/ballots/{later}").text
    assert cast(amber, later).status_code == 409
    assert world.leaves(kind="cast") == []


def test_when_nothing_can_be_stored_the_vote_stays_on_the_page_under_its_attempt(site: Site, ballot: str) -> None:
    site.world.wait(600)
    amber = site.signed_in("AMBER")
    attempt = check(amber, ballot, "object", "Too early.")
    site.clock.now -= 300  # the clock set back: nothing can be recorded, as on a full disk
    page = cast(amber, ballot, "object", "Too early.", attempt)
    assert page.status_code == 503
    assert "<title>Error:" in page.text
    assert "Not sent yet" in page.text
    assert f'name="attempt" value="{attempt}"' in page.text
    assert "Too early." in page.text
    assert "/cast?lang" not in page.text
    site.clock.now += 300
    assert cast(amber, ballot, "object", "Too early.", attempt).status_code == 303


def test_the_browser_may_ask_whether_its_own_attempt_arrived(site: Site, ballot: str) -> None:
    amber, birch, attempt = site.signed_in("AMBER"), site.signed_in("BIRCH"), new_attempt()
    address = f"/ballots/{ballot}/attempts/{attempt}"
    assert amber.get(address).json == {"known": False, "url": ""}
    cast(amber, ballot, attempt=attempt)
    assert amber.get(address).json == {"known": True, "url": f"/ballots/{ballot}/done"}
    assert birch.get(address).json["known"] is False


def test_done_without_a_vote_and_addresses_that_only_take_posts_lead_to_the_first_step(site: Site, ballot: str) -> None:
    amber = site.signed_in("AMBER")
    for path in ("done", "check", "cast"):
        answer = amber.get(f"/ballots/{ballot}/{path}?lang=fr")
        assert (answer.status_code, answer.location) == (303, f"/ballots/{ballot}")


def test_after_done_comes_the_next_question(site: Site, ballot: str) -> None:
    other = site.world.open_ballot(subject="FRESH")
    amber = site.signed_in("AMBER")
    assert f'href="/ballots/{other}"' in amber.follow(cast(amber, ballot)).text


def test_signed_files_are_mine_and_hold(site: Site, ballot: str) -> None:
    amber, birch = site.signed_in("AMBER"), site.signed_in("BIRCH")
    cast(amber, ballot)
    key = site.service.keys.authority.public
    issued, receipt = (amber.get(f"/ballots/{ballot}/{name}.json") for name in ("issued", "receipt"))
    verify_document(key, "issue", decode(issued.data))
    verify_document(key, "receipt", decode(receipt.data))
    assert issued.data != birch.get(f"/ballots/{ballot}/issued.json").data
    assert birch.get(f"/ballots/{ballot}/receipt.json").status_code == 404
    assert json.loads(amber.get(f"/ballots/{ballot}/paper.json").data)["ballot"] == ballot


def test_no_get_changes_anything_but_when_and_how_often_one_looked(site: Site, ballot: str) -> None:
    amber = site.signed_in("AMBER")
    cast(amber, ballot)
    before = contents(site)
    for rule in site.app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint != "static":
            values = {"ballot": ballot, "attempt": "a" * 20, "motion": "m1", "pending": "a1", "meeting": "g1",
                      "item": "report", "organ": "council", "code": "AMBER", "decision": "admission", "number": 1}
            with site.app.test_request_context():
                path = site.app.url_for(rule.endpoint, **{name: values.get(name, "x") for name in rule.arguments})
            assert amber.get(path).status_code < 500, path
    assert contents(site) == before


def contents(site: Site) -> dict[str, list]:
    """Every row of every table but the moments at which sessions were seen and pages counted."""
    with site.app.app_context(), db.engine.connect() as connection:
        return {name: sorted(str(row) for row in connection.execute(table.select()))
                for name, table in db.metadata.tables.items() if name not in ("session", "rate")}


def test_without_a_token_or_a_session_nothing_is_cast(site: Site, ballot: str) -> None:
    amber = site.signed_in("AMBER")
    assert cast(amber, ballot, token=False).status_code == 400
    stranger = site.visitor()
    assert cast(stranger, ballot).status_code == 401
    answer = stranger.get(f"/ballots/{ballot}")
    assert answer.status_code == 302
    assert answer.location == f"/sign-in?next=/ballots/{ballot}"
    assert site.world.leaves(ballot, "cast") == []


def test_figures_are_within_the_organ_after_the_close_and_nowhere_before(site: Site, ballot: str) -> None:
    world = site.world
    world.seat("STUDY", "steering_committee", "delegate")
    world.cast_all(ballot, "consent", but={"AMBER": "object"})
    insiders, outsider = [site.signed_in(who) for who in ("AMBER", "teller", "chair")], site.signed_in("STUDY")
    for visitor in (*insiders, outsider, site.visitor()):
        assert "5" not in re.findall(r'<td class="n"[^>]*>(\d+)<', visitor.get(f"/ballots/{ballot}").text)
    world.wait(LASTS + 1)
    world.tick()
    for visitor in insiders:
        page = visitor.get(f"/ballots/{ballot}").text
        assert "Counted, within this organ" in page
        assert "An objection stands" in page
    assert "Counted, within" not in outsider.get(f"/ballots/{ballot}").text


def test_the_close_that_is_shown_is_the_last_second_that_counted(site: Site, ballot: str) -> None:
    amber = site.signed_in("AMBER")
    cast(amber, ballot)
    site.world.wait(LASTS + 60)
    site.world.tick()  # a minute late, as a service that was down
    for path in ("", "/done", "/receipts"):
        assert 'datetime="2027-01-15T08:50:00Z"' in amber.get(f"/ballots/{ballot}{path}").text


def test_an_extension_is_seen_on_the_next_page(site: Site, ballot: str) -> None:
    amber = site.signed_in("AMBER")
    site.within(extend_ballot, site.service, site.world.person("chair"), ballot, site.clock.now + 10800, "late start")
    assert 'datetime="2027-01-15T11:00:00Z"' in amber.get(f"/ballots/{ballot}").text


@pytest.mark.clause("IV.2c")
def test_the_paper_and_the_chairs_page_say_what_follows_before_the_vote(site: Site) -> None:
    motion = site.world.draft("exclusion", "FROST")
    assert "A seat ends: Delegate FROST, Council." in site.signed_in("chair").get(f"/chair/motions/{motion}").text
    ballot = site.world.announce(motion)
    assert "A seat ends: Delegate FROST, Council." in site.signed_in("AMBER").get(f"/ballots/{ballot}").text
