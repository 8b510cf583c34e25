"""What letters say: a subject, lines and one plain address, as sentences that the sender renders for the reader.

No letter holds a credential, a choice or a link that signs anybody in. A one-time code is typed by hand, so that a
mail scanner that follows links consumes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime

from voting.sentences import N_, Sentence


@dataclass(frozen=True, slots=True)
class BallotEvent:
    """What a calendar shows of a ballot or meeting: `uid` stays, `sequence` rises when it changes (UTC seconds).

    A meeting has a place, and is told of `is_of_meeting`: its alarm is before the beginning, not the end. A whole
    `day` stands in for hours that are not known.
    """

    uid: str
    question: Mapping[str, str]
    open_at: int
    close_at: int
    sequence: int
    place: str = ""
    day: str = ""
    is_of_meeting: bool = False
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter before it is put into the reader's language; `address` is a page, shown in full.

    `event` goes with it as a calendar file.
    """

    subject: Sentence
    lines: tuple[Sentence, ...]
    address: str = ""
    event: BallotEvent | None = None

    def at(self, event: BallotEvent) -> Letter:
        """The same letter with an entry for the reader's calendar."""
        return replace(self, event=event)

    def to_json(self) -> dict[str, object]:
        """The letter as it waits in the outbox."""
        return {"subject": _write(self.subject), "lines": [_write(line) for line in self.lines],
                "address": self.address, **({"event": asdict(self.event)} if self.event else {})}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> Letter:
        """The letter again."""
        event = stored.get("event")
        return cls(_read(stored["subject"]), tuple(_read(line) for line in stored["lines"]), str(stored["address"]),
                   BallotEvent(**event) if event else None)


def announcement(question: Mapping[str, str], address: str, open_at: int, close_at: int) -> Letter:
    """A ballot is announced."""
    return Letter(N_("You are asked to vote: %(question)s", question=_text(question)), (
        N_("You are on the electoral roll of this ballot:"), _text(question),
        N_("It opens on %(at)s.", at=_at(open_at)),
        N_("It closes on %(at)s; the last second counts.", at=_at(close_at)),
        N_("Sign in and vote here:")), address)


def silence(question: Mapping[str, str], address: str, open_at: int, close_at: int) -> Letter:
    """A silence procedure is announced."""
    return Letter(N_("Silence procedure: %(question)s", question=_text(question)), (
        N_("This is decided in writing, by silence:"), _text(question),
        N_("Whoever says nothing agrees. It is adopted unless an objection with its reason stands at the close."),
        N_("It opens on %(at)s.", at=_at(open_at)),
        N_("It closes on %(at)s; the last second counts.", at=_at(close_at)),
        N_("Sign in to read it, and to object if you must:")), address)


def extension(question: Mapping[str, str], address: str, close_at: int) -> Letter:
    """A ballot closes later."""
    return Letter(N_("Extended: %(question)s", question=_text(question)), (
        N_("This ballot has been extended:"), _text(question),
        N_("It now closes on %(at)s; the last second counts.", at=_at(close_at)),
        N_("Sign in and vote here:")), address)


def counted(question: Mapping[str, str], address: str, closed_at: int) -> Letter:
    """A ballot is closed and counted."""
    return Letter(N_("Closed and counted: %(question)s", question=_text(question)), (
        N_("This ballot closed on %(at)s and has been counted:", at=_at(closed_at)), _text(question),
        N_("The figures are within the organ until the result is declared:")), address)


def void(question: Mapping[str, str], address: str) -> Letter:
    """A secret ballot that its tellers did not open."""
    return Letter(N_("Void: %(question)s", question=_text(question)), (
        N_("Too few tellers handed over what opens this secret ballot, so it could not be counted and is void:"),
        _text(question), N_("Nobody has seen a vote. The same question may be put again; you will be told.")), address)


