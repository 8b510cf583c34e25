"""What pages show, read in one consistent view; nothing here writes."""
