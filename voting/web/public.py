"""The public room."""

from __future__ import annotations

from flask import Blueprint

room = Blueprint("public", __name__)
