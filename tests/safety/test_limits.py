"""Too often is refused, for exactly as long as the limit says, and what is kept for it tells nobody who came."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.site import Site, Visitor
from tests.world import new_attempt
from voting.errors import InputError, TooOftenError
from voting.services.limits import LIMITS, Limit, count, network
from voting.services.sign_in import ask_code
from voting.store.access import MailRow
from voting.store.limits import RateRow
from voting.web.access import ANYONE, DEMONSTRATION
from voting.web.app import close, create_app

HERE, NEAR, FAR = "203.0.113.77", "203.0.113.5", "198.51.100.1"
THREE_A_MINUTE = Limit("three", 3, 60, LIMITS[0].says)


def at(visitor: Visitor, address: str) -> Visitor:
    """The visitor, at an address."""
    visitor.client.environ_base |= {"REMOTE_ADDR": address}
    return visitor


def test_asvs_2_4_1_the_sixth_code_for_an_address_within_an_hour_is_refused(site: Site) -> None:
    answers = [at(site.visitor(), f"203.0.{number}.1").post("/sign-in", email="amber@example.org")
               for number in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert answers[-1].headers["Retry-After"] == "3600"
    assert "Wait 60 minutes" in answers[-1].text
    assert len(site.world.rows(MailRow)) == 5
    site.clock.now += 3599
    assert site.visitor().post("/sign-in", email="amber@example.org").status_code == 429
    site.clock.now += 1
    assert site.visitor().post("/sign-in", email="amber@example.org").status_code == 303


def test_asvs_2_4_1_twenty_codes_an_hour_for_a_network_and_no_more(site: Site) -> None:
    answers = [at(site.visitor(), HERE if number % 2 else NEAR).post("/sign-in", email=f"who{number}@example.org")
               for number in range(21)]
    assert [answer.status_code for answer in answers] == [303] * 20 + [429]
    assert at(site.visitor(), FAR).post("/sign-in", email="another@example.org").status_code == 303


def test_asvs_2_4_1_the_eleventh_vote_within_a_minute_waits_and_the_page_keeps_what_was_marked(site: Site) -> None:
    ballot, amber = site.world.open_ballot(), site.signed_in("AMBER")
    answers = []
    for _ in range(11):
        amber.get(f"/ballots/{ballot}")
        answers.append(amber.post(f"/ballots/{ballot}/cast", choice="consent", attempt=new_attempt()))
    assert [answer.status_code for answer in answers] == [303] * 10 + [429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert 'value="consent"' in answers[-1].text
    assert "too many votes within a minute" in answers[-1].text
    assert len(site.world.leaves(ballot, "cast")) == 10
    site.clock.now += 60
    assert amber.post(f"/ballots/{ballot}/cast", choice="stand_aside", attempt=new_attempt()).status_code == 303
    birch = site.signed_in("BIRCH")
    birch.get(f"/ballots/{ballot}")
    assert birch.post(f"/ballots/{ballot}/cast", choice="consent", attempt=new_attempt()).status_code == 303


def test_sending_the_same_vote_again_is_never_too_often(site: Site) -> None:
    ballot, amber, attempt = site.world.open_ballot(), site.signed_in("AMBER"), new_attempt()
    amber.get(f"/ballots/{ballot}")
    for _ in range(15):
        assert amber.post(f"/ballots/{ballot}/cast", choice="consent", attempt=attempt).status_code == 303
    assert len(site.world.leaves(ballot, "cast")) == 1


def test_asvs_2_4_1_votes_are_counted_for_the_person_in_all_ballots_and_for_the_network(site: Site) -> None:
    object.__setattr__(site.service, "limits", {"casts_of_person": 3, "casts_of_network": 5})
    ballots = [site.world.open_ballot(), site.world.open_ballot("admission", "FRESH")]

    def press(who: str, address: str, ballot: str, attempt: str = "") -> int:
        visitor = at(site.signed_in(who), address)
        visitor.get(f"/ballots/{ballot}")
        return visitor.post(f"/ballots/{ballot}/cast", choice="consent", attempt=attempt or new_attempt()).status_code

    again = new_attempt()
    assert [press("AMBER", HERE, ballot, again) for ballot in (*ballots, *ballots)] == [303] * 4  # two, and two repeats
    assert [press("AMBER", FAR, ballots[0]), press("AMBER", FAR, ballots[1])] == [303, 429]
    assert [press(who, NEAR, ballots[0]) for who in ("BIRCH", "CEDAR", "DELTA", "ELDER")] == [303, 303, 303, 429]
    assert press("ELDER", FAR, ballots[0]) == 303
    site.clock.now += 60
    assert [press("ELDER", HERE, ballots[1]), press("AMBER", HERE, ballots[0])] == [303, 303]
    assert len(site.world.leaves(kind="cast")) == 9


def test_asvs_2_4_1_every_door_that_hands_over_a_file_is_counted(site: Site) -> None:
    """A file is what has an ending in its address, or a hash for a name."""
    talk = {"chair.turnout", "secret.key_place", "secret.release_part", "organisation.security_file", "static"}
    for rule in site.app.url_map.iter_rules():
        last = rule.rule.rpartition("/")[2]
        if "GET" in rule.methods and ("." in last or last == "<sha256>") and rule.endpoint not in talk:
            assert getattr(site.app.view_functions[rule.endpoint], "at_most", None), f"{rule.rule}: say @at_most(FILES)"
    stranger = at(site.visitor(), HERE)
    assert {stranger.get("/statutes/statutes.toml").status_code for _ in range(60)} == {200}
    assert stranger.get("/statutes/statutes.toml").status_code == 429


COUNTED_WITHIN = {
    "session.send_code": "by address and network", "session.take_code": "five tries a code",
    "session.take_passkey": "a nonce that was counted when it was asked for",
    "enrolment.take_link": "a secret of 256 bits", "enrolment.take_passkey": "a secret of 256 bits",
    "applications.apply": "by address and network",
    "session.leave": "ends one's own session", "session.become": "in demonstrations only"}
"""Doors open to everyone at which one sends something, and what keeps them from being used without end."""


def test_asvs_2_4_1_every_open_door_that_takes_something_is_counted(site: Site) -> None:
    for rule in site.app.url_map.iter_rules():
        view = site.app.view_functions[rule.endpoint]
        if "POST" in rule.methods and view.access.role in (ANYONE, DEMONSTRATION):
            assert rule.endpoint in COUNTED_WITHIN or getattr(view, "at_most", None), f"{rule.rule}: say @at_most(…)"


def test_an_installation_sets_its_own_limits_by_name(tmp_path: Path) -> None:
    from config import Config, ConfigError

    def config(words: str) -> Config:
        return Config.from_environment({"SCRUTIN_INSTANCE": str(tmp_path), "SCRUTIN_LIMITS": words})

    assert config("").limits == {}
    assert config("downloads=2, files=0").limits == {"downloads": 2, "files": 0}
    for words in ("downloads", "downloads=many", "downloads=-1"):
        with pytest.raises(ConfigError, match="SCRUTIN_LIMITS"):
            config(words)
    with pytest.raises(InputError, match="no limit called “uploads”"):
        create_app(config("uploads=2"))
    app = create_app(config("downloads=2,files=0"))
    try:
        stranger = Visitor(app)
        assert [stranger.get("/voting-verify.pyz").status_code for _ in range(3)] == [200, 200, 429]
    finally:
        close(app)


@pytest.mark.parametrize(("path", "most"), [("/verify", 60), ("/voting-verify.pyz", 10)])
def test_asvs_2_4_1_public_pages_are_counted_for_the_network(site: Site, path: str, most: int) -> None:
    visitor = at(site.visitor(), HERE)
    assert {visitor.get(path).status_code for _ in range(most)} == {200}
    refused = at(site.visitor(), NEAR).get(path)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    assert at(site.visitor(), FAR).get(path).status_code == 200
    site.clock.now += 60
    assert visitor.get(path).status_code == 200


def test_the_list_of_receipts_is_counted_for_the_reader_who_is_signed_in(site: Site) -> None:
    ballot = site.world.open_ballot()
    site.world.wait(7201)
    site.world.tick()
    amber, birch = site.signed_in("AMBER"), site.signed_in("BIRCH")
    for _ in range(60):
        assert amber.get(f"/ballots/{ballot}/receipts").status_code == 200
    assert amber.get(f"/ballots/{ballot}/receipts").status_code == 429
    assert birch.get(f"/ballots/{ballot}/receipts").status_code == 200


def test_what_can_be_read_stays_readable_when_nothing_can_be_stored(site: Site,
                                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    from voting.errors import UnavailableError
    from voting.web import limits

    def full(*_: object) -> None:
        raise UnavailableError(LIMITS[0].says)

    monkeypatch.setattr(limits, "count", full)
    assert site.visitor().get("/verify").status_code == 200


def test_behind_a_proxy_that_the_settings_do_not_name_nobody_shares_a_limit(site: Site) -> None:
    """Every address would be the proxy's own: twenty codes an hour for the whole federation."""
    object.__setattr__(site.settings, "is_production", True)
    for number in range(21):
        assert site.visitor().post("/sign-in", email=f"who{number}@example.org").status_code == 303


