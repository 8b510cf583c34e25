"""A teller releases, in a recorded dispute, the key itself of one ballot: signed over the final urn and issue list.

With it everybody who holds the full record sees what the teller's share of each vote is; superseded votes then have one
share less between them and the light, and the page says so before. Refused: without a dispute, after the count, a key
that is not the one on the paper, a second and different release. Nobody is obliged: without it the ballot is counted
with what there is when the time is over.
"""

from __future__ import annotations

from voting.ballots.key_release import check_key_release
from voting.ballots.lifecycle import State
from voting.ballots.paper import parse_paper
from voting.ballots.trustee import Head
from voting.errors import ConflictError, RefusedError
from voting.evidence import sha256_hex
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.count_secret import count_if_enough
from voting.services.release_shares import key_of, office_of
from voting.store.database import reading
from voting.store.secret import TrusteeRow, secret_of
from voting.store.tables import BallotRow


def release_key(service: Service, by: str, ballot: str, document: bytes) -> bool:
    """Take in a teller's signed `document`; whether the ballot is counted now."""
    with begin(service) as act:
        row, mine = key_of(act, by, ballot)
        if mine.key_release is None or bytes(mine.key_release) != document:
            _take(act, row, mine, document)
    return count_if_enough(service, ballot) or _is_counted(ballot)


def _take(act: Act, row: BallotRow, mine: TrusteeRow, document: bytes) -> None:
    kept = secret_of(act.session, row.id)
    if row.state != State.COUNTED or not kept.is_disputed:
        raise ConflictError(N_("A key is handed over only while a dispute over the count, recorded by two officers, is "
                               "open. Keep yours."))
    if mine.key_release is not None:
        raise ConflictError(N_("You have handed over your key already; that release stays as it is."))
    paper = parse_paper(bytes(row.paper))
    release = check_key_release(document, row.id, paper["secret"]["trustees"], row.paper_hash,
                                Head.read(kept.sealed["urn"]), Head.read(kept.sealed["issue"]))
    if release.index != mine.index:
        raise RefusedError(N_("This key is another teller's."))
    mine.key_release = document
    act.log("key_released", {"office": office_of(act, row, mine), "subject": mine.person}, row.motion, row.id,
            index=mine.index, sha256=sha256_hex(document))


def _is_counted(ballot: str) -> bool:
    with reading() as session:
        return not secret_of(session, ballot).is_disputed
