"""The chair's room: a whole admission by its forms, each refused move a sentence, nothing entered is lost."""

from __future__ import annotations

import re

import pytest

from tests.site import Site, Visitor
from tests.world import START

CLOSE = "2027-01-15T10:00"  # two hours after START, in UTC
LASTS = 3000  # shorter than a session may idle


def announce(chair: Visitor, ballot: str, **form: str) -> object:
    """Send the announce form, by default to open at once."""
    entered = {"when": "now", "close_at": CLOSE, "confirm": "yes", **form}
    return chair.post(f"/chair/ballots/{ballot}/announce", **entered)


@pytest.fixture
def motion(site: Site) -> str:
    return site.world.draft()


@pytest.fixture
def chair(site: Site) -> Visitor:
    return site.signed_in("chair")


@pytest.mark.clause("IV.2a", "IV.2d")
def test_a_whole_admission_by_forms_alone(site: Site, chair: Visitor, motion: str) -> None:
    world, page = site.world, f"/chair/motions/{motion}"
    assert "New Party" in chair.get("/chair").text
    first = world.ballot(motion)
    shown = chair.follow(announce(chair, first)).text
    assert "Announced: the roll and the paper are fixed" in shown
    assert "The ballot is open until Friday 15 January 2027, 10:00 UTC" in shown
    world.cast_all(first, "consent", {"AMBER": "object"})
    assert chair.get(f"/chair/ballots/{first}/turnout.json").json == {
        "voted": 6, "entitled": 6, "state": "open", "text": "6 of 6"}
    assert "Close the ballot early?" in chair.get(f"/chair/ballots/{first}/close-early").text
    counted = chair.follow(chair.post(f"/chair/ballots/{first}/close-early", confirm="yes")).text
    assert "5 consent, 0 stand aside, 1 object. An objection stands. No consensus" in counted
    assert "5 consentent" in counted, "read aloud in both languages"
    recorded = chair.follow(chair.post(f"/chair/ballots/{first}/no-consensus", summary="Amber cannot agree.")).text
    assert "Amber cannot agree." in recorded
    second = world.ballot(motion)
    assert second != first
    chair.follow(announce(chair, second))
    world.cast_all(second, "yes", {"AMBER": "no", "BIRCH": "no"})
    chair.follow(chair.post(f"/chair/ballots/{second}/close-early", confirm="yes"))
    asked = chair.get(f"/chair/ballots/{second}/declare").text
    assert "New Party becomes: member." in asked
    assert world.standing("NEW") == "applicant"
    done = chair.follow(chair.post(f"/chair/ballots/{second}/declare", confirm="yes")).text
    assert "The result is declared" in done
    assert world.standing("NEW") == "member"
    assert "Adopted" in chair.get("/chair").text
    assert chair.get(page).status_code == 200


def test_nobody_reads_choices_or_names_of_voters_while_it_is_open(site: Site, chair: Visitor, motion: str) -> None:
    ballot = site.world.announce(motion, lasts=LASTS)
    before = chair.get(f"/chair/motions/{motion}").text
    site.world.cast("AMBER", ballot, "object", reason="A secret reason")
    after = chair.get(f"/chair/motions/{motion}").text
    assert "A secret reason" not in after
    assert changed_words(before, after) == {"0 of 6", "1 of 6"}


def changed_words(before: str, after: str) -> set[str]:
    """Texts of the turnout in two pages that are the same but for it and the form's token."""
    turnout = re.compile(r"\d of 6")
    token = re.compile(r'name="csrf_token" value="[^"]+"|value="\d"|\d+ (?:hours?|minutes?|seconds?)')
    found = set(turnout.findall(before)) | set(turnout.findall(after))
    assert token.sub("", turnout.sub("", before)) == token.sub("", turnout.sub("", after))
    return found


