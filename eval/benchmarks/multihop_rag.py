"""MultiHop-RAG: questions whose evidence stands in two to four news articles, or in none.

A folder holds articles.jsonl and the queries. Gold facts occur word for word in their articles; a
null query can't be answered from them. Source: Tang and Yang, "MultiHop-RAG", COLM 2024.

Accuracy is over all queries, as in the paper: a null query is right if it is refused. Always giving
the commonest answer of its type gets about half of them right, so those shares stand beside it.
Beside the figures of retrieval stand those of plain systems on the same passages, in the same run.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from eval.benchmarks.benchmark import Benchmark, spread
from eval.benchmarks.plain import SYSTEMS
from eval.benchmarks.rows import Id, Row, Words, find_file, malformed, read_rows
from eval.cases import CaseEvidence, EvalCase
from eval.metrics import correctness, grounding, ranking
from eval.metrics.scoring import Measured, Metric, Outcome, of_system
from eval.metrics.suites import ANSWERABLE, REFUSABLE, UNANSWERABLE, WITH_EVIDENCE
from rag.reading import boilerplate
from rag.schema import Article

NULL = "null_query"
_EARLY, _DEPTH = 4, 10
_COMPARED = 5
"""How many of the metrics of retrieval, the first ones, the systems beside are scored by."""

_YES = "yes"


_first_rank = grounding.gold_rank(_DEPTH, of="passages")


def average_precision(case: EvalCase, outcome: Outcome) -> Measured:
    """Mean over the gold facts of the precision at the passage that completes each; 0 if none does.

    Precision there is the number of facts found so far over the number of passages, at most 1 as
    one passage can hold several facts. The same fact of several articles is one.
    """
    facts: dict[str, tuple[CaseEvidence, ...]] = defaultdict(tuple)
    for each in case.evidence:
        facts[" ".join(each.quote.split())] += (each,)
    alone = (_first_rank(replace(case, evidence=each), outcome).value for each in facts.values())
    ranks = sorted(round(1 / value) for value in alone if value)
    precisions = [min(1.0, count / rank) for count, rank in enumerate(ranks, start=1)]
    told = ", ".join(map(str, ranks)) or "none"
    return Measured(sum(precisions) / len(facts), f"Of {len(facts)} facts, found at rank: {told}.")


def accuracy(case: EvalCase, outcome: Outcome) -> Measured:
    """1 if the answer says the gold one, or if a null query is refused."""
    measure = correctness.answer_accuracy if case.answerable else correctness.refusal_recall
    return measure(case, outcome)


RETRIEVAL = (
    Metric(f"recall@{_EARLY}", grounding.gold_recall(_EARLY, of="passages"), WITH_EVIDENCE),
    Metric(f"recall@{_DEPTH}", grounding.gold_recall(_DEPTH, of="passages"), WITH_EVIDENCE),
    Metric(f"any_hit@{_EARLY}", grounding.any_hit(_EARLY, of="passages"), WITH_EVIDENCE),
    Metric(f"any_hit@{_DEPTH}", grounding.any_hit(_DEPTH, of="passages"), WITH_EVIDENCE),
    Metric(f"mrr@{_DEPTH}", grounding.gold_rank(_DEPTH, of="passages"), WITH_EVIDENCE),
    Metric(f"map@{_DEPTH}", average_precision, WITH_EVIDENCE),
    Metric(f"article_recall@{_EARLY}", ranking.recall(_EARLY), WITH_EVIDENCE),
    Metric(f"article_recall@{_DEPTH}", ranking.recall(_DEPTH), WITH_EVIDENCE),
)
BESIDE = tuple(of_system(system, each) for system in SYSTEMS for each in RETRIEVAL[:_COMPARED])
ANSWERS = (
    Metric("accuracy", accuracy),
    Metric("null_refusal_recall", correctness.refusal_recall, UNANSWERABLE),
    Metric("false_refusal_rate", correctness.false_refusal_rate, ANSWERABLE, worst=1.0),
    Metric("refusal_f1", correctness.refusal_f1, REFUSABLE),
    Metric("citation_precision", grounding.citation_precision, ANSWERABLE),
    Metric("citation_recall", grounding.citation_recall, ANSWERABLE),
    Metric("evidence_precision", grounding.evidence_precision, WITH_EVIDENCE),
    Metric("evidence_recall", grounding.evidence_recall, WITH_EVIDENCE),
    Metric("quote_exact", grounding.quote_exact),
)


class _Story(Row):
    doc_id: Id
    title: str | None = None
    author: str | None = None
    source: str | None = None
    published_at: datetime | None = None
    body: Words


class _Fact(Row):
    doc_id: str
    fact: Words


class _Query(Row):
    query_id: Id
    query: Words
    answer: Words
    question_type: Words
    gold_doc_ids: tuple[str, ...]
    evidence: tuple[_Fact, ...]


def read_multihop_rag(
    folder: Path,
    *,
    queries: Path | None = None,
    answers: bool = False,
    beside: bool = False,
    limit: int | None = None,
) -> Benchmark:
    """Read the data set, with other queries than the folder's if given. Raises CasesError.

    With `beside` the task has to be made with `eval.benchmarks.plain.Beside`.
    """
    stories = find_file(folder, "articles.jsonl")
    asked = queries or find_file(folder, "queries_dev.jsonl", "queries.jsonl")
    articles = tuple(_article(row) for _, row in read_rows(stories, _Story, key="doc_id"))
    known = {each.article_id for each in articles}
    read = [
        _case(row, place=place, known=known)
        for place, row in read_rows(asked, _Query, key="query_id")
    ]
    cases = spread(read, limit)
    return Benchmark(
        articles=articles,
        cases=cases,
        metrics=(*(ANSWERS if answers else ()), *RETRIEVAL, *(BESIDE if beside else ())),
        deciding=("accuracy",) if answers else (f"recall@{_DEPTH}",),
        answers=answers,
        passages=_DEPTH,
        references=_references(cases) if answers else {},
        data=(stories, asked),
    )


def _article(row: _Story) -> Article:
    found = {
        "title": row.title,
        "outlet": row.source,
        "author": row.author,
        "published": row.published_at and row.published_at.date(),
    }
    return Article(
        article_id=row.doc_id,
        file=row.doc_id,
        text=row.body,
        title=row.title,
        outlet=row.source,
        author=row.author,
        published=row.published_at.date() if row.published_at else None,
        provenance={name: "the data set's row" for name, value in found.items() if value},
        asides=boilerplate(row.body),
    )


def _case(row: _Query, *, place: str, known: set[str]) -> EvalCase:
    is_null = row.question_type == NULL
    if is_null == bool(row.evidence):
        raise malformed(place, "evidence", f"there is none exactly for a {NULL}")
    for number, fact in enumerate(row.evidence):
        if fact.doc_id not in known:
            raise malformed(place, f"evidence.{number}.doc_id", f"no article {fact.doc_id!r}")
    if not known.issuperset(row.gold_doc_ids):
        raise malformed(place, "gold_doc_ids", "an id is of no article")
    return EvalCase(
        id=row.query_id,
        question=row.query,
        kind=row.question_type,
        answers=() if is_null else (row.answer,),
        sources=row.gold_doc_ids,
        evidence=tuple(CaseEvidence(source=each.doc_id, quote=each.fact) for each in row.evidence),
    )


def _references(cases: Sequence[EvalCase]) -> Mapping[str, float]:
    """What answers that read nothing score: known types' commonest answers, and always yes."""
    given: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        given[case.kind]["".join(case.answers).casefold()] += 1
    commonest = sum(max(answers.values()) for answers in given.values())
    yes = sum(answers[_YES] for answers in given.values())
    return {
        "accuracy, always the commonest answer of the type": commonest / len(cases),
        "accuracy, always yes": yes / len(cases),
    }
