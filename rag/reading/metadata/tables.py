"""Tables of rules, written as text so that they can be read."""


def word_set(words: str) -> frozenset[str]:
    """Give the words of a table."""
    return frozenset(words.split())


def any_of(phrases: str) -> str:
    """Give a pattern that matches any phrase of a table: one a line, each a pattern itself."""
    lines = (line.strip() for line in phrases.splitlines())
    return f"(?:{'|'.join(line for line in lines if line)})"
