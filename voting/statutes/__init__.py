"""What the law says: one TOML file read into values, and pure rules that answer with a ruling."""
