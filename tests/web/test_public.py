"""What everyone reads: nothing before the declaration, then all of it, and a record that verifies without us."""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile

import pytest

from tests.site import TOKEN, Site
from voting.services.declare_result import declare_result, record_no_consensus
from voting.services.direct_ballot import close_early
from voting.services.second_officer import confirm, propose_annulment

SUMMARY = "Two delegations asked for another year."


@pytest.fixture
def motion(site: Site) -> str:
    return site.world.draft()


def decide(site: Site, motion: str, no: int = 1) -> str:
    """Consensus fails on an objection, the vote is held with `no` against, the result declared; the last ballot."""
    world = site.world
    consensus = world.announce(motion)
    world.cast_all(consensus, "consent", but={"AMBER": "object"})
    site.within(close_early, site.service, world.person("chair"), consensus)
    site.within(record_no_consensus, site.service, world.person("chair"), consensus, SUMMARY)
    vote = world.announce(motion)
    against = dict.fromkeys(("AMBER", "BIRCH", "CEDAR", "DELTA")[:no], "no")
    world.cast_all(vote, "yes", but=against)
    site.within(close_early, site.service, world.person("chair"), vote)
    site.within(declare_result, site.service, world.person("chair"), vote)
    return vote


def test_an_adopted_admission_in_words_and_figures(site: Site, motion: str) -> None:
    decide(site, motion)
    page = site.visitor().get(f"/results/{motion}").text
    for words in ("New Party has a new standing: member.",
                  "5 yes : 1 no — 5 of 6 expressed, two-thirds is 4.", "binding under the statutes",
                  "New Party: member (before: applicant)", SUMMARY, "Recorded: consensus was not possible", "chair",
                  "Result declared", "IV.2d"):
        assert words in page
    assert re.search(r"(<span>\d{4}</span> ?){3}", page)
    assert page.index("New Party has a new standing") < page.index("<table") < page.index("What follows from it")
    assert "Delegate AMBER" not in page
    assert "We cannot agree" not in page


def test_a_rejected_admission_says_why_and_changes_nothing(site: Site, motion: str) -> None:
    decide(site, motion, no=3)
    page = site.visitor().get(f"/results/{motion}?lang=en").text
    assert "New Party keeps its present standing: applicant." in page
    assert "3 yes : 3 no — 3 of 6 expressed, two-thirds is 4." in page
    assert "The majority was not reached" in page
    assert "changes nothing in the register" in page


def test_a_consensus_is_shown_by_its_answers(site: Site, motion: str) -> None:
    world = site.world
    ballot = world.announce(motion)
    world.cast_all(ballot, "consent", but={"AMBER": "stand_aside"})
    site.within(close_early, site.service, world.person("chair"), ballot)
    site.within(declare_result, site.service, world.person("chair"), ballot)
    page = site.visitor().get(f"/results/{motion}").text
    assert "Adopted by consensus" in page
    assert re.findall(r'<td class="n">(\d+)</td>', page) == ["5", "1", "0"]


def test_an_annulled_result_stays_and_says_so(site: Site, motion: str) -> None:
    vote = decide(site, motion)
    world = site.world
    proposal = site.within(propose_annulment, site.service, world.person("chair"), vote, "wrong roll")
    site.within(confirm, site.service, world.person("teller"), proposal)
    page = site.visitor().get(f"/results/{motion}").text
    assert "This result was annulled and has no effect." in page
    assert "wrong roll" in page
    assert "has been reversed" in page
    assert "/receipts" not in page


def test_results_are_hidden_from_the_public_until_declared(site: Site, motion: str) -> None:
    world, stranger, amber = site.world, site.visitor(), site.signed_in("AMBER")
    ballot = world.announce(motion)
    world.cast_all(ballot, "consent")
    paths = [f"/results/{motion}", f"/results/{motion}/record.zip", f"/results/{motion}/tally.json",
             f"/results/{motion}/tally.json.sig", f"/verify?motion={motion}"]

    def hidden() -> None:
        for visitor in (stranger, amber):
            unknown = visitor.get("/results/m0000000000000000").text.replace("m0000000000000000", "")
            for path in paths:
                assert visitor.get(path).status_code == 404, path
            known = visitor.get(paths[0]).text.replace(motion, "")
            assert TOKEN.sub("", known) == TOKEN.sub("", unknown)  # a page's token tells the second that it was made
        assert motion not in stranger.get("/results").text

    hidden()
    site.within(close_early, site.service, world.person("chair"), ballot)
    hidden()
    site.within(declare_result, site.service, world.person("chair"), ballot)
    for path in paths:
        assert stranger.get(path).status_code == 200, path
    assert f"/results/{motion}" in stranger.get("/results").text
    assert f"/results/{motion}" in stranger.get("/").text


def test_the_first_page_shows_turnout_within_the_organ_only(site: Site, motion: str) -> None:
    world = site.world
    world.seat("STUDY", "steering_committee", "delegate")
    world.cast("AMBER", world.announce(motion), "consent")
    assert "1 of 6" in site.signed_in("BIRCH").get("/").text
    for visitor in (site.visitor(), site.signed_in("STUDY")):
        page = visitor.get("/").text
        assert "Shall New Party be admitted?" in page
        assert "1 of 6" not in page


