"""What commands print for other programs."""

from typing import Any

import typer


def print_json(value: Any) -> None:
    """Print nouns of `rag` as JSON."""
    import json

    from rag.schema import as_json

    typer.echo(json.dumps(as_json(value), ensure_ascii=False, indent=2))
