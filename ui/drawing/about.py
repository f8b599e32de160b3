"""What is known of an article, and where each value was found. Pure."""

from collections.abc import Iterator

from rag.schema import Article
from ui.drawing.cards import place
from ui.drawing.markup import counted, day, escaped, isolated, written_date

_NOWHERE = "unknown"


def render_byline(article: Article) -> str:
    """Give "Harbour Post · Ada Holm · 3 March 2025" under a title."""
    names = [isolated(each) for each in (article.outlet, article.author) if each]
    return f'<p class="byline">{" · ".join([*names, written_date(article)])}</p>'


def render_about(article: Article) -> str:
    """Give every value with where it was found; what stands nowhere is left out, but for the day.

    It is unfolded at first: the page folds it where there is little room.
    """
    return (
        '<details class="origin" open><summary>About this article</summary>'
        f'<dl class="about">{"".join(_rows(article))}</dl></details>'
    )


def _rows(article: Article) -> Iterator[str]:
    found = article.provenance.get("title")
    yield _row("Title", "" if article.title else "none; the file’s name stands above", found=found)
    named = (
        ("Outlet", "outlet", article.outlet),
        ("Author", "author", article.author),
        ("Place", "place", article.place),
    )
    for term, name, value in named:
        if value:
            yield _row(term, isolated(value), found=article.provenance.get(name))
    yield _published(article)
    if article.updated:
        found = article.provenance.get("updated")
        yield _row("Updated", day(article.updated), found=found)
    if article.language:
        found = article.provenance.get("language")
        yield _row("Language", isolated(article.language), found=found)
    if article.url:
        # Words alone: a browser would look up the host of a link before anybody follows it.
        yield _row("Address", isolated(article.url), found=article.provenance.get("url"))
    yield _row("File", isolated(article.file))
    yield from _repeats(article)


def _published(article: Article) -> str:
    provenance = article.provenance
    if article.published:
        found = provenance.get("published_at") or provenance.get("published")
        return _row("Published", f"{day(article.published)}{_clock(article)}", found=found)
    if article.inferred:
        return _row("Date inferred", day(article.inferred), found=provenance.get("inferred"))
    return _row("Published", _NOWHERE)


def _clock(article: Article) -> str:
    at = article.published_at
    if at is None:
        return ""
    return f", {at:%H:%M}" + (f" ({escaped(str(at.tzname()))})" if at.tzinfo else "")


def _repeats(article: Article) -> Iterator[str]:
    """Yield the copies, which open at a click, and how much of the text is not the report's."""
    if article.copies:
        copies = ", ".join(
            f'<button type="button" {place(each.article_id, start=0, end=0)}>'
            f"{isolated(each.outlet or each.file)}</button>"
            for each in article.copies
        )
        yield _row("Also carried by", copies)
    if article.asides:
        yield _row(
            "Never quoted", f"{counted(len(article.asides), 'passage')}, in small grey print"
        )


def _row(term: str, value: str, *, found: str | None = None) -> str:
    stated = found and found != _NOWHERE
    source = f' <span class="found">from {isolated(found)}</span>' if stated and found else ""
    return f"<div><dt>{term}</dt><dd>{value}{source}</dd></div>"
