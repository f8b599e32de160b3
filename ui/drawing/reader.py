"""Article -> HTML: the panel beside the chat, and the opening lines of the page. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.schema import Article, DateMention
from ui.drawing.about import render_about, render_byline
from ui.drawing.cards import place
from ui.drawing.markup import counted, dated, escaped

_LANGUAGE = re.compile("[a-z]{2}")
_STEPS = (
    '<nav class="steps" aria-label="Quotes of this article" hidden>'
    '<button type="button" data-step="-1">Previous quote</button><span></span>'
    '<button type="button" data-step="1">Next quote</button></nav>'
)
"""Filled and shown by sources.js where several quotes of the article were found."""


def render_article(
    article: Article, *, start: int, end: int, dates: Sequence[DateMention] = ()
) -> str:
    """Give an article with `text[start:end]` marked; nothing is marked where that is no span.

    `dates` are the time expressions of its text, which tell their day.
    """
    title = escaped(article.title or article.file)
    language = article.language or ""
    tongue = f' lang="{language}"' if _LANGUAGE.fullmatch(language) else ""
    words = _words(article, start=start, end=end, dates=dates)
    return render_panel(
        f'<header><h2 tabindex="-1" dir="auto">{title}</h2>{render_byline(article)}'
        f"{render_about(article)}</header>{_STEPS}"
        f'<div class="words" role="region" aria-label="Words of the article" tabindex="0" '
        f'dir="auto"{tongue}>{words}</div>',
        place=place(article.article_id, start=start, end=end),
    )


def render_panel(content: str, *, place: str = "") -> str:
    """Give the panel around an article, or around the reason why there is none."""
    return (
        f'<article class="paper" aria-label="Article" {place.replace("data-", "data-of-")}>'
        '<button type="button" class="close" '
        f'aria-label="Close the article">×</button>{content}</article>'
    )


def _words(article: Article, *, start: int, end: int, dates: Sequence[DateMention]) -> str:
    """Write the text with its asides small and the opened span marked."""
    text = article.text
    marked = [(start, end, "mark")] if 0 <= start < end <= len(text) else []
    small = [
        (*each, "small")
        for each in article.asides
        if not any(each[0] < last and first < each[1] for first, last, _ in marked)
    ]
    parts, done = [], 0
    for first, last, tag in sorted([*marked, *small]):
        words = _dated(text, first, last, dates)
        parts += [_dated(text, done, first, dates), f"<{tag}>{words}</{tag}>"]
        done = last
    return "".join([*parts, _dated(text, done, len(text), dates)])


def _dated(text: str, start: int, end: int, dates: Sequence[DateMention]) -> str:
    """Write a stretch of text with the time expressions in it, or what of them is in it."""
    within = [
        replace(each, start=max(each.start, start) - start, end=min(each.end, end) - start)
        for each in dates
        if each.start < end and each.end > start
    ]
    return dated(text[start:end], within)


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
