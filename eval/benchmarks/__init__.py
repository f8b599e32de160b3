"""Public benchmarks: one reader for each data set."""
