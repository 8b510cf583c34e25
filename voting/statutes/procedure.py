"""What may be put to an organ and in which order: competence, subject, dossier and stages (IV.1, IV.2, V, VI.2).

For the services that put, announce and open. Each answer is a ruling; nothing here is kept or changed. Refuses an
organ that has no such competence, a subject in the wrong standing, an incomplete dossier, and a vote before a
consensus stage has closed without consensus and the chair has recorded that consensus was not possible.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from voting.sentences import N_
from voting.statutes.clauses import serves
from voting.statutes.franchise import organ_of
from voting.statutes.model import Decision, Stage, Statutes
from voting.statutes.ruling import Ruling, words


@serves("IV.2a", "IV.2c", "V.CD.3", "V.CD.4b", "V.CF.3", "V.CO.3", "VI.2")
def may_decide(statutes: Statutes, organ_id: str, decision: Decision, dissolved: bool = False) -> Ruling:
    """Whether this organ takes this decision now; after a dissolution only what the file leaves open."""
    organ = organ_of(statutes, organ_id)
    clause = decision.clause_for(organ_id)
    names = {"organ": words(organ.name), "decision": words(decision.title), "clause": clause}
    if organ_id not in decision.organs:
        return Ruling(False, clause, N_("“%(decision)s” is not for the organ “%(organ)s” to decide "
                                        "(clause %(clause)s).", **names))
    if dissolved and not decision.open_after_dissolution:
        return Ruling(False, clause, N_("The organisation is dissolved; “%(decision)s” can no longer be decided "
                                        "(clause %(clause)s).", **names))
    return Ruling(True, clause, N_("The organ “%(organ)s” decides on “%(decision)s” (clause %(clause)s).", **names))


@serves("IV.1", "IV.2c")
def may_concern(statutes: Statutes, decision: Decision, kind: str, standing: str) -> Ruling:
    """Whether a decision may be about an organisation of this kind in this standing."""
    names = {"decision": words(decision.title), "clause": decision.clause}
    if decision.subject != "organisation":
        return Ruling(False, decision.clause, N_("“%(decision)s” is not about an organisation (clause %(clause)s).",
                                                 **names))
    if standing not in decision.from_standings:
        known = statutes.standings.get(standing)
        now = words(known.name) if known else N_("unknown")
        return Ruling(False, decision.clause, N_("“%(decision)s” cannot be put about an organisation whose standing "
                                                 "is “%(standing)s” (clause %(clause)s).", standing=now, **names))
    if decision.grants and kind not in decision.grants:
        return Ruling(False, decision.clause, N_("“%(decision)s” has no standing for this kind of organisation "
                                                 "(clause %(clause)s).", **names))
    return Ruling(True, decision.clause, N_("“%(decision)s” may be put about this organisation (clause %(clause)s).",
                                            **names))


@serves("IV.1")
def standing_after(decision: Decision, kind: str) -> str:
    """The standing that an organisation of this kind has once the decision takes effect; "" when it changes none."""
    return decision.grants.get(kind, decision.to_standing)


@serves("V.CD.4b")
def may_concern_organ(statutes: Statutes, decision: Decision, organ_id: str) -> Ruling:
    """Whether a decision may be about this organ."""
    organ = organ_of(statutes, organ_id)
    names = {"decision": words(decision.title), "organ": words(organ.name), "clause": decision.clause}
    if organ_id in decision.subject_organs:
        return Ruling(True, decision.clause, N_("“%(decision)s” may be put about the organ “%(organ)s” "
                                                "(clause %(clause)s).", **names))
    return Ruling(False, decision.clause, N_("“%(decision)s” cannot be put about the organ “%(organ)s” "
                                             "(clause %(clause)s).", **names))


@serves("IV.2a", "IV.2b", "IV.2c", "VI.2")
def dossier_complete(decision: Decision, present: Collection[str]) -> Ruling:
    """Whether every required piece (by id) lies in the dossier; the refusal names the first that is missing."""
    for item in decision.dossier:
        if item.required and item.id not in present:
            return Ruling(False, item.clause, N_("The dossier lacks “%(item)s” (clause %(clause)s).",
                                                 item=words(item.title), clause=item.clause))
    return Ruling(True, decision.clause, N_("The dossier is complete (clause %(clause)s).", clause=decision.clause))


@serves("IV.2d", "VI.2")
def may_open_stage(decision: Decision, place: int, before_closed: bool = False, before_adopted: bool = False,
                   recorded: bool = False) -> Ruling:
    """Whether the stage at `place` (from 0) may open, given how the one before it ended and what the chair recorded."""
    if not 0 <= place < len(decision.stages):
        return Ruling(False, decision.clause, N_("This decision has no such stage (clause %(clause)s).",
                                                 clause=decision.clause))
    stage = decision.stages[place]
    names = {"stage": words(stage.title), "clause": stage.clause}
    if place > 0 and decision.is_concurrent:
        return _may_ask_next(stage, before_closed, before_adopted, recorded, names)
    if place > 0 and not before_closed:
        return Ruling(False, stage.clause, N_("“%(stage)s” comes after consensus has been tried and closed "
                                              "(clause %(clause)s).", **names))
    if place > 0 and before_adopted:
        return Ruling(False, stage.clause, N_("Consensus was reached; there is no “%(stage)s” (clause %(clause)s).",
                                              **names))
    if place > 0 and not recorded:
        return Ruling(False, stage.clause, N_("“%(stage)s” opens only after the chair has recorded, with a summary of "
                                              "the debate, that consensus was not possible (clause %(clause)s).",
                                              **names))
    return Ruling(True, stage.clause, N_("“%(stage)s” may open (clause %(clause)s).", **names))


@serves("V.CF.3")
def _may_ask_next(stage: Stage, before_closed: bool, before_adopted: bool, recorded: bool,
                  names: Mapping[str, object]) -> Ruling:
    """Of a decision of several organs: the next is asked when the one before it has adopted, and that is declared."""
    if not before_closed:
        return Ruling(False, stage.clause, N_("The organ that is asked before has not voted yet (clause %(clause)s).",
                                              **names))
    if not before_adopted:
        return Ruling(False, stage.clause, N_("The organ that was asked before has not adopted this; it is rejected "
                                              "(clause %(clause)s).", **names))
    if not recorded:
        return Ruling(False, stage.clause, N_("The presiding officer of the organ that was asked before has yet to "
                                              "declare that it adopted this (clause %(clause)s).", **names))
    return Ruling(True, stage.clause, N_("“%(stage)s” may open (clause %(clause)s).", **names))
