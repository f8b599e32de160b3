"""How well the articles found are ranked, by ir_measures: nDCG, reciprocal rank, recall.

Findings are taken as the distinct articles they are from, in order of first appearance. Relevant
are the case's sources, all alike; the articles of every position count in a conflict.
"""

from collections.abc import Sequence

from eval.cases import EvalCase
from eval.metrics.places import Findings, Measure, found_places
from eval.metrics.scoring import Measured, Outcome


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
        order = list(dict.fromkeys(each.source for each in found_places(outcome, of=of)))[:k]
        ranks = [rank for rank, source in enumerate(order, start=1) if source in case.sources]
        if not ranks:
            return Measured(0.0, f"No article that holds the answer is among the first {k}.")
        places = ", ".join(map(str, ranks))
        return Measured(
            _value(name, k, case.sources, order),
            f"Articles that hold the answer: {len(ranks)} of {len(set(case.sources))} among the "
            f"first {k}, at rank {places}.",
        )

    return measure


def _value(name: str, k: int, relevant: Sequence[str], order: Sequence[str]) -> float:
    import ir_measures  # costs 0.1 s

    judged = {"case": dict.fromkeys(relevant, 1)}
    # Scores only carry the order; all differ, so that no tie is broken by name.
    scored = {"case": {source: float(-rank) for rank, source in enumerate(order)}}
    measure = getattr(ir_measures, name) @ k
    return float(next(ir_measures.iter_calc([measure], judged, scored)).value)
