"""`voting urn`: the urn alone, on another organisation's host; it knows no register, no person and no sign-in."""

from __future__ import annotations

import logging
import threading
import time

import click

from config import Config, ConfigError
from voting.cli.server import Server
from voting.errors import VotingError
from voting.evidence import PublicKey
from voting.services.urn.append_batch import CoarseTicks
from voting.services.urn.open_urn import open_urn
from voting.web.logs import write_logs
from voting.web.urn_app import UrnApp

LOOK_EVERY_S = 60
log = logging.getLogger("scrutin")


@click.command("urn")
@click.option("--port", default=5001, show_default=True, help="Port on this machine.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; behind a proxy, leave it.")
@click.option("--threads", default=8, show_default=True, help="Requests served at the same time.")
def urn_command(port: int, host: str, threads: int) -> None:
    """Run the urn of secret ballots alone, for a register that another organisation runs.

    Settings: SCRUTIN_ORIGIN is this urn's own address as browsers reach it; SCRUTIN_URN_AUTHORITY the public key of the
    register's service ("voting keys show" there), the only one whose ballots are taken; SCRUTIN_URN_BOOTH the
    register's origin, whose voting pages may call. There, SCRUTIN_URN_URL names this urn.

    It logs no request and stores no time. Neither should the proxy in front of it: deploy/nginx.conf shows how.
    """
    config = Config.from_environment(port=port)
    if not config.urn_authority:
        raise ConfigError("SCRUTIN_URN_AUTHORITY is not set: the urn would not know whose ballots to take.")
    urn = open_urn(config.urn_database_url, config.instance, config.key_passphrase, lambda: int(time.time()),
                   PublicKey.from_b64u(config.urn_authority), config.origin)
    click.echo(f"The urn is at {config.origin}; it takes ballots of the authority {config.urn_authority}.")
    write_logs()
    Server(UrnApp(urn, config.booth), {
        "bind": f"{host}:{port}", "workers": 1, "threads": threads, "worker_class": "gthread", "accesslog": None,
        "loglevel": "warning", "graceful_timeout": 20, "control_socket_disable": True,
        "post_fork": lambda _server, _worker: urn.store.leave(),
        "post_worker_init": lambda _worker: threading.Thread(
            target=_keep_time, args=(CoarseTicks(urn),), daemon=True).start(),
    }).run()


def _keep_time(ticks: CoarseTicks) -> None:
    """The urn's coarse clock, for as long as its process lives; what fails now is done at the next look."""
    while True:
        time.sleep(LOOK_EVERY_S)
        try:
            ticks.look()
        except VotingError as fault:
            log.warning("urn_waits", extra={"act": "tick", "what": str(fault.what)})
