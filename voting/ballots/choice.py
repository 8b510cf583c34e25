"""What a voter marks: one list of options for each question of the paper.

A choice is a document `{"q1": ["yes"]}`; the order of a list carries meaning only where the question ranks.
Blank (an empty list) is valid only where the question's `min` is 0; anything that breaks a rule is refused, and
the rule is named. Nothing is repaired: a choice that the paper does not allow is never stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from voting.errors import InputError
from voting.sentences import N_

QUESTION_KEYS = frozenset({"id", "type", "min", "max", "options"})


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
        if len(marks) > int(rule["max"]):
            raise InputError(N_("More options are marked than the ballot paper allows."), "choice")
