"""The session room."""

from __future__ import annotations

from flask import Blueprint

room = Blueprint("session", __name__)
