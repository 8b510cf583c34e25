"""`voting backup` and `voting restore`: the whole database in one signed archive, and back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from config import Config
from voting.cli.opened import opened
from voting.cli.shown import bytes_bar, instant, json_option, told
from voting.services.back_up import back_up
from voting.services.backup_archive import as_json as manifest_json
from voting.services.restore import restore


@click.command("backup")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--with-keys", is_flag=True, help="Put the service's private keys into the archive as well.")
@json_option
def backup_command(out: Path, with_keys: bool, as_json: bool) -> None:
    """Write OUT, one archive with the database as it stands now; the service may go on running.

    It holds names, addresses and named votes: encrypt it, and keep it where few may read. The private keys are not in
    it; copy the folder "keys" of the instance once, to another place than the backups. SQLite only; for PostgreSQL
    use pg_dump.
    """
    if with_keys:
        click.echo("CAUTION: this archive will hold the service's PRIVATE KEYS. Whoever reads it can sign papers, "
                   "results and records in the name of this service, and write a log that looks like ours. Encrypt it "
                   "now, keep it apart from other backups, and rotate the keys if it is ever lost.", err=True)
    with opened() as scrutin:
        settings = scrutin.settings
        with bytes_bar(0, "backup") as bar:
            made = back_up(scrutin.service, settings.database_url, settings.instance, out, with_keys, bar.update,
                           "" if settings.urn_url else settings.urn_database_url)
    if as_json:
        click.echo(manifest_json(made))
        return
    click.echo(f"{out}: {out.stat().st_size} bytes, the log with its first {made.checkpoint.size} entries, "
               f"{'WITH PRIVATE KEYS' if with_keys else 'without private keys'}.")


@click.command("restore")
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def restore_command(archive: Path, as_json: bool) -> None:
    """Put the backup ARCHIVE in place, while the service is stopped; never over a founded database.

    Signature, hashes and log are checked first. If acts are missing from the copy, or if nothing on this machine can
    tell, the service will accept nothing until you have said in its log what happened: voting log acknowledge.
    """
    config = Config.from_environment()
    with bytes_bar(0, "restore") as bar:
        done = restore(archive, config.database_url, config.instance, config.log_origin, config.key_passphrase,
                       bar.update, "" if config.urn_url else config.urn_database_url)
    told({**asdict(done), "needs_acknowledgement": done.needs_acknowledgement}, as_json,
         f"Restored: the database of {instant(done.at)}, with {done.entries} entries of the log."
         + (" The keys came from the archive as well." if done.took_keys else "") + "\n" + _outlook(done))


def _outlook(done: object) -> str:
    if not done.needs_acknowledgement:
        return "Nothing that this machine remembers is missing. Start the service."
    if done.missing:
        what = (f"THIS COPY IS OLDER: {done.missing} entries that the service signed are missing from it. Whatever was "
                "decided or voted in between is not in this database.")
    elif not done.is_same_log:
        what = "THE LOG OF THIS COPY IS NOT THE ONE that this machine remembers."
    else:
        what = ("NOTHING HERE TELLS whether acts are missing: this machine remembers no log. Compare with the latest "
                "record or receipt (voting log verify --checkpoint FILE).")
    return (f"{what}\nThe service will show this on every page and accept nothing until you have acknowledged it: "
            "voting log acknowledge --reason \"...\"")
