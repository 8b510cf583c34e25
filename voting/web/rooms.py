"""The rooms of the house, one module each, and what every page of them shows around its own matter."""

from __future__ import annotations

from flask import Flask, request, url_for
from flask_login import current_user

from voting.sentences import N_
from voting.services.read.organisation import organisation_title
from voting.web import (
    account,
    applications,
    booth,
    calendar,
    chair,
    coordinator,
    coordinator_mail,
    cycle,
    delegate,
    elections,
    enrolment,
    hands,
    meetings,
    my_data,
    operation,
    organisation,
    public,
    represent,
    requisitions,
    secrecy,
    secret_ballots,
    session,
    style_page,
    teller,
)

ROOMS = (
    public.room,
    session.room,
    enrolment.room,
    account.room,
    delegate.room,
    secret_ballots.room,
    secrecy.room,
    booth.room,
    chair.room,
    coordinator.room,
    coordinator_mail.room,
    my_data.room,
    teller.room,
    calendar.room,
    cycle.room,
    elections.room,
    requisitions.room,
    applications.room,
    meetings.room,
    hands.room,
    represent.room,
    operation.room,
    organisation.room,
    style_page.style,
)

DOORS = (
    ("delegate.today", N_("Today I vote on"), ("delegate",)),
    ("chair.motions", N_("Chair"), ("chair", "deputy", "teller")),
    ("coordinator.desk", N_("Coordinator"), ("secretariat",)),
    ("teller.desk", N_("Tellers"), ("teller", "chair", "deputy", "auditor")),
    ("meetings.index", N_("Meetings"), ("delegate", "chair", "deputy", "teller", "secretariat", "auditor")),
    ("elections.index", N_("Elections"), ("delegate", "chair", "deputy", "teller", "secretariat", "auditor")),
    ("calendar.duties", N_("Calendar"), ("delegate", "chair", "deputy", "teller", "secretariat", "auditor")),
)
"""Rooms in the masthead: the first page, its name, the roles that see it."""


def register_rooms(app: Flask) -> None:
    """Open the rooms and give their pages the frame."""
    for room in ROOMS:
        app.register_blueprint(room)
    service = app.extensions["scrutin"].service

    @app.context_processor
    def frame() -> dict[str, object]:
        reader = current_user if current_user.is_authenticated else None
        doors = [{"label": label, "url": url_for(endpoint),
                  "is_current": request.blueprint == endpoint.partition(".")[0]}
                 for endpoint, label, roles in DOORS if reader and any(reader.roles.has(role) for role in roles)]
        return {
            "site": {"name": organisation_title(service), "home_url": url_for("public.home"),
                     "results_url": url_for("public.results"),
                     "verify_url": url_for("public.verify"), "organs_url": url_for("organisation.organs"),
                     "statutes_url": url_for("organisation.statutes"),
                     "sign_in_url": "" if reader else url_for("session.ask"),
                     "sign_out_url": url_for("session.leave") if reader else "", "rooms": doors,
                     "demonstration": service.is_demonstration,
                     "demonstration_url": url_for("session.demonstration") if service.is_demonstration else "",
                     "alarm": operation.alarm(service)},
            "me": {"name": reader.name, "seat": "", "url": url_for("account.passkeys")} if reader else None}

