"""How well the articles found are ranked, by ir_measures: nDCG, reciprocal rank, recall.

Findings are taken as the distinct articles they are from, in order of first appearance. Relevant
are the case's sources, all alike; the articles of every position count in a conflict. Copies of one
story are one article here, as they are one voice to readers, who are told of them all.
"""

from collections.abc import Collection, Sequence
from pathlib import PurePath

from eval.cases import EvalCase
from eval.metrics.places import Findings, Measure, found_places, source_of
from eval.metrics.scoring import Measured, Outcome
from rag.schema import Article


def ndcg(k: int, *, of: Findings = "passages") -> Measure:
    """Make the metric nDCG@k: binary gain, discount log2(rank + 1), ideal over all sources."""
    return _measure("nDCG", k, of=of)


def mrr(k: int, *, of: Findings = "passages") -> Measure:
    """Make the metric of which the mean is MRR@k: 1 / rank of the first source, 0 beyond k."""
    return _measure("RR", k, of=of)


def map_at(k: int, *, of: Findings = "passages") -> Measure:
    """Make the metric of which the mean is MAP@k: precision at each source's rank, over sources."""
    return _measure("AP", k, of=of)


def recall(k: int, *, of: Findings = "passages") -> Measure:
    """Make the metric: share of the sources that are among the first k articles."""
    return _measure("R", k, of=of)


def _measure(name: str, k: int, *, of: Findings) -> Measure:
    def measure(case: EvalCase, outcome: Outcome) -> Measured:
        if not case.sources:
            return Measured(None, "The case names no article.")
        found = [each.article for each in found_places(outcome, of=of)]
        same = {name: min(names) for names in map(_names, found) for name in names}
        order = list(dict.fromkeys(same[source_of(each)] for each in found))[:k]
        sources = {same.get(source, source) for source in case.sources}
        ranks = [rank for rank, source in enumerate(order, start=1) if source in sources]
        if not ranks:
            return Measured(0.0, f"No article that holds the answer is among the first {k}.")
        places = ", ".join(map(str, ranks))
        return Measured(
            _value(name, k, sources, order),
            f"Articles that hold the answer: {len(ranks)} of {len(sources)} among the "
            f"first {k}, at rank {places}.",
        )

    return measure


def _names(article: Article) -> tuple[str, ...]:
    """Name an article and its copies as cases do."""
    return source_of(article), *(PurePath(copy.file).stem for copy in article.copies)


def _value(name: str, k: int, relevant: Collection[str], order: Sequence[str]) -> float:
    import ir_measures  # costs 0.1 s

    judged = {"case": dict.fromkeys(relevant, 1)}
    # Scores only carry the order; all differ, so that no tie is broken by name.
    scored = {"case": {source: float(-rank) for rank, source in enumerate(order)}}
    measure = getattr(ir_measures, name) @ k
    return float(next(ir_measures.iter_calc([measure], judged, scored)).value)
