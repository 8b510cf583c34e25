"""Whom to call: the address of whoever holds an office of the secretariat, for pages of those who are signed in."""

from __future__ import annotations

from voting.services.act import Service
from voting.services.officers import secretariat_mail
from voting.services.read.dry_act import look


def secretariat_address(service: Service) -> str:
    """A mail address; "" where nobody holds the office, or without one."""
    with look(service) as act:
        return secretariat_mail(act)
