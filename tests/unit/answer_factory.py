"""Builds answers by hand, for tests of what reads them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from rag.reading.dates import find_dates
from rag.schema import (
    Answer,
    AnswerDate,
    Article,
    Budget,
    Checks,
    Citation,
    Conflict,
    Copy,
    DateMention,
    Evidence,
    ModelInfo,
    Position,
    Searched,
    Timings,
)

AS_OF = date(2025, 3, 10)


def make_article(
    stem: str, text: str = "The mayor opened the bridge on Tuesday.", **fields: Any
) -> Article:
    values = {"published": date(2025, 3, 3)} | fields
    return Article(article_id=f"id-{stem}", file=f"news/{stem}.txt", text=text, **values)


def as_copies(*articles: Article) -> tuple[Article, ...]:
    """The same articles, each knowing the others as its copies."""
    known = [
        Copy(article_id=each.article_id, outlet=each.outlet, file=each.file) for each in articles
    ]
    return tuple(
        replace(each, copies=tuple(copy for copy in known if copy.article_id != each.article_id))
        for each in articles
    )


def make_citation(article: Article, quote: str, *, marker: int = 1, shift: int = 0) -> Citation:
    start = article.text.index(quote) + shift
    return Citation(
        marker=marker,
        article_id=article.article_id,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        quote=quote,
        start=start,
        end=start + len(quote),
    )


def make_evidence(*articles: Article) -> tuple[Evidence, ...]:
    return tuple(
        replace(make_sentence(article, rank=rank, score=1 / rank), dates=())
        for rank, article in enumerate(articles, start=1)
    )


def make_sentence(
    article: Article,
    sentence: str | None = None,
    *,
    rank: int = 1,
    score: float = 0.9,
    lacking: Iterable[str] = (),
) -> Evidence:
    """Evidence for one sentence of an article, or for all of its text."""
    text = article.text if sentence is None else sentence
    start = article.text.index(text)
    return Evidence(
        article_id=article.article_id,
        start=start,
        end=start + len(text),
        text=text,
        rank=rank,
        score=score,
        lacking=frozenset(lacking),
        dates=find_dates(text, published=article.reference_date),
        article=article,
    )


def make_mention(
    text: str, words: str, day: date | None = date(2025, 3, 4), *, last: date | None = None
) -> DateMention:
    """A time expression of a text, as if read as the days given; unresolved without any."""
    start = text.index(words)
    return DateMention(
        text=words,
        start=start,
        end=start + len(words),
        type="DATE",
        value=None,
        start_date=day,
        end_date=last or day,
        rule="test",
    )


def make_conflict(*values: str) -> Conflict:
    positions = tuple(Position(value=value, citations=(1,)) for value in values)
    return Conflict(subject="the subject", positions=positions)


def make_date(text: str, day: date, *, last: date | None = None, marker: int = 1) -> AnswerDate:
    return AnswerDate(text=text, start_date=day, end_date=last or day, marker=marker)


def make_answer(text: str = "", *, citations: Sequence[Citation] = (), **fields: Any) -> Answer:
    values: dict[str, Any] = {
        "question": "Who opened the bridge?",
        "as_of": AS_OF,
        "status": "answered",
        "sentences": (),
        "conflicts": (),
        "dates": (),
        "checks": Checks(),
        "evidence": (),
        "searched": Searched(text="Who opened the bridge?"),
        "model": ModelInfo(backend="extractive", name="quotes"),
        "budget": Budget(context=0, prompt=0, passages_given=0, passages_cut=0),
        "timings": Timings(retrieve_ms=1.0, first_token_ms=None, total_ms=2.0),
    }
    return Answer(text=text, citations=tuple(citations), **(values | fields))
