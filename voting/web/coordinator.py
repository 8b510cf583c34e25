"""The coordinator room."""

from __future__ import annotations

from flask import Blueprint

room = Blueprint("coordinator", __name__)