@pytest.mark.parametrize(("address", "prefix"), [
    ("203.0.113.77", "203.0.113.0/24"), ("::ffff:203.0.113.77", "203.0.113.0/24"),
    ("2001:db8:1:2::3", "2001:db8:1::/48"), ("fe80::1%eth0", "fe80::/48"), ("", ""), ("unix:", ""), ("a\nb", "")])
def test_a_network_is_24_bits_of_the_old_addresses_and_48_of_the_new(address: str, prefix: str) -> None:
    assert network(address) == prefix


def test_nothing_kept_for_limits_names_an_address_or_a_person(site: Site) -> None:
    at(site.visitor(), HERE).post("/sign-in", email="amber@example.org")
    at(site.visitor(), HERE).get("/verify")
    ballot = site.world.open_ballot()
    site.world.cast("AMBER", ballot, "consent")
    rows = site.world.rows(RateRow)
    assert len(rows) == 4
    assert all(re.fullmatch("[0-9a-f]{64}", row.name) for row in rows)
    text = " ".join(f"{row.name} {row.hits}" for row in rows)
    for secret in ("203.0", "amber", site.world.person("AMBER"), ballot):
        assert secret not in text


def test_the_same_visitor_has_another_name_each_day_and_midnight_forgets_no_limit(site: Site) -> None:
    site.clock.now = site.clock.now // 86400 * 86400 + 86370  # half a minute before midnight
    for _ in range(2):
        site.within(count, site.service, THREE_A_MINUTE, "x")
    site.clock.now += 40
    site.within(count, site.service, THREE_A_MINUTE, "x")
    with pytest.raises(TooOftenError):
        site.within(count, site.service, THREE_A_MINUTE, "x")
    names = {row.name for row in site.world.rows(RateRow)}
    assert len(names) == 2
    other = Site(site.settings.instance / "other", f"sqlite:///{site.settings.instance / 'other.sqlite'}")
    assert other.service.hash_key == site.service.hash_key  # of the same secret
    other.close()


