"""Commands of the operator: run, found, tick, mail, keys, doctor."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path

import click

from config import Config
from voting.cli.opened import in_context, opened
from voting.cli.server import serve
from voting.cli.shown import json_option, show, told
from voting.demonstration.load import load_demonstration, packaged
from voting.errors import InputError
from voting.evidence import vkey
from voting.sentences import N_
from voting.services.act import begin
from voting.services.found import FoundingOfficer, found
from voting.services.read.health import health
from voting.services.retention import due, erase_due
from voting.services.rotate_keys import rotate_keys
from voting.services.send_mail import send_mail
from voting.services.settle import settle_due
from voting.services.sign_pdf import certificate_digest
from voting.services.take_bounce import take_bounce, take_maildir
from voting.web.app import create_app
from voting.web.letters import render_letter
from voting.web.logs import write_logs


@click.command()
@click.option("--port", default=5000, show_default=True, help="Port on this machine (127.0.0.1).")
@click.option("--demonstration", is_flag=True, help="Load invented people and an open admission; anybody may sign in "
              "as any of them. Never together with a production configuration.")
@click.option("--threads", default=8, show_default=True, help="Requests served at the same time.")
def run(port: int, demonstration: bool, threads: int) -> None:
    """Start the service, and do the clock's work (opening, closing, counting, mail) beside it.

    It logs to the standard error, one JSON object a line. For production see deploy/ and docs/operation.md.
    """
    overrides: dict[str, object] = {"is_demonstration": True} if demonstration else {}
    config = Config.from_environment(port=port, **overrides)
    app = create_app(config)
    if config.is_demonstration:
        with in_context(app) as scrutin:
            load_demonstration(scrutin.service)
    click.echo(f"Scrutin is at {config.origin}" + (f" — demonstration: sign in at {config.origin}/demo"
                                                   if config.is_demonstration else ""))
    loaded_at = config.log_origin.removesuffix("/register")
    if config.is_demonstration and loaded_at not in config.origin:
        click.echo(f"It was loaded for {loaded_at}: its secret ballots take votes at that address only. For a new one "
                   "name an empty folder in SCRUTIN_INSTANCE.")
    write_logs()
    serve(app, port, threads)


@click.command("found")
@click.option("--statutes", "statutes_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="The statutes' data; by default those of the Progressive Alliance.")
@click.option("--principles", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="The text of the principles in force, from which an amendment must start.")
@click.argument("officers", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def found_command(statutes_file: Path | None, principles: Path | None, officers: Path, as_json: bool) -> None:
    """Found the organisation, once: install its statutes and enter its first officers.

    OFFICERS is a TOML file with one [[officers]] table each: office, organ, name, mail, and perhaps language and zone.
    """
    try:
        rows = tomllib.loads(officers.read_text(encoding="utf-8"))["officers"]
        entered = [FoundingOfficer(row["office"], row.get("organ", ""), row["name"], row["mail"].lower(),
                                   row.get("language", ""), row.get("zone", "UTC")) for row in rows]
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, UnicodeDecodeError) as fault:
        raise InputError(N_("The file of founding officers cannot be read: %(fault)s", fault=str(fault))) from fault
    source = statutes_file.read_bytes() if statutes_file else packaged("voting.statutes", "progressive_alliance.toml")
    text = principles.read_text(encoding="utf-8") if principles else (
        "" if statutes_file else packaged("voting.statutes", "guiding-principles.fr.txt").decode())
    with opened() as scrutin:
        people = found(scrutin.service, source, text, entered)
    told({"people": people}, as_json, f"Founded, with {len(people)} officers.")


@click.command("tick")
@json_option
def tick_command(as_json: bool) -> None:
    """Do the clock's work once: open, close and count what is due. Harmless to repeat."""
    with opened() as scrutin, begin(scrutin.service) as act:
        settled = settle_due(act)
    told({"settled": settled}, as_json, f"{settled} ballots settled.")


