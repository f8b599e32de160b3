"""SciFact in BEIR's form: claims as questions, abstracts as articles, scored by retrieval alone.

A folder holds corpus.jsonl, queries_test.jsonl and qrels_test.tsv. Passages are collapsed into the
abstracts they are from. Source: Wadden et al., "Fact or Fiction: Verifying Scientific Claims",
EMNLP 2020; Thakur et al., "BEIR", 2021.
"""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from eval.benchmarks.benchmark import Benchmark, spread
from eval.benchmarks.rows import Id, Row, Words, find_file, malformed, read_columns, read_rows
from eval.cases import EvalCase
from eval.metrics import ranking
from eval.metrics.scoring import Metric
from rag.reading import boilerplate
from rag.schema import Article

_DEPTH = 10
_PASSAGES = 30
"""Deep enough that ten abstracts are among them, however many passages of one come first."""

METRICS = (
    Metric(f"ndcg@{_DEPTH}", ranking.ndcg(_DEPTH)),
    Metric(f"mrr@{_DEPTH}", ranking.mrr(_DEPTH)),
    Metric(f"recall@{_DEPTH}", ranking.recall(_DEPTH)),
)


class _Abstract(Row):
    id: Id = Field(alias="_id")
    title: str
    text: Words


class _Claim(Row):
    id: Id = Field(alias="_id")
    text: Words


def read_scifact(folder: Path, *, limit: int | None = None) -> Benchmark:
    """Read the data set. Raises CasesError."""
    corpus = find_file(folder, "corpus.jsonl")
    queries = find_file(folder, "queries_test.jsonl", "queries*.jsonl")
    qrels = find_file(folder, "qrels_test.tsv", "qrels*.tsv")
    articles = tuple(_article(row) for _, row in read_rows(corpus, _Abstract, key="id"))
    relevant = _relevant(qrels, articles={each.article_id for each in articles})
    cases = []
    for place, claim in read_rows(queries, _Claim, key="id"):
        if claim.id not in relevant:
            raise malformed(place, "_id", f"{qrels.name} names no abstract for {claim.id!r}")
        sources = relevant[claim.id]
        cases.append(EvalCase(id=claim.id, question=claim.text, kind="claim", sources=sources))
    return Benchmark(
        articles=articles,
        cases=spread(cases, limit),
        metrics=METRICS,
        deciding=(f"recall@{_DEPTH}",),
        answers=False,
        passages=_PASSAGES,
        data=(corpus, queries, qrels),
    )


def _article(row: _Abstract) -> Article:
    return Article(
        article_id=row.id,
        file=row.id,
        text=row.text,
        title=row.title or None,
        provenance={"title": "the data set's row"} if row.title else {},
        asides=boilerplate(row.text),
    )


def _relevant(path: Path, *, articles: set[str]) -> Mapping[str, tuple[str, ...]]:
    """Read which abstracts are relevant for which claim."""
    relevant: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for place, (claim, abstract, score) in read_columns(path, ("query-id", "corpus-id", "score")):
        if not score.isdecimal():
            raise malformed(place, "score", f"{score!r} is no whole number")
        if abstract not in articles:
            raise malformed(place, "corpus-id", f"the corpus has no abstract {abstract!r}")
        if int(score):
            relevant[claim] += (abstract,)
    return relevant
