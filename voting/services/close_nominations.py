"""Rulings on candidacies, and the list closed: ordered by lot, asked of the guarantee oracle, confirmed by the chair.

The order comes from a seed that nobody chose: the root of the log at the moment of closing, which holds every random id
entered until then. A group that has a floor and no candidate: nominations are reopened as often as the data says; then
its seat is kept vacant. What must be relaxed is shown first and closed only when the chair confirms it. The list is
then fixed, and stands whole on the paper.
"""

from __future__ import annotations

from voting.ballots.election import Candidate, ElectionPaper, Share, read_election, statement_sha256
from voting.errors import ConflictError, InputError
from voting.evidence import Tree, decode, encode
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.officers import preside_over
from voting.services.typed import typed
from voting.statutes import serves
from voting.store.elections import CandidacyRow, ElectionRow, find_candidacy, find_election, standing
from voting.store.find import find_motion
from voting.store.log import all_hashes
from voting.store.tables import MotionRow
from voting.tally.candidates_list import draw_up_list


def rule_on_candidacy(service: Service, by: str, candidacy: str, clause: str, reason: str) -> None:
    """The presiding officer rules that somebody does not stand, by a clause and with reasons."""
    reason = typed(reason)
    with begin(service) as act:
        row = find_candidacy(act.session, candidacy)
        election, motion = find_election(act.session, row.motion), find_motion(act.session, row.motion)
        officer = preside_over(act, motion, by, motion.filed_at)
        if clause not in act.statutes.clauses:
            raise InputError(N_("Name the clause of the statutes by which this person cannot stand."), "clause")
        if not reason:
            raise InputError(N_("Give the reasons of the ruling."), "reason")
        if row.state not in ("named", "accepted") or election.closed_at:
            raise ConflictError(N_("The list is closed, or this candidacy has ended already."))
        row.state, row.ended_at = "ruled_out", act.now
        row.ruling = {"clause": clause, "reason": reason[:2000], "by": by, "at": act.now}
        act.log_register("candidacy_ruled", officer, motion=row.motion, candidacy=row.id, allowed=False, clause=clause,
                         reason=reason[:2000])


@serves("V.CO.1c")
def reopen_nominations(service: Service, by: str, motion: str, closes_at: int) -> None:
    """Reopen for groups that have a floor and no candidate, as often as the statutes' data says."""
    with begin(service) as act:
        row, put = find_election(act.session, motion), find_motion(act.session, motion)
        _refuse_early(act, row)
        officer = preside_over(act, put, by, row.closes_at)
        rule = act.statutes.elections[row.rule]
        if row.reopened >= rule.reopenings:
            raise ConflictError(N_("Nominations have been reopened already; seats without a candidate are now kept "
                                   "vacant for a by-election."))
        if not drawn_up(act, row).kept_vacant:
            raise ConflictError(N_("Every group with a guaranteed seat has a candidate: there is no ground to reopen."))
        if closes_at <= act.now:
            raise InputError(N_("Nominations close at an instant to come, within a year."), "closes_at")
        row.closes_at, row.reopened = closes_at, row.reopened + 1
        act.log_register("nominations_reopened", officer, motion=motion, closes=closes_at)


@serves("V.CO.1a", "V.CO.1c", "V.CO.1d")
def close_nominations(service: Service, by: str, motion: str, is_confirmed: bool = False) -> ElectionPaper:
    """Close the list; `ConflictError` if something is relaxed or kept vacant that the chair has not confirmed."""
    with begin(service) as act:
        row, put = find_election(act.session, motion), find_motion(act.session, motion)
        _refuse_early(act, row)
        officer = preside_over(act, put, by, row.closes_at)
        rule = act.statutes.elections[row.rule]
        if row.closed_at:
            raise ConflictError(N_("The list of candidates is closed already."))
        found = drawn_up(act, row)
        if found.kept_vacant and row.reopened < rule.reopenings:
            raise ConflictError(N_("A group with a guaranteed seat has no candidate: nominations are reopened first."),
                                next=N_("Reopen them with a new day."))
        if (found.relaxed or found.kept_vacant) and not is_confirmed:
            raise ConflictError(N_("The candidates do not allow every guarantee. Confirm what is relaxed: it will be "
                                   "printed on the paper."))
        row.document, row.closed_at, row.confirmed_by = encode(found.document()), act.now, by
        act.log_register("nominations_closed", officer, motion=motion, list_sha256=found.document()["list_sha256"],
                         order_seed=found.order_seed, relaxed=len(found.relaxed), kept_vacant=len(found.kept_vacant))
        return found


def drawn_up(act: Act, row: ElectionRow) -> ElectionPaper:
    """The election as it would stand on the paper now."""
    rule = act.statutes.elections[row.rule]
    seed = Tree(all_hashes(act.session)).root().hex()
    return draw_up_list(act.statutes, rule, [_candidate(act, one) for one in standing(act.session, row.motion)], seed,
                        row.method, row.vacancy, row.wanted, [Share(**share) for share in row.sitting])


def _candidate(act: Act, row: CandidacyRow) -> Candidate:
    register = act.register()
    organisation = register.organisations.get(row.organisation)
    return Candidate(
        subject=row.person, name=register.people[row.person].name, organisation=row.organisation,
        organisation_name=organisation.name if organisation else "",
        standing=organisation.standing_at(act.now) if organisation else "",
        continent=organisation.continent if organisation else "", gender=row.gender,
        statement_sha256=statement_sha256(row.statement))


def _refuse_early(act: Act, row: ElectionRow) -> None:
    if act.now <= row.closes_at:
        raise ConflictError(N_("Nominations are still open."))


def election_of(act: Act, motion: MotionRow) -> ElectionPaper | None:
    """The election that a motion is, for its paper; None for any other. `ConflictError` while the list is open."""
    if motion.subject_kind != "seats":
        return None
    row = find_election(act.session, motion.id)
    if row.document is None:
        raise ConflictError(N_("The list of candidates is not closed yet."), next=N_("Close the nominations first."))
    return read_election(decode(bytes(row.document)))
