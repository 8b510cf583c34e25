"""A complete, declared demonstration record without a server: an admission that failed consensus and won its vote.

Works with any statutes file: it takes the first decision that admits an organisation, its stages and its majority
from the data. Where the data lets no vote follow a consensus, everyone consents. The delegates and their passkeys
are invented; one delegate in twelve, the last of each dozen, has none and votes by a code sent by mail.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from voting.ballots.motion import Motion, Subject
from voting.ballots.roll import Identity
from voting.demonstration.authenticator import Authenticator
from voting.errors import StatutesError
from voting.evidence import SigningKey, sha256_hex
from voting.evidence.webauthn import Assertion
from voting.record.compose import Keys, MotionComposer
from voting.record.write import write_record
from voting.sentences import N_
from voting.statutes import Decision, DossierItem, Figures, Stage, Statutes, decide

HOUR = 3600


def demonstration_record(statutes: Statutes, voters: int, now: int, codes: list[str],
                         progress: Callable[[Iterator[int], int], Iterator[int]]) -> bytes:
    """The zip of a motion of `voters` delegates, declared at `now`; `progress` wraps the loop over votes."""
    decision = admitting(statutes)
    motion = admission(statutes, decision, now)
    keys = Keys(SigningKey.generate(), SigningKey.generate(), "demonstration.invalid/register",
                "https://demonstration.invalid")
    composer = MotionComposer(statutes, motion, keys, secrets.token_bytes)
    identities = [delegate(number, codes) for number in range(voters)]
    devices = [device_of(number) for number in range(voters)]
    passkeys = [[device.passkey(now - 90 * 24 * HOUR)] if device else [] for device in devices]
    at = now - 60 * HOUR
    composer.file(at)
    for number, stage in enumerate(decision.stages, start=1):
        window = max(stage.min_window_s, HOUR)
        composer.announce(identities, at, at, at + window, stage=number, passkeys=passkeys)
        composer.open(at)
        options = marks(stage, voters, is_last=number == len(decision.stages))
        for voter in progress(iter(range(voters)), voters):
            option = options(voter)
            composer.cast(voter, option, "We ask for more time." if option == "object" else "", "mail",
                          signer_of(devices[voter], keys.origin))
        at += window + 1
        composer.close(at)
        if number < len(decision.stages):
            composer.record_no_consensus(at + HOUR, "An objection stood at the close; the debate did not lift it.")
            at += 2 * HOUR
    composer.declare(at + HOUR)
    return write_record(composer.contents(), keys.authority)


def admission(statutes: Statutes, decision: Decision, now: int) -> Motion:
    """The motion to admit an invented applicant, filed sixty hours before `now`."""
    organ, day = decision.organs[0], datetime.fromtimestamp(now, UTC).date()
    kind = next(iter(decision.grants), "")
    subject = Subject("organisation", "X-APPLICANT-1", "Demonstration applicant", kind, decision.from_standings[0])
    question = {language: text % {"subject": subject.name} for language, text in decision.question.items()}
    dossier = {item.id: dossier_entry(item, (day - timedelta(days=30)).isoformat()) for item in decision.dossier}
    end_on = (day + timedelta(days=180)).isoformat() if decision.needs_end_date else ""
    return Motion("m-demonstration", organ, decision.id, subject, question, dossier, now - 60 * HOUR, end_on)


def admitting(statutes: Statutes) -> Decision:
    """The first decision that gives an organisation a standing by its kind, two stages before one."""
    found = [decision for decision in statutes.decisions.values() if decision.grants and decision.from_standings]
    if not found:
        raise StatutesError(N_("These statutes know no decision that admits an organisation."))
    return max(found, key=lambda decision: len(decision.stages))


def marks(stage: Stage, voters: int, is_last: bool) -> Callable[[int], str]:
    """What voter number n marks: enough opposition to show, never enough to fail the last stage."""
    if stage.kind == "consensus":
        return lambda number: "object" if number == 0 and not is_last else "consent"
    no, abstain = voters // 4, voters // 10
    while no and not decide(stage, Figures(voters - no - abstain, no, abstain, 0, 0, voters)).adopted:
        no -= 1
    return lambda number: "no" if number < no else "abstain" if number < no + abstain else "yes"


def dossier_entry(item: DossierItem, day: str) -> dict[str, str]:
    """A complete entry for an item of any kind."""
    words = f"Demonstration: {item.id}"
    match item.kind:
        case "date":
            return {"on": day}
        case "document":
            return {"sha256": sha256_hex(words.encode())}
        case "texts":
            return {"old": words, "new": f"{words}, amended"}
        case "readings" | "statutes" | "day":
            return {}
        case "person":
            return {"subject": "p-demonstration", "text": words}
        case _:
            return {"text": words}


def device_of(number: int) -> Authenticator | None:
    """The software passkey of delegate `number`: most are of the kind that telephones have, some of the other."""
    if number % 12 == 11:
        return None
    return Authenticator.make("EdDSA" if number % 12 == 5 else "ES256", secrets.token_bytes)


def signer_of(device: Authenticator | None, origin: str) -> Callable[[bytes], Assertion] | None:
    """What answers for the delegate with this passkey on the site `origin`; None without one."""
    return None if device is None else lambda asked: device.answer(asked, origin)


def delegate(number: int, codes: list[str]) -> Identity:
    """An invented delegate; the first ones of real organisations."""
    code = codes[number] if number < len(codes) else f"X-{number + 1}"
    return Identity(f"p{number:08d}", f"Delegate of {code}", code)
