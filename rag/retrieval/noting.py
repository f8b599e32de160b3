"""What readers are told of a search: the question, outlets and days it names, filters in vain."""

from collections.abc import Iterator

from rag.index.catalogue import Catalogue
from rag.index.filters import Filters, filters_of
from rag.retrieval.planning import Plan
from rag.schema import Question, Searched

_NAMED = 12
"""Outlets that a note names."""


def searched_for(question: Question, *, plan: Plan, catalogue: Catalogue) -> Searched:
    """Say what was searched for."""
    named = sorted({outlet for each in plan.named for outlet in each.outlets}, key=str.casefold)
    return Searched(
        text=" ".join(question.text.split()),
        outlets=tuple(named),
        since=min((first for first, _ in plan.days), default=None),
        until=max((last for _, last in plan.days), default=None),
        notes=tuple(_notes(question, catalogue)),
    )


def _notes(question: Question, catalogue: Catalogue) -> Iterator[str]:
    filters = filters_of(question)
    if not filters or catalogue.article_ids(filters):
        return
    alone = [
        *((f"from “{name}”", Filters(outlets=(name,))) for name in filters.outlets),
        *((f"by “{name}”", Filters(authors=(name,))) for name in filters.authors),
        *((f"in the language “{code}”", Filters(languages=(code,))) for code in filters.languages),
        *((f"called “{name}”", Filters(articles=(name,))) for name in filters.articles),
    ]
    absent = [said for said, each in alone if not catalogue.article_ids(each)]
    for said in absent:
        yield f"No article here is {said}."
    if any(not catalogue.article_ids(Filters(outlets=(name,))) for name in filters.outlets):
        yield _outlets(catalogue)
    if not absent:
        yield "No article here passes all the filters."


def _outlets(catalogue: Catalogue) -> str:
    outlets = catalogue.outlets()
    if not outlets:
        return "No article here names its outlet."
    more = f" and {len(outlets) - _NAMED} more" if len(outlets) > _NAMED else ""
    return f"Outlets here: {', '.join(outlets[:_NAMED])}{more}."
