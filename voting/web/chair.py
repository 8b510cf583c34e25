"""The chair room."""

from __future__ import annotations

from flask import Blueprint

room = Blueprint("chair", __name__)
