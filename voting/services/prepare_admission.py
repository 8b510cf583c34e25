"""From an application to the question: entered in the register, reported on, put to the organ (IV.2a), or closed.

The coordinator's work. The dossier of the motion is filled from the application: its letter and what was enclosed as
documents under their hashes, the day on which it was received, the report.
"""

from __future__ import annotations

import csv
import io

from voting.ballots.dossier import TEXT_LIMIT
from voting.ballots.motion import is_day
from voting.errors import ConflictError, InputError
from voting.evidence import sha256_hex
from voting.register.read_csv import COLUMNS, all_rows
from voting.sentences import N_
from voting.services.act import Act, Service, begin
from voting.services.apply_for_admission import ApplicationForm, new_application, receive
from voting.services.draft_motion import MotionDraft, draft_within, write_entry
from voting.services.officers import secretariat
from voting.services.typed import typed
from voting.statutes import Decision, Statutes, serves
from voting.store.applications import ApplicationRow, enclosures_of, find_application
from voting.store.documents import DocumentRow
from voting.store.tables import OrganisationRow, StandingRow


@serves("IV.2b")
def enter_application(service: Service, by: str, form: ApplicationForm, received_on: str) -> str:
    """The coordinator enters an application that came on paper; its id."""
    with begin(service) as act:
        officer = secretariat(act, by)
        if not is_day(received_on) or received_on > act.today.isoformat():
            raise InputError(N_("Say on which day it was received, today or before, like 2027-03-12."), "received_on")
        row = new_application(act, form, "received")
        receive(act, row, officer, received_on)
        return row.id


@serves("IV.2b")
def register_applicant(service: Service, by: str, application: str, code: str) -> None:
    """Enter the organisation as an applicant under a code of its own, with the application as its document."""
    with begin(service) as act:
        officer, row = secretariat(act, by), find_application(act.session, application)
        if row.state != "received":
            raise ConflictError(N_("This application is in the register already, or closed."))
        law, code = act.statutes, code.strip().upper()
        known = act.register().organisations.get(code)
        if known is not None:
            raise InputError(N_("The register has “%(name)s” under this code; choose another.", name=known.name),
                             "code")
        line = io.StringIO(newline="")
        applying = law.standings[law.register.applying]
        csv.writer(line).writerows([COLUMNS, (code, row.name, row.kind, applying.written, row.country, row.continent,
                                              "no")])
        all_rows(line.getvalue().encode(), law)  # the same checks as of a register file
        act.session.add(OrganisationRow(code=code, name=row.name, kind=row.kind, country=row.country,
                                        continent=row.continent))
        act.session.flush()
        act.session.add(StandingRow(organisation=code, standing=applying.id, from_at=act.now, reason="application",
                                    document_sha256=row.sha256))
        row.state, row.organisation = "entered", code
        act.forget_register()
        act.log_register("standing", officer, organisation=code, standing=applying.id, until=0,
                         reason=f"application {row.id}")


@serves("IV.2a")
def write_report(service: Service, by: str, application: str, report: str) -> None:
    """The coordinator's preparatory work on an application."""
    report = typed(report)
    if len(report) > TEXT_LIMIT:
        raise InputError(N_("A text of the dossier has at most %(limit)s characters.", limit=TEXT_LIMIT), "report")
    with begin(service) as act:
        officer, row = secretariat(act, by), find_application(act.session, application)
        if row.motion or row.state == "closed":
            raise ConflictError(N_("The application has been put or closed; its report stays as it is."))
        row.report = report
        act.log_register("application_report", officer, application=row.id, sha256=sha256_hex(report.encode()))


@serves("IV.2a", "IV.2b")
def put_application(service: Service, by: str, application: str, meeting: str, agenda: int) -> str:
    """Draft the motion to admit, its dossier filled from the application; the id of the motion."""
    with begin(service) as act:
        secretariat(act, by)
        row = find_application(act.session, application)
        if row.state != "entered" or row.motion:
            raise ConflictError(N_("Only an application that is in the register, and not put yet, can be put."))
        if not row.report:
            raise InputError(N_("Write the report first: the organ decides on the preparatory work."), "report")
        decision, code = admitting(act.statutes), str(row.organisation)
        if decision is None:
            raise ConflictError(N_("The statutes know no decision that admits an applicant."))
        motion = draft_within(act, by, MotionDraft(decision.organs[0], decision.id, code, meeting, agenda, {}))
        _fill(act, by, decision, motion, row)
        row.state, row.motion = "put", motion
        return motion


def close_application(service: Service, by: str, application: str, reason: str) -> None:
    """Close an application that is not pursued, with the reason; one that is put is decided by the organ."""
    reason = typed(reason)
    if not reason:
        raise InputError(N_("Say why the application is closed."), "reason")
    with begin(service) as act:
        officer, row = secretariat(act, by), find_application(act.session, application)
        if row.state not in ("received", "entered"):
            raise ConflictError(N_("This application has been put or closed."))
        row.state, row.closed_because = "closed", reason[:1000]
        act.log_register("application_closed", officer, application=row.id)


def admitting(law: Statutes) -> Decision | None:
    """The decision by which an applicant is admitted."""
    return next((decision for decision in law.decisions.values()
                 if decision.effect == "standing" and law.register.applying in decision.from_standings), None)


def _fill(act: Act, by: str, decision: Decision, motion: str, row: ApplicationRow) -> None:
    """Write the dossier: a document, a day and a text where the decision asks for them, in the order of its items."""
    for one in enclosures_of(act.session, row.id):
        if act.session.get(DocumentRow, one.sha256) is None:
            body = bytes(one.body)
            act.session.add(DocumentRow(sha256=one.sha256, name=one.name, kind=one.kind, size=len(body), body=body,
                                        stored_at=act.now, stored_by=by))
    entries = {"document": {"sha256": row.sha256}, "date": {"on": row.received_on},
               "text": {"text": row.report}}
    for item in decision.dossier:
        entry = entries.pop(item.kind, None)
        if entry is not None:
            write_entry(act, by, motion, item.id, entry)