def key_wanted(question: Mapping[str, str], address: str) -> Letter:
    """A teller's key is wanted."""
    return Letter(N_("Your key is wanted: %(question)s", question=_text(question)), (
        N_("This secret ballot is closed, and you hold one of its keys:"), _text(question),
        N_("In the browser in which you accepted it, open your room and hand over what opens the votes:")), address)


def key_disputed(question: Mapping[str, str], address: str) -> Letter:
    """A count is disputed: its key holders may release the key itself."""
    return Letter(N_("The count is disputed: %(question)s", question=_text(question)), (
        N_("Two officers have disputed the count of this secret ballot, because votes did not open:"), _text(question),
        N_("You hold one of its keys. Your room says what you may do about it, and what that would reveal:")), address)


def issue_notice(question: Mapping[str, str], address: str) -> Letter:
    """A voter's ballot paper of a secret ballot was issued."""
    return Letter(N_("Your ballot paper was issued: %(question)s", question=_text(question)), (
        N_("A ballot paper of this secret ballot was issued in your name:"), _text(question),
        N_("This says nothing about whether or how you vote; nobody here can see that. If it was not you, tell the "
           "secretariat at once.")), address)


def result(question: Mapping[str, str], address: str, outcome: str) -> Letter:
    """A result is declared."""
    word = {"adopted": N_("The motion is adopted."), "elected": N_("Those elected hold their seats or the office now."),
            "not_elected": N_("Nobody was elected.")}.get(outcome, N_("The motion is not adopted."))
    return Letter(N_("Result: %(question)s", question=_text(question)), (
        N_("The result of this motion has been declared:"), _text(question), word,
        N_("Figures, signed file and how to check them yourself:")), address)


def passed_on(question: Mapping[str, str], address: str) -> Letter:
    """A motion that another organ has adopted is put to the reader's."""
    return Letter(N_("Your organ is asked next: %(question)s", question=_text(question)), (
        N_("Another organ has adopted this motion; it is decided only if yours adopts it as well:"), _text(question),
        N_("Put it on the agenda of one of your meetings, then announce the ballot:")), address)


def nomination(title: Mapping[str, str], address: str, closes_at: int) -> Letter:
    """Somebody was named as a candidate."""
    return Letter(N_("You were named as a candidate: %(title)s", title=_text(title)), (
        N_("You were named as a candidate in this election:"), _text(title),
        N_("You stand only if you accept, until %(at)s.", at=_at(closes_at)),
        N_("Sign in with this address and answer here:")), address)


def annulment(question: Mapping[str, str], address: str, reason: str) -> Letter:
    """A ballot is annulled."""
    return Letter(N_("Annulled: %(question)s", question=_text(question)), (
        N_("Two officers have annulled this ballot:"), _text(question), N_("Their reason: %(reason)s", reason=reason),
        N_("What it changed has been reversed; nothing was deleted:")), address)


def second_officer_wanted(what: Sentence, question: Mapping[str, str] | None, proposer: str, reason: str,
                          address: str) -> Letter:
    """An act waits for a second officer, and the reader may be it."""
    return Letter(N_("Waits for a second officer: %(what)s", what=what), (
        N_("An officer has proposed an act that takes effect only when a second one confirms it, and you may:"), what,
        *([_text(question)] if question else []),
        N_("Proposed by %(name)s, with this reason: %(reason)s", name=proposer, reason=reason),
        N_("Check it, then confirm or refuse it in your room:")), address)


def requisition_filed(organ: Mapping[str, str], needed: int, members: int, address: str) -> Letter:
    """A member asks for an extraordinary meeting."""
    return Letter(N_("An extraordinary meeting is asked for: %(organ)s", organ=_text(organ)), (
        N_("A member asks for an extraordinary meeting of this organ:"), _text(organ),
        N_("It must be convened once %(needed)s of its %(members)s members have signed.", needed=needed,
           members=members),
        N_("Read the reasons, and sign if you agree:")), address)


