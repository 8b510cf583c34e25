"""A letter in its reader's language: what the outbox keeps as sentences becomes a subject and a plain text."""

from __future__ import annotations

from flask import current_app, g

from voting.services.letters import Letter
from voting.web.words import render


def render_letter(letter: Letter, language: str, zone: str) -> tuple[str, str]:
    """(subject, body) of a letter in `language`, instants in `zone` with its name and in UTC."""
    app = current_app._get_current_object()
    with app.app_context(), app.test_request_context("/"):  # of its own: what was chosen in one is remembered in it
        g.language, g.zone = language, zone
        lines = [render(line) for line in letter.lines]
        return render(letter.subject), "\n\n".join([*lines, letter.address]).strip() + "\n"
