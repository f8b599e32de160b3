"""Evaluation: known-answer cases in, scored records and a summary out."""
