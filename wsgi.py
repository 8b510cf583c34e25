"""Composition root: the application that a server runs (`gunicorn wsgi:app`)."""

from config import Config
from voting.web.app import create_app

app = create_app(Config.from_environment())
