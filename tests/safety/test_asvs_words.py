"""Words that are no words: markup, formulas, line breaks, marks that turn the text, at every door that takes words."""

from __future__ import annotations

import csv
import html
import io
import re
from pathlib import Path

import pytest

from tests.site import Site, Visitor
from tests.world import REGISTER, new_attempt
from voting.errors import InputError
from voting.services.seat_person import seat_person
from voting.store.access import MailRow
from voting.store.database import db
from voting.store.tables import PersonRow

ROOT = Path(__file__).resolve().parents[2]
MARKUP = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>'
HOSTILE = {
    "markup": MARKUP, "template": "{{ 7*7 }}{% raw %}${7*7}#{7*7}", "formula": '=cmd|"/c calc"!A1',
    "right_to_left": "Amber \u202eretsehC\u202c \u2066x\u2069", "null": "Am\x00ber", "lines": "Amber\r\nBcc: all@x.org",
    "surrogate": "Amber\ud800", "huge": "A" * 250_000, "format": "%(name)s %s {0} {name}", "empty": " \u200b "}


def contents(site: Site) -> str:
    """Every cell of every table, as text."""
    with site.app.app_context(), db.engine.connect() as connection:
        return "\n".join(str(row) for table in db.metadata.tables.values()
                         for row in connection.execute(table.select()))


@pytest.mark.parametrize("kind", HOSTILE)
def test_asvs_1_2_1_a_name_is_words_on_every_page_or_refused(site: Site, kind: str) -> None:
    """A person with such a name: entered as words that nobody's browser obeys, or refused with a sentence."""
    coordinator = site.signed_in("coordinator")
    answer = send(coordinator, "/coordinator/organs/council/seats", kind="elected", organisation="LATER",
                  name=HOSTILE[kind], mail="hostile@example.org")
    assert answer.status_code in (303, 422), kind
    if kind in ("null", "lines", "huge", "empty", "right_to_left"):
        assert answer.status_code == 422
    entered = ("/coordinator/organs/council", "/coordinator/people", "/coordinator/organisations/LATER", "/demo")
    for path in entered if answer.status_code == 303 else ():
        for language in ("en", "fr"):
            page = coordinator.get(f"{path}?lang={language}").text
            assert "<script>alert" not in page
            assert "<img src=x" not in page
            assert "49" not in re.findall(r"\b49\b", page)
    if answer.status_code == 303 and kind == "markup":
        assert html.escape(MARKUP, quote=False)[:20] in coordinator.get("/coordinator/organs/council").text


def test_no_field_of_a_form_makes_the_service_stumble(site: Site) -> None:
    coordinator = site.signed_in("coordinator")
    form = {"kind": "elected", "organisation": "LATER", "name": "Somebody", "mail": "s@example.org"}
    for field in form:
        for kind in ("surrogate", "null", "huge", "lines"):
            answer = send(coordinator, "/coordinator/organs/council/seats", **{**form, field: HOSTILE[kind]})
            assert answer.status_code in (303, 404, 409, 422), (field, kind, answer.status_code)
    assert "\r\nBcc" not in contents(site)


@pytest.mark.parametrize("kind", ["markup", "surrogate", "huge", "null", "right_to_left", "empty"])
def test_an_objections_reason_is_kept_as_words_and_shown_as_words(site: Site, kind: str) -> None:
    ballot, amber = site.world.open_ballot(), site.signed_in("AMBER")
    amber.get(f"/ballots/{ballot}")
    answer = send(amber, f"/ballots/{ballot}/cast", choice="object", reason=HOSTILE[kind], attempt=new_attempt())
    assert answer.status_code in (303, 422), kind
    assert "<script>alert" not in answer.text
    if answer.status_code == 303:
        assert "<script>alert" not in amber.get("/my-votes").text
        for person in ("chair", "BIRCH"):
            assert "<img src=x" not in site.signed_in(person).get(f"/ballots/{ballot}").text
    else:
        assert site.world.leaves(ballot, "cast") == []


