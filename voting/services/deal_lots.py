"""A teller's browser adds its part to the lots of an election, when all tellers have accepted and tried their keys.

Nobody presses anything: the teller who is ready last deals at once, another whenever the page of their key is opened
again before the ballot is announced. A part is sealed to all tellers and signed by its dealer; it goes onto the paper
beside the service's own (`voting.ballots.nonce`). Accepting another key throws all parts away.
"""

from __future__ import annotations

from collections.abc import Mapping

from voting.ballots.nonce import Dealing, check_nonce
from voting.errors import ConflictError
from voting.sentences import N_
from voting.services.accept_key import check_teller, keys_for_lots, load_drafted
from voting.services.act import Service, begin
from voting.store.secret import trustees_of


def deal_lots(service: Service, by: str, ballot: str, part: Mapping[str, object]) -> None:
    """Keep a teller's part: `kc`, `sealed`, `sig`. The first one stays; sending it twice is harmless."""
    with begin(service) as act:
        row, motion, rule = load_drafted(act, ballot)
        office = check_teller(act, row, motion, by)
        held = trustees_of(act.session, row.id)
        mine = next((one for one in held if one.person == by), None)
        if mine is None or not keys_for_lots(act, row.id, motion, rule):
            raise ConflictError(N_("Parts of the lots are added when all tellers have accepted and tried their keys."),
                                next=N_("Open this page again later; there is nothing to press."))
        nonce = {**part, "by": by, "office": "teller"}
        trustees = [one.document for one in held]
        check_nonce(nonce, Dealing.of(row.id, rule.threshold, trustees), trustees)
        if mine.nonce is None:
            mine.nonce = nonce
            act.log_register("lots_dealt", {"office": office, "subject": by}, motion=motion.id, ballot=row.id,
                             index=mine.index, kc=nonce["kc"])
