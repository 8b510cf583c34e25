"""A teller hands over, after the close, the shares of the votes that count: signed over the final urn and issue list.

The browser has checked both and opened its share of every final vote; superseded votes stay sealed, and the key itself
never leaves the teller. When enough tellers have released, the ballot is counted at once. Refused: before the seal,
after the count, a second and different release, one signed over anything else than what was sealed.
"""

from __future__ import annotations

from voting.ballots.lifecycle import State
from voting.ballots.paper import parse_paper
from voting.ballots.trustee import Head, check_release, read_share_line
from voting.errors import ConflictError, MalformedError, RefusedError
from voting.evidence import sha256_hex
from voting.register.presiding import office_for
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.count_secret import count_if_enough, finals_of, sealed_leaves, what_is_open
from voting.services.draft_motion import law_of
from voting.services.settle import settle
from voting.store.find import find_ballot, find_motion, organ_asked
from voting.store.secret import TrusteeRow, secret_of, trustee_of
from voting.store.tables import BallotRow


def release_shares(service: Service, by: str, ballot: str, document: bytes, lines: bytes) -> bool:
    """Take in a teller's signed `document` and the `lines` of shares; whether the ballot is counted now."""
    opening = what_is_open(ballot)
    finals = [] if opening is None else finals_of(sealed_leaves(service, ballot, opening.reading_key, opening.urn))
    with begin(service) as act:
        row, mine = key_of(act, by, ballot)
        if mine.release is not None and (bytes(mine.release), bytes(mine.shares)) == (document, lines):
            is_new = False
        else:
            _take(act, row, mine, document, lines, finals)
            is_new = True
    return count_if_enough(service, ballot) if is_new else _is_counted(service, ballot)


def key_of(act: Act, by: str, ballot: str) -> tuple[BallotRow, TrusteeRow]:
    """A ballot as it stands, and the key of it that a teller holds; `RefusedError` for who holds none."""
    row = find_ballot(act.session, ballot)
    settle(act, row)
    mine = trustee_of(act.session, ballot, by)
    if mine is None:
        raise RefusedError(N_("You hold no key of this ballot."))
    return row, mine


def _take(act: Act, row: BallotRow, mine: TrusteeRow, document: bytes, lines: bytes, finals: list[bytes]) -> None:
    kept = secret_of(act.session, row.id)
    if row.state != State.CLOSED:
        raise ConflictError(N_("Votes are opened after the close and before the count; nothing is to be handed over "
                               "now."))
    if kept.sealed is None:
        raise ConflictError(N_("The urn is not sealed yet; its last votes are on their way."),
                            next=N_("Wait a moment and send it again; sending twice is safe."))
    if mine.release is not None:
        raise ConflictError(N_("You have handed over your shares already; they stay as they are."))
    paper = parse_paper(bytes(row.paper))
    release = check_release(document, paper["secret"]["trustees"], row.paper_hash, Head.read(kept.sealed["urn"]),
                            Head.read(kept.sealed["issue"]))
    if release.index != mine.index:
        raise RefusedError(N_("These shares are another teller's."))
    rows = lines.splitlines()
    if release.lines_sha256 != sha256_hex(lines) or release.lines != len(rows):
        raise MalformedError(N_("The shares are not those that were signed."))
    if [read_share_line(line)[0] for line in rows] != finals or (rows and not lines.endswith(b"\n")):
        raise MalformedError(N_("The shares do not belong to the votes that count."))
    mine.release, mine.shares, mine.released_at = document, lines, act.now
    act.log("released", {"office": office_of(act, row, mine), "subject": mine.person}, row.motion, row.id,
            index=mine.index, sha256=sha256_hex(document))


def office_of(act: Act, row: BallotRow, mine: TrusteeRow) -> str:
    """The office by which a key holder acts; whoever holds a key keeps it when the office has ended."""
    motion = find_motion(act.session, row.motion)
    organ = organ_asked(motion, row)
    return office_for(law_of(act, motion), act.register(), organ, mine.person, "teller", act.now) or "teller"


def _is_counted(service: Service, ballot: str) -> bool:
    with begin(service) as act:
        return find_ballot(act.session, ballot).tally is not None
