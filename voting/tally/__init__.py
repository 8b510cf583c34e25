"""Counting: pure functions of paper, electorate and casts, in integers, with their whole transcript."""