def test_the_preflight_list_is_green_and_red_in_the_acts_own_words(site: Site, chair: Visitor) -> None:
    ready = chair.get(f"/chair/motions/{site.world.draft()}").text
    assert ready.count('class="is-met"') == 7
    assert 'class="is-open"' not in ready
    bare = site.world.draft(dossier={})
    page = chair.get(f"/chair/motions/{bare}").text
    assert "The dossier lacks “Written application to the Council” (clause IV.2b)." in page
    assert f'href="/coordinator/motions/{bare}"' in page
    refused = announce(chair, site.world.ballot(bare))
    assert refused.status_code == 403
    assert "The dossier lacks “Written application to the Council” (clause IV.2b)." in refused.text
    assert f'value="{CLOSE}"' in refused.text, "the time that was entered is still there"


@pytest.mark.clause("IV.2c")
def test_exclusion_without_notice_is_not_announced(site: Site, chair: Visitor) -> None:
    motion = site.world.draft("exclusion", "LATER", dossier={
        "breach": {"text": "II"}, "facts": {"text": "Facts"}, "reply": {"text": "No."}})
    refused = announce(chair, site.world.ballot(motion))
    assert refused.status_code == 403
    assert "Date on which the member was given notice" in refused.text


def test_an_empty_roll_is_a_red_line_and_a_refusal(empty_site: Site) -> None:
    empty_site.world.found()
    motion, chair = empty_site.world.draft(), empty_site.signed_in("chair")
    sentence = "the electoral roll would be empty"
    assert sentence in chair.get(f"/chair/motions/{motion}").text
    refused = announce(chair, empty_site.world.ballot(motion))
    assert (refused.status_code, sentence in refused.text) == (409, True)


def test_a_second_ballot_about_the_same_party_is_refused(site: Site, chair: Visitor, motion: str) -> None:
    site.world.announce(motion, lasts=LASTS)
    other = site.world.draft()
    assert "Another motion about New Party is under way" in chair.get(f"/chair/motions/{other}").text
    refused = announce(chair, site.world.ballot(other))
    assert (refused.status_code, "Another motion about New Party" in refused.text) == (409, True)


@pytest.mark.clause("IV.2d")
def test_two_thirds_never_come_first(site: Site, chair: Visitor, motion: str) -> None:
    """The vote's ballot does not exist before the chair has recorded why consensus was not possible."""
    world, first = site.world, site.world.ballot(motion)
    assert f"/chair/ballots/{first}/no-consensus" not in chair.get(f"/chair/motions/{motion}").text
    early = chair.post(f"/chair/ballots/{first}/no-consensus", summary="Skip it")
    assert (early.status_code, "has not been announced yet" in early.text) == (409, True)
    world.announce(motion, lasts=LASTS)
    world.cast_all(first, "consent", {"AMBER": "object"})
    world.wait(LASTS + 1)
    refused = chair.post(f"/chair/ballots/{first}/declare", confirm="yes")
    assert (refused.status_code, "a vote may follow: nothing is decided yet" in refused.text) == (409, True)
    empty = chair.post(f"/chair/ballots/{first}/no-consensus", summary="  ")
    assert (empty.status_code, 'href="#no_consensus-summary"' in empty.text) == (422, True)
    assert world.ballot(motion) == first


def test_consensus_needs_no_vote_and_cannot_be_recorded_away(site: Site, chair: Visitor, motion: str) -> None:
    ballot = site.world.announce(motion, lasts=LASTS)
    site.world.cast_all(ballot, "consent")
    site.world.wait(LASTS + 1)
    refused = chair.post(f"/chair/ballots/{ballot}/no-consensus", summary="We would rather vote.")
    assert (refused.status_code, "there is nothing to record" in refused.text) == (409, True)
    chair.follow(chair.post(f"/chair/ballots/{ballot}/declare", confirm="yes"))
    assert site.world.standing("NEW") == "member"


def test_grave_acts_need_their_tick(site: Site, chair: Visitor, motion: str) -> None:
    ballot = site.world.ballot(motion)
    unsure = announce(chair, ballot, confirm="")
    assert (unsure.status_code, 'id="announce-confirm-fault"' in unsure.text) == (422, True)
    site.world.announce(motion, lasts=LASTS)
    site.world.cast_all(ballot, "consent")
    for act in ("close-early", "declare"):
        if act == "declare":
            site.world.wait(LASTS + 1)
        assert chair.post(f"/chair/ballots/{ballot}/{act}").status_code == 422
    assert site.world.standing("NEW") == "applicant"


