"""How often is too often (ASVS 2.4.1): sign-in codes, casts, public pages, downloads; in a table, so that it lasts.

Counted for a person, an address or a network prefix (/24, /48), under a keyed hash whose key changes with the UTC
day; rows are forgotten after a day (`retention`). Within an act the count is part of its transaction: an act that is
refused counts for nothing. Exact: never more than `most` within any `period_s` seconds, at midnight neither. An
installation may set other numbers (`Service.limits`, SCRUTIN_LIMITS); 0 means: no limit.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass

from voting.errors import InputError, TooOftenError
from voting.sentences import N_, Sentence
from voting.services.act import Service
from voting.store.database import Session, writing
from voting.store.limits import hits_of, lock_hits

DAY_S = 86400


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times within any `period_s` seconds; `says` to whoever comes once more."""

    name: str
    most: int
    period_s: int
    says: Sentence


CODES_TO_ADDRESS = Limit("codes_to_address", 5, 3600,
                         N_("Too many codes have been asked for this address within an hour."))
CODES_TO_NETWORK = Limit("codes_to_network", 20, 3600,
                         N_("Too many codes have been asked for from your network within an hour."))
# Of one voter in one ballot; counted by `cast_named` from the votes themselves, which costs the first ten nothing.
CASTS = Limit("casts", 10, 60, N_("You have sent too many votes within a minute; this one was not taken."))
CASTS_OF_PERSON = Limit("casts_of_person", 30, 60, CASTS.says)
# A hall full of delegates may share one network.
CASTS_OF_NETWORK = Limit("casts_of_network", 600, 60,
                         N_("Too many votes have come from your network within a minute; this one was not taken."))
CREDENTIALS = Limit("credentials", 60, 60, N_("Ballot papers have been asked for too often within a minute."))
PUBLIC_PAGES = Limit("public_pages", 60, 60, N_("This page has been asked for too often from your network."))
DOWNLOADS = Limit("downloads", 10, 60, N_("Too many files have been fetched from here within a minute."))
# What is small and made in a moment: a signed tally, a signature, a text, a calendar.
FILES = Limit("files", 60, 60, DOWNLOADS.says)
PASSKEYS = Limit("passkeys", 300, 60, N_("Passkeys have been asked for too often from your network within a minute."))
APPLICATIONS_TO_ADDRESS = Limit("applications_to_address", 3, 86400,
                                N_("Three applications have been sent with this address within a day."))
APPLICATIONS_FROM_NETWORK = Limit("applications_from_network", 10, 86400,
                                  N_("Too many applications have been sent from your network within a day."))
LIMITS = (CODES_TO_ADDRESS, CODES_TO_NETWORK, CASTS, CASTS_OF_PERSON, CASTS_OF_NETWORK, CREDENTIALS, PUBLIC_PAGES,
          DOWNLOADS, FILES, PASSKEYS, APPLICATIONS_TO_ADDRESS, APPLICATIONS_FROM_NETWORK)


def most_of(service: Service, limit: Limit) -> int:
    """How many times this installation allows; its own number, or the one that stands here."""
    return service.limits.get(limit.name, limit.most)


def refuse_unknown(limits: Mapping[str, int]) -> None:
    """`InputError` for a setting that names a limit which there is not."""
    names = {limit.name for limit in LIMITS}
    for name in limits:
        if name not in names:
            raise InputError(N_("There is no limit called “%(name)s”; there are: %(names)s.", name=name,
                                names=", ".join(sorted(names))), next=N_("Correct SCRUTIN_LIMITS."))


def spend(session: Session, service: Service, limit: Limit, who: str, now: int) -> None:
    """Count once more for `who`; `TooOftenError`, and nothing counted, if that would be too often."""
    most = most_of(service, limit)
    if not most:
        return
    row = lock_hits(session, _name(service, limit, who, now))
    before = _name(service, limit, who, now - limit.period_s)
    earlier = hits_of(session, before) if before != row.name else []
    hits = [at for at in (*earlier, *row.hits) if at > now - limit.period_s]
    if len(hits) >= most:
        raise TooOftenError(limit.says, max(1, hits[-most] + limit.period_s - now))
    row.hits, row.last_at = [*(at for at in row.hits if at > now - limit.period_s), now], now


def count(service: Service, limit: Limit, who: str) -> None:
    """`spend` in a transaction of its own, for what is no act: a page, a download."""
    with writing() as session:
        spend(session, service, limit, who, service.clock())


def network(address: str) -> str:
    """The network prefix of a client's address: /24 of IPv4, /48 of IPv6; "" for what is no address."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if found.version == 6 and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network((found, 24 if found.version == 4 else 48), strict=False))


def _name(service: Service, limit: Limit, who: str, at: int) -> str:
    """What stands in the table for `who`: without the key of that day nobody can say whose it is."""
    key_of_day = hmac.digest(service.hash_key, b"rate/%d" % (at // DAY_S), hashlib.sha256)
    return hmac.new(key_of_day, f"{limit.name}/{who}".encode(), hashlib.sha256).hexdigest()
