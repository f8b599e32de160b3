"""The page's timeline."""
