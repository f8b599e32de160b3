"""A conversation at a terminal: what is typed, what it does, what is shown, what is kept."""