def requisition_met(organ: Mapping[str, str], signers: int, members: int, address: str) -> Letter:
    """Enough members have signed."""
    return Letter(N_("An extraordinary meeting has to be convened: %(organ)s", organ=_text(organ)), (
        N_("%(signers)s of %(members)s members of this organ have asked for an extraordinary meeting:",
           signers=signers, members=members), _text(organ),
        N_("The signed certificate and the reasons:")), address)


def duty_due(title: Mapping[str, str], clause: str, by: int, is_over: bool, address: str) -> Letter:
    """A duty of the statutes' calendar is near its day, or past it."""
    subject = N_("Overdue: %(title)s", title=_text(title)) if is_over else N_("Due soon: %(title)s", title=_text(title))
    return Letter(subject, (
        N_("The statutes ask for this (clause %(clause)s), and your office sees to it:", clause=clause), _text(title),
        N_("It was due by %(at)s.", at=_at(by)) if is_over else N_("It is due by %(at)s.", at=_at(by)),
        N_("The calendar of duties:")), address)


def sign_in_code(code: str, minutes: int, address: str) -> Letter:
    """A one-time code for the browser that asked."""
    return Letter(N_("Your code to sign in: %(code)s", code=code), (
        N_("Type this code in the browser in which you asked for it: %(code)s", code=code),
        N_("It works once, for %(minutes)s minutes, and only in that browser.", minutes=minutes),
        N_("You did not ask for it? Then do nothing: nobody can sign in without your browser.")), address)


def opened(question: Mapping[str, str], address: str, close_at: int) -> Letter:
    """A ballot that was announced before is open now."""
    return Letter(N_("Open now: %(question)s", question=_text(question)), (
        N_("This ballot is open:"), _text(question),
        N_("It closes on %(at)s; the last second counts.", at=_at(close_at)), N_("Sign in and vote here:")), address)


def reminder(question: Mapping[str, str], address: str, close_at: int, is_named: bool) -> Letter:
    """A ballot closes soon. Of a named one it is known who has not voted; of a secret one nobody may know."""
    why = N_("You have not voted in this ballot yet:") if is_named else \
        N_("This secret ballot closes soon. Everyone on the roll gets this letter, whether they have voted or not:")
    return Letter(N_("Closes soon: %(question)s", question=_text(question)), (
        why, _text(question), N_("It closes on %(at)s; the last second counts.", at=_at(close_at)),
        N_("Sign in and vote here:")), address)


def vote_cast(question: Mapping[str, str], address: str, at: int, secretariat: str) -> Letter:
    """A vote was cast in the reader's name; never which, nor its receipt."""
    return Letter(N_("A vote was cast in your name"), (
        N_("On %(at)s a vote was cast in your name in this ballot:", at=_at(at)), _text(question),
        *_not_you(secretariat), N_("What you voted, with its receipt, stands here:")), address)


def _not_you(secretariat: str) -> tuple[Sentence, ...]:
    if not secretariat:
        return (N_("That was not you, or you know nothing of it? Tell the secretariat now."),)
    return (N_("That was not you, or you know nothing of it? Tell the secretariat now: %(mail)s", mail=secretariat),)


def _text(texts: Mapping[str, str]) -> Sentence:
    return Sentence("%(text)s", {"text": dict(texts)})


def _at(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def _write(sentence: Sentence) -> dict[str, object]:
    return {"msgid": sentence.msgid, "params": {name: _write_value(value) for name, value in sentence.params.items()}}


def _write_value(value: object) -> object:
    if isinstance(value, Sentence):
        return {"sentence": _write(value)}
    if isinstance(value, datetime):
        return {"at": int(value.timestamp())}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    return {"text": dict(value)} if isinstance(value, Mapping) else value


def _read(stored: Mapping[str, object]) -> Sentence:
    return Sentence(str(stored["msgid"]), {name: _read_value(value) for name, value in stored["params"].items()})


def _read_value(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    if "sentence" in value:
        return _read(value["sentence"])
    if "on" in value:
        return date.fromisoformat(str(value["on"]))
    return _at(int(value["at"])) if "at" in value else dict(value["text"])
