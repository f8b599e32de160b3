"""A page of the collection -> HTML, and what the collection takes. Pure.

Titles open their article, by the attributes that page.js knows; `data-page` turns to a page and
`data-remove` removes an article, both told by leafing.js.
"""

from collections.abc import Sequence

from rag.index.browsing import Listed
from rag.index.uploads import DiskUse
from rag.schema import Article
from ui.drawing.markup import counted, escaped, isolated, written_date

FINDER = """
<form role="search" aria-label="Find articles" class="finder">
  <label class="wide">Search
    <input type="search" name="words" maxlength="200" autocomplete="off"
      placeholder="Title, author, file or words of the text"></label>
  <label>Outlet
    <input name="outlet" list="known-outlets" maxlength="200" autocomplete="off"></label>
  <label>Since <input type="date" name="since"></label>
  <label>Until <input type="date" name="until"></label>
  <label>Sort by <select name="order">
    <option value="published">Latest first</option>
    <option value="title">Title</option>
    <option value="outlet">Outlet</option>
    <option value="added">Last added</option>
  </select></label>
</form>
"""
"""What a reader looks for; never drawn anew, so that nothing is lost while it is typed."""

_HEADINGS = ("Article", "Outlet", "Published", "File")
_STEPS = ((-1, "Previous"), (1, "Next"))
_UNITS = ("bytes", "kB", "MB", "GB", "TB")
NONE_YET = (
    '<p class="none">There are no articles yet. Drop files above, or give their folder to '
    "<code>dateline ingest</code>.</p>"
)
"""What stands in the place of an empty collection."""

_NONE_FOUND = '<p class="none">No article is like that. Look for less, or clear a field.</p>'


def render_listing(listed: Listed, *, articles: int, outlets: Sequence[str]) -> str:
    """Give a page of articles; `articles` counts all there are, of whichever outlets."""
    names = "".join(f'<option value="{escaped(each)}"></option>' for each in outlets)
    count = f'<p class="found" role="status" tabindex="-1">{_count(listed, articles=articles)}</p>'
    body = _table(listed) + _pages(listed) if listed.found else _NONE_FOUND
    return f'<datalist id="known-outlets">{names}</datalist>{count}{body}'


def render_removed(article: Article) -> str:
    """Give the line that tells of a removal."""
    return f'<p class="removed" role="status">Removed “{isolated(_title(article))}”.</p>'


def render_totals(*, articles: int, passages: int, use: DiskUse) -> str:
    """Give a line of what the collection holds and takes."""
    uploads = (
        f", {written_size(use.uploads)} of it in {counted(use.files, 'uploaded file')}"
        if use.files
        else ""
    )
    return (
        f'<p class="totals">{counted(articles, "article")} in {counted(passages, "passage")} · '
        f"{written_size(use.index)} on disk{uploads}</p>"
    )


def written_size(size: int) -> str:
    """Give bytes as people write them: "512 bytes", "1.4 MB"."""
    value, unit = float(size), 0
    while value >= 999.5 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    digits = 1 if unit and value < 9.95 else 0
    return f"{value:.{digits}f} {_UNITS[unit]}"


def _count(listed: Listed, *, articles: int) -> str:
    if listed.found == articles:
        return counted(articles, "article")
    return f"{listed.found:,} of {counted(articles, 'article')}"


def _table(listed: Listed) -> str:
    headings = "".join(f'<th scope="col">{each}</th>' for each in _HEADINGS)
    rows = "".join(
        _row(each, uploaded=each.article_id in listed.uploaded) for each in listed.articles
    )
    return (
        '<table class="articles"><caption class="unseen">Articles</caption>'
        f"<thead><tr>{headings}<td></td></tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(article: Article, *, uploaded: bool) -> str:
    article_id, outlet = escaped(article.article_id), isolated(article.outlet or "unknown")
    note = ' <span class="note">uploaded</span>' if uploaded else ""
    return (
        f'<tr><th scope="row" dir="auto"><button type="button" class="title" '
        f'data-article="{article_id}" data-start="0" data-end="0">{escaped(_title(article))}'
        f'</button></th><td class="outlet">{outlet}</td>'
        f'<td class="day">{written_date(article)}</td>'
        f'<td class="file">{isolated(article.file)}{note}</td>'
        f"<td>{_removal(article, uploaded=uploaded)}</td></tr>"
    )


def _removal(article: Article, *, uploaded: bool) -> str:
    """Give the button that unfolds the question before the button that removes."""
    what = (
        "Its uploaded file is deleted too, unless other articles came from it."
        if uploaded
        else "Its file stays where it is, and brings it back when it is ingested again."
    )
    return (
        f'<details class="removal"><summary aria-label="Remove {escaped(_title(article))}">Remove'
        f"</summary><div><p>Remove this article from the collection? {what}</p>"
        f'<button type="button" data-remove="{escaped(article.article_id)}">Yes, remove it</button>'
        "</div></details>"
    )


def _pages(listed: Listed) -> str:
    if listed.pages == 1:
        return ""
    before, after = (_step(listed, step=step, name=name) for step, name in _STEPS)
    return (
        f'<nav class="pages" aria-label="Pages" data-shown="{listed.page}">{before}'
        f"<span>Page {listed.page:,} of {listed.pages:,}</span>{after}</nav>"
    )


def _step(listed: Listed, *, step: int, name: str) -> str:
    page = listed.page + step
    state = "" if 1 <= page <= listed.pages else " disabled"
    return f'<button type="button" data-page="{page}"{state}>{name}</button>'


def _title(article: Article) -> str:
    return article.title or article.file
