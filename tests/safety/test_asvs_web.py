"""What a browser is told with every answer, and what it may send: ASVS 5.0, chapters 3, 4 and 13, each test by id."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from config import Config, ConfigError
from tests.safety.routes import addresses
from tests.site import Site
from voting.store.database import db
from voting.web import errors
from voting.web.access import ANYONE, DEMONSTRATION, OFFICER, PREPARER, PRESIDING, SECRETARIAT

ROOT = Path(__file__).resolve().parents[2]
Answers = list[tuple[str, TestResponse]]
ENTERS = {ANYONE: "", DEMONSTRATION: "", PRESIDING: "chair", SECRETARIAT: "coordinator", PREPARER: "coordinator",
          OFFICER: "coordinator"}
"""Who looks behind a door; behind all others a delegate does."""
ABROAD = re.compile(r'(?:src|href|action|content)="(?:https?:)?//(?!localhost)[^"]*"')


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What whoever may enter gets from every address, and a stranger at the doors that are shut; faults included."""
    folder, found = tmp_path_factory.mktemp("site"), []
    site = Site(folder, f"sqlite:///{folder / 'register.sqlite'}")
    site.world.found()
    site.world.seat_members()
    ballot = site.world.open_ballot()
    visitors = {who: site.signed_in(who) for who in ("AMBER", "chair", "coordinator")} | {"": site.visitor()}
    for endpoint, path in addresses(site, ballot):
        role = site.app.view_functions[endpoint].access.role
        for who in {ENTERS.get(role, "AMBER"), "" if role == PRESIDING else ENTERS.get(role, "AMBER")}:
            answer = visitors[who].get(path)
            assert answer.status_code < 500, path
            found.append((endpoint, answer))
    for visitor in (visitors["AMBER"], visitors[""]):
        found += [("404", visitor.get("/no/such/page")), ("405", visitor.client.delete("/sign-in")),
                  ("400", visitor.client.post("/sign-in", data={"email": "a@b"}))]
    found.append(("500", fault(site)))
    site.close()
    return found


def fault(site: Site) -> TestResponse:
    """The answer to a request in which something of ours breaks, with a secret in its words."""
    def broken(**_: object) -> None:
        raise RuntimeError("a secret of the stack")

    endpoint, view = "public.results", site.app.view_functions["public.results"]
    broken.access = view.access
    site.app.view_functions[endpoint] = broken
    try:
        return site.visitor().get("/results")
    finally:
        site.app.view_functions[endpoint] = view


def test_asvs_3_4_3_and_3_4_6_every_answer_has_the_strict_policy_and_may_not_be_framed(answers: Answers) -> None:
    for endpoint, answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, endpoint
        assert "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy
        assert "unsafe" not in policy
        assert "*" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_asvs_3_4_4_and_3_4_5_and_3_4_8_types_referrer_and_opener(answers: Answers) -> None:
    for endpoint, answer in answers:
        assert answer.headers["Referrer-Policy"] == "same-origin", endpoint
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "camera=()" in answer.headers["Permissions-Policy"]


def test_asvs_3_2_1_what_is_no_page_is_handed_over_as_a_file(answers: Answers) -> None:
    shown = {"text/html", "image/svg+xml", "text/plain", "text/calendar", "text/javascript", "text/css"}
    for endpoint, answer in answers:
        if answer.status_code == 200 and answer.mimetype not in shown and endpoint != "static":
            is_talk = answer.mimetype == "application/json" and "Content-Disposition" not in answer.headers
            assert is_talk or answer.headers["Content-Disposition"].startswith("attachment"), endpoint


def test_asvs_4_1_1_text_says_its_charset(answers: Answers) -> None:
    for endpoint, answer in answers:
        if answer.mimetype.startswith("text/"):
            assert "charset=utf-8" in answer.headers["Content-Type"].lower(), endpoint


def test_asvs_3_4_2_no_other_origin_is_let_in(site: Site) -> None:
    for path in ("/", "/results", "/healthz", "/sign-in"):
        answer = site.visitor().client.get(path, headers={"Origin": "https://evil.example"})
        assert not [name for name, _ in answer.headers if name.lower().startswith("access-control")]
        asked = site.visitor().client.options(path, headers={
            "Origin": "https://evil.example", "Access-Control-Request-Method": "POST"})
        assert "Access-Control-Allow-Origin" not in asked.headers


