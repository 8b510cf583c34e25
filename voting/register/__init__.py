"""Who belongs, with dates: facts as values, the roll drawn from them, and what a decision does to them. Pure."""
