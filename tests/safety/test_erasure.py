"""The log holds no name; a person leaves the register, and the log and every record still verify."""

from __future__ import annotations

import io
import json
import re

import pytest

from tests.site import Site
from voting.errors import ConflictError, InputError, NotFoundError, RefusedError
from voting.services.declare_result import declare_result
from voting.services.direct_ballot import close_early
from voting.services.erase_person import erase_person
from voting.services.make_record import full_record, public_record
from voting.services.read.business import verify_log
from voting.services.seat_person import unseat_person
from voting.store.access import MailRow, SessionRow
from voting.store.database import db
from voting.store.tables import PersonRow
from voting.verifier.__main__ import main as verify

DAY = 86400


@pytest.fixture
def decided(site: Site) -> str:
    """A motion that was adopted by consensus, with everyone's vote; its id."""
    world = site.world
    motion = world.draft("resolution", "Peace")
    ballot = world.announce(motion)
    world.cast_all(ballot, "yes")
    site.within(close_early, site.service, world.person("chair"), ballot)
    site.within(declare_result, site.service, world.person("chair"), ballot)
    return motion


def everything(site: Site) -> str:
    """Every cell of every table as text, bytes included."""
    with site.app.app_context(), db.engine.connect() as connection:
        cells = [cell for table in db.metadata.tables.values() for row in connection.execute(table.select())
                 for cell in row]
    return "\n".join(bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else
                     json.dumps(cell) if isinstance(cell, dict | list) else str(cell) for cell in cells)


def holds(site: Site, record: bytes, tmp_path) -> bool:
    """Whether the verifier accepts a record."""
    path = tmp_path / "record.zip"
    path.write_bytes(record)
    return verify([str(path)]) == 0


def leave(site: Site, who: str = "AMBER") -> None:
    """The seat of somebody ends, and so does every period in which one may object."""
    site.within(unseat_person, site.service, site.world.person("coordinator"), site.world.seats[f"council:{who}"],
                "End of term")
    site.world.wait(15 * DAY)


def erase(site: Site, who: str = "AMBER", by: str = "coordinator", reason: str = "On her wish") -> None:
    site.within(erase_person, site.service, site.world.person(by), site.world.person(who), reason)


def test_no_name_and_no_address_is_in_any_entry_of_the_log(site: Site, decided: str) -> None:
    site.world.open_ballot("exclusion", "BIRCH")
    site.signed_in("AMBER")
    leaves = json.dumps(site.world.leaves())
    for person in site.world.rows(PersonRow):
        assert person.name not in leaves
        assert (person.mail or "@") not in leaves
        assert person.id in leaves or person.name.startswith("Delegate")
    assert not re.search(r"[\w.]+@[\w.]+\.org", leaves)


def test_an_erased_person_is_in_no_table_and_the_log_and_the_record_still_verify(site: Site, decided: str,
                                                                                tmp_path) -> None:
    site.signed_in("AMBER")
    digits = site.visitor().get(f"/results/{decided}").text
    public = site.within(public_record, decided)
    assert "Delegate AMBER" in everything(site)
    leave(site)
    erase(site)
    left = everything(site)
    for trace in ("Delegate AMBER", "amber@example.org"):
        assert trace not in left
    assert all(ok for ok, _ in site.within(verify_log, site.service))
    assert site.within(full_record, decided) == public
    assert holds(site, public, tmp_path)
    pattern = r"(<span>\d{4}</span> ?){3}"
    assert re.search(pattern, site.visitor().get(f"/results/{decided}").text)[0] == re.search(pattern, digits)[0]
    assert [leaf["reason"] for leaf in site.world.leaves(kind="erased")] == ["On her wish"]
    assert not [row for row in site.world.rows(SessionRow) if row.person == site.world.person("AMBER")]
    assert not [row for row in site.world.rows(MailRow) if row.to.startswith("amber")]


