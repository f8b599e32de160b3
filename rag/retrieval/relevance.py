"""How well a sentence fits a question: words covered, kind of thing, days named. Pure."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy

from rag.retrieval.question import QuestionReading
from rag.schema import DateMention
from rag.words import content_words, holds, is_spelled_out, stems, words

_NEARLY, _SAME = 0.35, 0.75
"""Cosines between words, each embedded by itself: unrelated ones stay below the first, ones of the
same meaning come near the second."""

_CONTEXT, _CONTEXT_OF_NAMES, _CONTEXT_OF_PRONOUNS = 0.5, 0.2, 0.85
"""What a word counts that stands in the title or the sentence before: more where the sentence
itself says "he" or "they", less for a name where it doesn't, as it then speaks of others."""

_MONTH = 27
"""Days from the first to the last of the shortest month."""

_REACH = 40
"""Characters before a counted thing in which its number is looked for."""


_LACKING = 0.3
"""A word of the question with less credit than this is lacking."""

_PRONOUN = re.compile(
    r"\b(?:s?he|it|they|him|hers?|them|his|its|their|both|this|these|those|"
    r"the (?:two|three|pair|latter))\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[$€£¥₩]\s?\d|\b(?:dollars?|euros?|pounds?|yen|won|crowns?|cents?)\b", re.I)
