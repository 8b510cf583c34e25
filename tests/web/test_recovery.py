"""Lost passkeys: two officers, a wait that all see, no vote meanwhile; an address while a ballot runs likewise."""

from __future__ import annotations

import re

import pytest

from tests.device import Device, enrol, sign_in
from tests.site import Site, Visitor
from tests.web.test_passkeys import confirmed, enrolled, letters, live
from voting.errors import RefusedError
from voting.services.invite import invite
from voting.services.recover_passkeys import propose_recovery
from voting.services.second_officer import confirm, refuse
from voting.store.access import PendingRow
from voting.store.database import reading
from voting.store.passkeys import InvitationRow, PasskeyRow
from voting.store.tables import PersonRow

WAIT = 7200


def propose(site: Site, who: str = "AMBER", by: str = "coordinator") -> str:
    return site.within(propose_recovery, site.service, site.world.person(by), site.world.person(who), "By telephone")


def settle(site: Site, pending: str, by: str = "teller") -> None:
    site.within(confirm, site.service, site.world.person(by), pending)


def link(site: Site) -> str:
    return next(found.group(1) for letter in reversed(letters(site))
                if (found := re.search(r"/enrol#(\S+)", letter.address)))


def test_asvs_6_3_7_and_6_4_4_from_the_loss_to_the_new_passkey_through_the_pages(site: Site) -> None:
    amber, lost = enrolled(site)
    person, ballot = site.world.person("AMBER"), site.world.announce(site.world.draft(), lasts=4 * 3600)
    coordinator, teller = site.signed_in("coordinator"), site.signed_in("teller")
    page = coordinator.get(f"/coordinator/people/{person}").text
    assert "The passkeys are lost" in page
    untold = coordinator.post(f"/coordinator/people/{person}/recover", reason="By telephone")
    assert (untold.status_code, "By telephone" in untold.text) == (422, True)
    done = coordinator.post(f"/coordinator/people/{person}/recover", reason="By telephone", confirm="yes")
    assert "Waits for a second officer" in coordinator.follow(done).text
    assert "Somebody asks for new passkeys" in str(letters(site)[-1].subject)
    assert amber.get("/today").status_code == 200, "nothing has changed yet"
    pending = site.world.rows(PendingRow)[-1].id
    desk = teller.get("/teller").text
    assert "New passkeys for Delegate AMBER" in desk
    assert "2 hours later" in desk
    assert teller.post(f"/teller/proposals/{pending}/confirm", confirm="yes").status_code == 303

    assert amber.get("/today").status_code == 302, "signed out everywhere"
    assert sign_in(site.visitor(), lost).status_code == 403
    assert live(site) == []
    by_code = site.signed_in("AMBER", way="mail")
    assert "Until this hour no vote is accepted" in by_code.get("/me/passkeys").text
    with pytest.raises(RefusedError, match="no vote is accepted in your name"):
        site.world.cast("AMBER", ballot, "consent")
    new, browser = Device(), site.visitor()
    browser.post("/enrol", link=link(site))
    early = browser.get("/enrol/passkey").text
    assert "A new one can be made from this hour on" in early
    assert 'data-passkey="enrol"' not in early
    site.clock.now += WAIT
    assert enrol(site.visitor(), new, link(site)).status_code == 303
    assert [row.vouched_by for row in live(site)] == [site.world.person("teller")]
    kinds = [leaf["type"] for leaf in site.world.leaves()]
    assert kinds[-3:] == ["invited", "passkey_enrolled", "passkey_added"], "it counts in the ballot that runs"


def test_the_link_is_refused_to_a_browser_that_does_not_wait(site: Site) -> None:
    enrolled(site)
    settle(site, propose(site))
    browser, device = site.visitor(), Device()
    site.clock.now += WAIT - 1
    assert enrol(browser, device, link(site)).status_code == 403
    site.clock.now += 1
    assert enrol(site.visitor(), device, link(site)).status_code == 303


def test_asvs_2_3_5_nobody_recovers_alone_or_for_themselves(site: Site) -> None:
    world = site.world
    enrolled(site)
    with pytest.raises(RefusedError):
        propose(site, by="chair")
    with pytest.raises(RefusedError):
        propose(site, by="AMBER")
    pending = propose(site)
    for alone in ("coordinator", "AMBER", "BIRCH"):
        with pytest.raises(RefusedError):
            settle(site, pending, by=alone)
    enrolled(site, "teller")
    own = propose(site, "teller")
    for act in (confirm, refuse):
        with pytest.raises(RefusedError, match="concerns you"):
            site.within(act, site.service, world.person("teller"), own)
    settle(site, own, by="chair")
    assert len(live(site)) == 1
    assert len(live(site, "teller")) == 0


