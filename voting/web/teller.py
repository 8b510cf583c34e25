"""The teller room."""

from __future__ import annotations

from flask import Blueprint

room = Blueprint("teller", __name__)
