"""When a vote is secret because enough ask for it, and when so few vote that a secret is easily guessed (III).

For the chair's list before announcing. Who votes and who asked are facts from outside; shares and numbers are the
file's. Warns, and forbids nothing: whether so small a secret is worth its trouble is the organ's own matter.
"""

from __future__ import annotations

from voting.errors import MalformedError
from voting.sentences import N_, Sentence
from voting.statutes.clauses import serves
from voting.statutes.majority import least
from voting.statutes.model import Secrecy


@serves("III")
def is_asked_enough(rule: Secrecy, asked: int, entitled: int) -> bool:
    """Whether `asked` of `entitled` are the share that makes a vote secret; nobody asking is never enough."""
    if not 0 <= asked <= entitled:
        raise MalformedError(N_("%(asked)s who ask do not fit %(entitled)s who vote.", asked=asked, entitled=entitled))
    return asked > 0 and rule.asks[1] * asked >= rule.asks[0] * entitled


def asks_needed(rule: Secrecy, entitled: int) -> int:
    """The least number of askers out of so many voters."""
    return max(1, least(rule.asks, entitled))


def small_secret_warnings(rule: Secrecy, entitled: int, options: int) -> list[Sentence]:
    """What the chair should know before holding so small a vote in secret; empty where it is large enough."""
    found = []
    if entitled < rule.few_voters:
        found.append(N_("Only %(entitled)s vote: among so few, how one voted is easily guessed.", entitled=entitled))
    if entitled < rule.few_voters * 2:
        found.append(N_("If all vote alike, the result tells how each of them voted."))
    if entitled < rule.smallest_cell * options:
        found.append(N_("With %(entitled)s voters and %(options)s options, an option may be marked by fewer than "
                        "%(cell)s, even by one alone; who it was may then be guessed.", entitled=entitled,
                        options=options, cell=rule.smallest_cell))
    return found
