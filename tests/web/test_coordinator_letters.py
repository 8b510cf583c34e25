"""The coordinator sees which letters reached nobody, why, and sends them again; nobody else sees addresses."""

from __future__ import annotations

from tests.site import Site
from voting.services.act import begin
from voting.services.letters import Letter, sign_in_code
from voting.services.send_mail import send_mail
from voting.services.write_mail import CODE, write_to_person
from voting.store.access import MailRow
from voting.store.tables import PersonRow


class Refusing:
    """A mail server that knows nobody."""

    def carry(self, message: object) -> None:
        """Refuse for good."""
        import smtplib

        raise smtplib.SMTPRecipientsRefused({str(message["To"]): (550, b"no")})


def render(letter: Letter, *_: str) -> tuple[str, str]:
    """A letter in English."""
    return str(letter.subject), "words"


def test_letters_that_reached_nobody_are_shown_with_the_reason_and_sent_again(site: Site) -> None:
    coordinator = site.signed_in("coordinator")
    assert "will stand here" in coordinator.get("/coordinator/letters").text
    site.world.open_ballot()
    site.within(send_mail, site.service, Refusing(), render)
    assert "Letters not delivered" in coordinator.get("/coordinator").text
    page = coordinator.get("/coordinator/letters").text
    assert page.count("knows no such mailbox") == 6
    assert "Delegate AMBER" in page
    assert "amber@example.org" in page
    assert "You are asked to vote" in page
    first = site.world.rows(MailRow)[0]
    assert "sent again" in coordinator.follow(coordinator.post(f"/coordinator/letters/{first.id}/again")).text
    assert site.world.rows(MailRow)[0].failed == ""
    assert coordinator.post(f"/coordinator/letters/{first.id}/again").status_code == 404
    assert coordinator.post("/coordinator/letters/999999/again").status_code == 404
    assert coordinator.get(f"/coordinator/letters/{first.id}/again").status_code == 302
    assert "Letters come back:" in coordinator.get("/coordinator/organs/council").text


def test_of_a_code_the_page_shows_that_it_was_one_and_not_which(site: Site) -> None:
    def write() -> None:
        with begin(site.service) as act:
            write_to_person(act, act.session.get(PersonRow, site.world.person("AMBER")),
                            sign_in_code("ABCDE-FGHJK", 10, "http://localhost"), CODE)

    site.within(write)
    site.within(send_mail, site.service, Refusing(), render)
    page = site.signed_in("coordinator").get("/coordinator/letters").text
    assert "A code to sign in" in page
    assert "ABCDE" not in page
    assert "Send again" not in page


def test_nobody_else_sees_addresses_or_sends_letters(site: Site) -> None:
    site.world.open_ballot()
    site.within(send_mail, site.service, Refusing(), render)
    for who in ("AMBER", "chair", "teller"):
        visitor = site.signed_in(who)
        assert visitor.get("/coordinator/letters").status_code == 403
        assert visitor.post("/coordinator/letters/1/again").status_code == 403
    assert site.visitor().get("/coordinator/letters").status_code == 302