def test_asvs_14_3_2_no_page_is_kept_by_a_cache(answers: Answers) -> None:
    for endpoint, answer in answers:
        assert answer.headers["Cache-Control"] == "no-store" or endpoint == "static", endpoint


def test_asvs_14_3_1_signing_out_empties_the_browser(site: Site) -> None:
    assert site.signed_in("AMBER").post("/sign-out").headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'


def test_asvs_3_6_1_nothing_comes_from_elsewhere_and_scripts_have_their_hash(answers: Answers) -> None:
    for endpoint, answer in answers:
        if answer.mimetype == "text/html":
            assert ABROAD.findall(answer.text) == [], endpoint
            assert " style=" not in answer.text
            assert not re.search(r"<script(?![^>]*\bsrc=)", answer.text)
            for tag in re.findall(r"<script [^>]*>", answer.text):
                assert 'integrity="sha384-' in tag


def test_asvs_3_3_1_to_3_3_4_and_3_4_1_cookies_and_transport_over_https(tmp_path: Path) -> None:
    site = Site(tmp_path, f"sqlite:///{tmp_path / 'register.sqlite'}", origin="https://vote.example")
    try:
        answer = site.app.test_client().get("/sign-in", base_url="https://vote.example")
        assert answer.status_code == 200
        assert answer.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
        (cookie,) = answer.headers.getlist("Set-Cookie")
        name, _, rest = cookie.partition("=")
        assert name == "__Host-session"
        parts = {part.strip().lower() for part in rest.split(";")[1:]}
        assert {"secure", "httponly", "path=/", "samesite=lax"} <= parts
        assert not [part for part in parts if part.startswith("domain")]
        assert "Strict-Transport-Security" in site.app.test_client().get("/no", base_url="https://vote.example").headers
    finally:
        site.close()


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example", "",
                                  "127.0.0.1.nip.io"])
