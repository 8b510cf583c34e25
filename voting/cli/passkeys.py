"""`voting passkeys`: who can come in, and an invitation for whoever cannot; the operator's own acts, logged as such."""

from __future__ import annotations

import click

from voting.cli.opened import opened
from voting.cli.shown import json_option, show, told
from voting.services.invite import HOURS, invite_from_the_shell
from voting.services.read.person_room import people_lines


@click.group()
def passkeys() -> None:
    """Passkeys: how people sign in. Nobody makes one for another; an invitation lets its reader make one."""


@passkeys.command("list")
@json_option
def passkeys_list(as_json: bool) -> None:
    """List everyone with a seat or an office: how many passkeys they have, whether an invitation waits."""
    with opened() as scrutin:
        _, lines = people_lines(scrutin.service)
    show([{"name": line.person.name, "mail": line.person.mail or "", "passkeys": line.passkeys,
           "is_invited": line.is_invited} for line in lines], as_json,
         lambda row: f"{_state(row):8} {row['mail']:40} {row['name']}", "Nobody holds a seat or an office yet.")


@passkeys.command("invite")
@click.argument("mail")
@click.option("--lost", "is_lost", is_flag=True,
              help="What this person had is lost: it ends now, and the new link works after the wait of the statutes.")
@json_option
def passkeys_invite(mail: str, is_lost: bool, as_json: bool) -> None:
    """Invite whoever has the address MAIL: a letter with a link that works once, for 72 hours."""
    with opened() as scrutin:
        person = invite_from_the_shell(scrutin.service, mail, is_lost)
    told({"person": person}, as_json, f"Invited; the letter waits in the outbox, its link works for {HOURS} hours.")


def _state(row: dict[str, object]) -> str:
    return str(row["passkeys"]) if row["passkeys"] else "invited" if row["is_invited"] else "none"
