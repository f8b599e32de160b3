"""One module a format family: a file's bytes -> drafts of its articles."""
