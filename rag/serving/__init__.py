"""Dateline for other programs: HTTP, with server-sent events."""
