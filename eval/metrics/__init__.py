"""Metrics: what a right answer is, as numbers with explanations in words. Pure."""
