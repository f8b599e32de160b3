"""Article -> HTML: the panel beside the chat, and the opening lines of the page. Pure."""

from collections.abc import Sequence

from rag.schema import Article
from ui.markup import counted, day, escaped, isolated


def render_article(article: Article, *, start: int, end: int) -> str:
    """Give an article with `text[start:end]` marked; nothing is marked where that is no span."""
    title = escaped(article.title or article.file)
    return render_panel(
        f'<header><h2 tabindex="-1" dir="auto">{title}</h2>{_about(article)}</header>'
        f'<div class="words" dir="auto">{_marked(article.text, start=start, end=end)}</div>'
    )


def render_panel(content: str) -> str:
    """Give the panel around an article, or around the reason why there is none."""
    return (
        '<article class="paper" aria-label="Article"><button type="button" class="close" '
        f'aria-label="Close the article">×</button>{content}</article>'
    )


def _marked(text: str, *, start: int, end: int) -> str:
    if not 0 <= start < end <= len(text):
        return escaped(text)
    marked = f"<mark>{escaped(text[start:end])}</mark>"
    return escaped(text[:start]) + marked + escaped(text[end:])


def _about(article: Article) -> str:
    """Give what is known of an article, each value with where it was found."""
    carriers = ", ".join(isolated(copy.outlet or copy.file) for copy in article.copies)
    rows = [
        _row("Outlet", isolated(article.outlet), found=article.provenance.get("outlet"))
        if article.outlet
        else "",
        _row("Author", isolated(article.author), found=article.provenance.get("author"))
        if article.author
        else "",
        _date(article),
        _row("File", isolated(article.file), found=None),
        _row("Also carried by", carriers, found=None) if carriers else "",
    ]
    return f'<dl class="about">{"".join(rows)}</dl>'


def _date(article: Article) -> str:
    if article.published:
        found = article.provenance.get("published")
        return _row("Published", day(article.published), found=found)
    if article.inferred:
        found = article.provenance.get("inferred")
        return _row("Date inferred", day(article.inferred), found=found)
    return _row("Published", "unknown", found=None)


def _row(term: str, value: str, *, found: str | None) -> str:
    source = f' <span class="found">from {isolated(found)}</span>' if found else ""
    return f"<div><dt>{term}</dt><dd>{value}{source}</dd></div>"


def render_welcome(*, articles: int, questions: Sequence[str]) -> str:
    """Give the page's first lines: what can be asked, and questions to begin with."""
    buttons = "".join(
        f'<li><button type="button" data-question="{escaped(question)}" dir="auto">'
        f"{escaped(question)}</button></li>"
        for question in questions
    )
    return (
        f'<div class="welcome"><p>Ask about {counted(articles, "article")}. Every answer quotes '
        "the words it rests on; where the articles don’t say, it says so.</p>"
        f'<ul class="examples" aria-label="Questions to begin with">{buttons}</ul></div>'
    )
