"""A whole service in a process of its own, in a storm of votes, until somebody kills it.

Started by `test_survival.py`. Says on its standard output what it is about to try ("try") and what it has
acknowledged ("got"), one line each, so that the test knows what a voter would have seen.
"""

from __future__ import annotations

import random
import sys
import threading
from pathlib import Path

from config import Config
from tests.world import new_attempt
from voting.errors import UnavailableError
from voting.services import cast_named as casting
from voting.services.cast_named import cast_named
from voting.services.tick import tick
from voting.web.app import create_app
from voting.web.letters import render_letter

OPTIONS = ("yes", "no", "abstain")
VOTERS_AT_ONCE = 4


def main(url: str, folder: str, now: str, ballot: str, people: list[str]) -> None:
    """Cast for `people`, whoever comes next, without end and without the limit that people are held to."""
    casting.refuse_haste = lambda *_: None
    instance = Path(folder)
    app = create_app(Config(instance=instance, database_url=url, origin="http://localhost", secret_key="s" * 40),
                     lambda: int(now))
    speaking = threading.Lock()

    def say(*words: object) -> None:
        with speaking:
            sys.stdout.write(" ".join(map(str, words)) + "\n")
            sys.stdout.flush()

    def vote() -> None:
        with app.app_context():
            while True:
                person, option, attempt = random.choice(people), random.choice(OPTIONS), new_attempt()
                say("try", person, attempt, option)
                while True:
                    try:
                        got = cast_named(app.extensions["scrutin"].service, person, ballot, {"q1": [option]}, attempt)
                        break
                    except UnavailableError:
                        continue  # what a voter's page does: the same attempt again
                say("got", person, attempt, option, got.code, got.seq)

    def keep_time() -> None:
        with app.app_context():
            scrutin = app.extensions["scrutin"]
            while True:
                tick(scrutin.service, scrutin.carrier, render_letter)

    for task in [vote] * VOTERS_AT_ONCE + [keep_time]:
        threading.Thread(target=task, daemon=True).start()
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:5], sys.argv[5:])
