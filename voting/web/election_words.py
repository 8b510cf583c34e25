"""What elections are called on pages: methods with what they do in a sentence, groups, what was relaxed, why a seat."""

from __future__ import annotations

from collections.abc import Mapping

from voting.ballots.election import ElectionPaper, Relaxation, Share
from voting.sentences import N_, Sentence
from voting.statutes import Statutes, words

METHODS: dict[str, Sentence] = {
    "approval": N_("Approval with guaranteed places"), "phragmen": N_("Sequential Phragmén (proportional)"),
    "scottish-stv": N_("Single transferable vote (Scottish rules)"), "nz-meek": N_("Meek’s method (New Zealand)"),
    "irv": N_("Instant run-off"), "two-round": N_("Two rounds on one paper"), "schulze": N_("Schulze’s method"),
}
METHOD_RULES: dict[str, Sentence] = {
    "approval": N_("Tick everyone whom you can support, up to the number of seats. The most ticked are elected in "
                   "order; somebody is passed over only where otherwise a guarantee could not be kept."),
    "phragmen": N_("Tick everyone whom you can support, up to the number of seats. Each seat goes to the candidate "
                   "whose supporters have had the smallest share of seats so far: groups get seats in proportion to "
                   "their size."),
    "scottish-stv": N_("Rank the candidates. Whoever reaches the quota is elected; surplus votes, and votes of the "
                       "excluded, go on to the next preference."),
    "nz-meek": N_("Rank the candidates. As in every transferable vote, but every paper is shared out anew at each "
                  "step."),
    "irv": N_("Rank the candidates. The last one is excluded, one a round, until one has more than half of the papers "
              "still in play. Who would beat each of the others in a pair may still not be elected."),
    "two-round": N_("Rank the candidates. With more than half of the first preferences one is elected; else the best "
                    "two are compared on every paper."),
    "schulze": N_("Rank the candidates; those left out stand below all others. Each pair is compared on every paper, "
                  "and the one with the strongest chain of victories is elected."),
}
FORMS: dict[str, Sentence] = {
    "ticks": N_("Ticks"), "ranks": N_("A ranking"), "each": N_("Yes or no for each candidate"),
}
EACH_RULE = N_("There are no more candidates than seats: each is put to yes or no, and needs more yes than no. Seats "
               "may stay empty.")
VACANCIES: dict[str, Sentence] = {
    "by_election": N_("A vacant seat is filled by a by-election."),
    "reading_on": N_("A vacant seat goes to the next in the same count of the same papers."),
    "countback": N_("A vacant seat is filled by counting the same papers again without whoever left."),
}
STATES: dict[str, Sentence] = {
    "named": N_("named, has not answered yet"), "accepted": N_("stands"), "declined": N_("declined"),
    "withdrawn": N_("withdrew"), "ruled_out": N_("does not stand, by a ruling"),
}


def group_name(statutes: Statutes, category: str, group: str) -> Sentence:
    """The name of a continent or a gender; of those who fill no floor, in words."""
    known = statutes.continents if category == "continent" else statutes.genders
    if group in known:
        return words(known[group])
    return N_("candidates who fill no guaranteed place") if category == "continent" else N_("others")


def relaxed_words(statutes: Statutes, one: Relaxation) -> Sentence:
    """A relaxation as the paper prints it."""
    about = {"wanted": one.wanted, "possible": one.possible, "standing": one.standing,
             "group": group_name(statutes, one.category, one.group)}
    if one.kind == "seats":
        return N_("Seats: %(wanted)s wanted, %(possible)s possible, %(standing)s candidates stand.", **about)
    if one.kind == "floor":
        return N_("%(group)s: at least %(wanted)s wanted, %(possible)s possible, %(standing)s candidates stand.",
                  **about)
    return N_("%(group)s: at most %(wanted)s wanted, %(possible)s must be allowed, %(standing)s candidates stand.",
              **about)


def relaxed_row(statutes: Statutes, row: Mapping[str, object]) -> Sentence:
    """A bound relaxed while counting (somebody had left), as a tally has it."""
    category = "continent" if row["group"] in statutes.continents else "gender" if row["group"] else ""
    return relaxed_words(statutes, Relaxation(str(row["kind"]), category, str(row["group"]), row["wanted"],
                                              row["possible"], row["standing"]))


def vacant_words(statutes: Statutes, share: Share) -> Sentence:
    """A seat kept vacant, as the paper prints it."""
    return N_("%(group)s: no candidate; %(seats)s kept vacant for a by-election.",
              group=group_name(statutes, share.category, share.group), seats=share.seats)


def guarantee_words(statutes: Statutes, election: ElectionPaper) -> list[tuple[Sentence, str]]:
    """Each guarantee in words, with its clause."""
    said = []
    for bound in election.guarantees:
        name = {"group": group_name(statutes, bound.category, bound.group), "floor": bound.floor,
                "ceiling": bound.ceiling}
        if bound.floor:
            said.append((N_("%(group)s: at least %(floor)s", **name), bound.clause))
        if bound.ceiling < election.seats:
            said.append((N_("%(group)s: at most %(ceiling)s", **name), bound.clause))
    return said


WHY_PASSED: dict[str, Sentence] = {
    "left": N_("left the seat"), "standing": N_("the organisation may not sit any more"),
    "seated": N_("sits already, or the organisation does"), "erased": N_("is no longer in the register"),
}
