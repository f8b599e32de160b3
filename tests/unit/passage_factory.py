"""Builds retrieved passages by hand, for tests of what scores them."""

from rag.schema import Article, Passage, RetrievedPassage


def make_passages(*spans: tuple[Article, int, int]) -> tuple[RetrievedPassage, ...]:
    """Passages of (article, start, end), best first."""
    return tuple(
        RetrievedPassage(
            passage=Passage(
                article_id=article.article_id, start=start, end=end, text=article.text[start:end]
            ),
            article=article,
            rank=rank,
            score=1 / rank,
        )
        for rank, (article, start, end) in enumerate(spans, start=1)
    )
