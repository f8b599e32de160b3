"""Results as agents read them: plain text, beside the structured form that programs read."""

from collections.abc import Iterator, Sequence

from rag.index.browsing import Listed
from rag.index.happenings import Happening
from rag.schema import Answer, Article, Citation, Conflict, Found

ARTICLE_URI = "dateline://articles/"
"""What stands before an article's id in the name of its resource."""


def article_uri(article_id: str) -> str:
    """Give the name of an article's resource."""
    return f"{ARTICLE_URI}{article_id}"


def tell_answer(answer: Answer) -> str:
    """Give the answer, what it quotes, and where reports disagree; or why there is no answer."""
    if answer.status == "not_found":
        return "\n".join(["The articles don't say.", answer.reason, *answer.searched.notes]).strip()
    told = [answer.text, *map(_conflict, answer.conflicts), "", "Sources:"]
    return "\n".join([*told, *map(_source, answer.citations)])


def tell_found(found: Found) -> str:
    """Give the sentences, best first, each with its article."""
    told = [
        f"{each.rank}. “{each.text}”\n   {_about(each.article)}, {article_uri(each.article_id)}"
        for each in found.evidence
    ]
    return "\n".join([*(told or ["Nothing in the articles bears on this."]), *found.searched.notes])


def tell_article(article: Article) -> str:
    """Give the article's title and origin above its text, which offsets index."""
    about = [article.title, _about(article), article.author, article.place]
    return "\n".join([*(each for each in about if each), "", article.text])


def tell_listed(listed: Listed) -> str:
    """Give a line for each article, and how many there are."""
    told = [
        f"{_about(each)}: {each.title or each.file}, {article_uri(each.article_id)}"
        for each in listed.articles
    ]
    return "\n".join([*told, f"{listed.found} found; page {listed.page} of {listed.pages}."])


def tell_timeline(happenings: Sequence[Happening], *, undated: int) -> str:
    """Give a line for each sentence, in the order of the calendar."""
    told = list(map(_happening, happenings)) or ["The articles tell of nothing on these days."]
    if undated:
        told.append(f"Articles without a date, whose relative days count for nothing: {undated}.")
    return "\n".join(told)


def _about(article: Article) -> str:
    return _origin(article.outlet, article.reference_date)


def _origin(outlet: str | None, day: object) -> str:
    return f"{outlet or 'unknown outlet'}, {day or 'undated'}"


def _source(citation: Citation) -> str:
    origin = _origin(citation.outlet, citation.published)
    also = "".join(f"; also in {name}" for name in citation.also_carried_by)
    title = f"{citation.title}, " if citation.title else ""
    uri = article_uri(citation.article_id)
    return f"[{citation.marker}] {title}{origin}{also}, {uri}: “{citation.quote}”"


def _conflict(conflict: Conflict) -> str:
    return "\n".join(
        ["", f"Reports differ ({conflict.kind}): {conflict.subject}", *_sides(conflict)]
    )


def _sides(conflict: Conflict) -> Iterator[str]:
    for position in conflict.positions:
        latest = " (latest)" if position.latest else ""
        yield f"- {position.value}{latest} {''.join(f'[{each}]' for each in position.citations)}"


def _happening(told: Happening) -> str:
    same = told.start_date == told.end_date
    days = f"{told.start_date}" if same else f"{told.start_date} to {told.end_date}"
    origin = _origin(told.outlet, told.published or told.inferred)
    return f"{days}: “{told.text}” ({origin}, {article_uri(told.article_id)})"
