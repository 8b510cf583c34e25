"""Whoever may not vote is refused by the server, with the clause; a vote that cannot be stored stays on its page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, create_engine, event

from tests.site import Site
from tests.web.casting import cast, check
from voting.services.change_standing import resign
from voting.services.declare_result import declare_result
from voting.services.direct_ballot import close_early
from voting.store.database import db


@pytest.fixture
def ballot(site: Site) -> str:
    return site.world.announce(site.world.draft(), lasts=3000)


@pytest.mark.clause("IV.3")
def test_a_guest_is_refused_by_the_act_with_the_clause(site: Site) -> None:
    site.world.seat("VISIT", kind="attending")
    refused(site, "VISIT", site.world.open_ballot(), "IV.3")


@pytest.mark.clause("V.CO.2a")
def test_an_attending_leader_is_refused_with_the_clause(site: Site) -> None:
    site.world.seat("LATER", kind="attending")
    refused(site, "LATER", site.world.open_ballot(), "V.CO.2a")


@pytest.mark.clause("V.CO.1a")
@pytest.mark.parametrize("who", ["teller", "coordinator", "STUDY"])
def test_someone_without_a_seat_in_the_organ_is_refused_with_the_clause(site: Site, who: str) -> None:
    site.world.seat("STUDY", "steering_committee", "delegate")
    refused(site, who, site.world.open_ballot(), "V.CO.1a")


@pytest.mark.clause("IV.5")
def test_whoever_resigns_while_the_ballot_is_open_is_refused_and_told_why(site: Site, ballot: str) -> None:
    amber = site.signed_in("AMBER")
    site.within(resign, site.service, site.world.person("coordinator"), "AMBER", "0" * 64, "letter of today")
    page = cast(amber, ballot)
    assert page.status_code == 403
    assert "Your mandate has ended" in page.text
    assert "You cannot vote in this ballot any more" in amber.get(f"/ballots/{ballot}").text
    assert site.world.leaves(ballot, "cast") == []


@pytest.mark.clause("IV.2c")
def test_a_suspended_member_keeps_its_seat_and_is_refused_with_the_clause(site: Site) -> None:
    world = site.world
    motion = world.draft("suspension", "AMBER", end_on="2027-12-31")
    consensus = world.announce(motion)
    world.cast_all(consensus, "consent")
    site.within(close_early, site.service, world.person("chair"), consensus)
    site.within(declare_result, site.service, world.person("chair"), consensus)
    refused(site, "AMBER", world.open_ballot(), "IV.2c")


def refused(site: Site, who: str, ballot: str, clause: str) -> None:
    """Somebody reads why they do not vote, and a forged vote is refused by the server with the same clause."""
    visitor = site.signed_in(who)
    shown = visitor.get(f"/ballots/{ballot}")
    assert shown.status_code == 200
    assert "You are not on this electoral roll" in shown.text
    assert f"Statutes, {clause}" in shown.text
    assert 'type="radio"' not in shown.text
    for answer in (cast(visitor, ballot), visitor.post(f"/ballots/{ballot}/check", choice="consent")):
        assert answer.status_code == 403
        assert f"Statutes, {clause}" in answer.text
    assert visitor.get(f"/ballots/{ballot}/issued.json").status_code == 404
    assert site.world.leaves(ballot, "cast") == []


def test_a_guest_reads_on_the_list_why_there_is_nothing_to_vote_on(site: Site) -> None:
    site.world.seat("VISIT", kind="attending")
    site.world.open_ballot()
    page = site.signed_in("VISIT").get("/today").text
    assert "Where you do not vote" in page
    assert "Statutes, IV.3" in page


@pytest.mark.parametrize("trouble", ["locked", "full"])
def test_a_full_disk_or_a_locked_database_loses_nothing(site: Site, ballot: str, trouble: str) -> None:
    amber, reason = site.signed_in("AMBER"), "Too early. " * 170
    attempt = check(amber, ballot, "object", reason)
    site.world.wait(90)  # long enough for the session's own mark to be due
    with troubled(site, trouble):
        page = cast(amber, ballot, "object", reason, attempt)
        assert page.status_code == 503
        assert {"locked": "database is busy", "full": "disk is full"}[trouble] in page.text
        assert "Not sent yet" in page.text
        assert f'name="attempt" value="{attempt}"' in page.text
        assert reason.strip() in page.text
        assert amber.get("/today").status_code == 200
    assert site.world.leaves(ballot, "cast") == []
    assert cast(amber, ballot, "object", reason, attempt).status_code == 303
    assert len(site.world.leaves(ballot, "cast")) == 1


SPOILT = {
    ("sqlite", "locked"): ("PRAGMA busy_timeout=50", ["BEGIN IMMEDIATE"]),
    ("sqlite", "full"): ("PRAGMA max_page_count=1", []),
    ("postgresql", "locked"): ("SET LOCAL lock_timeout = '50ms'", ["SELECT id FROM head FOR UPDATE"]),
    ("postgresql", "full"): ("", [
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$",
        "CREATE TRIGGER no_room BEFORE INSERT ON leaf EXECUTE FUNCTION no_room()", "COMMIT"])}
"""What each of our transactions says first, and what another connection has done to the database."""


@contextmanager
def troubled(site: Site, trouble: str) -> Iterator[None]:
    """For a while the database can be read and not written: another writer holds it, or no room is left."""
    with site.app.app_context():
        engine = db.engine
    soon, holds = SPOILT[engine.dialect.name, trouble]

    def spoil(connection: Connection) -> None:
        connection.exec_driver_sql(soon)

    other = create_engine(engine.url)  # knows none of our rules
    held = other.connect()
    for statement in holds:
        held.exec_driver_sql(statement)
    if soon:
        event.listen(engine, "begin", spoil, insert=True)
    yield
    if soon:
        event.remove(engine, "begin", spoil)
    held.rollback()
    if engine.dialect.name == "postgresql" and trouble == "full":
        held.exec_driver_sql("DROP FUNCTION no_room CASCADE")
        held.commit()
    held.close()
    other.dispose()
    engine.dispose()


def test_a_session_that_runs_out_never_loses_a_marked_vote(site: Site) -> None:
    ballot = site.world.announce(site.world.draft(), lasts=7200)
    amber = site.signed_in("AMBER")
    attempt = check(amber, ballot, "object", "Too early.")
    site.world.wait(3601)
    page = cast(amber, ballot, "object", "Too early.", attempt)
    assert page.status_code == 401
    assert "What you had marked is still on this page" in page.text
    assert "Too early." in page.text
    kept = amber.token
    assert amber.post("/demo", person=site.world.person("AMBER")).status_code == 303  # in another tab
    amber.token = kept
    again = amber.post(f"/ballots/{ballot}", choice="object", reason="Too early.")
    assert again.status_code == 200
    assert 'id="choice-object" required checked' in again.text
    assert cast(amber, ballot, "object", "Too early.").status_code == 303


def test_the_token_of_a_page_ends_with_its_person(site: Site) -> None:
    ballot = site.world.announce(site.world.draft(), lasts=7200)
    visitor = site.signed_in("AMBER")
    kept = visitor.token
    site.world.wait(3601)
    visitor.post("/demo", person=site.world.person("BIRCH"))
    visitor.token = kept
    assert cast(visitor, ballot).status_code == 400
    assert site.world.leaves(ballot, "cast") == []
