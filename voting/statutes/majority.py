"""Was it adopted? Consensus and majorities in exact integers, with every base shown and the binding one named.

For the count, the minutes and the verifier (III, IV.2d, VI.2, V.CO.3). A base is what a share is taken of: votes for
and against ("expressed"), valid ballots ("cast": yes, no, abstain and blank; a void ballot is not valid), persons
present, the whole roll ("entitled"). Refuses figures that cannot be, and uses neither floats nor rounding.

1. The text says "two-thirds" and names no base; the base is data (reading two_thirds_base).
2. Whatever the share, nothing passes without a vote in favour: 0 against 0 is no majority.
3. Quorum is counted by ballots handed in, void ones included: whoever handed one in took part.
4. Consensus needs someone who consents: silence and standing aside alone decide nothing.
5. In a silence procedure silence is agreement; one objection that stands at its end breaks it, whoever agrees.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from voting.errors import MalformedError
from voting.sentences import N_, Sentence
from voting.statutes.clauses import serves
from voting.statutes.model import Fraction, Stage

BASE_NAMES = {
    "expressed": N_("the votes for and against"), "cast": N_("the valid ballots"),
    "present": N_("the persons present"), "entitled": N_("the electoral roll"),
    "participation": N_("the electoral roll, taking part"), "consents": N_("the electoral roll, consenting"),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """The counted ballots of a vote; `present` is None when attendance was not recorded."""

    yes: int
    no: int
    abstain: int
    blank: int
    void: int
    entitled: int
    present: int | None = None

    def __post_init__(self) -> None:
        _check_counts(self, self.handed_in, self.entitled)
        if self.present is not None and not self.handed_in <= self.present <= self.entitled:
            raise MalformedError(N_("%(present)s persons present do not fit %(ballots)s ballots and a roll of "
                                    "%(entitled)s.", present=self.present, ballots=self.handed_in,
                                    entitled=self.entitled))

    @property
    def handed_in(self) -> int:
        """All ballots, void ones included."""
        return self.yes + self.no + self.abstain + self.blank + self.void


@dataclass(frozen=True, slots=True)
class ConsensusFigures:
    """The answers that stand at the close of a consensus stage."""

    consent: int
    stand_aside: int
    object: int
    entitled: int

    def __post_init__(self) -> None:
        _check_counts(self, self.handed_in, self.entitled)

    @property
    def handed_in(self) -> int:
        """All answers."""
        return self.consent + self.stand_aside + self.object


@dataclass(frozen=True, slots=True)
class Base:
    """A share taken of one base: `needed` is the least number that reaches it; None where nothing is established."""

    id: str
    count: int | None
    needed: int | None
    reached: bool | None
    binding: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """Adopted or not, and why, with all bases; `turnout` says how many of the roll took part."""

    adopted: bool
    reason: Sentence
    bases: tuple[Base, ...]
    turnout_low: bool
    turnout: Sentence


def _check_counts(figures: Figures | ConsensusFigures, handed_in: int, entitled: int) -> None:
    for entry in fields(figures):
        value = getattr(figures, entry.name)
        if value is None and entry.name == "present":
            continue
        if type(value) is not int or value < 0:
            raise MalformedError(N_("The number for “%(name)s” is not a count.", name=entry.name))
    if handed_in > entitled:
        raise MalformedError(N_("%(ballots)s ballots are more than the roll of %(entitled)s.",
                                ballots=handed_in, entitled=entitled))


def least(share: Fraction, count: int, more_than: bool = False) -> int:
    """The smallest number from one up that is at least (or more than) the share of `count`."""
    numerator, denominator = share
    if more_than:
        return numerator * count // denominator + 1
    return max(1, -(-numerator * count // denominator))


def _reaches(share: Fraction, part: int, whole: int) -> bool:
    return share[1] * part >= share[0] * whole


@serves("III")
def bases(stage: Stage, figures: Figures) -> tuple[Base, ...]:
    """The stage's share taken of all four bases side by side, the binding one marked."""
    expressed = figures.yes + figures.no
    counts = {"expressed": expressed, "cast": expressed + figures.abstain + figures.blank,
              "present": figures.present, "entitled": figures.entitled}
    return tuple(_base(stage, name, count, figures.yes) for name, count in counts.items())


def _base(stage: Stage, name: str, count: int | None, yes: int) -> Base:
    binding = name == stage.base
    if count is None:
        return Base(name, None, None, None, binding)
    needed = least((stage.numerator, stage.denominator), count, stage.comparator == "more_than")
    return Base(name, count, needed, count > 0 and yes >= needed, binding)


