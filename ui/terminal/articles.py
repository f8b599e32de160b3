"""Articles, and the time expressions of a text."""

from collections.abc import Sequence

from rag.reading.dates import format_period
from rag.schema import Article, DateMention
from ui.terminal.screen import console_of, harmless, print_rows

_SHOWN_OF_ARTICLE = (
    *("title", "outlet", "author", "published", "updated", "inferred", "place", "language", "url"),
)


def print_articles(articles: Sequence[Article]) -> None:
    """Print a table of articles."""
    rows = [
        (each.article_id, _when(each), each.outlet, each.language, each.title, each.file)
        for each in articles
    ]
    print_rows(("id", "published", "outlet", "lang", "title", "file"), rows)


def _when(article: Article) -> str:
    """Write the time of publication as the article states it; a date that was inferred in brackets.

    The zone stands behind the time where the article names one.
    """
    if article.published_at:
        return article.published_at.isoformat(sep=" ", timespec="minutes")
    if article.published:
        return str(article.published)
    return f"({article.inferred})" if article.inferred else ""


def print_article(article: Article) -> None:
    """Print an article's metadata with where each value was found, then its text."""
    console = console_of()
    for name in _SHOWN_OF_ARTICLE:
        value = _when(article) if name == "published" else getattr(article, name)
        if value and (name != "published" or article.published):
            found = article.provenance.get(name, "")
            console.print(f"{name:<10} {harmless(str(value))}  ({harmless(found)})", markup=False)
    for copy in article.copies:
        outlet = f"{copy.outlet}, " if copy.outlet else ""
        carried = f"{outlet}{copy.file} ({copy.article_id})"
        console.print(f"also carried by {harmless(carried)}", markup=False)
    console.print(f"{'file':<10} {harmless(article.file)}\n", markup=False)
    console.print(harmless(article.text), markup=False)


def print_dates(mentions: Sequence[DateMention]) -> None:
    """Print a table of time expressions."""
    rows = [
        (
            f"{each.start}-{each.end}",
            each.text,
            each.type,
            each.value,
            _period(each),
            each.rule,
        )
        for each in mentions
    ]
    print_rows(("span", "text", "type", "value", "period", "rule"), rows)


def _period(mention: DateMention) -> str:
    if mention.start_date is None or mention.end_date is None:
        return ""
    return format_period(mention.start_date, mention.end_date)
