"""The urn's own database: casts by their hash, and nothing that names a person, a time, an address or an order.

Its engine and its transactions are its own; no module here imports the register's, and none of the register's acts
can commit both (a house test holds this).
"""
