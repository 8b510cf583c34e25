"""Am I on the roll, and why, or why not: before, during and after a ballot, for whoever asks (IV.3)."""

from __future__ import annotations

import pytest

from tests.site import Site
from tests.web.test_organisation import install, text_of
from voting.services.change_standing import resign
from voting.services.direct_ballot import cancel_ballot
from voting.services.second_officer import confirm, propose_roll_addendum

pytestmark = pytest.mark.clause("IV.3")
MISTAKE = "If this is a mistake"


def roll(site: Site, who: str, ballot: str) -> str:
    """The words of the page as somebody sees it."""
    answer = site.signed_in(who).get(f"/ballots/{ballot}/roll")
    assert answer.status_code == 200, answer.text
    return text_of(answer.text)


@pytest.fixture
def draft(site: Site) -> str:
    return site.world.ballot(site.world.draft())


def announce(site: Site, ballot: str, opens_in: int = 600) -> None:
    """Announce a drafted ballot, some time after it was drafted."""
    site.world.wait(60)
    site.world.announce(site.world.row(ballot).motion, opens_in=opens_in)


def test_before_the_announcement_the_answer_is_of_today_and_says_so(site: Site, draft: str) -> None:
    member = roll(site, "AMBER", draft)
    assert "As of today you would be on the roll" in member
    assert "V.CO.1b" in member
    assert "The roll is frozen when the ballot is announced." in member
    assert "Shall New Party be admitted?" in member
    assert "Fingerprint" not in member
    assert "Delegate BIRCH" not in member
    assert "before the ballot is announced" in member.split(MISTAKE)[1]


def test_before_the_announcement_the_answer_follows_the_register(site: Site, draft: str) -> None:
    site.world.seat("LATER", "steering_committee", "delegate")
    assert "you would not be on the roll" in roll(site, "LATER", draft)
    site.world.seat("LATER")
    assert "you would be on the roll" in roll(site, "LATER", draft)


def test_the_question_of_a_draft_is_not_told_outside_the_organ(site: Site, draft: str) -> None:
    site.world.seat("VISIT", "council", "attending")
    guest = roll(site, "VISIT", draft)
    assert "New Party" not in guest
    assert "A ballot of this organ that has not been announced." in guest
    assert "IV.3" in guest


def test_on_the_roll_with_the_reason_the_digits_and_the_names(site: Site, draft: str) -> None:
    announce(site, draft)
    member = roll(site, "AMBER", draft)
    assert "You are on the electoral roll" in member
    assert "This seat (elected member) has a vote in the organ “Council” (clause V.CO.1b)." in member
    assert "Amber Party" in member
    assert "made when the roll was frozen" in member
    assert "6 entries." in member
    assert all(f"Delegate {name}" in member for name in ("AMBER", "BIRCH", "CEDAR", "DELTA", "ELDER", "FROST"))
    digits = member.split("Fingerprint ")[1][:14]
    assert digits in roll(site, "BIRCH", draft)
    assert digits.replace(" ", "").isdigit()


def test_a_guest_reads_the_clause_and_no_names(site: Site, draft: str) -> None:
    site.world.seat("VISIT", "council", "attending")
    announce(site, draft)
    guest = roll(site, "VISIT", draft)
    assert "You are not on this electoral roll" in guest
    assert "Not allowed." in guest
    assert "Statutes, IV.3" in guest
    assert "Delegate BIRCH" not in guest
    assert "Two officers" not in guest.split(MISTAKE)[0]
    assert "A second officer confirms or refuses." in guest.split(MISTAKE)[1]


def test_names_are_for_everyone_where_the_data_say_so(site: Site) -> None:
    install(site, **{"names_outside_organ = false": "names_outside_organ = true"})
    site.world.seat("VISIT", "council", "attending")
    ballot = site.world.open_ballot()
    guest = roll(site, "VISIT", ballot)
    assert "The statutes' data publish these names." in guest
    assert "Delegate BIRCH" in guest


