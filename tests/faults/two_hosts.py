"""What happens on the register's host in the test of two hosts: a whole secret ballot, its urn reached by HTTP alone.

Started inside a network namespace by `test_two_hosts.py`; prints one line of JSON.
"""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request
from pathlib import Path

from tests.databases import bare_app, opened
from tests.secret_world import KnownIssuers, SecretWorld
from tests.world import Clock
from voting.evidence import decode
from voting.services.act import Service
from voting.services.declare_result import declare_result
from voting.services.keep_urn import keep_urn
from voting.services.keyring import open_keyring
from voting.services.make_record import full_record
from voting.services.read.secrecy import what_holds
from voting.services.urn.http_door import HttpDoor
from voting.verifier import verify


def post(url: str, body: bytes) -> tuple[int, dict[str, object]]:
    """What a browser sends to the urn, and its answer."""
    request = urllib.request.Request(url, body, {"Content-Type": "application/octet-stream",  # noqa: S310
                                                 "Origin": "http://10.77.0.1:5000"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            assert answer.headers["Access-Control-Allow-Origin"] == "http://10.77.0.1:5000"
            assert "Set-Cookie" not in answer.headers
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as fault:
        with fault:
            return fault.code, json.loads(fault.read())


def main(folder: str, url: str, now: str) -> None:
    """Hold the ballot; the clock stands where the urn's own, real one is."""
    instance, clock = Path(folder), Clock(int(now))
    app = bare_app(f"sqlite:///{instance / 'register.sqlite'}")
    with opened(app):
        service = Service(clock, open_keyring(instance / "keys", None), "http://10.77.0.1:5000", "register.example/log",
                          urn=HttpDoor(url), issuers=KnownIssuers(instance / "keys" / "issuers"), bundles=("0" * 64,))
        world = SecretWorld(app, instance, clock, service)
        world.found()
        world.seat_members()
        ballot = world.open_secret(lasts=3600)
        answers = {}
        for who, option in (("AMBER", "yes"), ("BIRCH", "yes"), ("CEDAR", "no")):
            voter = world.issue(ballot, who)
            body = world.body(ballot, voter, option)
            answers[who] = post(f"{url}/{ballot}/casts", body)
            assert post(f"{url}/{ballot}/casts", body) == answers[who]
        refused = post(f"{url}/{ballot}/casts", b" " * len(body))
        clock.now = world.row(ballot).close_at + 1
        world.tick()
        keep_urn(service)
        counted = world.open_by(ballot, *world.tellers[:2])
        late = post(f"{url}/{ballot}/casts", world.body(ballot, voter, "yes"))
        declare_result(service, world.person("chair"), ballot)
        print(json.dumps({
            "statuses": sorted({status for status, _ in answers.values()}), "refused": refused[0],
            "late": late[1]["error"], "counted": counted, "counts": world.counts(ballot),
            "failures": [str(failure) for failure in verify(full_record(world.row(ballot).motion)).failures],
            "urn": decode(bytes(world.row(ballot).paper))["secret"]["urn"]["url"],
            "holds": str(what_holds(service))}))


if __name__ == "__main__":
    main(*sys.argv[1:4])
