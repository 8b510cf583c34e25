"""Letters about applications (IV.2b): the address to confirm, and to the secretariat that one has come."""

from __future__ import annotations

from voting.sentences import N_
from voting.services.letters import Letter


def confirm_application_mail(name: str, code: str, address: str) -> Letter:
    """To whoever the form named: confirm, or do nothing."""
    return Letter(N_("Confirm the application: %(name)s", name=name), (
        N_("An application for admission was sent with this address, in the name of: %(name)s", name=name),
        N_("Nobody reads it before you confirm the address with this code, within a week: %(code)s", code=code),
        N_("You know nothing of it? Then do nothing, and it is forgotten."),
        N_("Confirm it here:")), address)


def application_arrived(name: str, address: str) -> Letter:
    """To the secretariat: an application was received."""
    return Letter(N_("Application received: %(name)s", name=name), (
        N_("An application for admission was received from: %(name)s", name=name),
        N_("Enter it in the register and write the report for the organ that decides:")), address)
