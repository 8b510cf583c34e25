"""Pages on which the browser does the work: who may open them, what they say and where they lead."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from tests.secret_site import SecretSite, secret_site
from voting.errors import ConflictError
from voting.services.cast_named import cast_named
from voting.web.looks import client_sha256
from voting.web.safety import init_safety

__all__ = ["secret_site"]


def test_a_secret_ballot_opens_as_three_screens_in_one_page_that_posts_nowhere(secret_site: SecretSite) -> None:
    ballot = secret_site.world.open_secret()
    page = secret_site.signed_in("AMBER").get(f"/ballots/{ballot}").text
    assert page.count("data-step=") == 6
    main = page[page.index("<main"):page.index("</main>")]
    assert "<form" not in main, "no form could carry the choice to the register"
    assert 'data-booth="vote"' in main
    assert "Secret among participants, not from whoever runs this server." in main
    assert 'integrity="sha384-' in page


def test_whom_to_call_is_the_coordinator_or_as_installed(secret_site: SecretSite) -> None:
    ballot, visitor = secret_site.world.open_secret(), secret_site.signed_in("AMBER")
    assert "Help: coordinator@example.org, or the chair of your organ." in visitor.get(f"/ballots/{ballot}").text
    scrutin = secret_site.app.extensions["scrutin"]
    settings = replace(scrutin.settings, secretariat="+32 2 555 00 00")
    secret_site.app.extensions["scrutin"] = replace(scrutin, settings=settings)
    assert "Help: +32 2 555 00 00, or the chair of your organ." in visitor.get(f"/ballots/{ballot}").text


def test_marks_that_are_posted_all_the_same_are_not_taken(secret_site: SecretSite) -> None:
    ballot, visitor = secret_site.world.open_secret(), secret_site.signed_in("AMBER")
    answer = visitor.post(f"/ballots/{ballot}/check", choice="yes")
    assert (answer.status_code, answer.location) == (303, f"/ballots/{ballot}")
    assert visitor.post(f"/ballots/{ballot}/cast", choice="yes", attempt="a" * 20).status_code == 409
    with pytest.raises(ConflictError, match="secret"):
        secret_site.within(cast_named, secret_site.service, secret_site.world.person("AMBER"), ballot,
                           {"q1": ["yes"]}, "a" * 20)


def test_the_paper_names_the_scripts_of_its_page(secret_site: SecretSite) -> None:
    assert len(client_sha256()) == 4
    assert secret_site.app.extensions["scrutin"].service.bundles == client_sha256()


def test_the_list_of_the_day_marks_what_is_secret(secret_site: SecretSite) -> None:
    ballot = secret_site.world.open_secret()
    page = secret_site.signed_in("AMBER").get("/today").text
    assert f'data-secret-ballot="/ballots/{ballot}/secret"' in page
    assert 'data-booth="collect"' in page
    secret_site.world.close(ballot)
    assert 'data-booth="collect"' not in secret_site.signed_in("AMBER").get("/today").text


def test_the_urn_of_a_closed_ballot_is_looked_through_from_its_page(secret_site: SecretSite) -> None:
    ballot = secret_site.world.open_secret()
    secret_site.world.close(ballot)
    visitor = secret_site.signed_in("AMBER")
    assert f'href="/ballots/{ballot}/urn"' in visitor.get(f"/ballots/{ballot}").text
    assert "Is my vote in the ballot box?" in visitor.get(f"/ballots/{ballot}/urn").text
    assert visitor.get("/ballots/none/urn").status_code == 404


def test_a_named_ballot_has_no_urn(secret_site: SecretSite) -> None:
    ballot = secret_site.world.open_ballot()
    assert secret_site.signed_in("AMBER").get(f"/ballots/{ballot}/urn").status_code == 404


@pytest.mark.parametrize("path", ["/check-vote", "/secrecy"])
def test_checking_a_vote_and_how_it_stays_secret_need_no_sign_in(secret_site: SecretSite, path: str) -> None:
    for lang in ("en", "fr"):
        answer = secret_site.visitor().get(f"{path}?lang={lang}")
        assert answer.status_code == 200
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_teller_finds_the_keys_that_wait(secret_site: SecretSite) -> None:
    ballot, teller = secret_site.world.draft_secret(), secret_site.signed_in("teller")
    assert "one waits for you" in teller.get("/teller").text
    assert f'href="/teller/ballots/{ballot}/keys"' in teller.get("/teller/ballots").text
    page = teller.get(f"/teller/ballots/{ballot}/keys").text
    assert 'data-announced=""' in page
    secret_site.world.accept_keys(ballot)
    assert "Your key is kept." in teller.get("/teller/ballots").text
    secret_site.world.announce(secret_site.world.row(ballot).motion, lasts=60)
    secret_site.world.close(ballot)
    assert "The ballot is closed: release your part." in teller.get("/teller/ballots").text
    assert "one waits for you" in teller.get("/teller").text


def test_a_delegate_is_shown_no_key_page(secret_site: SecretSite) -> None:
    ballot = secret_site.world.draft_secret()
    assert secret_site.signed_in("AMBER").get(f"/teller/ballots/{ballot}/keys").status_code == 403


def test_an_urn_on_another_host_is_the_one_other_place_that_pages_may_ask() -> None:
    app = Flask("scrutin-test")
    init_safety(app, True, "https://urn.example/box")
    policy = app.test_client().get("/none").headers["Content-Security-Policy"]
    assert "connect-src 'self' https://urn.example;" in policy
    assert "script-src 'self';" in policy