def test_receipts_are_listed_after_the_close_each_vote_once_and_sorted(site: Site, motion: str) -> None:
    world, stranger = site.world, site.visitor()
    ballot = world.announce(motion)
    first = world.cast("AMBER", ballot, "object")
    kept = sorted([world.cast("AMBER", ballot, "consent").code, world.cast("BIRCH", ballot, "consent").code])
    early = stranger.get(f"/ballots/{ballot}/receipts")
    assert early.status_code == 409
    assert kept[0] not in early.text
    world.wait(7201)  # closed by the clock, written down by nobody yet
    page = stranger.get(f"/ballots/{ballot}/receipts").text
    assert re.findall(r'<li id="([0-9A-Z-]{14})">', page) == kept
    assert first.code not in page
    assert stranger.get("/ballots/b0000000000000000/receipts").status_code == 404


def test_the_record_has_names_for_the_organ_only_and_both_copies_verify(site: Site, motion: str, tmp_path) -> None:
    decide(site, motion)
    site.world.seat("STUDY", "steering_committee", "delegate")
    site.world.seat("VISIT", kind="attending")
    path = f"/results/{motion}/record.zip"
    full = [site.signed_in(who).get(path).data for who in ("AMBER", "teller", "chair")]
    bare = [visitor.get(path).data for visitor in (site.visitor(), site.signed_in("STUDY"), site.signed_in("VISIT"))]
    for body in full:
        assert "names.jsonl" in zipfile.ZipFile(io.BytesIO(body)).namelist()
        assert b"Delegate AMBER" in zipfile.ZipFile(io.BytesIO(body)).read("names.jsonl")
    for body in bare:
        files = zipfile.ZipFile(io.BytesIO(body))
        assert not {"names.jsonl", "reasons.jsonl"} & set(files.namelist())
        assert not [name for name in files.namelist() if b"Delegate AMBER" in files.read(name)]
    verifier = tmp_path / "voting-verify.pyz"
    verifier.write_bytes(site.visitor().get("/voting-verify.pyz").data)
    shown = re.search(r'(?:<span>(\d{4})</span> ?)(?:<span>(\d{4})</span> ?)(?:<span>(\d{4})</span>)',
                      site.visitor().get(f"/results/{motion}").text)
    for body in (full[0], bare[0]):
        record = tmp_path / "record.zip"
        record.write_bytes(body)
        done = subprocess.run([sys.executable, "-I", str(verifier), "--json", str(record)], capture_output=True,
                              check=False, cwd=tmp_path)
        answer = json.loads(done.stdout)
        assert (done.returncode, answer["ok"], answer["failures"]) == (0, True, [])
        assert answer["fingerprint"] == " ".join(shown.groups())


def test_the_page_to_check_names_one_command_the_hash_and_the_digits(site: Site, motion: str) -> None:
    decide(site, motion)
    stranger = site.visitor()
    page = stranger.get(f"/verify?motion={motion}").text
    assert hashlib.sha256(stranger.get("/voting-verify.pyz").data).hexdigest() in page
    assert f"python voting-verify.pyz {motion}.zip" in page
    assert "openssl pkeyutl -verify" in page
    assert "RECORD.zip" in stranger.get("/verify").text


@pytest.mark.skipif(not all(map(shutil.which, ("openssl", "jq", "sha256sum", "sh"))), reason="needs openssl and jq")
def test_the_lines_to_check_by_hand_run_as_they_are_printed(site: Site, motion: str, tmp_path) -> None:
    decide(site, motion)
    stranger = site.visitor()
    (tmp_path / f"{motion}.zip").write_bytes(stranger.get(f"/results/{motion}/record.zip").data)
    (tmp_path / "voting-verify.pyz").write_bytes(stranger.get("/voting-verify.pyz").data)
    (tmp_path / "python").symlink_to(sys.executable)
    page = stranger.get(f"/verify?motion={motion}").text
    printed = [html.unescape(lines) for lines in re.findall(r"<pre><code>(.*?)</code></pre>", page, re.DOTALL)][1:]
    done = subprocess.run(["sh", "-e", "-c", "\n".join(printed)], capture_output=True, text=True, check=False,
                          cwd=tmp_path, env={"PATH": f"{tmp_path}:/usr/local/bin:/usr/bin:/bin"})
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Signature Verified Successfully") == 4
    assert done.stdout.endswith("voting-verify.pyz: OK\n")


def test_the_outcome_is_served_as_it_was_signed(site: Site, motion: str) -> None:
    decide(site, motion)
    stranger = site.visitor()
    tally, signature = stranger.get(f"/results/{motion}/tally.json"), stranger.get(f"/results/{motion}/tally.json.sig")
    site.service.keys.authority.public.verify(signature.data, tally.data)
    assert tally.json["outcome"] == "adopted"


def test_health_and_an_empty_house(empty_site: Site) -> None:
    stranger = empty_site.visitor()
    assert stranger.get("/healthz").json == {"ok": True, "founded": False}
    for path in ("/", "/results", "/verify", "/sign-in"):
        assert stranger.get(path).status_code == 200, path
    empty_site.world.found()
    assert stranger.get("/healthz").json == {"ok": True, "founded": True}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_pages_are_in_one_language(site: Site, motion: str, lang: str) -> None:
    decide(site, motion)
    stranger = site.visitor()
    words = {"en": ("Results", "New Party has a new standing: member."),
             "fr": ("Résultats", "New Party a une nouvelle qualité\u00a0: membre.")}[lang]
    page = stranger.get(f"/results/{motion}?lang={lang}").text
    for word in words:
        assert word in page
    assert f'<html lang="{lang}">' in page