@serves("IV.2d", "VI.2", "V.CO.3", "V.CD.3")
def decide(stage: Stage, figures: Figures) -> Outcome:
    """Whether a vote adopted: the binding share, at least one yes, the least number of yes and the quorum, if any."""
    table = bases(stage, figures)
    binding = next(base for base in table if base.binding)
    obstacle = _obstacle(stage, figures, binding)
    rule = _rule_sentence(stage, figures, binding)
    if obstacle is None:
        reason = N_("%(rule)s Adopted (clause %(clause)s).", rule=rule, clause=stage.clause)
    else:
        reason = N_("%(rule)s %(obstacle)s Rejected (clause %(clause)s).",
                    rule=rule, obstacle=obstacle, clause=stage.clause)
    return _outcome(stage, obstacle is None, reason, table, figures.handed_in, figures.entitled)


def _rule_sentence(stage: Stage, figures: Figures, binding: Base) -> Sentence:
    share = {"yes": figures.yes, "no": figures.no, "n": stage.numerator, "d": stage.denominator,
             "base": BASE_NAMES[binding.id]}
    if binding.count is None:
        return N_("%(yes)s for, %(no)s against; the rule is %(n)s/%(d)s of %(base)s.", **share)
    figures_of = {**share, "count": binding.count, "needed": binding.needed}
    if stage.comparator == "more_than":
        return N_("%(yes)s for, %(no)s against; more than %(n)s/%(d)s of %(base)s (%(count)s) asks for %(needed)s.",
                  **figures_of)
    return N_("%(yes)s for, %(no)s against; at least %(n)s/%(d)s of %(base)s (%(count)s) asks for %(needed)s.",
              **figures_of)


def _obstacle(stage: Stage, figures: Figures, binding: Base) -> Sentence | None:
    if figures.yes == 0:
        return N_("Nobody voted in favour.")
    if binding.count is None:
        return N_("How many were present is not established.")
    if not binding.reached:
        return N_("The majority was not reached.")
    if figures.yes < stage.min_yes:
        return N_("At least %(least)s votes in favour are asked for.", least=stage.min_yes)
    if stage.quorum is not None and not _reaches(stage.quorum, figures.handed_in, figures.entitled):
        return N_("The quorum of %(least)s ballots was not reached; there were %(ballots)s.",
                  least=least(stage.quorum, figures.entitled), ballots=figures.handed_in)
    return None


@serves("IV.2d", "VI.2")
def consensus_reached(stage: Stage, figures: ConsensusFigures) -> Outcome:
    """Whether consensus was reached: no objection stands, enough of the roll took part and, if asked, consented."""
    table = []
    for name, share, part in (("participation", stage.participation, figures.handed_in),
                              ("consents", stage.consents, figures.consent)):
        if share is not None:
            table.append(Base(name, figures.entitled, least(share, figures.entitled),
                              figures.entitled > 0 and _reaches(share, part, figures.entitled), True))
    obstacle = _consensus_obstacle(figures, tuple(table))
    answers = {"consent": figures.consent, "aside": figures.stand_aside, "object": figures.object,
               "clause": stage.clause}
    if obstacle is None:
        reason = N_("%(consent)s consent, %(aside)s stand aside, nobody objects: consensus, adopted "
                    "(clause %(clause)s).", **answers)
    else:
        reason = N_("%(consent)s consent, %(aside)s stand aside, %(object)s object. %(obstacle)s No consensus "
                    "(clause %(clause)s).", obstacle=obstacle, **answers)
    return _outcome(stage, obstacle is None, reason, tuple(table), figures.handed_in, figures.entitled)


@serves("IV.2d", "V.CO.3")
def silence_kept(stage: Stage, figures: ConsensusFigures) -> Outcome:
    """Whether a silence procedure adopts: nobody's objection stands at its end. Whoever says nothing agrees."""
    answers = {"silent": figures.entitled - figures.handed_in, "consent": figures.consent, "object": figures.object,
               "clause": stage.clause}
    if figures.entitled and not figures.object:
        reason = N_("%(silent)s kept silence, %(consent)s agreed in words, nobody objects: adopted (clause "
                    "%(clause)s).", **answers)
    else:
        reason = N_("%(object)s object: the silence is broken, nothing is adopted (clause %(clause)s).", **answers)
    return _outcome(stage, figures.entitled > 0 and not figures.object, reason, (), figures.handed_in,
                    figures.entitled)


def _consensus_obstacle(figures: ConsensusFigures, table: tuple[Base, ...]) -> Sentence | None:
    if figures.object:
        return N_("An objection stands.")
    if not figures.consent:
        return N_("Nobody consented.")
    for base in table:
        if not base.reached and base.id == "participation":
            return N_("At least %(needed)s of %(count)s had to take part.", needed=base.needed, count=base.count)
        if not base.reached:
            return N_("At least %(needed)s of %(count)s had to consent.", needed=base.needed, count=base.count)
    return None


def _outcome(stage: Stage, adopted: bool, reason: Sentence, table: tuple[Base, ...],
             handed_in: int, entitled: int) -> Outcome:
    low = stage.low_turnout is not None and not _reaches(stage.low_turnout, handed_in, entitled)
    return Outcome(adopted, reason, table, low,
                   N_("%(ballots)s of %(entitled)s voted.", ballots=handed_in, entitled=entitled))
