"""Demonstration only: an invented life on a real register of names, so that a newcomer finds every page alive."""
