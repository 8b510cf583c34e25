"""Scrutin: statutory decisions, voted in a browser, signed, and verified by anyone."""
