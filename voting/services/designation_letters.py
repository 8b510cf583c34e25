"""Letters about representatives at a meeting (V.CO.1f): named, answered, taken back, and who votes in one's place."""

from __future__ import annotations

from collections.abc import Mapping

from voting.sentences import N_, Sentence
from voting.services.letters import Letter


def designated(member: str, organ: Mapping[str, str], title: str, held_on: str, address: str) -> Letter:
    """To the person named: who asks, for which meeting, and that nothing counts before the answer."""
    return Letter(N_("You are asked to represent: %(member)s", member=member), (
        N_("%(member)s cannot attend this meeting and asks you to represent them, with the vote:", member=member),
        _meeting(organ, title, held_on),
        N_("You represent nobody before you have accepted. The electoral rolls that are frozen after that name you; "
           "the member does not vote then."),
        N_("Sign in with this address and answer here:")), address)


def entered_for_you(representative: str, title: str, held_on: str, reason: str, address: str) -> Letter:
    """To the member: the coordinator entered what they wrote; whoever did not write it says so."""
    return Letter(N_("Entered for you: a representative, %(title)s", title=title), (
        N_("The Coordinator has entered that you send %(name)s to “%(title)s” on %(day)s, from what came in writing in "
           "your name.", name=representative, title=title, day=held_on),
        N_("Why it was entered for you: %(reason)s", reason=reason),
        N_("If you did not write this, take it back now and tell the chair. You can take it back until the first "
           "electoral roll of the meeting is frozen with it:")), address)


def answered(representative: str, title: str, held_on: str, accepts: bool, address: str) -> Letter:
    """To the member: accepted, or not."""
    what = N_("%(name)s has accepted to represent you at “%(title)s” on %(day)s.", name=representative, title=title,
              day=held_on) if accepts else \
        N_("%(name)s has declined to represent you at “%(title)s” on %(day)s.", name=representative, title=title,
           day=held_on)
    then = N_("They vote, and you do not, on every question whose electoral roll is frozen from now on. Until the "
              "first such roll you can take it back:") if accepts else \
        N_("You keep the vote. You can name somebody else:")
    return Letter(N_("Your representative: %(title)s", title=title), (what, then), address)


def revoked(name: str, title: str, held_on: str, address: str) -> Letter:
    """To the other of the two: the designation has ended."""
    return Letter(N_("Representation ended: %(title)s", title=title), (
        N_("%(name)s has ended the representation at “%(title)s” on %(day)s; the member has the vote again.", name=name,
           title=title, day=held_on),
        N_("How it stands now:")), address)


def votes_in_your_place(representative: str, question: Mapping[str, str], address: str) -> Letter:
    """To the member, when a roll is frozen: the representative votes."""
    return Letter(N_("Your representative votes: %(question)s", question=_text(question)), (
        N_("The electoral roll of this ballot is frozen, and your representative stands on it in your place:"),
        _text(question), N_("%(name)s votes; you do not (you named them for this meeting).", name=representative),
        N_("Why you are not on the roll:")), address)


def _meeting(organ: Mapping[str, str], title: str, held_on: str) -> Sentence:
    return N_("%(organ)s: %(title)s, %(day)s", organ=_text(organ), title=title, day=held_on)


def _text(texts: Mapping[str, str]) -> Sentence:
    return Sentence("%(text)s", {"text": dict(texts)})
