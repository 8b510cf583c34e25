"""What a voter marks: one list of options for each question of the paper.

A choice is a document `{"q1": ["yes"]}`. A question of the type `choice` takes one mark or a few; `approval` takes
ticks, which stand in the order of the paper so that their order tells nothing; `ranked` takes a ranking, first
preference first. Blank (an empty list) is valid only where the question's `min` is 0; anything that breaks a rule is
refused, and the rule is named. Nothing is repaired: a choice that the paper does not allow is never stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from voting.errors import InputError
from voting.evidence import encode
from voting.sentences import N_

QUESTION_KEYS = frozenset({"id", "type", "min", "max", "options"})
TYPES = ("choice", "approval", "ranked")


def question(options: Sequence[str]) -> dict[str, object]:
    """The one question of a decision: exactly one of `options`."""
    return {"id": "q1", "type": "choice", "min": 1, "max": 1, "options": list(options)}


def check_choice(questions: Sequence[Mapping[str, object]], choice: object) -> None:
    """Raise `InputError` unless `choice` answers exactly the questions asked, each within its rule."""
    asked = {str(q["id"]): q for q in questions}
    if not isinstance(choice, Mapping) or set(choice) != set(asked):
        raise InputError(N_("The vote does not answer the questions on this ballot paper."), "choice")
    for name, marks in choice.items():
        rule = asked[name]
        if not isinstance(marks, list) or not all(isinstance(mark, str) for mark in marks):
            raise InputError(N_("The vote is not a list of options."), "choice")
        unknown = [mark for mark in marks if mark not in rule["options"]]
        if unknown:
            raise InputError(N_("“%(option)s” is not an option on this ballot paper.", option=unknown[0][:40]),
                             "choice")
        if len(set(marks)) != len(marks):
            raise InputError(N_("An option is marked twice."), "choice")
        if len(marks) < int(rule["min"]):
            raise InputError(N_("Choose one of the options."), "choice")
        if rule["type"] == "approval":
            _check_ticks(rule, marks)
        if len(marks) > int(rule["max"]):
            raise InputError(N_("More options are marked than the ballot paper allows."), "choice")


def _check_ticks(rule: Mapping[str, object], marks: Sequence[str]) -> None:
    if len(marks) > int(rule["max"]):
        raise InputError(N_("%(ticks)s candidates are ticked, and there are %(most)s seats: tick at most %(most)s.",
                            ticks=len(marks), most=int(rule["max"])), "choice")
    if marks != [option for option in rule["options"] if option in set(marks)]:
        raise InputError(N_("The ticks do not stand in the order of the ballot paper."), "choice")


def longest_choice(questions: Sequence[Mapping[str, object]]) -> int:
    """Bytes of the longest choice that these questions allow, in canonical form: what a sealed vote must hold."""
    longest = {str(q["id"]): sorted(q["options"], key=len, reverse=True)[:int(q["max"])] for q in questions}
    return len(encode(longest))
