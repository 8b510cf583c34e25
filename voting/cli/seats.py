"""`voting seats` and `voting offices`: who sits where and who holds which office; entered and ended by the operator."""

from __future__ import annotations

import click

from voting.cli.opened import opened
from voting.cli.shown import instant, json_option, show, told
from voting.services.act import Service
from voting.services.appoint import appoint, end_office
from voting.services.officers import OPERATOR_ID
from voting.services.read.register_room import organ_room, organ_rooms
from voting.services.seat_person import seat_person, unseat_person


@click.group()
def seats() -> None:
    """Seats in organs. They end with a reason; nothing is deleted."""


@seats.command("list")
@click.option("--organ", default="", help="Only this organ.")
@json_option
def seats_list(organ: str, as_json: bool) -> None:
    """List the seats held now, each with whether it votes and by which clause."""
    with opened() as scrutin:
        rooms = [organ_room(scrutin.service, organ)] if organ else organ_rooms(scrutin.service)
    show([{"seat": held.seat.id, "organ": held.seat.organ, "kind": held.seat.kind,
           "name": room.register.people[held.seat.person].name, "organisation": held.seat.organisation,
           "from_at": held.seat.from_at, "votes": held.ruling.allowed, "clause": held.ruling.clause}
          for room in rooms for held in room.seats], as_json,
         lambda row: f"{row['seat']}  {row['organ']:20} {row['kind']:12} {'votes' if row['votes'] else 'no vote':8}"
         f"{row['clause']:8} {row['organisation']:16} {row['name']}", "Nobody sits anywhere yet.")


@seats.command("add")
@click.argument("organ")
@click.argument("kind")
@click.option("--name", required=True, help="The person, as printed.")
@click.option("--mail", default="", help="The address to which sign-in codes go; a known one is the known person.")
@click.option("--organisation", default="", help="The code of the organisation for which the seat is held.")
@json_option
def seats_add(organ: str, kind: str, name: str, mail: str, organisation: str, as_json: bool) -> None:
    """Give a person a seat of KIND (delegate, elected, co_opted, …) in ORGAN."""
    with opened() as scrutin:
        seat = seat_person(scrutin.service, OPERATOR_ID, organ, kind, name, mail, organisation)
    told({"seat": seat}, as_json, f"Seat {seat}.")


@seats.command("end")
@click.argument("seat")
@click.option("--reason", required=True, help="Why; it stands in the log.")
@json_option
def seats_end(seat: str, reason: str, as_json: bool) -> None:
    """End SEAT now. On running ballots no vote is accepted under it any more; one cast before stays counted."""
    with opened() as scrutin:
        unseat_person(scrutin.service, OPERATOR_ID, seat, reason)
    told({"seat": seat}, as_json, f"Seat {seat} has ended.")


@click.group()
def offices() -> None:
    """Offices: chair, deputy, teller, coordinator, auditor."""


@offices.command("list")
@json_option
def offices_list(as_json: bool) -> None:
    """List the offices held now."""
    with opened() as scrutin:
        rows = _offices(scrutin.service)
    show(rows, as_json, lambda row: f"{row['id']}  {row['office']:14} {row['organ'] or '(whole)':20} {row['name']}  "
         f"since {instant(row['from_at'])}", "Nobody holds an office yet.")


@offices.command("add")
@click.argument("office")
@click.option("--organ", default="", help="The organ, for an office that belongs to one.")
@click.option("--name", required=True, help="The person, as printed.")
@click.option("--mail", required=True, help="The address to which sign-in codes go.")
@json_option
def offices_add(office: str, organ: str, name: str, mail: str, as_json: bool) -> None:
    """Enter whom an organ has chosen for OFFICE."""
    with opened() as scrutin:
        held = appoint(scrutin.service, OPERATOR_ID, office, organ, name, mail)
    told({"office": held}, as_json, f"Office {held}.")


@offices.command("end")
@click.argument("office")
@click.option("--reason", required=True, help="Why; it stands in the log.")
@json_option
def offices_end(office: str, reason: str, as_json: bool) -> None:
    """End an office (by its id, see "voting offices list"); its powers end with the next request."""
    with opened() as scrutin:
        end_office(scrutin.service, OPERATOR_ID, office, reason)
    told({"office": office}, as_json, f"Office {office} has ended.")


def _offices(service: Service) -> list[dict[str, object]]:
    """Every office held now, once: one of the whole organisation shows in each organ's room."""
    found = {held.id: {"id": held.id, "office": held.office, "organ": held.organ,
                       "name": room.register.people[held.person].name, "from_at": held.from_at}
             for room in organ_rooms(service) for held in room.offices}
    return sorted(found.values(), key=lambda row: (row["organ"], row["office"], row["name"]))
