"""The ballot paper and its life: what is put, to whom, what a voter marks, what enters the log. Pure."""
