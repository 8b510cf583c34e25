"""The chair's page of one motion, whole: every form on it comes back here with its fault and what was entered."""

from __future__ import annotations

from flask import current_app, render_template, url_for
from flask_login import current_user

from voting.ballots.lifecycle import State
from voting.errors import RefusedError
from voting.sentences import N_
from voting.services.act import Service
from voting.services.read.motion_room import MotionRoom, meetings_of, open_room, organs_of_motion, room_of_ballot
from voting.web.aloud import aloud, effect_words, moments
from voting.web.differ import shown
from voting.web.forms import Entered
from voting.web.local_time import round_up, write_local
from voting.web.shapes import rule_of, state_name
from voting.web.words import reader_zone

HOUR = 3600
DAY = 86400


def service() -> Service:
    """The service of this installation."""
    return current_app.extensions["scrutin"].service


def check_organ(organ: str) -> None:
    """`RefusedError` unless the reader holds an office by which they preside over `organ`, now or after the delays."""
    check_organs(frozenset({organ}))


def check_organs(organs: frozenset[str]) -> None:
    """`RefusedError` unless the reader presides over one of `organs`."""
    presided = current_user.roles.presided
    if not organs & presided and "" not in presided:
        raise RefusedError(N_("You do not preside over this organ."))


def room_for(motion: str) -> MotionRoom:
    """The room of a motion for the reader, who must preside over an organ that it has been put to."""
    check_organs(organs_of_motion(service(), motion))
    return open_room(service(), motion, current_user.id)


def motion_of(ballot: str) -> str:
    """The motion of a ballot, if the reader presides over its organ."""
    motion, organ = room_of_ballot(service(), ballot)
    check_organ(organ)
    return motion


def motion_page(motion: str, entered: Entered | None = None) -> tuple[str, int]:
    """The page of one motion and its status."""
    entered = entered or Entered()
    room = room_for(motion)
    return render_template("chair/motion.html", **context(room), entered=entered, faults=entered.faults,
                           error=entered.error), entered.status


def context(room: MotionRoom) -> dict[str, object]:
    """What the pages of a motion show."""
    current, zone = room.current, reader_zone()
    opens = round_up(room.now + 60)
    return {
        "room": room, "changes": shown(room.changes), "motion": room.motion,
        "secrecy": room.secrecy, "current": current, "decision": room.decision,
        "zone": zone.key,
        "state": state_name(current) if current else "cancelled", "rule": rule_of(current) if current else None,
        "acts": acts(room), "moments": moments(room), "aloud_texts": aloud(room), "checks": checks(room),
        "next_organ": room.statutes.organs[room.decision.stages[current.ballot.stage].organ].name
        if current and room.decision.is_concurrent and current.ballot.stage < len(room.decision.stages) else None,
        "meetings": meetings_of(service(), current.organ.id) if current and current.ballot.organ
        and current.state is State.DRAFTED else (),
        "effects": [effect_words(room, effect) for effect in room.effects], "candidates": candidates(room),
        "replaceable": sorted(((entry.person, entry.name) for entry in room.roll if not entry.is_replaced),
                              key=lambda pair: pair[1]),
        "proposed": {
            "open_at": write_local(opens, zone), "close_at": write_local(round_up(opens + HOUR), zone),
            "extended": write_local(round_up(max(current.ballot.close_at, room.now) + HOUR), zone) if current else ""}}


def acts(room: MotionRoom) -> frozenset[str]:
    """The acts that the page offers now; each is judged again when it is done."""
    current, motion = room.current, room.motion
    if current is None or room.may_act is None:
        return frozenset()
    state, found = current.state, set()
    if room.may_act.allowed and motion.state == "live":
        found |= {
            State.DRAFTED: {"announce", "withdraw", "secrecy"} | ({"agenda"} if current.ballot.organ else set()),
            State.ANNOUNCED: {"extend", "attendance", "cancel"},
            State.OPEN: {"extend", "attendance", "close_early"} | (set() if current.is_last_call else {"last_call"}),
        }.get(state, set())
        is_opening = state is State.CLOSED and current.ballot.is_secret
        is_disputed = room.secrecy is not None and room.secrecy.is_disputed
        if state in (State.COUNTED, State.CLOSED) and not is_opening and not is_disputed:
            found.add(_last_act(room))
    if state in (State.ANNOUNCED, State.OPEN):
        found.add("addendum")
    in_time = room.now <= current.ballot.declared_at + room.statutes.objection_period_days * DAY
    if state in (State.OPEN, State.CLOSED, State.COUNTED) or (state is State.DECLARED and in_time):
        found.add("annul")
    if room.secrecy is not None and room.secrecy.unopened and motion.state == "live":
        found.add("dispute")
    return frozenset(found)


def _last_act(room: MotionRoom) -> str:
    """What the presiding officer does with a counted ballot."""
    if room.current.ballot.stage < len(room.decision.stages):
        if room.word == "no_consensus":
            return "no_consensus"
        if room.decision.is_concurrent and room.word == "adopted":
            return "pass_on"
    return "declare"


def checks(room: MotionRoom) -> list[dict[str, object]]:
    """The list before opening, each red line with the page on which it is mended."""
    dossier = url_for("coordinator.motion", motion=room.motion.id)
    nominations = url_for("elections.one", motion=room.motion.id) if room.motion.subject_kind == "seats" else ""
    places = {"cycle": (url_for("cycle.steps"), N_("Open the cycle")),
              "list": (nominations, N_("Open the nominations")), "dossier": (dossier, N_("Open the dossier")),
              "texts": (dossier, N_("Open the dossier"))}
    return [{"is_met": check.is_met, "what": check.what, "detail": None,
             "fix_url": places.get(check.about, ("", None))[0], "fix": places.get(check.about, ("", None))[1]}
            for check in room.checks]


def candidates(room: MotionRoom) -> list[tuple[str, str]]:
    """(person, name) of those whose seat votes today and who do not stand on the roll."""
    held = {entry.person for entry in room.roll}
    people = {row.seat.person: room.register.people[row.seat.person].name for row in room.seats
              if row.ruling.allowed and row.seat.person not in held}
    return sorted(people.items(), key=lambda pair: pair[1])
