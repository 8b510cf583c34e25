"""`voting verify` and `voting record`: the auditor's two commands."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from voting.cli.opened import opened
from voting.services.make_record import full_record, public_record
from voting.verifier.__main__ import main as verifier_main


@click.command("verify", context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def verify_command(arguments: tuple[str, ...]) -> None:
    """Verify a RECORD.zip: the same as python -m voting.verifier [--trust FILE] [--json] RECORD.zip."""
    sys.exit(verifier_main(list(arguments)))


@click.command("record")
@click.argument("motion")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--public", "is_public", is_flag=True, help="Leave out names and reasons.")
def record_command(motion: str, out: Path, is_public: bool) -> None:
    """Write the record of a declared MOTION to OUT."""
    with opened():
        out.write_bytes(public_record(motion) if is_public else full_record(motion))
    click.echo(f"{out} written.")
