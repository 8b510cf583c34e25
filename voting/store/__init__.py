"""SQL, only here: the tables of the register, the transactions over them, their migrations."""
