"""Take a vote into the urn: a promise for whoever brings a valid cast, and no question who that is.

The cast waits in the urn's database when the promise is given; its leaf comes with the next batch. The same cast gives
the same promise however often it is brought, after the close too. The order of checks is that of their cost: length,
form and paper, then the credential's signature, then the pseudonym's; a flood of rubbish is cheap to refuse.
"""

from __future__ import annotations

from dataclasses import dataclass

from voting.ballots.paper import parse_paper
from voting.ballots.secret_cast import (
    UrnPaper,
    check_form,
    check_signatures,
    promise,
    read_body,
    read_secret_cast,
)
from voting.errors import ConflictError, NotFoundError
from voting.evidence import leaf_hash, unb64u
from voting.sentences import N_
from voting.services.urn.append_batch import ENOUGH, append_batch
from voting.services.urn.desk import CLOSED, OPEN, Urn, UrnRefusal, known
from voting.store.urn import casts
from voting.store.urn.casts import Held, Standing


@dataclass(frozen=True, slots=True)
class OpenPaper:
    """A paper as the urn needs it at each cast: its keys and lengths, when it opens, how long after the close it
    still takes a vote. A paper never changes once it is there, so a process reads it once."""

    form: UrnPaper
    open_at: int
    grace: int


def paper_of(urn: Urn, ballot: str) -> OpenPaper:
    """What the urn needs to know of a ballot's paper."""
    paper = urn.papers.get(ballot)
    if paper is None:
        with urn.store.reading() as connection:
            written = known(casts.find(connection, ballot)).paper
        document = parse_paper(written)
        paper = OpenPaper(UrnPaper.read(written), int(document["open"]), int(document["secret"]["grace"]))
        urn.papers[ballot] = paper
    return paper


def cast_secret(urn: Urn, ballot: str, body: bytes) -> dict[str, object]:
    """The promise that the cast in `body` will be in the urn at its close; our errors say why it will not."""
    paper = paper_of(urn, ballot)
    leaf = read_body(paper.form, body)
    cast = read_secret_cast(leaf)
    check_form(paper.form, cast)
    check_signatures(paper.form, cast)
    found, is_batch = _keep(urn, ballot, paper, Held(leaf_hash(leaf), unb64u(cast["pk"], 32), int(cast["seq"]), leaf))
    if is_batch:
        append_batch(urn, ballot)
    return promise(urn.keys.log(ballot), paper.form.name, leaf, found.close_at + paper.grace)


def _keep(urn: Urn, ballot: str, paper: OpenPaper, held: Held) -> tuple[Standing, bool]:
    """Store the cast, once; what it found, and whether enough wait for a batch now."""
    with urn.store.writing() as connection:
        casts.lock_for_cast(connection, ballot, held.pk)
        found = casts.standing(connection, ballot, held.leaf, held.pk)
        if found is None:
            raise NotFoundError(N_("This urn knows no such ballot."))
        if found.is_held:
            return found, False
        _check_open(urn, paper, found)
        if held.seq <= found.last_seq:
            raise UrnRefusal("seq", N_("A newer vote of the same voter is in the urn already."), last=found.last_seq,
                             kept=N_("The newer vote stays and counts."))
        casts.put(connection, ballot, held)
        return found, found.waiting + 1 >= ENOUGH


def _check_open(urn: Urn, paper: OpenPaper, found: Standing) -> None:
    now = urn.clock()
    if found.state == OPEN and now < paper.open_at:
        raise UrnRefusal("not_open", N_("The ballot is not open yet; no vote is taken before its time."))
    if found.state == CLOSED or (found.state == OPEN and now > found.close_at + paper.grace):
        raise UrnRefusal("closed", N_("The ballot is closed; this vote came too late and is not in the urn."),
                         kept=N_("A vote that the urn promised to keep is in it."))
    if found.state != OPEN:
        raise ConflictError(N_("The ballot was made void; the urn takes no vote for it any more."))
