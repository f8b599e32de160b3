"""Articles that a reader picked, each asked for itself; what they say is then held together.

Who picks several articles wants to know what each of them says. A model that reads them all at once
names one side at most.
"""

import re
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import date

from rag.answering.citations import Claim
from rag.answering.conflicts import Disagreement
from rag.answering.conflicts.asked import Asked
from rag.answering.conflicts.grouping import grouped
from rag.answering.conflicts.kinds import told_apart
from rag.answering.conflicts.sides import Statement
from rag.answering.dating import dated_evidence
from rag.answering.prompts import NOTHING, reading_prompt
from rag.answering.verifying import Verified, verified
from rag.answering.witnesses import Asking, witnesses
from rag.protocols import LanguageModel
from rag.reading.dates import find_dates
from rag.schema import Checks, DateMention, Evidence, Question, TextDelta
from rag.words import stems

_Period = tuple[date, date]

_VALUE = 12
"""Words of a reply up to which it is a value, not a sentence."""

_NO_VALUE = re.compile(rf"\W*(?:{NOTHING}|not stated|unknown|n/?a)\b.*", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Separately:
    """What picked articles say: sentences, and the sides that they take if they differ.

    `first_token` is when the first reply was there, by time.perf_counter.
    """

    kept: Verified
    differing: Disagreement | None
    first_token: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A value in a model's words: its stems, and the days that it names."""

    stems: frozenset[str]
    periods: tuple[_Period, ...]

    @property
    def exact(self) -> bool:
        """Whether it names a day, or something in more than one word."""
        if self.periods:
            return all(first == last for first, last in self.periods)
        return len(self.stems) > 1

    def agrees(self, other: object) -> bool:
        """Tell whether one says no more than the other, or both name days of one period."""
        if not isinstance(other, _Said):
            return True
        if self.periods and other.periods:
            return any(
                _within(left, right) or _within(right, left)
                for left in self.periods
                for right in other.periods
            )
        return self.stems <= other.stems or other.stems <= self.stems


def separately(
    question: Question, evidence: Sequence[Evidence], *, asking: Asking, model: LanguageModel
) -> Generator[TextDelta, None, Separately]:
    """Let the model read each report for itself; yield its replies as they come.

    A reply counts where its own report carries it.
    """
    claims: list[Claim] = []
    statements: list[Statement] = []
    replies, first_token = 0, None
    for report in _reports(evidence):
        text = "".join(model.generate(reading_prompt(question, report))).strip()
        if _NO_VALUE.fullmatch(text) or not text:
            continue
        replies += 1
        first_token = first_token or time.perf_counter()
        yield TextDelta(text=f"{text}\n")
        if not _is_value(text, report):
            claims += verified(text, evidence=report, asking=asking).claims
        elif statement := _stated(text, report, asking=asking):
            statements.append(statement)
            sentence = statement.evidence
            claims.append(Claim(text=dated_evidence(sentence), evidence=(sentence,)))
    checks = Checks(kept=len(claims), recited=0, replaced=0, dropped=max(0, replies - len(claims)))
    kept = Verified(claims=tuple(claims), checks=checks)
    groups = grouped(statements)
    differing = told_apart(Asked(reading=asking.reading), groups) if len(groups) > 1 else None
    return Separately(kept=kept, differing=differing, first_token=first_token)


def _reports(evidence: Sequence[Evidence]) -> list[tuple[Evidence, ...]]:
    """Give the evidence by voice, the best first, a voice's in the order of its article."""
    voices: dict[str, list[Evidence]] = {}
    for each in evidence:
        voices.setdefault(each.article.voice, []).append(each)
    return [
        tuple(sorted(each, key=lambda one: (one.article_id, one.start))) for each in voices.values()
    ]


def _is_value(text: str, report: Sequence[Evidence]) -> bool:
    """Tell whether a reply is short and no sentence that was quoted."""
    return len(text.split()) <= _VALUE and not any(dated_evidence(each) in text for each in report)


def _stated(text: str, report: Sequence[Evidence], *, asking: Asking) -> Statement | None:
    """Give a value with the sentence of its report that carries it, None where none does."""
    value = " ".join(text.split()).strip(" .\"'“”")
    carrying = witnesses(value, evidence=report, asking=asking)
    if not carrying:
        return None
    sentence = carrying[0].evidence
    written = _in_full(value, sentence)
    periods = tuple(map(_period, find_dates(written, published=sentence.article.reference_date)))
    return Statement(
        value=_Said(stems=stems(written), periods=tuple(each for each in periods if each)),
        written=written,
        start=0,
        end=len(sentence.text),
        evidence=sentence,
    )


def _in_full(value: str, sentence: Evidence) -> str:
    """Give a year or a month as its report has it, where it tells one day of it: "4 May 1872"."""
    mentions = find_dates(value, published=sentence.article.reference_date)
    period = _period(mentions[0]) if len(mentions) == 1 else None
    if period is None or mentions[0].text != value:
        return value
    within = {
        own: each.text
        for each in sentence.dates
        if (own := _period(each)) and period != own and _within(own, period)
    }
    return next(iter(within.values())) if len(within) == 1 else value


def _period(mention: DateMention) -> _Period | None:
    first, last = mention.start_date, mention.end_date
    return (first, last) if first and last else None


def _within(inner: _Period, outer: _Period) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
