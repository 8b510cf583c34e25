"""The tellers' evidence: counts countersigned, a record checked in place as one watches, digits, plain words."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po
from sqlalchemy import text

from tests.site import Site, Visitor
from tests.web.test_public import decide
from tests.web.test_teller import adopted
from voting.errors import NotFoundError
from voting.evidence import fingerprint
from voting.record import unpack
from voting.services.declare_result import declare_result
from voting.services.make_record import full_record
from voting.store.database import db
from voting.verifier import STEPS, verify
from voting.web import teller_check, words
from voting.web.step_words import STEP_WORDS


def counted(site: Site) -> str:
    """A ballot that everyone consented to, closed and counted, not declared."""
    ballot = site.world.announce(site.world.draft(), lasts=3000)
    site.world.cast_all(ballot, "consent")
    site.world.wait(3001)
    site.world.tick()
    return ballot


def declare(site: Site, ballot: str) -> None:
    site.within(declare_result, site.service, site.world.person("chair"), ballot)


def sign(visitor: Visitor, ballot: str, **form: str):
    return visitor.post(f"/teller/tallies/{ballot}/countersign", **form)


# ---------------------------------------------------------------- countersigning


def test_two_tellers_countersign_and_each_sees_what_is_left(site: Site) -> None:
    ballot = counted(site)
    first, second = site.signed_in("teller"), site.signed_in("teller2")
    assert "one waits for you" in first.get("/teller").text
    page = first.get("/teller/tallies").text
    assert "Countersigned by 0 of 2 tellers." in page
    digits = fingerprint(bytes(site.world.row(ballot).tally)).split()
    assert re.findall(r"<span>(\d{4})</span>", page) == digits
    assert sign(first, ballot).status_code == 422
    done = first.follow(sign(first, ballot, confirm="yes")).text
    assert "your entry stands in the log" in done
    assert "Countersigned by 1 of 2 tellers." in done
    assert f"/teller/tallies/{ballot}/countersign" not in done
    assert "one waits for you" not in first.get("/teller").text
    twice = sign(first, ballot, confirm="yes")
    assert (twice.status_code, "countersigned this count already" in twice.text) == (409, True)
    assert "Countersigned by 2 of 2 tellers." in second.follow(sign(second, ballot, confirm="yes")).text
    assert [leaf["by"]["subject"] for leaf in site.world.leaves(ballot, "countersigned")] == [
        site.world.person("teller"), site.world.person("teller2")]


@pytest.mark.parametrize(("who", "words"), [("chair", "Only the tellers of this organ"),
                                            ("sc_teller", "another organ")])
def test_others_are_refused_with_the_reason(site: Site, who: str, words: str) -> None:
    ballot = counted(site)
    refused = sign(site.signed_in(who), ballot, confirm="yes")
    assert (refused.status_code, words in refused.text) == (403, True)
    assert site.world.leaves(ballot, "countersigned") == []


def test_delegates_and_strangers_do_not_enter(site: Site) -> None:
    ballot = counted(site)
    for path in ("/teller/tallies", f"/teller/motions/{site.world.row(ballot).motion}/digits"):
        assert site.signed_in("AMBER").get(path).status_code == 403
        assert "/sign-in" in site.visitor().get(path).location


def test_before_the_count_there_is_nothing_to_countersign(site: Site) -> None:
    ballot = site.world.announce(site.world.draft(), lasts=3000)
    site.world.cast_all(ballot, "consent")
    teller = site.signed_in("teller")
    assert "Counts appear here" in teller.get("/teller/tallies").text
    early = sign(teller, ballot, confirm="yes")
    assert (early.status_code, "cannot be countersigned" in early.text) == (409, True)


def test_the_number_is_for_everyone_the_names_for_the_organ(site: Site) -> None:
    ballot = counted(site)
    first, second = site.signed_in("teller"), site.signed_in("teller2")
    sign(first, ballot, confirm="yes")
    assert "Countersigned by 1 of 2 tellers." in site.signed_in("chair").get(f"/chair/ballots/{ballot}/declare").text
    declare(site, ballot)
    sign(second, ballot, confirm="yes")
    address = f"/results/{site.world.row(ballot).motion}"
    outside, inside = site.visitor().get(address).text, site.signed_in("AMBER").get(address).text
    for page in (outside, inside):
        assert "Countersigned by 2 of 2 tellers." in page
        assert "One of them after the record was made" in page
        assert page.count("Count countersigned by a teller") == 2
    assert "The teller2" in inside
    assert "The teller" not in outside
    assert "in the log only" in first.get("/teller/tallies").text
    chair = site.signed_in("chair").get(f"/chair/motions/{site.world.row(ballot).motion}").text
    assert "Count countersigned by a teller" in chair


# ---------------------------------------------------------------- in place


def test_a_record_is_checked_in_place_step_by_step(site: Site) -> None:
    motion, _ = adopted(site)
    page = site.signed_in("teller").get(f"/teller/records/{motion}/check").text
    verdict = verify(site.within(full_record, motion))
    assert "Everything holds." in page
    assert "Outcome: adopted." in page
    assert page.count("✓") == len(verdict.steps) == len(STEPS) - 1
    assert "not checked" in page
    assert verdict.key_fingerprint in page
    assert re.findall(r"<span>(\d{4})</span>", page) == verdict.fingerprint.split()
    assert "is worth more" in page
    begun = re.search(r'<ol class="begun">(.*?)</ol>', page, re.S).group(1)
    assert re.findall(r"<li>(.*?)</li>", begun) == list(STEPS[:-1])


def test_the_page_starts_before_the_check_and_only_one_runs_at_a_time(
        site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    motion, _ = adopted(site)
    begun: list[int] = []
    real = teller_check.verify_in_steps

    def watched(record: bytes):
        for found in real(record):
            begun.append(found if isinstance(found, int) else 0)
            yield found

    monkeypatch.setattr(teller_check, "verify_in_steps", watched)
    teller, other = site.signed_in("teller"), site.signed_in("chair")
    answer = teller.client.get(f"/teller/records/{motion}/check")
    sent, bits = "", answer.iter_encoded()
    while "Begun so far" not in sent:
        sent += next(bits).decode()
    assert begun == [], "the head of the page is out before the first step"
    while "the index and the files" not in sent:
        sent += next(bits).decode()
    assert begun in ([1, 2], [1, 2, 3])
    busy = other.get(f"/teller/records/{motion}/check")
    assert (busy.status_code, "being checked in place" in busy.text) == (503, True)
    answer.close()  # the reader goes away in the middle
    assert "Everything holds." in other.get(f"/teller/records/{motion}/check").text
    assert "Everything holds." in other.get(f"/teller/records/{motion}/check").text


def test_a_damaged_record_is_named_so(site: Site) -> None:
    motion, _ = adopted(site)
    body = site.within(full_record, motion)
    place = body.index(b'"outcome":"adopted"')
    damage(site, motion, body[:place] + b'"outcome":"adopteD"' + body[place + 19:])
    teller = site.signed_in("teller")
    page = teller.get(f"/teller/records/{motion}/check").text
    assert "This record does not hold" in page
    assert "Everything holds." not in page
    damage(site, motion, body[:100])
    page = teller.get(f"/teller/records/{motion}/check").text
    assert "This record does not hold" in page
    assert page.count("not checked") == len(STEPS) - 1
    assert "cannot be read any more" in teller.get("/teller/records").text
    assert teller.get(f"/teller/motions/{motion}/digits").status_code == 200


def damage(site: Site, motion: str, body: bytes) -> None:
    """Somebody with the database changes a kept record."""
    with site.app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE record SET body = :body WHERE motion = :motion"),
                           {"body": body, "motion": motion})


def test_a_record_that_would_keep_others_waiting_is_not_checked_here(
        site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    motion, _ = adopted(site)
    monkeypatch.setattr(teller_check, "LIMIT", 1000)
    refused = site.signed_in("teller").get(f"/teller/records/{motion}/check")
    assert (refused.status_code, "on your own computer" in refused.text) == (409, True)


def test_records_of_another_organ_or_of_no_result_are_not_checked(site: Site) -> None:
    motion, _ = adopted(site)
    assert site.signed_in("sc_teller").get(f"/teller/records/{motion}/check").status_code == 403
    live = site.world.draft(subject="FRESH")
    assert site.signed_in("teller").get(f"/teller/records/{live}/check").status_code == 404
    with pytest.raises(NotFoundError):
        site.within(full_record, live)


# ---------------------------------------------------------------- digits and words


def test_the_wall_shows_what_the_verifier_prints(site: Site) -> None:
    motion = site.world.draft()
    teller = site.signed_in("teller")
    assert teller.get(f"/teller/motions/{motion}/digits").status_code == 404
    decide(site, motion)
    page = teller.get(f"/teller/motions/{motion}/digits").text
    verdict, files = verify(site.within(full_record, motion)), unpack(site.within(full_record, motion))
    shown = [" ".join(re.findall(r"<span>(\d{4})</span>", row)) for row in re.findall(r"<dd>(.*?)</dd>", page)]
    stages = [[verdict.paper_fingerprints[stage], verdict.roll_fingerprints[stage],
               fingerprint(files[f"stages/{stage + 1}/tally.json"])] for stage in (0, 1)]
    assert shown == [verdict.fingerprint, *stages[0], *stages[1]]
    assert site.signed_in("sc_teller").get(f"/teller/motions/{motion}/digits").status_code == 403


def test_the_wall_shows_no_count_of_a_ballot_that_is_open(site: Site) -> None:
    motion = site.world.draft()
    ballot = site.world.announce(motion, lasts=3000)
    site.world.cast_all(ballot, "consent")
    page = site.signed_in("teller").get(f"/teller/motions/{motion}/digits").text
    assert "Electoral roll" in page
    assert "Signed count" not in page
    assert "Record of the motion" not in page


def test_every_step_of_the_verifier_has_its_words_in_every_language(site: Site) -> None:
    assert [(step.number, str(step.name)) for step in STEP_WORDS] == list(enumerate(STEPS, start=1))
    for code in words.LANGUAGES:
        with (words.TRANSLATIONS / code / "LC_MESSAGES" / "messages.po").open("rb") as source:
            catalogue = {entry.id: entry.string for entry in read_po(source, locale=code) if entry.id}
        page = site.visitor().get(f"/verify/steps?lang={code}").get_data(as_text=True)
        assert page.count('id="step-') == len(STEPS)
        for step in STEP_WORDS:
            for sentence in (step.name, step.holds, step.plain):
                assert catalogue[sentence.msgid].strip()
                assert code == "en" or catalogue[sentence.msgid] != sentence.msgid
            assert len(step.plain.msgid) > 80, "an explanation, not a title"


def test_the_public_page_names_the_same_steps_and_leads_to_their_words(site: Site) -> None:
    page = site.visitor().get("/verify").text
    assert all(str(step.holds) in page for step in STEP_WORDS)
    assert 'href="/verify/steps"' in page


def test_the_log_names_root_and_last_act_but_not_while_people_vote(site: Site) -> None:
    adopted(site)
    teller = site.signed_in("teller")
    page = teller.get("/teller/log").text
    assert re.search(r'<code class="hash">[0-9a-f]{64}</code>', page)
    assert f"<code>{site.world.leaves()[-1]['type']}</code>" in page
    running = site.world.announce(site.world.draft(subject="FRESH"), lasts=3000)
    site.world.cast("AMBER", running, "consent")
    page = teller.get("/teller/log").text
    assert "shown when no ballot is under way" in page
    assert "<code>cast</code>" not in page


def test_the_statutes_say_how_many_countersign(site: Site) -> None:
    page = site.visitor().get("/statutes").text
    assert "2; the declaration does not wait for them" in page