def test_a_forged_host_gets_no_page_and_no_link(site: Site, host: str) -> None:
    for path in ("/", "/sign-in", "/results", "/static/icon.svg"):
        answer = site.visitor().client.get(path, headers={"Host": host})
        assert answer.status_code == 400, path
        assert "<a" not in answer.text
        assert "evil" not in answer.text
    answer = site.visitor().client.get("/sign-in", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil" not in f"{answer.headers}{answer.text}"


# ---------------------------------------------------------------- forged requests


def rows(site: Site) -> dict[str, list[str]]:
    """Every row of every table but the moments at which sessions were seen and pages counted."""
    with site.app.app_context(), db.engine.connect() as connection:
        return {name: sorted(map(str, connection.execute(table.select()))) for name, table in db.metadata.tables.items()
                if name not in ("session", "rate")}


@pytest.mark.parametrize("who", ["AMBER", "chair", "coordinator", "teller"])
def test_asvs_3_5_1_no_unsafe_request_is_taken_without_the_pages_token(site: Site, who: str) -> None:
    ballot = site.world.open_ballot()
    visitor, before = site.signed_in(who), rows(site)
    for endpoint, path in addresses(site, ballot, unsafe=True):
        for headers in ({}, {"Origin": "https://evil.example"}, {"X-CSRFToken": "x"})[:3 if who == "AMBER" else 1]:
            answer = visitor.client.post(path, data="choice=consent&confirm=yes&reason=x", headers={
                "Content-Type": "application/x-www-form-urlencoded", **headers})
            assert answer.status_code == 400, (endpoint, headers)
    assert rows(site) == before


def test_asvs_3_5_1_the_token_of_one_browser_is_worthless_in_another(site: Site) -> None:
    amber, birch = site.signed_in("AMBER"), site.signed_in("BIRCH")
    ballot = site.world.open_ballot()
    amber.get(f"/ballots/{ballot}")
    birch.get(f"/ballots/{ballot}")
    birch.token, own = amber.token, birch.token
    assert own != amber.token
    assert birch.post(f"/ballots/{ballot}/cast", choice="consent", attempt="a" * 20).status_code == 400
    assert site.world.leaves(ballot, "cast") == []


def test_asvs_3_5_3_looking_changes_nothing(site: Site) -> None:
    ballot = site.world.open_ballot()
    chair, stranger, before = site.signed_in("chair"), site.visitor(), rows(site)
    for _, path in addresses(site, ballot):
        assert chair.get(path).status_code < 500, path
        assert stranger.client.head(path).status_code < 500, path
    assert rows(site) == before


def test_methods_that_nobody_declared_are_refused(site: Site) -> None:
    ballot = site.world.open_ballot()
    for _, path in addresses(site, ballot):
        for method in ("PUT", "TRACE"):
            assert site.visitor().client.open(path, method=method).status_code in (400, 405), (method, path)


# ---------------------------------------------------------------- faults


def test_asvs_16_5_1_and_16_5_4_and_13_4_2_a_fault_gives_nothing_away(site: Site) -> None:
    answer = fault(site)
    assert answer.status_code == 500
    for trace in ("RuntimeError", "secret of the stack", "Traceback", "File ", ".py", "werkzeug", "flask"):
        assert trace.lower() not in answer.text.lower()
    assert "Server" not in answer.headers
    assert not site.app.debug
    assert not site.app.testing


def test_asvs_16_5_3_and_2_3_3_a_cast_that_breaks_in_the_middle_leaves_nothing(
        site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    from voting.services import cast_named

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("in the middle")

    ballot, amber = site.world.open_ballot(), site.signed_in("AMBER")
    amber.get(f"/ballots/{ballot}")
    before = rows(site)
    with monkeypatch.context() as breaking, caplog.at_level(logging.CRITICAL):
        breaking.setattr(cast_named, "store_cast", broken)
        answer = amber.post(f"/ballots/{ballot}/cast", choice="consent", attempt="a" * 20)
    assert answer.status_code == 500
    assert "in the middle" not in answer.text
    assert rows(site) == before
    assert amber.post(f"/ballots/{ballot}/cast", choice="consent", attempt="a" * 20).status_code == 303


def test_every_refusal_has_its_plain_page() -> None:
    assert {400, 404, 405, 413} <= set(errors._PLAIN)


def test_asvs_13_4_2_production_refuses_what_is_only_for_ones_own_machine(tmp_path: Path) -> None:
    def config(**rest: object) -> Config:
        return Config(instance=tmp_path, database_url="sqlite://", secret_key="s" * 48, is_production=True, **rest)

    with pytest.raises(ConfigError, match="https"):
        config(origin="http://vote.example")
    with pytest.raises(ConfigError, match="demonstration"):
        config(origin="https://vote.example", is_demonstration=True)
    with pytest.raises(ConfigError, match="secret"):
        Config(instance=tmp_path, database_url="sqlite://", origin="https://vote.example", secret_key="d" * 31)
    made = [Config.from_environment({"SCRUTIN_INSTANCE": str(tmp_path / name)}).secret_key for name in "ab"]
    assert made[0] != made[1]  # no default that two installations share


def test_asvs_6_3_2_a_new_installation_has_no_account(empty_site: Site) -> None:
    from voting.store.tables import PersonRow

    assert empty_site.world.rows(PersonRow) == []
    empty_site.world.found()
    assert {row.name for row in empty_site.world.rows(PersonRow)} == {
        "The chair", "The deputy", "The teller", "The teller2", "The coordinator", "The sc_chair", "The sc_teller"}


def test_the_address_of_faults_ends_within_a_year_and_passwords_lead_to_passkeys(site: Site) -> None:
    text = site.visitor().get("/.well-known/security.txt").text
    expires = datetime.strptime(re.search(r"Expires: (\S+)", text).group(1), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    now = datetime.fromtimestamp(site.clock.now, UTC)
    assert now < expires < now + timedelta(days=365)
    assert "Contact: " in text
    assert "Preferred-Languages: " in text
    assert site.visitor().get("/.well-known/change-password").location == "/me/passkeys"
    assert (ROOT / "SECURITY.md").is_file()