def test_asvs_6_4_6_who_has_lost_nothing_refuses_it(site: Site) -> None:
    amber, device = enrolled(site)
    pending = propose(site)
    assert "Somebody says that your passkeys are lost" in amber.get("/me/passkeys").text
    birch, _ = enrolled(site, "BIRCH")
    assert birch.post("/me/passkeys/not-lost", pending=pending).status_code == 403  # not confirmed, and not theirs

    assert confirmed(amber, device, "/me/passkeys/not-lost", pending=pending).status_code == 303
    with pytest.raises(Exception, match="settled already"):
        settle(site, pending)
    assert len(live(site)) == 1


def test_a_first_passkey_while_a_ballot_runs_takes_two_officers_and_no_wait(site: Site) -> None:
    ballot = site.world.open_ballot()
    with pytest.raises(Exception, match="takes two officers"):
        site.within(invite, site.service, site.world.person("coordinator"), site.world.person("AMBER"))
    settle(site, propose(site))
    (row,) = site.world.rows(InvitationRow)
    assert (row.replaces, row.usable_at) == (False, site.clock.now)
    site.world.cast("AMBER", ballot, "consent")  # not locked: nothing was lost
    assert enrol(site.visitor(), Device(), link(site)).status_code == 303


def mail_of(site: Site, who: str) -> str:
    with site.app.app_context(), reading() as session:
        return session.get(PersonRow, site.world.person(who)).mail


def change(site: Site, browser: Visitor, who: str, mail: str, reason: str = "Wrote from the new one"):
    return browser.post(f"/coordinator/people/{site.world.person(who)}/mail", mail=mail, reason=reason)


def test_asvs_6_3_7_an_address_changes_at_once_or_while_a_ballot_runs_with_a_second_officer(site: Site) -> None:
    coordinator = site.signed_in("coordinator")
    by_mail = site.signed_in("AMBER", way="mail")
    assert change(site, coordinator, "AMBER", " New@Example.org ").status_code == 303
    assert mail_of(site, "AMBER") == "new@example.org"
    assert {letter.lines[0].params["old"] for letter in letters(site)[-2:]} == {"amber@example.org"}
    assert by_mail.get("/today").status_code == 302
    for wrong, status in (("birch@example.org", 409), ("no address", 422), ("", 422)):
        assert change(site, coordinator, "AMBER", wrong).status_code == status
    assert change(site, coordinator, "AMBER", "other@example.org", reason=" ").status_code == 422
    site.world.open_ballot()
    told = coordinator.follow(change(site, coordinator, "AMBER", "third@example.org")).text
    assert "waits for a second officer" in told
    assert mail_of(site, "AMBER") == "new@example.org"
    settle(site, site.world.rows(PendingRow)[-1].id)
    assert mail_of(site, "AMBER") == "third@example.org"
    assert "third@example.org" not in str(site.world.leaves()), "no address in the log"


def test_asvs_7_4_5_the_coordinator_signs_somebody_out_and_sees_who_can_come_in(site: Site) -> None:
    amber, _ = enrolled(site)
    coordinator, person = site.signed_in("coordinator"), site.world.person("AMBER")
    people = coordinator.get("/coordinator/people").text
    assert "Delegate AMBER" in people
    assert "with a passkey: 1." in people
    assert "in one browser" in coordinator.get(f"/coordinator/people/{person}").text
    coordinator.post(f"/coordinator/people/{person}/sign-out")
    assert amber.get("/today").status_code == 302
    for who in ("AMBER", "chair", "teller"):
        assert site.signed_in(who).get("/coordinator/people").status_code == 403
    assert coordinator.get("/coordinator/people/p0").status_code == 404
    assert site.world.rows(PasskeyRow)


def test_one_sees_and_ends_ones_own_sign_ins(site: Site) -> None:
    amber, device = enrolled(site)
    other = site.visitor()
    sign_in(other, device)
    by_mail = site.signed_in("AMBER", way="mail")
    page = amber.get("/me/sessions").text
    assert page.count("Another browser") == 2
    assert "by passkey" in page
    assert "by a code by mail" in page
    id = re.search(r'name="id" value="([0-9a-f]{64})"', page).group(1)
    assert site.signed_in("BIRCH").post("/me/sessions/end", id=id).status_code == 404
    assert amber.post("/me/sessions/end", id=id).status_code == 303
    assert sorted([other.get("/today").status_code, by_mail.get("/today").status_code]) == [200, 302]
    amber.post("/me/sessions/end-others")
    assert {other.get("/today").status_code, by_mail.get("/today").status_code} == {302}
    assert amber.get("/today").status_code == 200
