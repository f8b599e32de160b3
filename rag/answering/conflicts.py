"""Find reports that give different values for the thing asked. Pure.

Three kinds are told apart by rules: a number or an ordinal that stands before the thing counted, a
name that stands behind a title, and the two sides of a question that itself offers "X or Y".

Copies of one report are one voice: however many carry a value, they give it once. But where copies
differ in the very value, because an outlet changed or corrected it, readers are shown both.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product, starmap

from rag.answering.support import numbers
from rag.retrieval.question import QuestionReading
from rag.schema import Evidence
from rag.words import Word, content_words, fold, holds, stems, words

_NEAR = 0.75
"""Evidence this near to the best, by score, speaks of the same thing."""

_PEOPLE = re.compile(r"\bhow many (?:people|persons)\b", re.IGNORECASE)
_REACH = 3
"""Content words behind a number among which the deed is looked for, where people are counted: they
may be called workers, miners or passengers. Else the very next word must be what is counted."""

_VERSION = 0.6
"""Least share of stems that two versions of a sentence have in common."""

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()  # noqa: SIM905
_ALTERNATIVES = re.compile(
    r"\b(?:an? |the )?([\w-]+(?: [\w-]+)?),? or (?:an? |the )?([\w-]+(?: [\w-]+)?)\s*\?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One value for the thing asked, and the sentences that give it, one a voice."""

    value: str
    evidence: tuple[Evidence, ...]


def disagreement(reading: QuestionReading, evidence: Sequence[Evidence]) -> tuple[Side, ...]:
    """Give the sides that reports take on the question, by rank; empty where they agree."""
    if not evidence:
        return ()
    near = [each for each in evidence if each.score >= _NEAR * evidence[0].score]
    sides: dict[str, list[Evidence]] = {}
    for each in near:
        for value in dict.fromkeys(_values(reading, each)):
            sides.setdefault(_same(value, sides), []).append(each)
    if len(sides) < 2 or not all(starmap(_disagree, combinations(sides.values(), 2))):
        return ()
    return tuple(Side(value=value, evidence=_voices(given)) for value, given in sides.items())


def _voices(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Give the first sentence of each voice."""
    first: dict[str, Evidence] = {}
    for each in evidence:
        first.setdefault(each.article.voice, each)
    return tuple(first.values())


def _same(value: str, known: Iterable[str]) -> str:
    """Give the known value that this one equals: the same number, or part of the same name."""
    return next((each for each in known if _equal(value, each)), value)


def _equal(left: str, right: str) -> bool:
    if numbers(left) or numbers(right):
        return numbers(left) == numbers(right)
    words_left, words_right = set(left.casefold().split()), set(right.casefold().split())
    return words_left <= words_right or words_right <= words_left


def _disagree(left: Sequence[Evidence], right: Sequence[Evidence]) -> bool:
    """A voice that gives both values speaks of two things, or corrects itself.

    Not so where one copy has a sentence with one value and another has it with the other.
    """
    return all(
        one.article.voice != other.article.voice
        or (one.article_id != other.article_id and _versions(one.text, other.text))
        for one, other in product(left, right)
    )


def _versions(left: str, right: str) -> bool:
    """Tell whether two sentences are one but for some words."""
    smaller, larger = sorted((stems(left), stems(right)), key=len)
    return len(smaller & larger) >= _VERSION * len(larger)


def _values(reading: QuestionReading, evidence: Evidence) -> Iterator[str]:
    alternatives = _ALTERNATIVES.search(reading.text)
    if alternatives:
        yield from _chosen(alternatives.groups(), evidence.text)
    elif reading.wanted == "number":
        yield from _counts(reading, evidence)
    elif reading.wanted == "person":
        yield from _titled(reading, evidence.text)


def _chosen(alternatives: tuple[str, ...], text: str) -> Iterator[str]:
    folded = " ".join(fold(word.written) for word in words(text))
    named = [each for each in alternatives if f" {each.casefold()}" in f" {folded}"]
    if len(named) == 1:
        yield named[0]


def _counts(reading: QuestionReading, evidence: Evidence) -> Iterator[str]:
    """Yield the first number, outside dates, that stands before the thing counted."""
    counted = {word.stem for word in reading.words}
    reach = _REACH if _PEOPLE.search(reading.text) else 1
    dated = [(mention.start, mention.end) for mention in evidence.dates]
    for word in words(evidence.text):
        number = numbers(word.written) or word.written.lower() in _ORDINALS
        if not number or any(start <= word.start < end for start, end in dated):
            continue
        behind = re.split(r"[.,;:—–()]", evidence.text[word.end :], maxsplit=1)[0]
        if any(holds(each.stem, among=counted) for each in content_words(behind)[:reach]):
            yield word.written
            return


def _titled(reading: QuestionReading, text: str) -> Iterator[str]:
    """Yield the name that follows the title asked for ("Who is X's Chief Y?")."""
    title = [word.stem for word in reading.words]
    sentence = list(content_words(text))
    for position, word in enumerate(sentence):
        if position == 0 or not title or sentence[position - 1].stem != title[-1]:
            continue
        name = _name_from(text, sentence[position:], after=sentence[position - 1])
        if word.is_name and len(name) > 1:
            yield " ".join(name)


def _name_from(text: str, following: Sequence[Word], *, after: Word) -> list[str]:
    name, end = list[str](), after.end
    for word in following:
        if not word.is_name or text[end : word.start].strip(" -"):
            break
        name.append(word.written)
        end = word.end
    return name
