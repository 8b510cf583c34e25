"""The register's pages: any day, import with its differences, export without formulas, seats, offices, resignation."""

from __future__ import annotations

import csv
import io
import re

import pytest

from tests.site import Site, Visitor
from tests.world import REGISTER
from voting.services.read.register_room import safe_cell

HEAD = b"code,name,kind,status,country,continent,contributes\n"
DAY = 86400


@pytest.fixture
def desk(site: Site) -> Visitor:
    return site.signed_in("coordinator")


def upload(desk: Visitor, body: bytes) -> object:
    """Send a file to the preview."""
    return desk.post("/coordinator/import", file=(io.BytesIO(body), "register.csv"))


def take(desk: Visitor, preview: str, **form: str) -> object:
    """Confirm what was previewed."""
    content = re.search(r'name="content" value="([^"]+)"', preview).group(1)
    entered = {"reason": "Letter of 3 May", "confirm": "yes", **form}
    return desk.post("/coordinator/import/confirm", content=content, **entered)


def test_import_shows_differences_first_and_changes_nothing_before_the_confirmation(site: Site, desk: Visitor) -> None:
    body = (HEAD + b"ISLES,Isles Party,party,applicant,ZZ,oceania,no\n"
            b"VISIT,Visiting People,party,applicant,ZZ,americas,no\n")
    preview = upload(desk, body)
    assert preview.status_code == 200
    for shown in ("ISLES", "Isles Party", "Visiting Party", "Visiting People", "guest", "applicant", "3 differences"):
        assert shown in preview.text
    assert "ISLES" not in desk.get("/coordinator/register").text
    assert take(desk, preview.text, confirm="").status_code == 422
    unexplained = take(desk, preview.text, reason=" ")
    assert (unexplained.status_code, 'name="content"' in unexplained.text) == (422, True)
    shown = desk.follow(take(desk, preview.text)).text
    assert "Isles Party" in shown
    assert site.world.standing("VISIT") == "applicant"
    assert "Letter of 3 May" in desk.get("/coordinator/organisations/VISIT").text
    assert "says what the register says already" in upload(desk, body).text


@pytest.mark.clause("IV.2a", "IV.2c")
def test_import_does_not_admit_or_exclude_by_the_back_door(site: Site, desk: Visitor) -> None:
    body = HEAD + b"NEW,New Party,party,member,ZZ,africa,no\n"
    preview = upload(desk, body).text
    assert "Statutes, IV.2a" in preview
    refused = take(desk, preview)
    assert (refused.status_code, "changes by a decision or a resignation only" in refused.text) == (422, True)
    assert site.world.standing("NEW") == "applicant"
    desk.follow(take(desk, preview, is_correction="yes"))
    assert site.world.standing("NEW") == "member"
    assert site.world.leaves(kind="standing")[-1]["reason"] == "Letter of 3 May", "a correction stands in the log"


def test_a_correction_to_a_standing_without_seats_ends_them(site: Site, desk: Visitor) -> None:
    ballot = site.world.open_ballot()
    body = HEAD + b"AMBER,Amber Party,party,excluded,ZZ,europe,yes\n"
    desk.follow(take(desk, upload(desk, body).text, is_correction="yes"))
    assert "5 seats" in desk.get("/coordinator/organs/council").text
    forged = site.signed_in("AMBER").post(f"/ballots/{ballot}/cast", choice="consent", attempt="a" * 20)
    assert forged.status_code == 403


def test_every_fault_of_a_file_with_its_line_and_nothing_taken(site: Site, desk: Visitor) -> None:
    body = (HEAD + b"GOOD,Good,party,guest,ZZ,asia,no\nBAD,Bad,party,king,ZZ,asia,no\n"
            b"GOOD,Twice,party,guest,ZZ,asia,no\nSHORT\n")
    refused = upload(desk, body)
    assert refused.status_code == 422
    rows = re.findall(r'<th scope="row" class="n">(\d+)</th><td>([^<]+)', refused.text)
    assert [line for line, _ in rows] == ["3", "4", "5"]
    assert "king" in rows[0][1]
    assert 'name="content"' not in refused.text
    for wrong in (b"", b"\xff\xfe", b"a,b\n"):
        assert upload(desk, wrong).status_code == 422
    forged = desk.post("/coordinator/import/confirm", content="bm90IGEgcmVnaXN0ZXI=", reason="x", confirm="yes")
    assert forged.status_code == 422
    assert desk.post("/coordinator/import/confirm", content="%%%", confirm="yes").status_code == 303
    assert "GOOD" not in desk.get("/coordinator/register").text