def test_a_seat_that_came_too_late_is_told_what_holds_today_and_added_by_two_officers(site: Site, draft: str) -> None:
    announce(site, draft)
    site.world.wait(60)
    site.world.seat("LATER")
    late = roll(site, "LATER", draft)
    assert "You are not on this electoral roll" in late
    today = late.split("And today?")[1]
    assert "Allowed. This seat (elected member) has a vote" in today
    assert "That alone does not change the roll of this ballot." in today
    pending = site.within(propose_roll_addendum, site.service, site.world.person("chair"), draft,
                          site.world.person("LATER"), "", "Left out.")
    assert "You are not on this electoral roll" in roll(site, "LATER", draft)
    site.within(confirm, site.service, site.world.person("teller"), pending)
    added = roll(site, "LATER", draft)
    assert "You are on the electoral roll" in added
    assert "added after the roll was frozen, by two officers" in added
    assert "7 entries." in added
    assert added.split("Fingerprint ")[1][:14] == late.split("Fingerprint ")[1][:14]


def test_a_delegate_who_was_replaced_reads_that_two_officers_did_it(site: Site, draft: str) -> None:
    announce(site, draft)
    site.world.wait(60)
    site.world.seat("AMBER", name="AMBER2", kind="designated")
    pending = site.within(propose_roll_addendum, site.service, site.world.person("chair"), draft,
                          site.world.person("AMBER2"), site.world.person("AMBER"), "Ill.")
    site.within(confirm, site.service, site.world.person("teller"), pending)
    gone = roll(site, "AMBER", draft)
    assert "your vote has ended" in gone
    assert "Two officers have replaced your entry" in gone
    assert "Delegate AMBER · Amber Party replaced" in gone
    assert "Delegate AMBER2 · Amber Party added by two officers" in gone


@pytest.mark.clause("IV.5")
def test_a_mandate_that_ended_is_told_apart_from_never_having_been_on_the_roll(site: Site, draft: str) -> None:
    announce(site, draft)
    site.world.wait(60)
    site.within(resign, site.service, site.world.person("coordinator"), "AMBER", "0" * 64, "Letter of today")
    gone = roll(site, "AMBER", draft)
    assert "You are on the electoral roll, and your vote has ended" in gone
    assert "Your mandate has ended" in gone


def test_after_the_close_the_page_stays_and_says_that_no_roll_changes(site: Site, draft: str) -> None:
    announce(site, draft, opens_in=0)
    site.world.wait(8000)
    site.world.tick()
    page = roll(site, "AMBER", draft)
    assert "You are on the electoral roll" in page
    assert "After the close no roll changes." in page
    assert "within 14 days" in page


def test_a_cancelled_ballot_s_roll_has_no_effect(site: Site, draft: str) -> None:
    announce(site, draft)
    site.within(cancel_ballot, site.service, site.world.person("chair"), draft, "Wrong text.")
    assert "so its roll has no effect" in roll(site, "AMBER", draft)


def test_who_is_not_signed_in_is_sent_to_sign_in(site: Site, draft: str) -> None:
    answer = site.visitor().get(f"/ballots/{draft}/roll")
    assert answer.status_code == 302
    assert "/sign-in" in answer.location


def test_a_ballot_that_is_not_there(site: Site) -> None:
    assert site.signed_in("AMBER").get("/ballots/b0000000000000000/roll").status_code == 404


def test_the_way_from_the_ballot_and_from_the_list(site: Site, draft: str) -> None:
    announce(site, draft)
    link = f'href="/ballots/{draft}/roll"'
    amber = site.signed_in("AMBER")
    assert link in amber.get("/today").text
    assert link in amber.get(f"/ballots/{draft}").text
    site.world.wait(700)
    assert link in amber.get(f"/ballots/{draft}").text


def test_in_french(site: Site, draft: str) -> None:
    announce(site, draft)
    page = text_of(site.signed_in("AMBER").get(f"/ballots/{draft}/roll?lang=fr").text)
    assert "Vous êtes sur la liste électorale" in page
    assert "Si c’est une erreur" in page
    assert "6 inscriptions." in page
