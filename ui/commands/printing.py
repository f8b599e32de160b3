"""What commands print for other programs: JSON that commands no terminal, whoever wrote its words.

A document and a line of JSON Lines hold the same values; what could command a terminal, part a line
or is half a character is written as `\\u009b`, which programs read as the character itself.
"""

import re
import sys
from typing import Any

import typer

from rag.errors import DatelineError

_POWERFUL = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def print_json(value: Any) -> None:
    """Print nouns of `rag` as a JSON document."""
    typer.echo(_written(value, indent=2))


def print_json_line(value: Any) -> None:
    """Print nouns of `rag` as one line of JSON Lines, at once."""
    typer.echo(_written(value, indent=None))


def _written(value: Any, *, indent: int | None) -> str:
    import json

    from rag.schema import as_json

    is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    text = json.dumps(as_json(value), ensure_ascii=not is_unicode, indent=indent)
    return _POWERFUL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def print_problem_line(error: DatelineError, *, question: str) -> None:
    """Print what stands in the line of an answer that could not be had, so that none is missing."""
    told = {"problem": error.problem, "mend": error.mend}
    print_json_line({"question": question, "error": told})


def tell_problem(error: DatelineError) -> None:
    """Print what is wrong and how to mend it as one line of the error stream."""
    from ui.terminal.screen import harmless

    typer.echo(f"dateline: {harmless(str(error))}", err=True)
