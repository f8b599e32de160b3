"""The page's collection."""
