"""Flask, only here: rooms, words and looks. Decides nothing; asks `voting.services` and shows what it answers."""
