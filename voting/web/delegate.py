"""The delegate room."""

from __future__ import annotations

from flask import Blueprint

room = Blueprint("delegate", __name__)
