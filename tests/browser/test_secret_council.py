"""The story of a secret exclusion: a Council of thirty-five in Chromium, three tellers, a verifier with only the zip.

Every delegate and every teller has a passkey that derives keys. The first three delegates fetch their ballot papers
beforehand, the others with a tap when they vote in three screens; the urn learns no name. Two of the three tellers
release from browsers that have forgotten their keys, and the count stands in the record.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.authenticator import Authenticator as Virtual
from tests.authenticator import make_passkey
from tests.browser.secret_vote import TAKE_AWAY, cast, choose, is_in
from tests.secret_site import SecretSite
from tests.world import MEMBERS, REGISTER
from voting.services.declare_result import declare_result
from voting.services.make_record import full_record

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MORE = tuple(f"PARTY{number}" for number in range(7, 36))
COUNCIL = MEMBERS + MORE
TELLERS = ("teller", "teller2", "teller3")
VOTES = {code: "Yes" if place < 24 else "No" if place < 32 else "Abstain" for place, code in enumerate(COUNCIL)}


@pytest.fixture
def site(database_url: str, tmp_path: Path, door: socket.socket) -> Iterator[SecretSite]:
    """A Council of thirty-five."""
    site = SecretSite(tmp_path, database_url, origin=f"http://localhost:{door.getsockname()[1]}")
    site.world.found()
    rows = "".join(f"{code},{code.title()},party,member,ZZ,asia,no\n" for code in MORE)
    site.world.import_register(REGISTER + rows.encode())
    for code in COUNCIL:
        site.world.seat(code)
    yield site
    site.close()


@pytest.mark.clause("IV.2c", "IV.2d")
def test_a_council_of_thirty_five_excludes_a_member_in_secret(
        page: Page, site: SecretSite, address: str, signed_in: Callable[..., Page], tmp_path: Path) -> None:
    world = site.world
    ballot = world.draft_secret("exclusion", "FROST")
    page.goto(address)
    Virtual(page)
    for who in (*TELLERS, *COUNCIL):
        site.within(make_passkey, page, world, who, "discouraged")
    for who in TELLERS:
        signed_in(page, who)
        page.goto(f"{address}/teller/ballots/{ballot}/keys")
        page.get_by_role("button", name="Accept and make my key").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your key is ready")
    world.announce(world.row(ballot).motion, lasts=3000)
    for code in COUNCIL[:3]:
        signed_in(page, code)
        page.goto(f"{address}/today")
        page.get_by_role("button", name="Fetch my ballot papers").click()
        expect(page.get_by_text("Your ballot papers are here.")).to_be_visible()

    for code, option in VOTES.items():
        signed_in(page, code)
        page.goto(f"{address}/ballots/{ballot}")
        choose(page, option)
        cast(page)
        is_in(page)

    world.close(ballot)
    page.evaluate(TAKE_AWAY)
    for who in TELLERS[:2]:
        signed_in(page, who)
        page.goto(f"{address}/teller/ballots/{ballot}/keys")
        page.get_by_role("button", name="Open with my passkey").click()
        page.get_by_role("button", name="Release my part").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Released")
    assert world.counts(ballot) == {"yes": 24, "no": 8, "abstain": 3}
    secret = world.tally(ballot)["secret"]
    assert (secret["issued"], secret["by_registrar"], secret["margin"], secret["revealed"]) == (35, 0, 0, [0, 1])

    motion = world.row(ballot).motion
    assert site.within(declare_result, site.service, world.person("chair"), ballot) == "adopted"
    assert world.standing("FROST") == "excluded"
    (tmp_path / "record.zip").write_bytes(site.within(full_record, motion))
    found = verified(tmp_path / "record.zip")
    assert found["ok"] is True, found
    record = (tmp_path / "record.zip").read_bytes()
    (tmp_path / "record.zip").write_bytes(record.replace(b'"outcome":"adopted"', b'"outcome":"adoptex"', 1))
    assert verified(tmp_path / "record.zip")["ok"] is False


def verified(record: Path) -> dict[str, object]:
    """What a verifier says that has only the zip."""
    ran = subprocess.run([sys.executable, "-m", "voting.verifier", "--json", str(record)], capture_output=True,
                         text=True, timeout=120, check=False)
    return json.loads(ran.stdout)
