"""Take a vote into the urn: a promise for whoever brings a valid cast, and no question who that is.

The cast waits in the urn's database when the promise is given; its leaf comes with the next batch. The same cast gives
the same promise however often it is brought, after the close too. The order of checks is that of their cost: length,
form and paper, then the credential's signature, then the pseudonym's; a flood of rubbish is cheap to refuse.
"""

from __future__ import annotations

from voting.ballots.paper import parse_paper
from voting.ballots.secret_cast import (
    UrnPaper,
    check_form,
    check_signatures,
    promise,
    read_body,
    read_secret_cast,
)
from voting.errors import ConflictError
from voting.evidence import leaf_hash, unb64u
from voting.sentences import N_
from voting.services.urn.append_batch import ENOUGH, append_batch
from voting.services.urn.desk import CLOSED, OPEN, Urn, UrnRefusal, known
from voting.store.urn import casts
from voting.store.urn.casts import Held, UrnBallot


def paper_of(urn: Urn, ballot: str) -> UrnPaper:
    """What the urn needs to know of a ballot's paper."""
    with urn.store.reading() as connection:
        return UrnPaper.read(known(casts.find(connection, ballot)).paper)


def cast_secret(urn: Urn, ballot: str, body: bytes) -> dict[str, object]:
    """The promise that the cast in `body` will be in the urn at its close; our errors say why it will not."""
    with urn.store.reading() as connection:
        row = known(casts.find(connection, ballot))
    paper = UrnPaper.read(row.paper)
    leaf = read_body(paper, body)
    cast = read_secret_cast(leaf)
    check_form(paper, cast)
    check_signatures(paper, cast)
    held = Held(leaf_hash(leaf), unb64u(cast["pk"], 32), int(cast["seq"]), leaf)
    is_batch = _keep(urn, ballot, held)
    if is_batch:
        append_batch(urn, ballot)
    return promise(urn.keys.log(ballot), paper.name, leaf, row.close_at + grace_of(row))


def grace_of(row: UrnBallot) -> int:
    """For how many seconds after the close the urn still takes a vote."""
    return int(parse_paper(row.paper)["secret"]["grace"])


def _keep(urn: Urn, ballot: str, held: Held) -> bool:
    """Store the cast, once; whether enough wait for a batch now."""
    with urn.store.writing() as connection:
        row = known(casts.lock(connection, ballot, is_shared=True))
        casts.lock_pseudonym(connection, held.pk)
        if casts.is_held(connection, ballot, held.leaf):
            return False
        _check_open(urn, row)
        last = casts.last_seq(connection, ballot, held.pk)
        if held.seq <= last:
            raise UrnRefusal("seq", N_("A newer vote of the same voter is in the urn already."), last=last,
                             kept=N_("The newer vote stays and counts."))
        casts.put(connection, ballot, held)
        return casts.count_waiting(connection, ballot) >= ENOUGH


def _check_open(urn: Urn, row: UrnBallot) -> None:
    now, opens = urn.clock(), int(parse_paper(row.paper)["open"])
    if row.state == OPEN and now < opens:
        raise UrnRefusal("not_open", N_("The ballot is not open yet; no vote is taken before its time."))
    if row.state == CLOSED or (row.state == OPEN and now > row.close_at + grace_of(row)):
        raise UrnRefusal("closed", N_("The ballot is closed; this vote came too late and is not in the urn."),
                         kept=N_("A vote that the urn promised to keep is in it."))
    if row.state != OPEN:
        raise ConflictError(N_("The ballot was made void; the urn takes no vote for it any more."))
