"""Small pages to read, and what was read of them."""

import json

from rag.reading.drafts import Draft
from rag.reading.formats.pages.html import read_html
from rag.settings import ReadingSettings

FIRST = "The ferry to the outer islands stays in port until Friday, the harbour office said."
SECOND = "Engineers found a crack in the shaft of the starboard engine during a routine check."
THIRD = "Islanders will be carried by two smaller boats, which leave the northern quay at noon."
PARAGRAPHS = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
TEXT = f"{FIRST}\n\n{SECOND}\n\n{THIRD}"
STAMP = "2026-01-09T08:15:00+00:00"
TITLE = "Ferry stays in port until Friday"
RELATED = (
    '<section class="related"><article><h3><a href="/b">Bakers rise early</a></h3>'
    '<time datetime="2025-12-01">1 December</time><p class="byline">By Ann Other</p></article>'
    "</section>"
)


def read(page: str | bytes) -> Draft:
    content = page if isinstance(page, bytes) else page.encode()
    (draft,) = read_html(content, name="ferry.html", settings=ReadingSettings())
    assert isinstance(draft, Draft)
    return draft


def page(body: str = f"<article>{PARAGRAPHS}</article>", *, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def ld(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def said(draft: Draft) -> list[tuple[str, str, str]]:
    return [(each.field, each.value, each.where) for each in draft.findings]


def values(draft: Draft, *, where: str) -> dict[str, str]:
    return {each.field: each.value for each in draft.findings if each.where == where}


def asides(draft: Draft) -> list[str]:
    return [draft.text[start:end] for start, end in draft.asides]
