"""Votes by a browser without script: what the tests of the delegate's room have in common."""

from __future__ import annotations

import re

from werkzeug.test import TestResponse

from tests.site import Visitor
from tests.world import new_attempt

ATTEMPT = re.compile(r'name="attempt" value="([^"]+)"')


def check(visitor: Visitor, ballot: str, choice: str = "consent", reason: str = "") -> str:
    """Mark a choice and go on to Check; the attempt that the page holds."""
    page = visitor.post(f"/ballots/{ballot}/check", choice=choice, reason=reason)
    assert page.status_code == 200, page.text
    return ATTEMPT.search(page.text).group(1)


def cast(visitor: Visitor, ballot: str, choice: str = "consent", reason: str = "", attempt: str = "",
         **rest: object) -> TestResponse:
    """Send a vote, by default under a new attempt, with or without the pages that lead there."""
    return visitor.post(f"/ballots/{ballot}/cast", choice=choice, reason=reason, attempt=attempt or new_attempt(),
                        **rest)
