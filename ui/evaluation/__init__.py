"""The page's evaluation."""
