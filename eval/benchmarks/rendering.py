"""Articles written as the files that news comes in, to see what comes back when they are read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from json import dumps
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What is written; of an absent outlet or author nothing is."""

    title: str
    outlet: str | None
    author: str | None
    published: datetime
    body: str


Render = Callable[[Story], bytes]
"""Gives the bytes of a file."""


def _page(head: str, article: str) -> bytes:
    """Put an article among what a site puts around it, other stories' dates and titles included."""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">{head}</head><body>
<header><a href="/">Home</a> <nav><ul><li><a href="/world">World</a></li><li><a href="/sport">Sport
</a></li></ul></nav></header>
<main><article>{article}</article></main>
<aside><h2>More stories</h2><ul><li><a href="/1"><time datetime="2019-02-03">3 February 2019</time>
Harbour closed for a week</a></li><li><a href="/2">Ferry strike goes on</a></li></ul></aside>
<div class="share">Share this story</div>
<footer>Terms of use | Privacy | All rights reserved</footer>
</body></html>""".encode()


def _paragraphs(story: Story) -> str:
    return "\n".join(f"<p>{escape(each)}</p>" for each in story.body.split("\n") if each.strip())


def _linked_data(story: Story) -> bytes:
    """Write a page whose metadata stand in JSON-LD alone."""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.published.isoformat(),
        "author": [{"@type": "Person", "name": story.author}] if story.author else [],
        "publisher": {"@type": "Organization", "name": story.outlet},
    }
    script = dumps(data).replace("</", "<\\/")
    return _page(f'<script type="application/ld+json">{script}</script>', _paragraphs(story))


def _meta_tags(story: Story) -> bytes:
    """Write a page whose metadata stand in meta tags alone."""
    values = {
        "og:title": story.title,
        "og:site_name": story.outlet,
        "article:published_time": story.published.isoformat(),
        "author": story.author,
    }
    tags = (
        f'<meta {"name" if name == "author" else "property"}="{name}" content="{escape(value)}">'
        for name, value in values.items()
        if value
    )
    return _page("".join(tags), _paragraphs(story))


def _markup(story: Story) -> bytes:
    """Write a page that shows its metadata to readers, and says them nowhere else."""
    byline = f'<p class="byline">By {escape(story.author)}</p>' if story.author else ""
    stamp = story.published
    shown = f'<time datetime="{stamp.isoformat()}">{stamp:%d %B %Y}</time>'
    heading = f"<h1>{escape(story.title)}</h1>{byline}<p>{shown}</p>"
    title = f"<title>{escape(story.title)} | {escape(story.outlet or 'News')}</title>"
    return _page(title, heading + _paragraphs(story))


def _mail(story: Story) -> bytes:
    message = EmailMessage()
    message["Subject"] = story.title
    message["From"] = f'"{story.outlet or "News"}" <news@example.org>'
    message["Date"] = format_datetime(story.published)
    message.set_content(story.body, cte="quoted-printable")
    return message.as_bytes()


def _text(story: Story) -> bytes:
    byline = f"By {story.author}\n" if story.author else ""
    outlet = f"Source: {story.outlet}\n" if story.outlet else ""
    day = f"Published: {story.published:%d %B %Y, %H:%M}"
    return f"{story.title}\n{byline}{outlet}{day}\n\n{story.body}\n".encode()


RENDERINGS: Mapping[str, tuple[str, Render]] = MappingProxyType(
    {
        "page, JSON-LD": (".html", _linked_data),
        "page, meta tags": (".html", _meta_tags),
        "page, markup": (".html", _markup),
        "mail": (".eml", _mail),
        "text": (".txt", _text),
    }
)
"""A file's ending and how it is written, by the name of the form."""