def test_every_page_still_opens_after_an_erasure(site: Site, decided: str) -> None:
    leave(site)
    erase(site)
    ballot = site.world.ballot(decided)
    coordinator, chair = site.signed_in("coordinator"), site.signed_in("chair")
    person = site.world.person("AMBER")
    for visitor, paths in ((coordinator, ("/coordinator", f"/coordinator/people/{person}", "/coordinator/people",
                                          "/coordinator/organs/council", "/coordinator/organisations/AMBER")),
                           (chair, ("/chair", f"/chair/motions/{decided}", f"/ballots/{ballot}")),
                           (site.visitor(), ("/", f"/results/{decided}", f"/ballots/{ballot}/receipts", "/organs"))):
        for path in paths:
            assert visitor.get(path).status_code < 400, path


def test_it_is_refused_while_it_would_touch_what_is_not_over(site: Site, decided: str) -> None:
    with pytest.raises(ConflictError, match="holds a seat"):
        erase(site)
    with pytest.raises(ConflictError, match="holds a seat or an office"):
        erase(site, "chair")
    site.within(unseat_person, site.service, site.world.person("coordinator"), site.world.seats["council:AMBER"], "End")
    with pytest.raises(ConflictError, match="not over yet"):
        erase(site)
    site.world.wait(14 * DAY)
    with pytest.raises(ConflictError, match="not over yet"):
        erase(site)
    site.world.wait(1)
    for by in ("chair", "BIRCH", "teller"):
        with pytest.raises(RefusedError):
            erase(site, by=by)
    with pytest.raises(InputError, match="reason"):
        erase(site, reason=" ")
    with pytest.raises(NotFoundError):
        site.within(erase_person, site.service, site.world.person("coordinator"), "p0000", "x")
    erase(site)
    with pytest.raises(ConflictError, match="already"):
        erase(site)


def test_the_coordinator_erases_from_the_persons_page(site: Site, decided: str) -> None:
    coordinator, person = site.signed_in("coordinator"), site.world.person("AMBER")
    assert "Erase this person" not in coordinator.get(f"/coordinator/people/{person}").text
    leave(site)
    coordinator = site.signed_in("coordinator")
    assert "Erase this person" in coordinator.get(f"/coordinator/people/{person}").text
    path = f"/coordinator/people/{person}/erase"
    assert coordinator.post(path, reason="On her wish").status_code == 422
    done = coordinator.post(path, reason="On her wish", confirm="yes")
    assert "erased" in coordinator.follow(done).text
    assert "Delegate AMBER" not in coordinator.get("/coordinator/people").text


# ---------------------------------------------------------------- my data


def test_my_data_is_all_of_mine_and_nobody_elses(site: Site, decided: str) -> None:
    amber = site.signed_in("AMBER")
    page = amber.get("/me/data")
    assert page.status_code == 200
    for words in ("Delegate AMBER", "amber@example.org", "Peace", "You voted once."):
        assert words in page.text
    answer = amber.get("/me/data.json")
    assert 'filename="my-data.json"' in answer.headers["Content-Disposition"]
    held = json.load(io.BytesIO(answer.data))
    assert held["person"]["id"] == site.world.person("AMBER")
    assert held["ballots"][0]["votes"][0]["choice"] == {"q1": ["yes"]}
    assert {row["organ"] for row in held["seats"]} == {"council"}
    assert len(held["sign_ins"]) == 1
    assert "You are asked to vote: Peace?" in [letter["subject"] for letter in held["letters"]]
    for other in ("BIRCH", "birch@", "Delegate CEDAR", site.world.person("BIRCH")):
        assert other not in answer.text
    assert site.visitor().get("/me/data").status_code == 302
    assert site.visitor().get("/me/data.json").status_code == 302


def test_my_data_holds_no_secret_of_a_session_or_code(site: Site) -> None:
    amber = site.signed_in("AMBER")
    site.visitor().post("/sign-in", email="amber@example.org")
    text = amber.get("/me/data.json").text + amber.get("/me/data").text
    codes = [str(row.letter) for row in site.world.rows(MailRow) if row.kind == "code"]
    assert codes
    code = re.search(r"[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}", codes[0]).group()
    assert code not in text
    assert not [row.id for row in site.world.rows(SessionRow) if row.id in text]
