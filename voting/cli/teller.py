"""`voting teller`: releasing the votes of a secret ballot without a browser, for large ballots and for the wary."""

from __future__ import annotations

from pathlib import Path

import click

from voting.cli.opened import opened
from voting.cli.shown import bar, json_option, told
from voting.services.release_by_file import make_release, read_material, take_release, write_material

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def teller() -> None:
    """Open a secret ballot at a shell: three steps, of which the teller's needs no network.

    \b
    The operator, after the close:   voting teller material BALLOT to-open.zip
    Each teller, on their machine:   voting teller release to-open.zip --key key-BALLOT.json mine.json
    The operator again:              voting teller take mine.json

    The key file is the one that the page of keys gave the teller ("Save a key file"); it opens with the recovery code.
    What comes out is signed with the teller's own key, so it does not matter who carries it. `voting ballots` lists
    ballots.
    """


@teller.command("material")
@click.argument("ballot")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--since", type=click.IntRange(1), multiple=True,
              help="How many entries the register's log had when a teller's key was made; only where `voting teller "
                   "release` asks for it.")
@json_option
def material(ballot: str, out: Path, since: tuple[int, ...], as_json: bool) -> None:
    """Write OUT, what a teller needs to release: the paper of BALLOT, the sealed urn, its signed head, what the
    register's log says of the urn and of the issue list.

    It holds sealed votes only, and no name: the same that tellers download in a browser.
    """
    with opened() as scrutin:
        out.write_bytes(write_material(scrutin.service, ballot, since))
    told({"ballot": ballot, "file": str(out)}, as_json, f"{out}: give it to the tellers who release at a shell.")


@teller.command("release")
@click.argument("to_open", type=FILE)
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--key", "key_file", type=FILE, required=True, help="Your key file of this ballot.")
@click.option("--code", envvar="SCRUTIN_RECOVERY_CODE", prompt="Recovery code of your key", hide_input=True,
              help="Your recovery code; better typed when asked, so that it stays in no history.")
@click.option("--whole-key", is_flag=True,
              help="Release the key itself. Only in a dispute that two officers have recorded: it lets everybody who "
                   "has the full record open your part of every vote, of replaced ones too; it cannot be taken back.")
@json_option
def release(to_open: Path, out: Path, key_file: Path, code: str, whole_key: bool, as_json: bool) -> None:
    """Open your share of each vote in TO_OPEN that counts, and write OUT, signed with your key.

    Needs no server and no network. First everything is checked that your browser would check: the paper's signature,
    the urn against its signed and sealed head, urn and issue list against the register's log, the log against the one
    that your key remembers, every vote. Compare the twelve digits that are printed with those of
    the paper before you hand OUT over. Your key stays with you; votes that were replaced stay sealed.
    """
    found = read_material(to_open.read_bytes())
    made = make_release(found, key_file.read_bytes(), code, whole_key, lambda rows, total: bar(rows, "votes", total))
    out.write_bytes(made)
    told({"ballot": found.ballot, "file": str(out), "fingerprint": found.fingerprint, "votes": found.urn.size}, as_json,
         f"{out}: signed over {found.urn.size} votes. Fingerprint of the ballot paper: {found.fingerprint}")


@teller.command("take")
@click.argument("made", type=FILE)
@json_option
def take(made: Path, as_json: bool) -> None:
    """Take in MADE, what a teller released; when enough have, the ballot is counted at once.

    It is checked like a release from a browser and stands in the log as the teller's own act. Twice is harmless.
    """
    with opened() as scrutin:
        ballot, is_counted = take_release(scrutin.service, made.read_bytes())
    told({"ballot": ballot, "counted": is_counted}, as_json,
         "Taken in; the ballot is counted." if is_counted else "Taken in; the ballot waits for further tellers.")
