"""Whether enough members ask for an extraordinary meeting (V.CD.5, V.CO.5), in integers.

For the coordinator's room and the calendar. Who signs and who is a member on the day of filing are facts from outside;
the share is the file's. Refuses an organ without such a rule, more signers than members, and a request by nobody.
"""

from __future__ import annotations

from voting.errors import MalformedError, NotFoundError
from voting.sentences import N_
from voting.statutes.clauses import serves
from voting.statutes.majority import least
from voting.statutes.model import Requisition, Statutes
from voting.statutes.ruling import Ruling


def requisition_of(statutes: Statutes, organ_id: str) -> Requisition:
    """The rule of an organ; NotFoundError when its members cannot call a meeting."""
    rule = statutes.requisitions.get(organ_id)
    if rule is None:
        raise NotFoundError(N_("The statutes let no share of the members of “%(organ)s” call a meeting.",
                               organ=organ_id))
    return rule


def signers_needed(statutes: Statutes, organ_id: str, members: int) -> int:
    """The least number of signers out of so many members."""
    rule = requisition_of(statutes, organ_id)
    return least((rule.numerator, rule.denominator), members)


@serves("V.CD.5", "V.CO.5")
def is_requisition_met(statutes: Statutes, organ_id: str, signers: int, members: int) -> Ruling:
    """Whether the signers are the asked share of the members counted on the day of filing."""
    rule = requisition_of(statutes, organ_id)
    if type(signers) is not int or type(members) is not int or not 0 <= signers <= members:
        raise MalformedError(N_("%(signers)s signers do not fit %(members)s members.",
                                signers=str(signers), members=str(members)))
    met = signers > 0 and rule.denominator * signers >= rule.numerator * members
    reason = {"signers": signers, "members": members, "clause": rule.clause,
              "needed": signers_needed(statutes, organ_id, members)}
    if met:
        return Ruling(True, rule.clause, N_("%(signers)s of %(members)s members ask for the meeting; %(needed)s are "
                                            "enough (clause %(clause)s).", **reason))
    return Ruling(False, rule.clause, N_("%(signers)s of %(members)s members ask for the meeting; %(needed)s are "
                                         "needed (clause %(clause)s).", **reason))
