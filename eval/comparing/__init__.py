"""Comparing: two runs, paired by case, and the gate that stops a loss."""
