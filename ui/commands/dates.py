"""`dateline dates`: the time expressions of a text."""

import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import Config, Day, Json

if TYPE_CHECKING:
    from rag.schema import Article
    from rag.settings import Settings


def dates(
    file: Annotated[Path, typer.Argument(help="a file with one article; - reads standard input")],
    published: Day = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show every time expression of a text, its span and its calendar period."""
    from rag.reading.dates import find_dates
    from ui.commands.opening import read_settings
    from ui.commands.printing import print_json
    from ui.terminal import print_dates

    if str(file) == "-":
        text, stated = sys.stdin.buffer.read().decode("utf-8", "replace"), None
    else:
        article = _only_article(file, settings=read_settings(config))
        text, stated = article.text, article.published
    mentions = find_dates(text, published=published or stated)
    print_json(mentions) if as_json else print_dates(mentions)


def _only_article(file: Path, *, settings: "Settings") -> "Article":
    from rag.errors import ReadingError
    from rag.reading.articles import shown_name
    from rag.reading.isolation import ReaderProcess

    with ReaderProcess(settings.reading) as reader:
        article, *others = islice(reader.read(file), 2)
    if isinstance(article, ReadingError):
        raise article
    if others:
        raise ReadingError(
            f"{shown_name(file)} holds several articles.",
            mend="Save the one that you mean as a file of its own.",
        )
    return article
