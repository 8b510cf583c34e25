"""Letters wait in the outbox from the act that they report on, and leave it once, for a real server or a folder."""

from __future__ import annotations

import smtplib
import socket
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from tests.world import World
from voting.errors import ConflictError
from voting.services import send_mail as sending
from voting.services import tick as ticking
from voting.services.act import begin
from voting.services.letters import Letter, sign_in_code
from voting.services.seat_person import seat_person
from voting.services.send_mail import MOST_TRIES, Folder, Smtp, send_mail
from voting.services.tick import tick
from voting.services.write_mail import put
from voting.store.access import MailRow


def render(letter: Letter, language: str, zone: str) -> tuple[str, str]:
    """A letter in English."""
    return f"[{language}] {letter.subject}", "\n".join([*map(str, letter.lines), letter.address])


class Server:
    """A mail server that answers to each recipient what `answers` says, and keeps what it took."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], bytes]] = []
        self.answers: dict[str, str] = {}
        self.envelopes: list[str] = []
        self.to_content = "250 taken"

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.answers.get(address, "250 ok")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        if self.to_content.startswith("250"):
            self.taken.append((envelope.rcpt_tos, envelope.original_content))
            self.envelopes.append(envelope.mail_from)
        return self.to_content


@pytest.fixture
def server() -> Iterator[Server]:
    """A mail server on this machine."""
    handler = Server()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        handler.port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


def write(world: World, *addresses: str) -> None:
    """Put a letter to each address into the outbox."""
    with begin(world.service) as act:
        for address in addresses:
            put(act, address, "en", "UTC", sign_in_code("ABCDE-FGHJK", 10, "http://localhost/sign-in/code"))


def send(world: World, server: Server) -> int:
    """Send what is due."""
    return send_mail(world.service, Smtp("127.0.0.1", server.port), render)


# ---------------------------------------------------------------- written with the act


def test_an_announcement_writes_one_letter_to_everyone_on_the_roll(world: World) -> None:
    ballot = world.open_ballot()
    letters = world.rows(MailRow)
    assert Counter(row.to for row in letters) == {f"{code}@example.org": 1 for code in (
        "amber", "birch", "cedar", "delta", "elder", "frost")}
    letter = Letter.from_json(letters[0].letter)
    assert letter.address == f"http://localhost/ballots/{ballot}"
    assert "New Party" in str(letter.subject)


def test_the_close_writes_to_everyone_whether_they_voted_or_not_and_shows_no_figure(world: World) -> None:
    ballot = world.open_ballot()
    world.cast("AMBER", ballot, "object", reason="secret reason")
    before = len(world.rows(MailRow))
    world.wait(7201)
    world.tick()
    letters = world.rows(MailRow)[before:]
    assert len({row.to for row in letters}) == 6
    assert len({str(row.letter) for row in letters}) == 1
    assert "secret reason" not in str(letters[0].letter)


def test_an_announcement_that_is_refused_writes_no_letter(world: World) -> None:
    world.open_ballot("exclusion", "BIRCH")
    before = len(world.rows(MailRow))
    with pytest.raises(ConflictError, match="Another motion"):
        world.open_ballot("exclusion", "BIRCH")
    assert len(world.rows(MailRow)) == before


def test_someone_without_an_address_is_no_hindrance(world: World) -> None:
    seat_person(world.service, world.person("coordinator"), "council", "elected", "No Mail", "", "LATER")
    ballot = world.open_ballot()
    assert len(world.roll(ballot)) == 7
    assert len(world.rows(MailRow)) == 6


# ---------------------------------------------------------------- sent


def test_letters_go_out_once_with_the_headers_of_an_automatic_letter(world: World, server: Server) -> None:
    write(world, "a@example.org", "b@example.org")
    assert send(world, server) == 2
    assert send(world, server) == 0
    assert [to for to, _ in server.taken] == [["a@example.org"], ["b@example.org"]]
    message = message_from_bytes(server.taken[0][1], policy=default)
    assert message["From"] == "scrutin@localhost"
    assert message["Subject"] == "[en] Your code to sign in: ABCDE-FGHJK"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "ABCDE-FGHJK" in message.get_content()
    assert len({message_from_bytes(body, policy=default)["Message-ID"] for _, body in server.taken}) == 2


def test_a_refusal_for_now_is_tried_again_later_and_later(world: World, server: Server) -> None:
    write(world, "a@example.org")
    server.answers["a@example.org"] = "451 4.3.0 come back later"
    waits = []
    for _ in range(3):
        assert send(world, server) == 0
        row = world.rows(MailRow)[0]
        assert row.failed == ""
        waits.append(row.next_try_at - world.now)
        assert send(world, server) == 0  # not before its time
        assert world.rows(MailRow)[0].tries == row.tries
        world.clock.now = row.next_try_at
    assert waits == sorted(set(waits))
    server.answers.clear()
    assert send(world, server) == 1
    assert len(server.taken) == 1


@pytest.mark.parametrize("stage", ["recipient", "content"])
def test_a_refusal_for_good_stops_and_is_kept(world: World, server: Server, stage: str) -> None:
    write(world, "a@example.org")
    if stage == "recipient":
        server.answers["a@example.org"] = "550 5.1.1 no such mailbox"
    else:
        server.to_content = "554 5.7.1 not here"
    assert send(world, server) == 0
    assert world.rows(MailRow)[0].failed == ("550" if stage == "recipient" else "554")
    world.wait(86400)
    server.answers.clear()
    server.to_content = "250 taken"
    assert send(world, server) == 0
    assert server.taken == []


def test_one_bad_address_does_not_hold_up_the_others(world: World, server: Server) -> None:
    write(world, "a@example.org", "bad\n@example.org", "b@example.org", "c@example.org")
    server.answers["b@example.org"] = "550 no"
    assert send(world, server) == 2
    assert [(row.to, bool(row.sent_at), row.failed) for row in sorted(world.rows(MailRow), key=lambda row: row.id)] == [
        ("a@example.org", True, ""), ("bad\n@example.org", False, "unusable address"), ("b@example.org", False, "550"),
        ("c@example.org", True, "")]


def test_no_server_at_all_is_tried_again_and_given_up_at_last(world: World) -> None:
    write(world, "a@example.org")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = Smtp("127.0.0.1", free.getsockname()[1])
    for tries in range(1, MOST_TRIES + 1):
        assert send_mail(world.service, nobody, render) == 0
        row = world.rows(MailRow)[0]
        assert row.tries == tries
        world.clock.now = row.next_try_at
    assert row.failed == "too many tries"
    assert send_mail(world.service, nobody, render) == 0
    assert world.rows(MailRow)[0].tries == MOST_TRIES


class Refusing:
    """A server that will have nothing to do with us: a wrong password, a line that is closed to this host."""

    def __init__(self, fault: Exception) -> None:
        self.fault = fault

    def carry(self, message: EmailMessage) -> None:
        """Refuse."""
        raise self.fault


@pytest.mark.parametrize("fault", ["password", "connection", "greeting", "sender"])
def test_what_is_wrong_with_our_own_settings_loses_no_letter(world: World, server: Server, fault: str) -> None:
    faults = {"password": smtplib.SMTPAuthenticationError(535, b"wrong password"),
              "connection": smtplib.SMTPConnectError(554, b"not from your host"),
              "greeting": smtplib.SMTPHeloError(550, b"who are you"),
              "sender": smtplib.SMTPSenderRefused(550, b"not your sender", "scrutin@localhost")}
    write(world, "a@example.org")
    assert send_mail(world.service, Refusing(faults[fault]), render) == 0
    assert world.rows(MailRow)[0].failed == ""
    world.clock.now = world.rows(MailRow)[0].next_try_at
    assert send(world, server) == 1  # once the settings are right


def test_eight_senders_at_once_send_each_letter_once(world: World, server: Server) -> None:
    addresses = [f"reader{number}@example.org" for number in range(12)]
    write(world, *addresses)
    sent = world.together([lambda: send(world, server)] * 8)
    assert sum(sent) == 12, sent
    assert Counter(to[0] for to, _ in server.taken) == dict.fromkeys(addresses, 1)


def test_a_slow_server_does_not_make_another_process_send_the_same_letters(world: World, server: Server) -> None:
    addresses = [f"reader{number}@example.org" for number in range(6)]
    write(world, *addresses)

    class Slow:
        """Takes a minute a letter; at the fourth another process comes by."""

        carried = 0

        def carry(self, message: EmailMessage) -> None:
            """Pass on, slowly."""
            self.carried += 1
            world.wait(60)
            if self.carried == 4:
                send(world, server)
            Smtp("127.0.0.1", server.port).carry(message)

    send_mail(world.service, Slow(), render)
    assert Counter(to[0] for to, _ in server.taken) == dict.fromkeys(addresses, 1)


def test_a_letter_that_cannot_be_put_into_words_does_not_hold_up_the_others_for_ever(world: World,
                                                                                   server: Server) -> None:
    write(world, "a@example.org", "b@example.org", "c@example.org")

    def broken(letter: Letter, language: str, zone: str) -> tuple[str, str]:
        if len(server.taken) == 0 and world.now == start:
            raise KeyError("a catalogue that is broken")
        return render(letter, language, zone)

    start = world.now
    with pytest.raises(KeyError):
        send_mail(world.service, Smtp("127.0.0.1", server.port), broken)
    world.wait(1)
    assert send_mail(world.service, Smtp("127.0.0.1", server.port), broken) == 2
    world.wait(3600)
    assert send_mail(world.service, Smtp("127.0.0.1", server.port), broken) == 1


def test_without_a_server_letters_are_files(world: World, tmp_path: Path) -> None:
    ballot = world.open_ballot()
    assert tick(world.service, Folder(tmp_path / "outbox"), render) == (0, 6)
    files = sorted((tmp_path / "outbox").glob("*.eml"))
    assert len(files) == 6
    messages = [message_from_bytes(path.read_bytes(), policy=default) for path in files]
    assert {str(message["To"]) for message in messages} == {row.to for row in world.rows(MailRow)}
    assert all(f"/ballots/{ballot}" in message.get_body().get_content() for message in messages)
    assert tick(world.service, Folder(tmp_path / "outbox"), render) == (0, 0)


def test_a_tick_with_nothing_to_do_takes_no_write_lock(world: World, tmp_path: Path,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    def failing() -> None:
        raise AssertionError("a write lock was taken")

    world.open_ballot()
    tick(world.service, Folder(tmp_path / "outbox"), render)
    monkeypatch.setattr(sending, "writing", failing)
    monkeypatch.setattr(ticking, "begin", failing)
    assert tick(world.service, Folder(tmp_path / "outbox"), render) == (0, 0)
