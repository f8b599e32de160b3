"""A conversation at a terminal: what is typed, what it does, and what is shown."""
