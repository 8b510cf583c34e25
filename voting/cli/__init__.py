"""`voting …`: the same services from a shell, for operators and auditors.

Each group is a module; every command says in `--help` what it is for, answers refusals in a sentence with exit 1,
and prints JSON with `--json` where a program may want to read it.
"""

from __future__ import annotations

import sys

import click

from config import ConfigError
from voting.cli.demonstration import demo
from voting.cli.evidence import record_command, verify_command
from voting.cli.installation import doctor, found_command, keys, mail, run, tick_command
from voting.cli.law import clauses, statutes
from voting.cli.rooms import routes_command
from voting.errors import VotingError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def voting() -> None:
    """Statutory decisions, voted in a browser, signed, and verified by anyone.

    To see it: voting run --demonstration. To check a result: voting verify RECORD.zip.
    """


for command in (run, found_command, tick_command, mail, keys, doctor, demo, statutes, clauses, routes_command,
                record_command, verify_command):
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