def test_export_gives_the_register_again_and_no_cell_that_runs(site: Site, desk: Visitor) -> None:
    same = desk.get("/coordinator/register.csv")
    assert same.mimetype == "text/csv"
    assert sorted(same.data.splitlines()) == sorted(REGISTER.splitlines())
    assert "says what the register says already" in upload(desk, same.data).text
    body = HEAD + b'"SUM","=HYPERLINK(""http://x"")",party,guest,ZZ,asia,no\n'
    desk.follow(take(desk, upload(desk, body).text))
    rows = {row[0]: row for row in csv.reader(io.StringIO(desk.get("/coordinator/register.csv").text))}
    assert rows["SUM"][1].startswith("'=")


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_cells_that_a_spreadsheet_would_run_are_quoted(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"
    assert safe_cell(f"a{cell}") == f"a{cell}"


def test_the_register_on_another_day(site: Site) -> None:
    site.world.wait(3 * DAY)
    desk = site.signed_in("coordinator")
    desk.follow(desk.post("/coordinator/organisations/LATER/resignation", reason="Letter received", confirm="yes"))
    today, before = desk.get("/coordinator/register").text, desk.get("/coordinator/register?on=2027-01-16").text
    row = re.compile(r">Later Party</a>.*?</td><td>([^<]+)<", re.S)
    assert (row.search(today).group(1), row.search(before).group(1)) == ("resigned", "member")
    assert "had nobody in it" in desk.get("/coordinator/register?on=2027-01-10").text
    for wrong in ("2027-01-30", "yesterday"):
        refused = desk.get(f"/coordinator/register?on={wrong}")
        assert (refused.status_code, f'value="{wrong}"' in refused.text) == (422, True)
        assert desk.get(f"/coordinator/register.csv?on={wrong}").status_code == 422


@pytest.mark.clause("IV.5")
def test_a_resignation_ends_standing_and_seats(site: Site, desk: Visitor) -> None:
    page = "/coordinator/organisations/AMBER"
    assert desk.post(f"{page}/resignation", reason="Letter").status_code == 422
    assert desk.post(f"{page}/resignation", reason=" ", confirm="yes").status_code == 422
    shown = desk.follow(desk.post(f"{page}/resignation", reason="Letter", confirm="yes",
                                  file=(io.BytesIO(b"We go."), "letter.txt"))).text
    assert "resigned" in shown
    assert "Enter a resignation" not in shown
    assert site.world.standing("AMBER") == "resigned"
    assert "5 seats" in desk.get("/coordinator/organs/council").text
    assert desk.get("/coordinator/organisations/NOBODY").status_code == 404


def test_seats_begin_and_end_with_a_reason(site: Site, desk: Visitor) -> None:
    page = "/coordinator/organs/council"
    wrong = desk.post(f"{page}/seats", kind="elected", organisation="VISIT", name="Guest", mail="g@example.org")
    assert (wrong.status_code, 'value="Guest"' in wrong.text) == (409, True)
    right = {"kind": "elected", "organisation": "LATER", "name": "Delegate L", "mail": "l@example.org"}
    for form in ({"organisation": ""}, {"mail": "no address"}, {"kind": "throne"}, {"name": " "}):
        assert desk.post(f"{page}/seats", **{**right, **form}).status_code == 422, form
    assert "Delegate L" in desk.follow(desk.post(f"{page}/seats", **right)).text
    seat = site.world.seats["council:AMBER"]
    assert desk.post(f"{page}/seats/end", seat=seat, reason=" ").status_code == 422
    assert "Delegate AMBER" not in desk.follow(
        desk.post(f"{page}/seats/end", seat=seat, reason="Elected elsewhere")).text.split("<h2>Offices")[0]
    assert "Elected elsewhere" in desk.get("/coordinator/organisations/AMBER").text
    assert desk.post(f"{page}/seats/end", seat=seat, reason="Again").status_code == 404
    assert desk.post("/coordinator/organs/finance_committee/seats/end", seat=site.world.seats["council:BIRCH"],
                     reason="Other organ").status_code == 404


def test_offices_and_the_two_sides_that_one_person_never_holds(site: Site, desk: Visitor) -> None:
    page = "/coordinator/organs/council/offices"
    assert "Delegate BIRCH" in desk.follow(desk.post(page, office="deputy", name="Delegate BIRCH",
                                                     mail="birch@example.org")).text
    both = desk.post(page, office="chair", name="The coordinator", mail="coordinator@example.org")
    assert (both.status_code, "never opens or closes a ballot" in both.text) == (409, True)
    back = desk.post(page, office="coordinator", name="The chair", mail="chair@example.org")
    assert back.status_code == 409
    assert desk.post(page, office="emperor", name="X", mail="x@example.org").status_code == 422
    assert desk.post(f"{page}/end", held="o0", reason="x").status_code == 404
    assert desk.post(f"{page}/end", held="o0", reason=" ").status_code == 422
