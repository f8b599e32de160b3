"""Dateline's own HTTP: questions, articles, uploads, jobs, the timeline, feedback, the state."""
