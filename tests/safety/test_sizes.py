"""What is too large is refused before it is read, at each door by the size that fits it (ASVS 5.2.1)."""

from __future__ import annotations

import io

from tests.site import Site
from voting.web.limits import LARGEST_APPLICATION, LARGEST_FILE, LARGEST_FORM, LARGEST_OF_ANYONE

LARGE = {"applications.apply", "applications.enter_written", "meetings.document",
         "coordinator.dossier", "coordinator.preview", "coordinator.take", "coordinator.enter_resignation",
         "represent.enter_written"}


def test_asvs_5_2_1_a_stranger_sends_no_more_than_a_small_form(site: Site) -> None:
    stranger = site.visitor()
    stranger.get("/sign-in")
    for path in ("/sign-in", "/sign-in/code", "/demo", "/sign-out", "/no/such/page"):
        answer = stranger.client.post(path, data={"csrf_token": stranger.token, "email": "a" * LARGEST_OF_ANYONE})
        assert answer.status_code == (404 if path.startswith("/no") else 413), path
    refused = stranger.client.post("/sign-in", data={"email": "a" * LARGEST_OF_ANYONE})
    assert "too large" in refused.text
    assert "Nothing was changed" in refused.text


def test_asvs_5_2_1_a_vote_and_an_officers_form_have_their_size(site: Site) -> None:
    ballot, amber = site.world.open_ballot(), site.signed_in("AMBER")
    amber.get(f"/ballots/{ballot}")
    assert amber.post(f"/ballots/{ballot}/cast", choice="object", reason="x" * LARGEST_FORM).status_code == 413
    chair = site.signed_in("chair")
    chair.get("/chair")
    assert chair.post(f"/chair/ballots/{ballot}/extend", reason="x" * LARGEST_FORM).status_code == 413
    assert site.world.leaves(ballot, "cast") == []


def test_a_parcel_that_does_not_say_how_large_it_is_is_refused_as_well(site: Site) -> None:
    answer = site.visitor().client.post("/sign-in", input_stream=io.BytesIO(b"email=" + b"a" * LARGEST_OF_ANYONE),
                                        content_type="application/x-www-form-urlencoded",
                                        environ_overrides={"wsgi.input_terminated": True})
    assert answer.status_code == 413


def test_a_file_may_be_larger_only_where_files_are_taken(site: Site) -> None:
    sizes = {endpoint: getattr(view, "largest", 0) for endpoint, view in site.app.view_functions.items()}
    with_file = {endpoint for endpoint, size in sizes.items() if size in (LARGEST_FILE, LARGEST_APPLICATION)}
    assert with_file == LARGE
    coordinator = site.signed_in("coordinator")
    token = coordinator.get("/coordinator/import") and coordinator.token
    for path, size, status in (("/coordinator/import", LARGEST_FORM, 422), ("/coordinator/import", LARGEST_FILE, 413),
                               ("/coordinator/meetings/new", LARGEST_FORM, 413)):
        answer = coordinator.client.post(path, data=f"csrf_token={token}&file={'x' * size}",
                                         content_type="application/x-www-form-urlencoded")
        assert answer.status_code == status, path


def test_a_form_has_no_thousand_parts(site: Site) -> None:
    coordinator = site.signed_in("coordinator")
    coordinator.get("/coordinator/meetings/new")
    parts = "".join(f'--x\r\nContent-Disposition: form-data; name="f{number}"\r\n\r\n\r\n' for number in range(1001))
    answer = coordinator.client.post("/coordinator/meetings/new", data=f"{parts}--x--\r\n",
                                     content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
