"""The election of the demonstration: called, nominations open, two who stand with their words, one who is asked.

Whoever looks around can name somebody as a delegate, answer from the coordinator's room, and, as the chair, rule on
candidacies; from the day on which nominations end, close the list and go on to the ballot.
"""

from __future__ import annotations

from collections.abc import Mapping

from voting.services.act import Service
from voting.services.call_election import Call, call_election
from voting.services.nominate import answer_nomination, nominate


def put_election(service: Service, wanted: Mapping[str, object], coordinator: str, meeting: str) -> str:
    """Call the election of the plan and enter its candidates; the id of its motion."""
    election = wanted["election"]
    closes = service.clock() + election["days_open"] * 86400
    motion = call_election(service, coordinator, Call(election["id"], election["organ"], meeting, election["agenda"],
                                                      closes - closes % 3600))
    for candidate in election["candidates"]:
        code = candidate["code"]
        candidacy = nominate(service, coordinator, motion, code, wanted["candidate"] % {"code": code},
                             f"candidate.{code.lower()}@demonstration.invalid", is_written=True)
        if "gender" in candidate:
            answer_nomination(service, coordinator, candidacy, True, candidate["gender"], candidate["statement"],
                              is_written=True)
    return motion
