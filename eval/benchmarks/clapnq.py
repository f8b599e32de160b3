"""CLAPNQ: questions with one passage each, which answers them or doesn't.

A folder holds clapnq_dev_answerable.jsonl and clapnq_dev_unanswerable.jsonl. Every question is
asked of its own passage alone. Source: Rosenthal et al., "CLAPNQ", TACL 2025.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from eval.benchmarks.benchmark import Benchmark, spread
from eval.benchmarks.rows import Id, Row, Words, find_file, malformed, read_rows
from eval.cases import CaseEvidence, EvalCase
from eval.metrics import correctness, grounding
from eval.metrics.places import Place, meets
from eval.metrics.scoring import Measured, Metric, Outcome, Scope
from eval.metrics.stance import refused
from eval.metrics.suites import ANSWERABLE, UNANSWERABLE
from rag.reading import boilerplate
from rag.schema import Answer, Article

ANSWERED, UNANSWERED = "answerable", "unanswerable"


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageCase(EvalCase):
    """A question of a passage.

    `sentences` are the spans of the passage's sentences; `selected` has for each annotator the
    numbers of those that the answer stands on.
    """

    sentences: tuple[tuple[int, int], ...]
    selected: tuple[tuple[int, ...], ...]


def evidence_f1(case: PassageCase, outcome: Outcome) -> Measured:
    """F1 of the cited sentences against an annotator's, best over annotators; 0 if refused.

    A sentence is cited if it shares at least half of the shorter one's characters with a citation.
    """
    cited = _cited_sentences(case, outcome)
    best = max(_f1(cited, frozenset(each)) for each in case.selected)
    return Measured(best, f"Cited are sentences {sorted(cited)}; selected {list(case.selected)}.")


def balanced_accuracy(cases: Sequence[EvalCase]) -> Metric:
    """Make the metric: answered or refused rightly, where both classes of `cases` weigh the same.

    It doesn't ask whether an answer is right.
    """
    sizes = Counter(case.answerable for case in cases)

    def weigh(case: EvalCase) -> float:
        return len(cases) / (2 * sizes[case.answerable])

    def measure(case: EvalCase, outcome: Outcome) -> Measured:
        silent = _spoken(outcome) is None
        right = silent != case.answerable
        told = "Refused" if silent else "Answered"
        explanation = f"{told}, {'rightly' if right else 'wrongly'}."
        return Measured(float(right), explanation, weigh(case))

    return Metric("balanced_accuracy", measure, weigh=weigh)


_SELECTED = Scope(lambda case: bool(case.selected), "No annotator selected a sentence.")
METRICS = (
    Metric("refusal_recall", correctness.refusal_recall, UNANSWERABLE),
    Metric("refusal_precision", correctness.refusal_precision),
    Metric("refusal_f1", correctness.refusal_f1),
    Metric("false_refusal_rate", correctness.false_refusal_rate, ANSWERABLE, worst=1.0),
    Metric("evidence_f1", evidence_f1, _SELECTED),
    Metric("quote_exact", grounding.quote_exact),
)


class _Passage(Row):
    title: str
    text: Words
    sentences: tuple[str, ...] = Field(min_length=1)


class _Output(Row):
    answer: str
    selected_sentences: tuple[str, ...]


class _Question(Row):
    id: Id
    input: Words
    passages: tuple[_Passage]
    output: tuple[_Output, ...] = Field(min_length=1)


def read_clapnq(folder: Path, *, limit: int | None = None) -> Benchmark:
    """Read the data set. Raises CasesError."""
    articles, read, files = list[Article](), list[PassageCase](), list[Path]()
    for kind in (ANSWERED, UNANSWERED):
        file = find_file(folder, f"clapnq_dev_{kind}.jsonl", f"clapnq_*_{kind}.jsonl")
        files.append(file)
        for place, row in read_rows(file, _Question, key="id"):
            articles.append(_article(row))
            read.append(_case(row, kind=kind, place=place))
    cases = spread(read, limit)
    return Benchmark(
        articles=tuple(articles),
        cases=cases,
        metrics=(balanced_accuracy(cases), *METRICS),
        deciding=("balanced_accuracy",),
        answers=True,
        references=_references(cases),
        data=tuple(files),
    )


def _article(row: _Question) -> Article:
    (passage,) = row.passages
    return Article(
        article_id=row.id,
        file=row.id,
        text=passage.text,
        title=passage.title or None,
        provenance={"title": "the data set's row"} if passage.title else {},
        asides=boilerplate(passage.text),
    )


def _case(row: _Question, *, kind: str, place: str) -> PassageCase:
    (passage,) = row.passages
    answers = tuple(each.answer for each in row.output if each.answer.strip())
    if bool(answers) != (kind == ANSWERED):
        raise malformed(place, "output", f"an answer is there exactly where it is {ANSWERED}")
    sentences = _spans(passage, place=place)
    selected = [_numbers(each, passage=passage, place=place) for each in row.output]
    quotes = dict.fromkeys(each for output in row.output for each in output.selected_sentences)
    return PassageCase(
        id=row.id,
        question=row.input,
        kind=kind,
        answers=answers,
        sources=(row.id,) if answers else (),
        evidence=tuple(CaseEvidence(source=row.id, quote=each) for each in quotes),
        within=(row.id,),
        sentences=sentences,
        selected=tuple(each for each in selected if each),
    )


def _spans(passage: _Passage, *, place: str) -> tuple[tuple[int, int], ...]:
    spans, end = list[tuple[int, int]](), 0
    for number, sentence in enumerate(passage.sentences):
        start = passage.text.find(sentence, end)
        if start < 0:
            raise malformed(place, f"passages.0.sentences.{number}", "the text doesn't have it")
        end = start + len(sentence)
        spans.append((start, end))
    return tuple(spans)


def _numbers(output: _Output, *, passage: _Passage, place: str) -> tuple[int, ...]:
    strange = [each for each in output.selected_sentences if each not in passage.sentences]
    if strange:
        raise malformed(place, "output.selected_sentences", "one is no sentence of the passage")
    return tuple(sorted({passage.sentences.index(each) for each in output.selected_sentences}))


def _spoken(outcome: Outcome) -> Answer | None:
    """Give the answer, None where it was refused."""
    return None if outcome.answer is None or refused(outcome.answer) else outcome.answer


def _cited_sentences(case: PassageCase, outcome: Outcome) -> frozenset[int]:
    cited, answer = set[int](), _spoken(outcome)
    for citation in answer.citations if answer else ():
        if article := outcome.article(citation.article_id):
            place = Place(article, citation.start, citation.end)
            cited |= {
                number
                for number, (start, end) in enumerate(case.sentences)
                if meets(place, Place(article, start, end))
            }
    return frozenset(cited)


def _f1(cited: frozenset[int], selected: frozenset[int]) -> float:
    return 2 * len(cited & selected) / (len(cited) + len(selected))


def _references(cases: Sequence[PassageCase]) -> dict[str, float]:
    every = [
        max(_f1(frozenset(range(len(case.sentences))), frozenset(each)) for each in case.selected)
        for case in cases
        if case.selected
    ]
    shares = {"balanced_accuracy, always answering or always refusing": 0.5}
    if every:
        shares["evidence_f1, always citing every sentence"] = sum(every) / len(every)
    return shares