_NUMBER = re.compile(
    r"\d|\b(?:one(?! of)|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|"
    r"hundreds?|thousands?|millions?|half|third|quarter|twice|second|first)\b",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    rf"(?:{_NUMBER.pattern})[\w\s.-]{{0,12}}(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|"
    r"years?|decades?|centur)|\d{4}\s?(?:[-–—]|to)\s?\d{2,4}|\b(?:since|until)\b",
    re.IGNORECASE,
)
_AGE = re.compile(r"\baged?\b|\byears?[ -]old\b|, \d{1,3},|\bborn\b|\bbirthday\b", re.IGNORECASE)
_CAUSE = re.compile(
    r"\b(?:because|since|after|following|due|over|amid|caused?|led|result|reasons?|to|as|blam\w+|"
    r"cit\w+|owing|so that)\b",
    re.IGNORECASE,
)
_TOLD_BY = re.compile(
    r",?\s*\baccording to (?:the )?(?:[A-Z][\w’'-]*\s?)+|, (?:the )?(?:[A-Z][\w’'-]* ){1,3}"
    r"(?:said|says|announced|reported)\b"
)
_SAID = re.compile(r"[\"“”]|\b(?:said|says|told|stated|added|announced|wrote|called)\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text beside a question: `nearest` has the highest cosine of each of the question's words to
    any word of the text, in the order of `QuestionReading.words`.
    """

    text: str
    nearest: numpy.ndarray

    @property
    def stems(self) -> frozenset[str]:
        """The stems of what is told, and of hyphenated pairs written as one.

        Who tells it is left out: "tour the mill, according to Paris" says nothing of Paris.
        """
        return stems(_TOLD_BY.sub(" ", self.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How a sentence fits a question.

    `covered` is the share of the question's words, by weight, that it has or comes near to;
    `kind` whether it has a thing of the kind asked for, `sort` whether it calls a place what the
    question does ("the town of Holm"), `period` whether it has a day of those named; `lacking` are
    the stems of the question that it doesn't come near to.
    """

    covered: float
    kind: bool
    sort: bool
    period: bool
    lacking: frozenset[str]


def term_weights(
    reading: QuestionReading, *, frequencies: Mapping[str, int], passages: int
) -> Mapping[str, float]:
    """Weigh the question's stems by how rare they are; `frequencies` counts passages by stem."""
    return {
        word.stem: math.log(1 + passages / (1 + frequencies.get(word.stem, 0)))
        for word in reading.words
    }


def fit(
    reading: QuestionReading,
    *,
    sentence: Text,
    before: Text | None,
    title: str,
    told: date | None,
    dates: tuple[DateMention, ...],
    weights: Mapping[str, float],
) -> Fit:
    """Tell how a sentence fits, told on a day; `before` is the sentence before it."""
    credit = _credits(reading, sentence)
    around = _credits(reading, before) if before else {}
    headed = stems(title)
    pronouns = _PRONOUN.search(sentence.text)
    for stem in credit:
        context = max(around.get(stem, 0.0), float(holds(stem, among=headed)))
        if pronouns:
            context *= _CONTEXT_OF_PRONOUNS
        else:
            context *= _CONTEXT_OF_NAMES if stem in reading.names else _CONTEXT
        credit[stem] = max(credit[stem], context)
    total = sum(weights.values())
    return Fit(
        covered=sum(weights[stem] * credit.get(stem, 0.0) for stem in weights) / total
        if total
        else 0.0,
        kind=names_kind(reading, sentence=sentence.text, dates=dates, told=told),
        sort=bool(reading.sort) and reading.sort in sentence.stems,
        period=_in_period(reading.period, dates),
        lacking=frozenset(stem for stem in weights if credit.get(stem, 0.0) < _LACKING),
    )


def _credits(reading: QuestionReading, sentence: Text) -> dict[str, float]:
    """Credit each stem of the question: 1 where the sentence has it, less for a word like it.

    Nothing is like a number or a name: Lisbon is not Madrid, however near their vectors lie. Names
    in capitals are let through, as they stand for the words of a longer one.
    """
    there = sentence.stems
    credit: dict[str, float] = {}
    for word, cosine in zip(reading.words, sentence.nearest, strict=True):
        if holds(word.stem, among=there) or is_spelled_out(word, sentence.text):
            value = 1.0
        elif word.is_number or (word.stem in reading.names and not word.written.isupper()):
            value = 0.0
        else:
            value = min(1.0, max(0.0, (float(cosine) - _NEARLY) / (_SAME - _NEARLY)))
        credit[word.stem] = max(value, credit.get(word.stem, 0.0))
    return credit


def names_kind(
    reading: QuestionReading, *, sentence: str, dates: tuple[DateMention, ...], told: date | None
) -> bool:
    """Tell whether a sentence, told on a day, holds a thing of the kind that is asked for."""
    match reading.wanted:
        case "date":
            return any(_could_be_when(mention, reading, told=told) for mention in dates)
        case "duration":
            return bool(_LENGTH.search(sentence))
        case "age":
            return bool(_AGE.search(sentence))
        case "number":
            return _counts_asked(reading, sentence=sentence, dates=dates)
        case "money":
            return bool(_MONEY.search(sentence))
        case "person" | "place":
            return _other_names(reading, sentence=sentence)
        case "reason":
            return bool(_CAUSE.search(sentence))
        case "statement":
            return bool(_SAID.search(sentence))
        case _:
            return True


def _could_be_when(mention: DateMention, reading: QuestionReading, *, told: date | None) -> bool:
    """A date answers "when will" only from the report's day on, "when did" only up to it."""
    if mention.type not in ("DATE", "TIME") or not mention.start_date or not mention.end_date:
        return mention.type in ("DATE", "TIME") and not (mention.value or "").endswith("_REF")
    if reading.of_year and (mention.end_date - mention.start_date).days < _MONTH:
        return str(mention.end_date.year) in mention.text
    if told is None or reading.tense == "any":
        return True
    return mention.end_date >= told if reading.tense == "future" else mention.start_date <= told


def _counts_asked(
    reading: QuestionReading, *, sentence: str, dates: tuple[DateMention, ...]
) -> bool:
    """Tell whether a number stands near what is to be counted; any number where that is unsaid."""
    plain = _without(sentence, dates)
    counted = [word.stem for word in reading.focus] or None
    found = [word for word in words(plain) if counted is None or holds(word.stem, among=counted)]
    if counted is None:
        return bool(_NUMBER.search(plain) or _LENGTH.search(sentence))
    return any(_NUMBER.search(plain[max(0, word.start - _REACH) : word.start]) for word in found)


def _without(sentence: str, dates: tuple[DateMention, ...]) -> str:
    for mention in reversed(dates):
        if mention.type in ("DATE", "TIME"):
            sentence = sentence[: mention.start] + sentence[mention.end :]
    return sentence


def _other_names(reading: QuestionReading, *, sentence: str) -> bool:
    asked = frozenset(word.stem for word in reading.words)
    return any(
        word.is_name and not holds(word.stem, among=asked) for word in content_words(sentence)
    )


def _in_period(period: tuple[date, date] | None, dates: tuple[DateMention, ...]) -> bool:
    return period is not None and any(
        mention.start_date <= period[1] and period[0] <= mention.end_date
        for mention in dates
        if mention.start_date and mention.end_date
    )
