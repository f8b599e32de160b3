"""Records (JSON, JSON Lines, CSV) and feeds (RSS, Atom)."""
