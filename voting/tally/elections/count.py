"""The rules by name, and one way to count by any of them: for the service, the verifier and `voting count`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from voting.errors import InputError
from voting.evidence import sha256_hex
from voting.sentences import N_
from voting.tally.elections.approval import approval
from voting.tally.elections.election import Election
from voting.tally.elections.guarantees import Guarantees
from voting.tally.elections.lots import Lots, Seed, Source
from voting.tally.elections.nz_meek import nz_meek
from voting.tally.elections.phragmen import phragmen
from voting.tally.elections.run_off import irv, two_round
from voting.tally.elections.schulze import schulze
from voting.tally.elections.scottish_stv import scottish_stv
from voting.tally.elections.transcript import Count

RULES = ("scottish-stv", "nz-meek", "irv", "schulze", "approval", "phragmen", "two-round")
GUARANTEED = {"scottish-stv": scottish_stv, "approval": approval, "phragmen": phragmen}
"""Rules under which the guarantee oracle can be asked."""
APPROVAL_RULES = ("approval", "phragmen")
"""Rules that count ticks, not rankings."""


def count_election(rule: str, election: Election, source: Source, guarantees: Guarantees | None = None,
                   watch: Callable[[int], None] | None = None, min_support: int = 1,
                   seated: Sequence[int] = ()) -> Count:
    """Count `election` by `rule`, lots from `source`; under rules of ticks `min_support` of them are asked for a seat.

    `watch` is told how many candidates each stage decided. `seated`, of Phragmén alone, were seated by the same papers
    before, in this order: the count goes on from there, and `election.seats` are further seats. `InputError` for a rule
    that is not known or takes no guarantees, for candidates without a group, and as the rule itself says.
    """
    if rule not in RULES:
        raise InputError(N_("There is no rule “%(rule)s”.", rule=rule), "rule")
    if not election.standing:
        raise InputError(N_("All candidates have withdrawn."), "candidates")
    lots = Lots(source, election.labels)
    if rule in GUARANTEED:
        if guarantees:
            guarantees.check(election.candidates)
        asked: dict[str, object] = {"min_support": min_support} if rule in APPROVAL_RULES else {}
        if rule == "phragmen":
            asked["seated"] = seated
        return GUARANTEED[rule](election, lots, guarantees, watch=watch, **asked)
    if guarantees:
        raise InputError(N_("The rule “%(rule)s” takes no guarantees; scottish-stv, approval and phragmen do.",
                            rule=rule), "guarantees")
    if rule == "nz-meek":
        return nz_meek(election, lots, watch)
    return {"irv": irv, "two-round": two_round, "schulze": schulze}[rule](election, lots)


def own_seed(election: Election) -> Callable[[], Seed]:
    """A seed out of the papers themselves, where none was fixed before: made when a lot asks for it.

    SHA-256 over lines of UTF-8: the seats; the names in order; then, sorted, each ranking as "number of papers, space,
    ranks", candidates by their place among the sorted names, equal ones joined by "=", a rank left out as "-". Not for
    a binding election: whoever casts the last paper could steer it.
    """
    def make() -> Seed:
        names = sorted(election.labels)
        place = [str(names.index(label) + 1) for label in election.labels]
        lines = [f"{number} {' '.join([place[c] for c in ranking])}" for ranking, number in election.papers.items()]
        lines += [f"{number} {' '.join('='.join(sorted(place[c] for c in rank)) or '-' for rank in ranks)}"
                  for ranks, number in election.irregular.items()]
        return Seed(sha256_hex("\n".join([str(election.seats), *names, *sorted(lines)]).encode()))
    return make