@given(steps=st.lists(st.integers(0, 45), min_size=1, max_size=25))
@example(steps=[0, 0, 0, 60, 0, 0])
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_never_more_than_the_limit_in_any_window_and_never_refused_below_it(site: Site, steps: list[int]) -> None:
    site.clock.now += 1000
    taken: list[int] = []
    told: list[tuple[int, int]] = []
    for step in steps:
        site.clock.now += step
        now, within = site.clock.now, [hit for hit in taken if hit > site.clock.now - 60]
        try:
            site.within(count, site.service, THREE_A_MINUTE, "y")
        except TooOftenError as refusal:
            told.append((len(within), now + refusal.wait_s - within[0]))
        else:
            told.append((len(within), 0))
            taken.append(now)
    assert all(wait == 60 if count == 3 else not wait and count < 3 for count, wait in told)


def test_eight_at_once_are_counted_as_eight(site: Site) -> None:
    answers = site.world.together([lambda: count(site.service, THREE_A_MINUTE, "z")] * 8)
    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType"] * 3 + ["TooOftenError"] * 5


# ---------------------------------------------------------------- the same for every address


def statements(site: Site, act: Callable[[], object]) -> list[str]:
    """What an act asks of the database, in order, its values left out."""
    from sqlalchemy import event

    from voting.store.database import db

    said: list[str] = []
    with site.app.app_context():
        engine = db.engine

        def listen(_c: object, _u: object, statement: str, *_: object) -> None:
            said.append(statement)

        event.listen(engine, "before_cursor_execute", listen)
        try:
            act()
        finally:
            event.remove(engine, "before_cursor_execute", listen)
    return [words for words in said if not words.startswith(("RELEASE", "ROLLBACK TO", "SAVEPOINT"))]


def test_asvs_6_3_8_an_unknown_address_gets_the_same_answer_for_the_same_work(site: Site) -> None:
    for mail in ("warm@example.org", "amber@example.org"):
        site.within(ask_code, site.service, mail, "203.0.113.0/24")
    known = statements(site, lambda: ask_code(site.service, "amber@example.org", "203.0.113.0/24"))
    unknown = statements(site, lambda: ask_code(site.service, "warm@example.org", "203.0.113.0/24"))
    assert known == unknown
    assert [row.to for row in site.world.rows(MailRow)] == ["amber@example.org"] * 2
    codes = []
    for mail in ("birch@example.org", "nobody@example.org"):
        answers = [at(site.visitor(), FAR).post("/sign-in", email=mail) for _ in range(6)]
        codes.append([(answer.status_code, answer.location, answer.headers.get("Retry-After")) for answer in answers])
    assert codes[0] == codes[1]
