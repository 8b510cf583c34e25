"""Motions for the tests of record and verifier: what happened, in order, with fixed instants and fixed salts."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from voting.ballots.motion import Motion, Subject
from voting.ballots.roll import Identity
from voting.demonstration.authenticator import Authenticator
from voting.evidence import SigningKey, sha256
from voting.evidence.webauthn import Assertion
from voting.record import write_record
from voting.record.compose import Keys, MotionComposer
from voting.statutes import Statutes, load_statutes, progressive_alliance

T = 1_780_000_000
HOUR, DAY = 3600, 86_400
AUTHORITY, LOG = SigningKey.generate(), SigningKey.generate()
KEYS = Keys(AUTHORITY, LOG)
STATUTES: Statutes = progressive_alliance()
PARTY = Subject("organisation", "X-NEW", "New Party (Testland)", "party", "applicant")
DOSSIER = {"application": {"sha256": "ab" * 32}, "received_on": {"on": "2026-01-15"},
           "preparation": {"text": "Visited in March."}}


def fixed_salts() -> Callable[[int], bytes]:
    """Bytes that differ each time and are the same in each run."""
    count = iter(range(10**9))
    return lambda length: sha256(b"salt %d" % next(count))[:length]


def people(count: int) -> list[Identity]:
    """So many delegates."""
    return [Identity(f"p-{number}", f"Delegate of party {number} é", f"ORG{number}") for number in range(count)]


def admission(motion_id: str = "admission-1", statutes: Statutes = STATUTES,
              kind: type[MotionComposer] = MotionComposer, **changes: object) -> MotionComposer:
    """An admission, filed."""
    question = {language: text % {"subject": PARTY.name}
                for language, text in statutes.decisions["admission"].question.items()}
    fields = {"id": motion_id, "organ": "council", "decision": "admission", "subject": PARTY, "question": question,
              "dossier": DOSSIER, "filed_at": T - DAY} | changes
    composer = kind(statutes, Motion(**fields), KEYS, fixed_salts())
    composer.foreign(b'{"at":1,"by":{"office":"clock","subject":""},"motion":"other","type":"other","v":1}')
    composer.file(T - HOUR)
    return composer


def hold(composer: MotionComposer, votes: list[str], start: int, stage: int = 1) -> MotionComposer:
    """One plain ballot: everybody votes once, objections with a reason, closed by the clock."""
    composer.announce(people(len(votes)), start, start, start + DAY, stage)
    composer.open(start)
    for number, vote in enumerate(votes):
        composer.cast(number, vote, "Breaks principle II." if vote == "object" else "")
    composer.foreign(b'{"at":2,"by":{"office":"clock","subject":""},"motion":"other","type":"other","v":1}')
    composer.close(start + DAY + 1)
    return composer


def consensus_adopted() -> MotionComposer:
    """Nobody objects."""
    composer = hold(admission(), ["consent"] * 4 + ["stand_aside"], T)
    composer.declare(T + 2 * DAY)
    return composer


def after_no_consensus(votes: list[str], **options: object) -> MotionComposer:
    """One objects; then the vote."""
    composer = hold(admission(**options), ["consent"] * (len(votes) - 1) + ["object"], T)
    composer.record_no_consensus(T + DAY + HOUR, "One member keeps its objection.")
    hold(composer, votes, T + 2 * DAY, 2)
    composer.declare(T + 4 * DAY)
    return composer


def two_thirds_adopted() -> MotionComposer:
    """Four of six."""
    return after_no_consensus(["yes"] * 4 + ["no"] * 2 + ["abstain"])


def two_thirds_rejected() -> MotionComposer:
    """Three of five is less than two-thirds."""
    return after_no_consensus(["yes"] * 3 + ["no"] * 2)


def exclusion_adopted() -> MotionComposer:
    """A member is excluded; its seats end."""
    subject = Subject("organisation", "X-OLD", "Old Party", "party", "member")
    question = {language: text % {"subject": subject.name}
                for language, text in STATUTES.decisions["exclusion"].question.items()}
    dossier = {"breach": {"text": "II"}, "facts": {"text": "Facts."}, "notice": {"on": "2026-02-01"},
               "reply": {"on": "2026-03-01"}}
    composer = admission("exclusion-1", decision="exclusion", subject=subject, question=question, dossier=dossier)
    hold(composer, ["consent"] * 3, T)
    composer.declare(T + 2 * DAY, [("s-2", "steering_committee"), ("s-1", "council")])
    return composer


def funds(votes: tuple[list[str], list[str]], to: str = "council", **changes: object) -> MotionComposer:
    """A framework decision before the Finance Committee; if it is passed on `to` an organ, before the Council too."""
    subject = Subject("text", "", "Solidarity fund")
    question = {language: text % {"subject": subject.name}
                for language, text in STATUTES.decisions["funds"].question.items()}
    composer = admission("funds-1", decision="funds", organ="finance_committee", subject=subject, question=question,
                         **{"dossier": {"text": {"text": "Who may ask for how much."}}, **changes})
    hold(composer, votes[0], T)
    if to:
        composer.pass_on(T + DAY + HOUR, to)
    hold(composer, votes[1], T + 2 * DAY, 2)
    return composer


def funds_adopted() -> MotionComposer:
    """The Finance Committee and then the Council adopt."""
    composer = funds((["yes"] * 3, ["yes", "yes", "no"]))
    composer.declare(T + 4 * DAY)
    return composer


def discharge_adopted() -> MotionComposer:
    """The Steering Committee discharges the Council by a simple majority."""
    subject = Subject("organ", "council", STATUTES.organs["council"].name["en"])
    question = {language: text % {"subject": STATUTES.organs["council"].name[language]}
                for language, text in STATUTES.decisions["discharge"].question.items()}
    composer = admission("discharge-1", decision="discharge", organ="steering_committee", subject=subject,
                         question=question, dossier={})
    hold(composer, ["yes", "yes", "no"], T)
    composer.declare(T + 2 * DAY)
    return composer


def eventful() -> MotionComposer:
    """Cancelled and announced again, recasts, addendum, replaced entry, ended mandates, extension, last call."""
    composer = admission()
    composer.announce(people(5), T, T + HOUR, T + DAY)
    composer.cancel(T + 60, "Wrong meeting.")
    composer.announce(people(5), T + 120, T + HOUR, T + DAY)
    composer.add(Identity("p-90", "Replacing", "ORG0"), T + 180, "Credentials corrected.", replaces=0)
    composer.open(T + HOUR + 5)
    composer.cast(1, "object", "First words.")
    composer.add(Identity("p-91", "Forgotten", "ORG91"), T + HOUR + 60, "Left out by mistake.")
    composer.cast(5, "consent")
    composer.cast(6, "stand_aside")
    composer.cast(1, "consent")
    composer.cast(1, "object", "Second words.")
    composer.end_mandate(2, T + 2 * HOUR, "Resigned.")
    composer.cast(3, "consent")
    composer.end_mandate(3, T + 3 * HOUR, "Resigned after voting.")
    composer.extend(T + 4 * HOUR, T + 2 * DAY, "The connection was down.")
    composer.cast(4, "consent")
    composer.close(T + 5 * HOUR, early=True)  # all who still may have voted
    composer.record_no_consensus(T + 6 * HOUR, "An objection stands.")
    composer.announce(people(6), T + DAY, T + DAY, T + 3 * DAY, 2)
    composer.open(T + DAY)
    for number in range(5):
        composer.cast(number, "yes")
    composer.cast(4, "no")
    composer.last_call(T + DAY + HOUR, T + DAY + HOUR + 600)
    composer.close(T + DAY + HOUR + 601, early=True, present=6)
    composer.declare(T + 4 * DAY)
    return composer


def annulled() -> MotionComposer:
    """Declared, then annulled by two officers."""
    composer = two_thirds_adopted()
    composer.annul(T + 9 * DAY, "The meeting was not convened as the rules ask.")
    return composer


def countersigned() -> MotionComposer:
    """Two tellers countersign the first count, one of them late; both the second, one after the declaration."""
    other = {"office": "teller", "subject": "p-teller-2"}
    composer = hold(admission(), ["consent"] * 5 + ["object"], T)
    first = composer.now
    composer.countersign(T + DAY + 60)
    composer.record_no_consensus(T + DAY + HOUR, "One member keeps its objection.")
    composer.announce(people(6), T + 2 * DAY, T + 2 * DAY, T + 3 * DAY, 2)
    composer.countersign(T + 2 * DAY, other, first)
    composer.open(T + 2 * DAY)
    for number in range(6):
        composer.cast(number, "no" if number else "yes")
    composer.close(T + 3 * DAY + 1)
    composer.countersign(T + 3 * DAY + 60)
    composer.declare(T + 4 * DAY)
    composer.countersign(T + 4 * DAY + 60, other)
    composer.annul(T + 9 * DAY, "The meeting was not convened as the rules ask.")
    return composer


def device(name: str, alg: str = "") -> Authenticator:
    """The software passkey of somebody, the same in each run; every second one is of the other kind."""
    kind = alg or ("EdDSA" if sha256(name.encode())[0] % 2 else "ES256")
    return Authenticator.make(kind, lambda length: (sha256(name.encode()) * 2)[:length])


def signer(name: str, origin: str = KEYS.origin, **how: object) -> Callable[[bytes], Assertion]:
    """How that passkey answers when a vote asks it."""
    return lambda asked: device(name).answer(asked, origin, **how)


def hold_signed(composer: MotionComposer, votes: list[str], start: int, stage: int = 1) -> MotionComposer:
    """One ballot: everybody but the last two has a passkey and signs; the last but one gets one late."""
    keys = [[device(f"p-{number}").passkey(start - DAY)] for number in range(len(votes) - 2)]
    keys[0].append(device("second of p-0").passkey(start - HOUR))
    composer.announce(people(len(votes)), start, start, start + DAY, stage, passkeys=[*keys, [], []])
    composer.open(start)
    for number, vote in enumerate(votes[:-2]):
        composer.cast(number, vote, "Breaks principle II." if vote == "object" else "", sign=signer(f"p-{number}"))
    composer.cast(0, votes[0], sign=signer("second of p-0"))
    late = len(votes) - 2
    composer.confirm(late, device("late").passkey(start + HOUR, "p-teller"), start + 2 * HOUR, "A new telephone.")
    composer.cast(late, votes[-2], sign=signer("late"))
    composer.cast(late + 1, votes[-1], by="mail")
    composer.close(start + DAY + 1)
    return composer


def signed() -> MotionComposer:
    """Votes signed by passkeys: two of one voter, one let in late, one voter without; then the vote, the same way."""
    composer = hold_signed(admission(), ["consent"] * 2 + ["object"] + ["consent"] * 3, T)
    composer.record_no_consensus(T + DAY + HOUR, "One member keeps its objection.")
    hold_signed(composer, ["yes"] * 5 + ["no"], T + 2 * DAY, 2)
    composer.declare(T + 4 * DAY)
    return composer


SCENARIOS: dict[str, tuple[Callable[[], MotionComposer], str]] = {
    "consensus-adopted": (consensus_adopted, "adopted"), "two-thirds-adopted": (two_thirds_adopted, "adopted"),
    "two-thirds-rejected": (two_thirds_rejected, "rejected"), "exclusion": (exclusion_adopted, "adopted"),
    "discharge": (discharge_adopted, "adopted"), "eventful": (eventful, "adopted"), "annulled": (annulled, "annulled"),
    "countersigned": (countersigned, "annulled"), "signed": (signed, "adopted"), "funds": (funds_adopted, "adopted"),
}


@cache
def record_of(name: str) -> bytes:
    """The record of a scenario."""
    return write_record(SCENARIOS[name][0]().contents(), AUTHORITY)


def statutes_with(old: str, new: str) -> Statutes:
    """The statutes with one passage of the file exchanged."""
    source = STATUTES.source.decode()
    if old not in source:
        raise LookupError(old)
    return load_statutes(source.replace(old, new, 1).encode(), "changed.toml")
