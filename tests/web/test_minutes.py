"""Minutes as PDF: signed, the tally inside, the same bytes again, names of every script, nothing read as markup."""

from __future__ import annotations

import io
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.site import Site
from voting.errors import NotFoundError, UnavailableError
from voting.evidence import sha256_hex
from voting.sentences import N_
from voting.services.declare_result import declare_result, record_no_consensus
from voting.services.typeset import typeset
from voting.store.minutes import MinutesRow
from voting.web.minutes import FORM, make_and_keep, make_minutes, make_missing, say, speaking

BYTE_RANGE = re.compile(rb"/ByteRange \[ *(\d+) +(\d+) +(\d+) +(\d+) *\]")


@pytest.fixture
def motion(site: Site) -> str:
    """An admission that failed consensus on an objection and won two-thirds, declared."""
    world = site.world
    drafted = world.draft()
    ballot = world.announce(drafted)
    world.cast_all(ballot, "consent", {"BIRCH": "object"})
    world.wait(7201)
    world.tick()
    site.within(record_no_consensus, site.service, world.person("chair"), ballot, "One party objects.")
    ballot = world.announce(drafted)
    world.cast_all(ballot, "yes", {"BIRCH": "no"})
    world.wait(7201)
    world.tick()
    site.within(declare_result, site.service, world.person("chair"), ballot)
    return drafted


def validated(*what: object) -> object:
    """What pyHanko finds, in a thread of its own: it runs a loop, and a browser test may have left one running."""
    from pyhanko.sign.validation import validate_pdf_signature

    with ThreadPoolExecutor(1) as aside:
        return aside.submit(validate_pdf_signature, *what).result()


def opened(pdf: bytes) -> object:
    from pyhanko.pdf_utils.reader import PdfFileReader

    return PdfFileReader(io.BytesIO(pdf))


def test_signed_with_the_tally_inside_and_valid_for_another_program(site: Site, motion: str, tmp_path: Path) -> None:
    from pyhanko_certvalidator import ValidationContext

    pdf = site.within(make_minutes, site.app, motion, "fr")
    reader = opened(pdf)
    signature = reader.embedded_signatures[0]
    status = validated(signature, ValidationContext(
        trust_roots=[signature.signer_cert], moment=signature.self_reported_timestamp))
    assert status.intact
    assert status.valid
    assert status.coverage.name == "ENTIRE_FILE"
    names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    files = {str(names[place]): names[place + 1]["/EF"]["/F"].data for place in range(0, len(names), 2)}
    assert files["tally.json"] == site.visitor().get(f"/results/{motion}/tally.json").data
    assert _openssl_finds_it_whole(pdf, tmp_path)
    changed = bytearray(pdf)
    changed[len(pdf) // 3] ^= 1
    assert not _holds(bytes(changed))
    assert not _openssl_finds_it_whole(bytes(changed), tmp_path)


def _openssl_finds_it_whole(pdf: bytes, folder: Path) -> bool:
    """What a program of others says: the CMS signature over the bytes that the file says it covers, all but itself."""
    start, before, after, rest = (int(number) for number in BYTE_RANGE.search(pdf).groups())
    assert (start, after + rest) == (0, len(pdf))
    der = bytes.fromhex(pdf[before + 1:after - 1].decode())
    (folder / "signature.der").write_bytes(der[:4 + int.from_bytes(der[2:4], "big")])  # without what fills the place up
    (folder / "signed").write_bytes(pdf[:before] + pdf[after:])
    command = ["openssl", "cms", "-verify", "-binary", "-noverify", "-inform", "DER", "-in", "signature.der",
               "-content", "signed", "-out", "checked"]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True).returncode == 0


def _holds(pdf: bytes) -> bool:
    """Whether a reader finds the signature whole; a file that it cannot even read does not hold."""
    try:
        return validated(opened(pdf).embedded_signatures[0]).intact
    except Exception:  # whatever a reader of broken files ends with
        return False


def test_made_again_it_is_the_same_but_for_the_signature_behind_it(site: Site, motion: str) -> None:
    first, second = site.within(make_minutes, site.app, motion, "en"), site.within(make_minutes, site.app, motion, "en")
    end = first.index(b"%%EOF") + 5
    assert end > 10_000
    assert first[:end] == second[:end]
    assert sha256_hex(first[:end]) != sha256_hex(site.within(make_minutes, site.app, motion, "fr")[:end])


def test_kept_once_and_named_in_the_log(site: Site, motion: str) -> None:
    sha256 = site.within(make_and_keep, site.app, motion, "fr")
    assert site.world.rows(MinutesRow)[0].sha256 == sha256
    assert site.world.leaves(kind="minutes")[0]["sha256"] == sha256
    site.world.wait(10)
    assert site.within(make_and_keep, site.app, motion, "fr") == sha256
    assert site.within(make_missing, site.app) == 1  # the English ones
    assert site.within(make_missing, site.app) == 0
    assert len(site.world.leaves(kind="minutes")) == 2


def test_before_the_declaration_there_are_none(site: Site) -> None:
    with pytest.raises(NotFoundError):
        site.within(make_minutes, site.app, site.world.draft(), "en")


def document(name: str) -> dict[str, object]:
    return {"lang": "en", "title": name, "organisation": name, "kicker": "", "question": name, "footer": "",
            "made": [2027, 1, 15, 8, 0, 0], "signatures": [], "attached": [],
            "sections": [{"heading": name, "facts": [[name, name]], "paragraphs": [name], "list": [name],
                          "tables": [[["a", "b"], [name, name]]]}]}


@pytest.mark.parametrize("name", [
    '#eval("1") #panic() *x* $y$ @z <w> \\ `v`', "Nguyễn Thị Ánh", "حزب العدالة", "社会民主党"])
def test_names_of_every_script_come_out_and_none_is_read_as_markup(name: str) -> None:
    try:
        assert typeset(FORM, document(name)).startswith(b"%PDF-")
    except UnavailableError:
        pytest.skip(f"no font for {name}: install fonts-noto-core and fonts-noto-cjk")


def test_a_sign_that_no_font_has_is_refused_in_a_sentence() -> None:
    with pytest.raises(UnavailableError, match="could not be set"):
        typeset(FORM, document("\U0001d173 \U000f0000"))


def test_the_organ_reads_them_on_the_result_and_nobody_else(site: Site, motion: str) -> None:
    site.within(make_and_keep, site.app, motion, "fr")
    page = site.signed_in("AMBER").get(f"/results/{motion}")
    address = re.search(r'href="(/results/[^"]+/minutes-fr\.pdf)"', page.text).group(1)
    answer = site.signed_in("AMBER").get(address)
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert site.visitor().get(address).status_code in (302, 401, 403)
    assert "minutes-fr.pdf" not in site.visitor().get(f"/results/{motion}").text


def test_each_language_has_its_own_words_although_one_context_makes_them_all(site: Site) -> None:
    """The command and the clock make minutes of every language within one context of the application."""
    with site.app.app_context():
        said = []
        for code in ("fr", "en", "fr"):
            with speaking(site.app, code):
                said.append(say(N_("Meeting")))
    assert said == ["Réunion", "Meeting", "Réunion"]