@pytest.mark.parametrize(("form", "field"), [
    ({"when": ""}, "announce-when"), ({"close_at": ""}, "announce-close_at"),
    ({"close_at": "soon"}, "announce-close_at"), ({"close_at": "2027-01-15T08:00"}, "announce-close_at"),
    ({"close_at": "2027-09-15T08:00"}, "announce-close_at"),
    ({"close_at": "2027-01-15T10:00+05:00"}, "announce-close_at"),
    ({"when": "at", "open_at": "2027-01-15T07:00"}, "announce-open_at"),
    ({"when": "at", "open_at": ""}, "announce-open_at")])
def test_a_time_that_cannot_be_is_told_beside_its_field(site: Site, chair: Visitor, motion: str, form: dict,
                                                         field: str) -> None:
    refused = announce(chair, site.world.ballot(motion), **form)
    assert (refused.status_code, f'href="#{field}"' in refused.text) == (422, True)
    assert site.world.row(site.world.ballot(motion)).state == "drafted"


def test_an_opening_at_a_time_and_a_cancellation(site: Site, chair: Visitor, motion: str) -> None:
    ballot = site.world.ballot(motion)
    shown = chair.follow(announce(chair, ballot, when="at", open_at="2027-01-15T09:00")).text
    assert site.world.row(ballot).open_at == START + 3600
    assert "The ballot opens on Friday 15 January 2027, 09:00 UTC" in shown
    assert chair.post(f"/chair/ballots/{ballot}/cancel", confirm="yes", reason=" ").status_code == 422
    chair.follow(chair.post(f"/chair/ballots/{ballot}/cancel", confirm="yes", reason="Wrong hour"))
    again = site.world.ballot(motion)
    assert again != ballot
    assert "Wrong hour" in chair.follow(announce(chair, again)).text
    refused = chair.post(f"/chair/ballots/{again}/cancel", confirm="yes", reason="Too late")
    assert (refused.status_code, "It cannot be cancelled." in refused.text) == (409, True)
    assert f'action="/chair/ballots/{again}/cancel"' not in refused.text, "an act that cannot be done has no form"
    assert "Too late" in refused.text, "what was written in it is not"


def test_last_call_then_early_close(site: Site, chair: Visitor, motion: str) -> None:
    ballot = site.world.announce(motion, lasts=LASTS)
    site.world.cast("AMBER", ballot, "consent")
    early = chair.post(f"/chair/ballots/{ballot}/close-early", confirm="yes")
    assert (early.status_code, "1 of 6 have voted" in early.text) == (409, True)
    called = chair.follow(chair.post(f"/chair/ballots/{ballot}/last-call")).text
    assert "Last call. 1 of 6 have voted." in called
    assert chair.get(f"/chair/ballots/{ballot}/turnout.json").json["state"] == "last_call"
    assert chair.post(f"/chair/ballots/{ballot}/last-call").status_code == 409
    site.world.wait(599)
    assert chair.post(f"/chair/ballots/{ballot}/close-early", confirm="yes").status_code == 409
    site.world.wait(1)
    chair.follow(chair.post(f"/chair/ballots/{ballot}/close-early", confirm="yes"))
    assert site.world.row(ballot).state == "counted"


def test_extension_and_attendance(site: Site, chair: Visitor, motion: str) -> None:
    ballot = site.world.announce(motion, lasts=LASTS)
    late = chair.post(f"/chair/ballots/{ballot}/extend", close_at="2027-01-15T08:45", reason="More time")
    assert (late.status_code, "only ever moves the close to a later time" in late.text) == (422, True)
    assert 'value="More time"' in late.text
    assert chair.post(f"/chair/ballots/{ballot}/extend", close_at="2027-01-15T12:00", reason="").status_code == 422
    assert "More time" in chair.follow(
        chair.post(f"/chair/ballots/{ballot}/extend", close_at="2027-01-15T12:00", reason="More time")).text
    site.world.cast_all(ballot, "consent")
    for wrong in ("7", "5", "-1", "six", "²", ""):
        assert chair.post(f"/chair/ballots/{ballot}/attendance", present=wrong).status_code == 422, wrong
    chair.follow(chair.post(f"/chair/ballots/{ballot}/attendance", present="6"))
    assert site.world.row(ballot).present == 6


