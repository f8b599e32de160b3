"""Time expressions in news, in the form of TempEval-3: spans, types and TIMEX3 values.

No question and no collection: each text is read by `rag.reading.dates`. Scored as in the shared
task: an expression is found if one of the text's overlaps it (relaxed match), each counting for one
gold mention, and its value is right if it is the same TIMEX3 value. Every F1, precision and recall
is weighted text by text so that the mean is that over all mentions together (micro average).
Source: UzZaman et al., "SemEval-2013 Task 1: TempEval-3".
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from eval.benchmarks.benchmark import spread
from eval.benchmarks.rows import Row, Words, malformed, read_rows
from eval.metrics.scoring import Measured, Metric, Outcome
from rag.reading.dates import find_dates
from rag.schema import DateMention

_STATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2})?)?")
_CALENDAR = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?|-W\d{2}|-Q[1-4])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldMention:
    """A time expression as annotators marked it: `text[start:end]` with its TIMEX3 value."""

    start: int
    end: int
    text: str
    type: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCase:
    """A text with its time expressions."""

    id: str
    kind: str = "text"
    published: date
    text: str
    mentions: tuple[GoldMention, ...]

    @property
    def group(self) -> str:
        """Each text stands alone."""
        return self.id


@dataclass(frozen=True, slots=True)
class _Family:
    """Which mentions count, and whether finding one is enough or its value has to be right."""

    name: str
    of_gold: Callable[[GoldMention], bool]
    of_found: Callable[[DateMention], bool]
    with_value: bool

    def f1(self, case: TextCase, outcome: Outcome) -> Measured:
        """2 x right / (found + marked), which is also its weight."""
        right, found, gold = self._counts(case, outcome)
        return _share(2 * right, found + gold, told=_told(right, found, gold))

    def precision(self, case: TextCase, outcome: Outcome) -> Measured:
        """Right / found."""
        right, found, gold = self._counts(case, outcome)
        return _share(right, found, told=_told(right, found, gold))

    def recall(self, case: TextCase, outcome: Outcome) -> Measured:
        """Right / marked."""
        right, found, gold = self._counts(case, outcome)
        return _share(right, gold, told=_told(right, found, gold))

    def marked(self, case: TextCase) -> int:
        """Count the marked mentions: what a text weighs of which nothing was read."""
        return sum(map(self.of_gold, case.mentions))

    def _counts(self, case: TextCase, outcome: Outcome) -> tuple[int, int, int]:
        right = sum(
            self.of_gold(gold)
            and self.of_found(found)
            and (gold.value == found.value or not self.with_value)
            for gold, found in _pairs(case.mentions, outcome.found)
        )
        return right, sum(map(self.of_found, outcome.found)), self.marked(case)


def _share(part: int, whole: int, *, told: str) -> Measured:
    return Measured(part / whole, told, whole) if whole else Measured(None, told)


def _told(right: int, found: int, gold: int) -> str:
    return f"{right} right, {found} found, {gold} marked."


def _pairs(
    marked: Sequence[GoldMention], found: Sequence[DateMention]
) -> Iterator[tuple[GoldMention, DateMention]]:
    """Pair each gold mention with an overlapping one, if it can be one of the same value."""
    free = list(found)
    for gold in marked:
        overlapping = [each for each in free if each.start < gold.end and gold.start < each.end]
        if overlapping:
            best = next((each for each in overlapping if each.value == gold.value), overlapping[0])
            free.remove(best)
            yield gold, best


def _every(_mention: GoldMention | DateMention) -> bool:
    return True


def _is_date(mention: GoldMention | DateMention) -> bool:
    return mention.type == "DATE"


def _is_calendar(mention: GoldMention | DateMention) -> bool:
    """Tell whether it is a date that names a day, week, month, quarter or year."""
    return _is_date(mention) and bool(_CALENDAR.fullmatch(mention.value or ""))


_SPAN = _Family("span", _every, _every, with_value=False)
_VALUE = _Family("value", _every, _every, with_value=True)
_DATE_SPAN = _Family("date_span", _is_date, _is_date, with_value=False)
_DATE_VALUE = _Family("date_value", _is_date, _is_date, with_value=True)
_CALENDAR_VALUE = _Family("calendar_value", _is_calendar, _is_calendar, with_value=True)

METRICS = (
    *(
        Metric(f"{family.name}_{name}", measure, weigh=family.marked)
        for family in (_SPAN, _VALUE, _DATE_VALUE)
        for name, measure in (
            ("f1", family.f1), ("precision", family.precision), ("recall", family.recall),
        )
    ),
    *(
        Metric(f"{family.name}_f1", family.f1, weigh=family.marked)
        for family in (_DATE_SPAN, _CALENDAR_VALUE)
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingTask:
    """Reads the dates of each text; an `eval.runs.task.Task`. `data` is the file of the texts."""

    cases: tuple[TextCase, ...]
    data: tuple[Path, ...]
    metrics: tuple[Metric, ...] = METRICS
    deciding: tuple[str, ...] = ("value_f1",)
    references: Mapping[str, float] = field(default_factory=dict)

    def attempt(self, case: TextCase, *, repeat: int) -> Outcome:  # noqa: ARG002 - Task's signature
        """Find the time expressions of the case's text."""
        return Outcome(found=find_dates(case.text, published=case.published))


def _day(stated: str) -> str:
    found = _STATED.fullmatch(stated)
    if not found:
        raise ValueError("a day is written YYYY-MM-DD, with or without T and a time")
    date.fromisoformat(found[1])
    return found[1]


class _Mention(Row):
    start: int = Field(ge=0)
    end: int
    text: str = Field(min_length=1)
    type: Literal["DATE", "TIME", "DURATION", "SET"]
    value: str


class _Text(Row):
    doc_id: Words
    published: Annotated[str, AfterValidator(_day)]
    text: str
    mentions: tuple[_Mention, ...]


def read_timebank(file: Path, *, limit: int | None = None) -> ReadingTask:
    """Read the data set. Raises CasesError."""
    cases = [_case(row, place=place) for place, row in read_rows(file, _Text, key="doc_id")]
    return ReadingTask(cases=spread(cases, limit), data=(file,))


def _case(row: _Text, *, place: str) -> TextCase:
    for number, each in enumerate(row.mentions):
        if row.text[each.start : each.end] != each.text:
            raise malformed(place, f"mentions.{number}.text", "the text at its place is another")
    return TextCase(
        id=row.doc_id,
        published=date.fromisoformat(row.published),
        text=row.text,
        mentions=tuple(GoldMention(**each.model_dump()) for each in row.mentions),
    )
