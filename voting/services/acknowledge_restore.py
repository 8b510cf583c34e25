"""Acknowledge that the database was put back from a copy: from here the log goes on, and says so itself.

The operator states what happened; the entry names the log's end in the copy and, where it is known, the longer log
that the service had signed. What lay between is lost to this service: whoever holds a receipt or a record of it can
show it. Sign-ins of the copy end, because some of them had been ended since.
"""

from __future__ import annotations

from dataclasses import replace

from voting.errors import ConflictError, InputError, MalformedError
from voting.evidence import Checkpoint, Frontier, Tree, b64u, leaf_hash
from voting.sentences import N_
from voting.services.act import Service, begin
from voting.services.officers import OPERATOR
from voting.store.access import end_all_sessions
from voting.store.overview import each_leaf


def acknowledge_restore(service: Service, reason: str) -> int:
    """Log the act `restored` and go on; how many entries are known to be missing (0 where nothing tells).

    `ConflictError` if nothing is to be acknowledged, or if the copy's log is damaged in itself.
    """
    memory = service.memory
    if memory is None or memory.concern() is None:
        raise ConflictError(N_("The log is the one that the service remembers: there is nothing to acknowledge."))
    if not reason.strip():
        raise InputError(N_("Say what happened and which copy was put back; it stands in the log."), "reason")
    try:
        known = memory.remembered()
    except MalformedError:
        known = None
    with begin(replace(service, memory=None)) as act:
        size, root = act.head.size, Frontier.from_bytes(bytes(act.head.frontier)).root()
        if Tree([leaf_hash(bytes(leaf.body)) for leaf in each_leaf(act.session)]).root() != root:
            raise ConflictError(N_("The entries of this copy's log and its head disagree: this copy is damaged."),
                                next=N_("Put back another backup."))
        expected = {"size": known.size, "root": b64u(known.root)} if known is not None else {}
        act.log_register("restored", OPERATOR, size=size, root=b64u(root), expected=expected, reason=reason.strip())
        end_all_sessions(act.session, act.now)
        after = Checkpoint(service.log_origin, act.head.size, Frontier.from_bytes(bytes(act.head.frontier)).root())
    memory.accept(after)
    return max(0, known.size - size) if known is not None else 0
