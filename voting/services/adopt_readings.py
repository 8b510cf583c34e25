"""Readings adopted, or provisional again: a next version of the statutes' data comes into force (V.CD.3).

Not an act of its own: the declaration of a result adopts, its annulment takes back. Papers written before keep the
version that they name, so that their records verify against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from voting.errors import RefusedError
from voting.register.duties import day_of
from voting.sentences import N_
from voting.services.act import Act
from voting.services.install_statutes import put_in_force
from voting.statutes import Statutes, serves
from voting.statutes.restate import Adoption, may_adopt, restate
from voting.store.tables import MotionRow

Effect = Mapping[str, object]


@serves("V.CD.3")
def apply_adoption(act: Act, by: dict[str, str], motion: MotionRow, effects: Iterable[Effect]) -> None:
    """Bring into force the version in which the readings named by `effects` are adopted, if there are any."""
    changes = {str(effect["reading"]): Adoption(day_of(int(effect["at"])).isoformat(), str(effect["organ"]))
               for effect in effects if effect["effect"] == "reading_adopted"}
    _restate(act, by, motion, changes)


def reverse_adoption(act: Act, effect: Effect) -> list[dict[str, object]]:
    """What takes back the adoption of one reading; nothing where the version in force no longer holds it."""
    reading = act.statutes.readings.get(str(effect["reading"]))
    then = (day_of(int(effect["at"])).isoformat(), effect["organ"])
    if reading is None or (reading.adopted_on, reading.adopted_by) != then:
        return []
    return [{"effect": "reading_provisional", "reading": reading.id, "organ": effect["organ"], "at": act.now}]


def apply_reversal(act: Act, by: dict[str, str], motion: MotionRow, effects: Iterable[Effect]) -> None:
    """Bring into force the version in which the readings named by `effects` are provisional again, if there are any."""
    _restate(act, by, motion, {str(effect["reading"]): Adoption() for effect in effects
                               if effect["effect"] == "reading_provisional"})


def refuse_overtaken_readings(act: Act, law: Statutes, motion: MotionRow) -> None:
    """`RefusedError` if another version is in force since the vote, with other words or without these readings."""
    decision = law.decisions[motion.decision]
    if decision.effect != "readings":
        return
    item = next(item for item in decision.dossier if item.kind == "readings")
    for name in motion.dossier.get(item.id, {}):
        now = act.statutes.readings.get(name)
        if now is None or now.text != law.readings[name].text or not may_adopt(
                act.statutes, [name], motion.organ, item.clause).allowed:
            raise RefusedError(N_("The reading “%(reading)s” stands otherwise in the statutes in force since; what was "
                                  "voted on can no longer be adopted.", reading=name),
                               decision.clause_for(motion.organ),
                               next=N_("Two officers can annul the ballot; then put the readings anew."))


def _restate(act: Act, by: dict[str, str], motion: MotionRow, changes: Mapping[str, Adoption]) -> None:
    if changes:
        put_in_force(act, by, restate(act.statutes, changes), motion.id)
