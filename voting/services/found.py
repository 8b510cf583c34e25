"""Found: install the statutes, enter the founding officers, once, logged (reading "presiding").

Everything later is an act of somebody who holds an office; the first officers are entered by whoever installs the
service, and the log says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voting.errors import ConflictError, InputError
from voting.evidence import sha256_hex
from voting.sentences import N_
from voting.services.act import Service, begin, new_id
from voting.services.invite import invite_new
from voting.services.typed import typed
from voting.statutes import load_statutes
from voting.store.access import FactRow, StatutesRow, TextRow
from voting.store.law import is_fact
from voting.store.tables import OfficeRow, PersonRow

FOUNDER = {"office": "founding", "subject": ""}


@dataclass(frozen=True, slots=True)
class FoundingOfficer:
    """An office of the data (`organ` "" where it belongs to the organisation) and who holds it first."""

    office: str
    organ: str
    name: str
    mail: str
    language: str = ""
    zone: str = "UTC"


def found(service: Service, statutes_source: bytes, principles: str, officers: Sequence[FoundingOfficer]) -> list[str]:
    """The person ids of the founding officers, in order; `ConflictError` if the organisation is founded already.

    `principles` is the text in force, from which an amendment must start ("" if there is none).
    """
    statutes, principles = load_statutes(statutes_source, "statutes.toml"), typed(principles)
    with begin(service) as act:
        if is_fact(act.session, "founded"):
            raise ConflictError(N_("The organisation has been founded already; founding officers are entered once."))
        act.session.add(FactRow(name="founded", at=act.now))
        act.session.add(StatutesRow(sha256=statutes.sha256, source=statutes_source, in_force_at=act.now))
        act.session.add(TextRow(sha256=sha256_hex(principles.encode()), words=principles, in_force_at=act.now))
        people: dict[str, str] = {}
        entered = []
        for holder in officers:
            rule = statutes.offices.get(holder.office)
            if rule is None or (rule.organ_bound and holder.organ not in statutes.organs):
                raise InputError(N_("The statutes know no office “%(office)s” in “%(organ)s”.", office=holder.office,
                                    organ=holder.organ))
            if holder.mail not in people:
                people[holder.mail] = new_id("p")
                act.session.add(PersonRow(id=people[holder.mail], name=typed(holder.name), mail=holder.mail,
                                          language=holder.language, zone=holder.zone))
                act.session.flush()
            organ = holder.organ if rule.organ_bound else ""
            act.session.add(OfficeRow(id=new_id("o"), office=holder.office, organ=organ, person=people[holder.mail],
                                      from_at=act.now))
            entered.append({"office": holder.office, "organ": organ, "subject": people[holder.mail]})
        act.log_register("founded", FOUNDER, statutes_sha256=statutes.sha256, officers=entered,
                         text_sha256=sha256_hex(principles.encode()), authority=service.keys.authority.public.b64u,
                         log_key=service.keys.log.public.b64u)
        for person in people.values():
            invite_new(act, FOUNDER, person)
        return [people[holder.mail] for holder in officers]
