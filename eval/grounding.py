"""Whether an answer stands on the right articles and quotes them exactly. Pure."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath

from eval.cases import EvalCase
from eval.correctness import Measured
from rag.schema import Answer, Article, Citation, Evidence

ArticleLookup = Callable[[str], Article | None]
"""Gives the stored article of an id, None where there is none."""

EARLY = 4
"""Depth of recall, in pieces of evidence: about what a small model is given."""
DEEP = 10
"""Depth of the reciprocal rank, in articles."""


def citation_precision(case: EvalCase, answer: Answer, article: ArticleLookup) -> Measured:
    """Share of the cited articles that are among the case's sources."""
    cited = dict.fromkeys(_cited(answer, article))
    if not cited:
        return None, "Nothing is cited."
    stray = [stem for stem in cited if stem not in case.sources]
    if not stray:
        return 1.0, f"All {len(cited)} cited articles hold the answer."
    return 1 - len(stray) / len(cited), f"Cited without need: {', '.join(stray)}."


def citation_recall(case: EvalCase, answer: Answer, article: ArticleLookup) -> Measured:
    """1 if an article that holds the answer is cited; for a conflict, share of positions."""
    return _covered(case, set(_cited(answer, article)), where="cited")


def quote_exact(_case: EvalCase, answer: Answer, article: ArticleLookup) -> Measured:
    """1 if every quote stands in its stored article at its offsets, to the character."""
    if not answer.citations:
        return None, "Nothing is cited."
    wrong = [each.marker for each in answer.citations if not _is_exact(each, article)]
    if not wrong:
        return 1.0, f"All {len(answer.citations)} quotes stand in their articles."
    return 0.0, f"Not the article's words at the offsets given: citation {wrong}."


def early_recall(case: EvalCase, evidence: Sequence[Evidence]) -> Measured:
    """1 if a gold article is among the first pieces of evidence; for a conflict, share of sides."""
    early = {_stem(each.article) for each in evidence[:EARLY]}
    return _covered(case, early, where=f"among the first {EARLY} pieces of evidence")


def reciprocal_rank(case: EvalCase, evidence: Sequence[Evidence]) -> Measured:
    """1 / rank of the first gold article, counting articles, not sentences; 0 beyond the depth."""
    order = list(dict.fromkeys(_stem(each.article) for each in evidence))
    for rank, stem in enumerate(order[:DEEP], start=1):
        if stem in case.sources:
            return 1 / rank, f"The first article that holds the answer is number {rank}."
    return 0.0, f"No article that holds the answer is among the first {DEEP}."


def _covered(case: EvalCase, stems: set[str], *, where: str) -> Measured:
    sides = [each.sources for each in case.positions] or [case.sources]
    covered = sum(not stems.isdisjoint(side) for side in sides)
    if len(sides) == 1:
        return float(covered), f"{'An' if covered else 'No'} article of the answer is {where}."
    return covered / len(sides), f"{covered} of {len(sides)} positions have an article {where}."


def _cited(answer: Answer, article: ArticleLookup) -> Iterable[str]:
    for citation in answer.citations:
        found = article(citation.article_id)
        yield _stem(found) if found else f"(unknown article {citation.article_id})"


def _is_exact(citation: Citation, article: ArticleLookup) -> bool:
    found = article(citation.article_id)
    if not found or not 0 <= citation.start < citation.end:
        return False
    return found.text[citation.start : citation.end] == citation.quote


def _stem(article: Article) -> str:
    return PurePath(article.file).stem
