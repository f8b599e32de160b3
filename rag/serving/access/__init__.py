"""Who may ask, from where, how often, and how many at once."""