@click.command("retention")
@click.option("--dry-run", is_flag=True, help="Only say what would be erased.")
@json_option
def retention_command(dry_run: bool, as_json: bool) -> None:
    """Erase what has been kept for its period: codes, sign-ins, letters, limits. The service does it each hour, too."""
    with opened() as scrutin:
        rows = due(scrutin.service) if dry_run else erase_due(scrutin.service)
    show(rows, as_json, lambda row: f"{row.name:12} kept {row.days:>3} days: {row.rows} "
         f"{'would be erased' if dry_run else 'erased'}")


@click.group()
def mail() -> None:
    """The outbox."""


@mail.command("send")
@json_option
def mail_send(as_json: bool) -> None:
    """Send the letters that are due: by SMTP if it is configured, else as .eml files into the instance folder."""
    with opened() as scrutin:
        sent = send_mail(scrutin.service, scrutin.carrier, render_letter)
    told({"sent": sent}, as_json, f"{sent} letters sent.")


@mail.command("bounce")
@click.argument("reports", type=click.Path(exists=True, path_type=Path))
@json_option
def mail_bounce(reports: Path, as_json: bool) -> None:
    """Take reports of letters that were not delivered: REPORTS is one message, or a maildir folder.

    Of a maildir, what is new is read and then counts as seen. The letter bears the reason, its reader's address is
    flagged, and the coordinator sees both. Messages that are no such reports are left as they are.
    """
    with opened() as scrutin:
        if reports.is_dir():
            read, taken = take_maildir(scrutin.service, reports)
        else:
            read, taken = 1, int(take_bounce(scrutin.service, reports.read_bytes()))
    told({"read": read, "taken": taken}, as_json, f"{read} messages read, {taken} reports taken.")


@click.group()
def keys() -> None:
    """The service's own keys."""


@keys.command("show")
@click.option("--json", "as_json", is_flag=True, help="As a trust file for the verifier.")
def keys_show(as_json: bool) -> None:
    """Print the public keys, and the SHA-256 of the certificate of minutes; hand them to auditors by another way than
    this service."""
    with opened() as scrutin:
        service, folder = scrutin.service, scrutin.settings.instance / "keys"
    trust = {"authority": service.keys.authority.public.b64u, "log": service.keys.log.public.b64u,
             "origin": service.origin}
    if certificate := certificate_digest(folder):
        trust["minutes"] = certificate
    if as_json:
        click.echo(json.dumps(trust, indent=1))
    else:
        click.echo(f"authority {trust['authority']}\nlog       {vkey(service.log_origin, service.keys.log.public)}"
                   + (f"\nminutes   {certificate}" if certificate else ""))


@keys.command("rotate")
@click.option("--alone", "is_alone", is_flag=True,
              help="Without two officers: a key has leaked and nobody can be waited for. The log says so.")
@json_option
def keys_rotate(is_alone: bool, as_json: bool) -> None:
    """Replace both keys, once two officers have agreed to it in the tellers' room; restart the service afterwards.

    Refused while a ballot is under way.
    """
    with opened() as scrutin:
        settings = scrutin.settings
        new = rotate_keys(scrutin.service, settings.instance / "keys", settings.key_passphrase, is_alone)
    told({"authority": new.authority.public.b64u, "log": new.log.public.b64u}, as_json,
         f"New authority key {new.authority.public.b64u}. Restart the service; tell the auditors.")


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Check the installation: database, clock, keys, log, disk. Exit 1 if anything is wrong.

    Also whether the database is an older copy: its log is compared with the last checkpoint kept beside it.
    """
    with opened() as scrutin:
        findings = health(scrutin.service, scrutin.settings.instance)
    if as_json:
        click.echo(json.dumps([{"check": name, "ok": ok, "says": str(says)} for name, ok, says in findings], indent=1))
    else:
        for name, ok, says in findings:
            click.echo(f"{'✓' if ok else '✕'} {name}: {says}")
    sys.exit(0 if all(ok for _, ok, _ in findings) else 1)
