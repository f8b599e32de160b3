"""Options that several commands take."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from rag.schema import Length
from ui.commands.completing import (
    complete_articles,
    complete_backends,
    complete_models,
    complete_outlets,
)

DEFAULT_INDEX = Path(".dateline")


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    # ISO 8601 has other forms as well, which nobody types on purpose.
    if day is None or day.isoformat() != text:
        raise typer.BadParameter(f"{text!r} is no date as in 2026-01-31.")
    return day


Config = Annotated[Path | None, typer.Option("--config", help="settings file, TOML")]
Index = Annotated[Path, typer.Option("--index", help="folder of the index")]
Json = Annotated[bool, typer.Option("--json", help="print JSON")]
Day = Annotated[date | None, typer.Option(parser=_day, metavar="DATE")]
Since = Annotated[
    date | None,
    typer.Option("--since", parser=_day, metavar="DATE", help="only published that day or later"),
]
Until = Annotated[
    date | None,
    typer.Option("--until", parser=_day, metavar="DATE", help="only published that day or before"),
]
Outlets = Annotated[
    list[str] | None,
    typer.Option("--outlet", help="only this outlet; repeatable", autocompletion=complete_outlets),
]
Authors = Annotated[list[str] | None, typer.Option("--author", help="only by them; repeatable")]
Languages = Annotated[
    list[str] | None,
    typer.Option("--language", metavar="CODE", help="only in this one, such as en; repeatable"),
]
Articles = Annotated[
    list[str] | None,
    typer.Option(
        "--article",
        metavar="ID",
        help="only this article, by its id; repeatable",
        autocompletion=complete_articles,
    ),
]
HowLong = Annotated[Length, typer.Option("--length", help="how much the answer shall tell")]
Backend = Annotated[
    str | None,
    typer.Option(
        "--backend",
        help="auto, ollama, openai, embedded or extractive",
        autocompletion=complete_backends,
    ),
]
Model = Annotated[
    str | None,
    typer.Option("--model", help="model of the backend", autocompletion=complete_models),
]
Passages = Annotated[int | None, typer.Option("--k", min=1, max=100, help="passages to look at")]
