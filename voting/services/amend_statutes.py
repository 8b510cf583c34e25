"""Text and data of the statutes amended together (VI.2): the file that goes with a text, its day, and its annulment.

An amendment may bring the statutes' data file with the text. It is read and compared before the ballot is announced: of
the same organisation, without fault, written for the text proposed, forgetting no adopted reading. On adoption both
come into force at once or on the day that the dossier names; records made before keep the version on their papers.
"""

from __future__ import annotations

from collections.abc import Mapping

from voting.errors import ConflictError, RefusedError, StatutesError
from voting.evidence import sha256_hex
from voting.sentences import N_
from voting.services.act import Act, statutes_by_hash
from voting.services.install_statutes import put_in_force, refuse_before_next
from voting.statutes import Decision, Ruling, Statutes, load_statutes, serves
from voting.statutes.restate import lost_adoptions, restate
from voting.store.access import StatutesRow, TextRow
from voting.store.documents import DocumentRow
from voting.store.law import law_to_come_of, statutes_versions
from voting.store.tables import MotionRow

Effect = Mapping[str, object]


@serves("VI.2")
def law_ruling(act: Act, decision: Decision, motion: MotionRow) -> Ruling:
    """Whether what a motion changes of the law can come into force: asked before the announcement and again at the
    declaration. Other motions change none and are allowed."""
    clause = decision.clause_for(motion.organ)
    if decision.effect not in ("statutes", "readings"):
        return Ruling(True, clause, N_("The motion changes nothing of the statutes."))
    try:
        refuse_before_next(act)
        proposed = proposed_law(act, decision, motion)
    except (ConflictError, StatutesError) as fault:
        return Ruling(False, clause, fault.what)
    if proposed is None:
        return Ruling(True, clause, N_("The statutes' data stay as they are."))
    fault = _fault(act, decision, motion, proposed)
    if fault is not None:
        return Ruling(False, clause, fault)
    return Ruling(True, clause, N_("The data file can come into force with the text: version %(version)s.",
                                   version=proposed.version))


def proposed_law(act: Act, decision: Decision, motion: MotionRow) -> Statutes | None:
    """The statutes in the data file of the dossier; None if it has none. `StatutesError` for a fault in it."""
    file = _entry(decision, motion, "statutes").get("sha256", "")
    row = act.session.get(DocumentRow, file) if file else None
    if not file:
        return None
    if row is None:
        raise StatutesError(N_("The data file of the dossier is not stored here; upload it."))
    return load_statutes(bytes(row.body), row.name)


def refuse_overtaken_law(act: Act, law: Statutes, motion: MotionRow) -> None:
    """`RefusedError` if what was voted on can no longer come into force as it stands."""
    ruling = law_ruling(act, law.decisions[motion.decision], motion)
    if not ruling.allowed:
        raise RefusedError(ruling.reason, ruling.clause, next=N_("Two officers can annul the ballot."))


def bring_statutes_into_force(act: Act, by: dict[str, str], motion: MotionRow, effect: Effect) -> None:
    """The data file voted on, from the instant of the effect; in an annulment, the version made again from before."""
    document = act.session.get(DocumentRow, str(effect["sha256"]))
    if document is not None:
        put_in_force(act, by, bytes(document.body), motion.id, int(effect["at"]))
        return
    before = _before(act, motion)
    if before is not None:
        put_in_force(act, by, restate(before, {}), motion.id)


def reverse_amendment(act: Act, motion: MotionRow, effect: Effect) -> list[dict[str, object]]:
    """What takes back a data file: withdrawn before its day, else the version before it again, under a new number."""
    if int(effect["at"]) > act.now:
        return [{"effect": "law_withdrawn", "sha256": effect["sha256"], "at": act.now}]
    before = _before(act, motion)
    if act.statutes.sha256 != effect["sha256"] or before is None:
        return []
    return [{"effect": "statutes_in_force", "sha256": sha256_hex(restate(before, {})), "at": act.now}]


def withdraw_law(act: Act, motion: MotionRow) -> None:
    """Texts and versions that a motion has brought about and that wait for their day never come into force."""
    for row in law_to_come_of(act.session, motion.id, act.now):
        row.withdrawn_at = act.now


def bring_text_into_force(act: Act, motion: MotionRow, decision: Decision, effect: Effect) -> None:
    """The text voted on, from the instant of the effect."""
    act.session.add(TextRow(sha256=str(effect["sha256"]), words=_entry(decision, motion, "texts")["new"],
                            in_force_at=int(effect["at"]), motion=motion.id))


def _fault(act: Act, decision: Decision, motion: MotionRow, proposed: Statutes) -> object:
    """What keeps the data file from coming into force; None if nothing does."""
    text = _entry(decision, motion, "texts").get("new", "")
    if proposed.id != act.statutes.id:
        return N_("The data file is of another organisation (“%(id)s”).", id=proposed.id)
    if act.session.get(StatutesRow, proposed.sha256) is not None:
        return N_("The data file is a version that has been installed already.")
    if proposed.principles is not None and proposed.principles.sha256 not in (
            sha256_hex(text.encode()), sha256_hex(f"{text}\n".encode())):
        return N_("The data file is written for another text: its principles.sha256 is not that of the text proposed.")
    if proposed.principles is None and act.statutes.principles is not None:
        return N_("The data file names no text; the version in force does.")
    for reading in lost_adoptions(act.statutes, proposed):
        return N_("The reading “%(reading)s” was adopted on %(day)s; this file calls it provisional.",
                  reading=reading.id, day=reading.adopted_on)
    return None


def _entry(decision: Decision, motion: MotionRow, kind: str) -> Mapping[str, str]:
    return next((motion.dossier.get(item.id, {}) for item in decision.dossier if item.kind == kind), {})


def _before(act: Act, motion: MotionRow) -> Statutes | None:
    """The version that was in force before the one that a motion brought."""
    versions = statutes_versions(act.session, act.now)
    places = [place for place, (_, _, by) in enumerate(versions) if by == motion.id]
    earlier = versions[places[-1] + 1:] if places else []
    return statutes_by_hash(act.session, earlier[0][0]) if earlier else None
