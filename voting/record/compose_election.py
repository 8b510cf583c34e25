"""An election's life in memory, act by act: a secret ballot whose paper has a list of candidates and whose effects are
seats; then perhaps vacancies filled from the same papers. For the demonstration and for tests; checks nothing, as the
composers that it builds on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from voting.ballots.choice import longest_choice
from voting.ballots.election import ElectionPaper, Share, questions_of
from voting.ballots.motion import Motion, Subject
from voting.ballots.nonce import NONCE, Dealing, deal_nonce
from voting.ballots.paper import PaperFacts
from voting.ballots.seal import PADS
from voting.ballots.seats_filled import Outgoing, election_effects
from voting.ballots.vacancy import LEFT, VacancyAct, vacancy_effects
from voting.evidence import SigningKey, encode, sha256_hex
from voting.record.compose import CHAIR, Keys
from voting.record.compose_secret import Issuer, SecretComposer, Teller
from voting.record.contents import RecordContents
from voting.statutes import Statutes
from voting.statutes.load_elections import PREFIX
from voting.tally.motion import motion_tally
from voting.tally.vacancy import Vacancy, fill_from_papers, loaded_by


class ElectionComposer(SecretComposer):
    """Compose one election: `file`, `announce_secret`, votes, `close_secret`, `seal`, `release`, `count`, `declare`."""

    draws_lots = True

    def __init__(self, statutes: Statutes, election: ElectionPaper, organ: str, filed_at: int, keys: Keys,
                 randomness: Callable[[int], bytes], motion_id: str = "election-1") -> None:
        decision = statutes.decisions[f"{PREFIX}{election.rule}"]
        motion = Motion(motion_id, organ, decision.id, Subject("seats", election.rule, decision.title["en"]),
                        decision.question, {}, filed_at)
        super().__init__(statutes, motion, keys, randomness)
        self.election = election
        self.fillings: list[VacancyAct] = []

    def write_paper(self, facts: PaperFacts) -> bytes:
        """The bytes of the paper, with the election on it."""
        return super().write_paper(replace(facts, election=self.election))

    def secret_part(self, ballot: str, issuers: Sequence[Issuer], tellers: Sequence[Teller], urn_key: SigningKey,
                    t: int) -> dict[str, object]:
        """The paper's `secret`: its pad long enough for every choice, the lots dealt by the service and each teller."""
        needed = longest_choice(questions_of(self.election)) + 2
        pad = next(pad for pad in sorted(PADS) if pad >= max(256, needed))
        secret = super().secret_part(ballot, issuers, tellers, urn_key, t)
        dealing = Dealing.of(ballot, t, secret["trustees"])
        nonces = [deal_nonce(dealing, self.randomness(NONCE)), *(deal_nonce(
            dealing, self.randomness(NONCE), teller.subject, teller.identity) for teller in tellers)]
        return {**secret, "pad": pad, "nonces": nonces}

    def withdraw(self, candidate: str, at: int, by: Mapping[str, str] = CHAIR, reason: str = "") -> None:
        """A candidate gives up while the ballot is announced or open."""
        self.withdrawn = (*self.withdrawn, candidate)
        self._act("candidate_withdrawn", at, by, ballot=self.now.ballot, candidate=candidate, reason=reason)

    def declare(self, at: int, seats: Sequence[tuple[str, str]] = (),
                offices: Sequence[tuple[str, str, str]] = ()) -> str:
        """Declare those elected; `seats` (id, organ) and `offices` (id, office, organ) of those before them end."""
        self.tally = motion_tally(self.decision, self.motion.id, [ballot.tally for ballot in self._held()], at)
        outcome = str(self.tally["outcome"])
        self.effects = election_effects(self.statutes, self.motion.organ, self.election,
                                        self.now.tally["election"]["elected"], at, Outgoing(seats, offices))
        self._act("declared", at, CHAIR, ballot=self.now.ballot, tally_sha256=sha256_hex(encode(self.tally)),
                  outcome=outcome, effects_sha256=sha256_hex(self._effects()))
        return outcome

    def fill_vacancy(self, candidates: Sequence[str], at: int, passed: Sequence[tuple[str, str]] = (),
                     sitting: Sequence[Share] = (), by: Mapping[str, str] = CHAIR) -> VacancyAct:
        """The seats of `candidates` (ids) fall vacant and are filled from the papers; `passed` cannot come into it."""
        tally = self.now.tally
        counts = (tally["election"]["count"], *(one.count for one in self.fillings))
        sat = {*tally["election"]["elected"], *(name for one in self.fillings for name in one.filled)}
        before = {name for one in self.fillings for _, name in one.seats}
        passed = (*((name, LEFT) for name in (*sorted(before), *candidates)), *passed)
        vacancy = Vacancy(len(candidates), len(self.fillings) + 1, [name for name, _ in passed],
                          sorted(sat - before - set(candidates)), tuple(sitting),
                          [name for count in counts for name in loaded_by(count)])
        found = fill_from_papers(self.statutes.elections[self.election.rule], self.election, tally,
                                 self.now.secret.count.opened(), vacancy)
        declared_at = int(self.tally["declared"])
        filling = VacancyAct(
            self.motion.id, self.now.ballot, vacancy.number, at, self.election.vacancy,
            tuple((f"s-{name}", name) for name in candidates), tuple(passed), tuple(sitting), found.candidates,
            found.count, found.relaxed,
            vacancy_effects(self.statutes, self.election, found.candidates, at, declared_at))
        self.fillings.append(filling)
        self._act("vacancy_filled", at, by, ballot=self.now.ballot, number=filling.number,
                  sha256=sha256_hex(encode(filling.document())))
        return filling

    def contents(self) -> RecordContents:
        """The record, with the vacancies filled."""
        return replace(super().contents(), vacancies=tuple(encode(one.document()) for one in self.fillings))
