"""Other counters, each made ready with the papers of an election: what is called then counts and nothing else."""

from __future__ import annotations

import signal
from collections.abc import Callable

from voting.tally.elections import Election

Work = Callable[[], object]
LONGEST_S = 60


def pyrankvote(election: Election) -> Work:
    """pyrankvote's single transferable vote."""
    from pyrankvote import Ballot, Candidate, single_transferable_vote

    candidates = [Candidate(name) for name in election.candidates]
    ballots = [Ballot([candidates[c] for c in ranking]) for ranking, n in election.papers.items() for _ in range(n)]
    return limited(lambda: single_transferable_vote(candidates, ballots, number_of_seats=election.seats))


def votekit(election: Election) -> Work:
    """VoteKit's fast STV, fractional transfer, Droop quota."""
    from votekit.ballot import RankBallot
    from votekit.elections import FastSTV
    from votekit.pref_profile import RankProfile

    names = election.candidates
    profile = RankProfile(candidates=names, ballots=[
        RankBallot(ranking=[{names[c]} for c in ranking], weight=n) for ranking, n in election.papers.items()])
    return limited(lambda: FastSTV(profile, election.seats, tiebreak="random"))


def pref_voting(election: Election) -> Work:
    """pref_voting's Scottish STV."""
    from pref_voting.profiles_with_ties import ProfileWithTies
    from pref_voting.proportional_methods import stv_scottish

    rankings = [{c: place for place, c in enumerate(ranking, 1)} for ranking in election.papers]
    profile = ProfileWithTies(rankings, rcounts=list(election.papers.values()), candidates=list(election.standing))
    return limited(lambda: stv_scottish(profile, num_seats=election.seats))


def abcvoting(election: Election) -> Work:
    """abcvoting's sequential Phragmén in its exact fractions."""
    from abcvoting.abcrules import compute_seqphragmen
    from abcvoting.preferences import Profile, Voter

    profile = Profile(len(election.candidates))
    profile.add_voters([Voter(ranking, weight=n) for ranking, n in election.papers.items()])
    return limited(lambda: compute_seqphragmen(profile, election.seats, algorithm="standard-fractions",
                                               resolute=True))


def limited(work: Work) -> Work:
    """The same work, given up after a minute."""
    def give_up(*_: object) -> None:
        raise TimeoutError

    def within() -> object:
        signal.signal(signal.SIGALRM, give_up)
        signal.alarm(LONGEST_S)
        try:
            return work()
        finally:
            signal.alarm(0)
    return within


PEERS: dict[str, dict[str, Callable[[Election], Work]]] = {
    "scottish-stv": {"pyrankvote": pyrankvote, "votekit": votekit, "pref_voting": pref_voting},
    "phragmen": {"abcvoting": abcvoting},
}
