"""`dateline articles`: the articles of an index."""

from typing import Annotated

import typer

from ui.commands.completing import complete_articles
from ui.commands.options import (
    DEFAULT_INDEX,
    Authors,
    Config,
    Index,
    Json,
    Languages,
    Outlets,
    Since,
    Until,
)

commands = typer.Typer(help="The articles of the index.", no_args_is_help=True)

ArticleId = Annotated[str, typer.Argument(metavar="ID", autocompletion=complete_articles)]


@commands.command("list")
def list_(
    outlet: Outlets = None,
    author: Authors = None,
    language: Languages = None,
    since: Since = None,
    until: Until = None,
    config: Config = None,
    index: Index = DEFAULT_INDEX,
    as_json: Json = False,
) -> None:
    """List the articles, newest first."""
    from rag.index.filters import filters_of
    from rag.schema import as_json as plain
    from ui.commands.asked import make_question
    from ui.commands.opening import name_library
    from ui.commands.printing import print_json
    from ui.terminal import print_articles

    asked = make_question(
        "", outlet=outlet, author=author, language=language, since=since, until=until
    )
    library = name_library(config, index)
    passing = library.catalogue.article_ids(filters_of(asked))
    found = [each for each in library.listing() if each.article_id in passing]
    if as_json:
        print_json([{k: v for k, v in plain(each).items() if k != "text"} for each in found])
    else:
        print_articles(found)


@commands.command()
def show(
    article_id: ArticleId,
    config: Config = None,
    index: Index = DEFAULT_INDEX,
    as_json: Json = False,
) -> None:
    """Show one article with its metadata and where each value was found."""
    from ui.commands.asked import readable
    from ui.commands.opening import name_library
    from ui.commands.printing import print_json
    from ui.terminal import print_article

    article = name_library(config, index).article(readable(article_id))
    print_json(article) if as_json else print_article(article)


@commands.command()
def remove(
    article_id: ArticleId,
    config: Config = None,
    index: Index = DEFAULT_INDEX,
    as_json: Json = False,
) -> None:
    """Remove one article from the index; its file stays."""
    from ui.commands.asked import readable
    from ui.commands.opening import name_library
    from ui.commands.printing import print_json
    from ui.terminal import harmless

    removed = name_library(config, index).remove(readable(article_id))
    if as_json:
        print_json(removed)
    else:
        typer.echo(f"Removed {harmless(removed.file)} ({removed.article_id}).")
