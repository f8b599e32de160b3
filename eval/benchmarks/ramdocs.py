"""RAMDocs: questions with several right answers, and documents of which some are wrong or empty.

Every question is asked of its own documents alone. Source: Wang et al., "Retrieval-Augmented
Generation with Conflicting Evidence", 2025.

Strict as upstream: where a wrong answer is a gold one too, or stands within one, no answer is
right. What saying the gold answers and nothing else would score stands beside the figures.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field

from eval.benchmarks.benchmark import Benchmark, spread
from eval.benchmarks.rows import Row, Words, read_rows
from eval.cases import EvalCase
from eval.metrics import correctness, grounding
from eval.metrics.scoring import Measured, Metric, Outcome
from eval.metrics.stance import refused
from eval.metrics.wording import says
from rag.reading import boilerplate
from rag.schema import Answer, Article

MISINFORMATION = "misinfo"
_RIGHT = "correct"


def strict_em(case: EvalCase, outcome: Outcome) -> Measured:
    """1 if every gold answer is said and no wrong one: in the text, or as a conflict's position."""
    said = tuple(_said(outcome.answer))
    missing, wrong = _missing(case, said), _wrong(case, said)
    if not missing and not wrong:
        return Measured(1.0, f"All {len(case.items)} answers are said, and no wrong one.")
    told = [f"Not said: {', '.join(missing)}."] if missing else []
    return Measured(0.0, " ".join([*told, *([f"Wrong: {', '.join(wrong)}."] if wrong else [])]))


def gold_recall_answers(case: EvalCase, outcome: Outcome) -> Measured:
    """Share of the gold answers that are said."""
    missing = _missing(case, tuple(_said(outcome.answer)))
    share = 1 - len(missing) / len(case.items)
    return Measured(share, f"Not said: {', '.join(missing) or 'none'}.")


def wrong_said(case: EvalCase, outcome: Outcome) -> Measured:
    """1 if any wrong answer is said: less is better."""
    wrong = _wrong(case, tuple(_said(outcome.answer)))
    return Measured(float(bool(wrong)), f"Wrong answers said: {', '.join(wrong) or 'none'}.")


METRICS = (
    Metric("strict_em", strict_em),
    Metric("gold_recall_answers", gold_recall_answers),
    Metric("wrong_said", wrong_said, worst=1.0),
    Metric("false_refusal_rate", correctness.false_refusal_rate, worst=1.0),
    Metric("citation_precision", grounding.citation_precision),
    Metric("quote_exact", grounding.quote_exact),
)


class _Document(Row):
    text: Words
    type: Literal["correct", "misinfo", "noise"]


class _Question(Row):
    question: Words
    documents: tuple[_Document, ...] = Field(min_length=1)
    gold_answers: tuple[str, ...] = Field(min_length=1)
    wrong_answers: tuple[str, ...]


def read_ramdocs(file: Path, *, limit: int | None = None) -> Benchmark:
    """Read the data set. Raises CasesError."""
    rows = {f"q{number:04}": row for number, (_, row) in enumerate(read_rows(file, _Question), 1)}
    cases = spread([_case(case_id, row) for case_id, row in rows.items()], limit)
    return Benchmark(
        articles=tuple(each for case_id, row in rows.items() for each in _articles(case_id, row)),
        cases=cases,
        metrics=METRICS,
        deciding=("strict_em",),
        answers=True,
        references={"strict_em, saying the gold answers alone": _ceiling(cases)},
        data=(file,),
    )


def _articles(case_id: str, row: _Question) -> Iterator[Article]:
    for number, document in enumerate(row.documents, start=1):
        name = f"{case_id}-d{number}"
        yield Article(
            article_id=name,
            file=name,
            text=document.text,
            asides=boilerplate(document.text),
        )


def _case(case_id: str, row: _Question) -> EvalCase:
    names = [each.article_id for each in _articles(case_id, row)]
    right = [
        name for name, document in zip(names, row.documents, strict=True) if document.type == _RIGHT
    ]
    return EvalCase(
        id=case_id,
        question=row.question,
        kind=_kind(row),
        items=tuple((answer,) for answer in dict.fromkeys(row.gold_answers)),
        wrong=tuple(dict.fromkeys(row.wrong_answers)),
        sources=tuple(right),
        within=tuple(names),
    )


def _kind(row: _Question) -> str:
    count = "one answer" if len(set(row.gold_answers)) == 1 else "several answers"
    misinformed = any(each.type == MISINFORMATION for each in row.documents)
    return f"{count}, misinformation" if misinformed else count


def _said(answer: Answer | None) -> Iterator[str]:
    if answer and not refused(answer):
        yield answer.text
        for conflict in answer.conflicts:
            yield from (position.value for position in conflict.positions)


def _missing(case: EvalCase, said: Sequence[str]) -> list[str]:
    return [item[0] for item in case.items if not any(says(text, item[0]) for text in said)]


def _wrong(case: EvalCase, said: Sequence[str]) -> list[str]:
    return [wrong for wrong in case.wrong if any(says(text, wrong) for text in said)]


def _ceiling(cases: Sequence[EvalCase]) -> float:
    right = [not _wrong(case, [item[0] for item in case.items]) for case in cases]
    return sum(right) / len(right)
