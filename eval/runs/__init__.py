"""Runs: cases in, a folder of records and a summary out."""