def test_attendance_that_later_votes_overtake_never_stops_the_count(site: Site, chair: Visitor, motion: str) -> None:
    ballot = site.world.announce(motion, lasts=LASTS)
    chair.follow(chair.post(f"/chair/ballots/{ballot}/attendance", present="1"))
    site.world.cast_all(ballot, "consent", {"AMBER": "object"})
    site.world.wait(LASTS + 1)
    site.world.tick()
    chair.follow(chair.post(f"/chair/ballots/{ballot}/no-consensus", summary="No."))
    second = site.world.ballot(motion)
    chair.follow(announce(chair, second, close_at="2027-01-15T09:30"))
    chair.follow(chair.post(f"/chair/ballots/{second}/attendance", present="2"))
    site.world.cast_all(second, "yes")
    site.world.wait(LASTS)
    site.world.tick()
    assert site.world.tally(second)["present"] == {"count": 6, "established": True}


def test_a_clock_set_back_is_a_sentence_and_keeps_what_was_entered(site: Site, chair: Visitor, motion: str) -> None:
    ballot = site.world.announce(motion, lasts=LASTS)
    site.world.cast_all(ballot, "consent", {"AMBER": "object"})
    site.world.wait(LASTS + 1)
    site.world.tick()
    site.world.wait(-60)
    refused = chair.post(f"/chair/ballots/{ballot}/no-consensus", summary="A long summary")
    assert (refused.status_code, "earlier than the last act" in refused.text) == (503, True)
    assert "A long summary" in refused.text


def test_withdrawing(site: Site, chair: Visitor, motion: str) -> None:
    page = chair.follow(chair.post(f"/chair/motions/{motion}/withdraw", reason="The applicant asked", confirm="yes"))
    assert "The motion was withdrawn." in page.text
    assert "The applicant asked" in page.text
    assert "Withdrawn" in chair.get("/chair").text
    assert chair.post(f"/chair/motions/{motion}/withdraw", reason="Again", confirm="yes").status_code == 409
    assert announce(chair, site.world.ballot(motion)).status_code == 409


def test_projector_shows_the_question_and_nothing_of_the_room(site: Site, chair: Visitor, motion: str) -> None:
    ballot = site.world.announce(motion, lasts=LASTS)
    page = chair.get(f"/chair/ballots/{ballot}/projector").text
    main = page[page.index("<main"):page.index("</main>")]
    for wanted in ("Shall New Party be admitted?", "adopted if no objection stands", "0 of 6", "Open until"):
        assert wanted in main
    for unwanted in ("<form", "<a ", "Delegate", "AMBER"):
        assert unwanted not in main


def test_a_proposal_to_replace_waits_for_a_teller(site: Site, chair: Visitor, motion: str) -> None:
    world, ballot = site.world, site.world.announce(motion, lasts=LASTS)
    site.signed_in("coordinator").post("/coordinator/organs/council/seats/end", seat=world.seats["council:AMBER"],
                                       reason="Ill")
    world.seat("AMBER", name="SUBSTITUTE")
    page = chair.get(f"/chair/motions/{motion}").text
    assert ">Delegate SUBSTITUTE</option>" in page
    assert chair.post(f"/chair/ballots/{ballot}/addendum", person="", reason="Ill").status_code == 422
    shown = chair.follow(chair.post(f"/chair/ballots/{ballot}/addendum", person=world.person("SUBSTITUTE"),
                                    replaces=world.person("AMBER"), reason="Ill")).text
    assert "Waiting for a second officer" in shown
    assert len(world.roll(ballot)) == 6, "nothing has happened yet"


def test_another_language_after_a_refusal_leads_back_to_the_whole_page(site: Site, chair: Visitor, motion: str) -> None:
    ballot = site.world.ballot(motion)
    refused = announce(chair, ballot, close_at="")
    address = re.search(r'href="([^"]+)" lang="fr"', refused.text).group(1)
    answer = chair.get(address.replace("&amp;", "&"))
    assert answer.status_code == 302
    assert "Annoncer le scrutin" in chair.get(answer.location).text
