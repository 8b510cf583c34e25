"""The part of a statutes file about organs, their seats and meetings, and the offices, read and checked for sense.

For `load`. Refuses seats that no rule can fill: ex officio without an office, fixed places beyond the organ's size,
an organ in which nobody votes.
"""

from __future__ import annotations

from voting.sentences import N_
from voting.statutes.meetings import KINDS
from voting.statutes.model import MeetingRule, OfficeRule, Organ, SeatRule
from voting.statutes.toml_node import Node

SEAT_KINDS = ("delegate", "elected", "co_opted", "ex_officio", "attending", "designated")
ROLES = ("chair", "deputy", "teller", "secretariat", "auditor")


def read_organs(top: Node) -> dict[str, Organ]:
    """All organs by id."""
    organs = {}
    for name, node in top.rows("organs"):
        size = node.optional_integer("max_counted_seats")
        organ = Organ(name, node.text("name"), node.ref("clause", "clauses"), size,
                      tuple(_seat(row) for row in node.list_of_rows("seats")))
        if not any(seat.votes for seat in organ.seats):
            node.fault("seats", N_("nobody votes in this organ"))
        if len({(seat.kind, seat.office) for seat in organ.seats}) != len(organ.seats):
            node.fault("seats", N_("this list names something twice"))
        fixed = sum(sum(seat.places.values()) for seat in organ.seats if seat.counted)
        if size is not None and fixed > size:
            node.fault("seats", N_("%(fixed)s fixed places do not fit into %(size)s seats", fixed=fixed, size=size))
        organs[name] = organ
        node.done()
    return organs


def _seat(node: Node) -> SeatRule:
    seat = SeatRule(
        kind=node.string("kind", among=SEAT_KINDS), votes=node.boolean("votes"),
        standings=node.refs("standings", "standings", ()), counted=node.boolean("counted", False),
        office=node.ref("office", "offices", ""), contributes=node.boolean("contributes", False),
        places=node.counts("places", "continents"), clause=node.ref("clause", "clauses"),
        per_organisation=node.optional_integer("per_organisation"),
        ends_by_itself=node.boolean("ends_by_itself", False))
    if seat.kind == "ex_officio" and not seat.office:
        node.fault("office", N_("a seat ex officio names the office that brings it"))
    if seat.kind != "ex_officio" and seat.office:
        node.fault("office", N_("only a seat ex officio names an office"))
    node.done()
    return seat


def read_offices(top: Node) -> dict[str, OfficeRule]:
    """All offices by id; some office must be the chair's and some the secretariat's."""
    offices = {}
    for name, node in top.rows("offices"):
        role = node.string("role", "", among=ROLES)
        offices[name] = OfficeRule(name, node.text("name"), node.ref("clause", "clauses"),
                                   node.boolean("organ_bound"), role)
        if role in ("chair", "deputy", "teller") and not offices[name].organ_bound:
            node.fault("organ_bound", N_("a chair, deputy or teller holds the office in an organ"))
        node.done()
    for role in ("chair", "secretariat"):
        if "offices" in top.raw and role not in {office.role for office in offices.values()}:
            top.fault("offices", N_("no office has the role “%(role)s”", role=role))
    return offices


def read_meetings(top: Node) -> dict[str, MeetingRule]:
    """How each organ is convened, by organ; an organ without a row has no notice to keep."""
    meetings = {}
    for name, node in top.rows("meetings", optional=True):
        if name not in top.known["organs"]:
            node.fault("", N_("“%(value)s” is not in the table “%(table)s”", value=name, table="organs"))
        days = node.row("notice_days")
        for kind in days.raw:
            if kind not in KINDS:
                days.fault(kind, N_("“%(value)s” is not one of: %(words)s", value=kind, words=", ".join(KINDS)))
        meetings[name] = MeetingRule(name, {kind: days.integer(kind) for kind in KINDS if kind in days.raw},
                                     node.refs("shorter_by", "offices", ()), node.ref("clause", "clauses"),
                                     node.ref("reading", "readings", ""))
        if not meetings[name].notice_days:
            node.fault("notice_days", N_("an organ has at least one kind of meeting"))
        node.done()
    return meetings
