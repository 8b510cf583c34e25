"""`voting …`: the same services from a shell, for operators and auditors.

Each group is a module; every command says in `--help` what it is for, answers refusals in a sentence with exit 1,
and prints JSON with `--json` where a program may want to read it.
"""

from __future__ import annotations

import sys

import click

from config import ConfigError
from voting.cli.archive import archive
from voting.cli.business import ballots_command, motions_command, outbox_command
from voting.cli.calendar import calendar_command
from voting.cli.copies import backup_command, restore_command
from voting.cli.count import count_command
from voting.cli.cycle import cycle_command
from voting.cli.demonstration import demo
from voting.cli.evidence import record_command, verify_command
from voting.cli.installation import doctor, found_command, keys, mail, retention_command, run, tick_command
from voting.cli.law import clauses, statutes
from voting.cli.log import log
from voting.cli.minutes import minutes_command
from voting.cli.passkeys import passkeys
from voting.cli.register import register
from voting.cli.requisition import requisition
from voting.cli.rooms import routes_command
from voting.cli.seats import offices, seats
from voting.cli.teller import teller
from voting.cli.urn import urn_command
from voting.errors import VotingError

SECTIONS: dict[str, tuple[click.Command, ...]] = {
    "See it and check it": (run, demo, verify_command, count_command),
    "Install": (found_command, statutes, keys),
    "Every day": (calendar_command, cycle_command, motions_command, ballots_command, record_command, minutes_command,
                  outbox_command, mail, teller, tick_command),
    "Who belongs": (register, seats, offices, passkeys, requisition),
    "Operate and audit": (urn_command, doctor, retention_command, backup_command, restore_command, archive, log,
                          clauses, routes_command),
}
"""Every command, in the order in which one comes to need it."""


class Shelves(click.Group):
    """A group whose help lists its commands by what one comes to do."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the sections."""
        for heading, commands in SECTIONS.items():
            with formatter.section(heading):
                formatter.write_dl([(command.name, command.get_short_help_str(110)) for command in commands])


@click.group(cls=Shelves, context_settings={"help_option_names": ["-h", "--help"]}, epilog="""
    Each command explains itself with --help; those that a program may read print JSON with --json. A refusal is one
    sentence on the standard error, with exit 1. Nothing is ever deleted: things end, with a reason, in a signed log.
    """)
def voting() -> None:
    """Statutory decisions, voted in a browser, signed, and verified by anyone.

    \b
    See it on your own machine:   voting run --demonstration
    Check a result:               voting verify RECORD.zip
    Set up your organisation:     voting found OFFICERS.toml && voting run
    Is all well?                  voting doctor
    Keep a copy:                  voting backup OUT.zip

    Settings are environment variables (SCRUTIN_INSTANCE names the folder of the installation); docs/operation.md
    walks through everything an operator does. Acts from this shell are the operator's and stand so in the log.
    """


for commands in SECTIONS.values():
    for command in commands:
        voting.add_command(command)


def main() -> None:
    """Entry point of the console script."""
    try:
        voting(standalone_mode=False)
    except click.ClickException as fault:
        fault.show()
        sys.exit(fault.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except VotingError as fault:
        click.echo(f"{fault.what} {fault.kept} {fault.next}", err=True)
        sys.exit(1)
    except ConfigError as fault:
        click.echo(str(fault), err=True)
        sys.exit(1)
