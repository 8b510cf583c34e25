"""What the urn does: it takes papers and states that the authority signed, casts without a name, and gives checkpoints.

Nothing here imports people, the register's database or its acts; it runs on another organisation's machine as well.
"""