def send(visitor: Visitor, path: str, **form: str) -> object:
    """Post words, also those that are no characters."""
    return visitor.post(path, **{name: value.encode("utf-8", "surrogatepass") for name, value in form.items()})


@pytest.mark.parametrize("kind", ["markup", "surrogate", "lines", "null"])
def test_sign_in_address_code_next_and_language_take_any_words_and_obey_none(site: Site, kind: str) -> None:
    stranger, words = site.visitor(), HOSTILE[kind][:2000]
    stranger.get("/sign-in")
    for path, field in (("/sign-in", "email"), ("/sign-in/code", "code"), ("/demo", "person")):
        answer = send(stranger, path, **{field: words})
        assert answer.status_code in (303, 403, 409, 422), (path, answer.status_code)
        assert "<script>alert" not in answer.text
    for query in ("next", "lang", "motion", "on", "sent"):
        answer = stranger.client.get("/sign-in", query_string={query: words.encode("utf-8", "surrogatepass")})
        assert answer.status_code == 200, query
        assert "<script>alert" not in answer.text
        assert "\n" not in str(answer.headers.get("Location", ""))
    assert len(site.world.rows(MailRow)) == len([row for row in site.world.rows(MailRow) if "\n" not in row.to])


def test_no_part_of_an_address_leads_out_or_stumbles(site: Site) -> None:
    amber = site.signed_in("AMBER")
    for path in ("/ballots/{}", "/results/{}/record.zip", "/documents/{}", "/static/{}", "/calendar/{}.ics"):
        for part in ("..%2f..%2fetc%2fpasswd", "%00", "a%0d%0aSet-Cookie:x=y", "'%20OR%201=1--", "%ed%a0%80",
                     "<script>", "A" * 3000):
            answer = amber.client.get(path.format(part))
            assert answer.status_code in (302, 303, 308, 400, 404), (path, part, answer.status_code)
            assert "<script>" not in answer.text
            assert "root:" not in answer.text
            assert "x=y" not in str(answer.headers.getlist("Set-Cookie"))


def test_asvs_1_2_10_no_cell_of_an_export_is_a_formula(site: Site) -> None:
    lines = "".join(f'F{number},"{sign}cmd|calc",party,member,ZZ,asia,no\n'
                    for number, sign in enumerate(("=", "+", "-", "@")))
    site.world.import_register(REGISTER + lines.encode())
    table = site.signed_in("coordinator").get("/coordinator/register.csv")
    assert table.headers["Content-Disposition"].startswith("attachment")
    cells = [cell for row in csv.reader(io.StringIO(table.text)) for cell in row]
    assert len([cell for cell in cells if "cmd|calc" in cell]) == 4
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == []


def test_asvs_1_3_7_no_words_of_a_person_become_a_template_or_code() -> None:
    sources = [*(ROOT / "voting").rglob("*.py"), ROOT / "config.py", ROOT / "wsgi.py"]
    banned = re.compile(r"render_template_string|\beval\(|\bexec\(|from_string\(|pickle|yaml\.load|shell=True|\|safe\b")
    assert [path.name for path in sources if banned.search(path.read_text(encoding="utf-8"))] == []
    unsafe = re.compile(r"(?<!')\|\s*safe\b|autoescape\s+false")  # words that stand in the page itself may be markup
    assert [path.name for path in (ROOT / "templates").rglob("*.html")
            if unsafe.search(path.read_text(encoding="utf-8"))] == []


def test_asvs_1_3_11_a_name_or_address_with_a_line_break_is_refused_at_the_door(site: Site) -> None:
    by = site.world.person("coordinator")
    for name, mail in (("A\r\nBcc: all@example.org", "a@example.org"), ("A", "a@example.org\r\nBcc:b@example.org"),
                       ("A\x00", "a@example.org"), ("A", "a b@example.org")):
        with pytest.raises(InputError):
            site.within(seat_person, site.service, by, "council", "elected", name, mail, "LATER")
    assert not [row for row in site.world.rows(PersonRow) if "\n" in row.name]
