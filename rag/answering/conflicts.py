"""Find reports that give different values for the thing asked. Pure.

Three kinds are told apart by rules: a number or an ordinal that stands before the thing counted, a
name that stands behind a title, and the two sides of a question that itself offers "X or Y".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answering.support import numbers
from rag.retrieval.question import QuestionReading
from rag.schema import Evidence
from rag.words import Word, content_words, fold, holds, words

_NEAR = 0.75
"""Evidence this near to the best, by score, speaks of the same thing."""

_PEOPLE = re.compile(r"\bhow many (?:people|persons)\b", re.IGNORECASE)
_REACH = 3
"""Content words behind a number among which the deed is looked for, where people are counted: they
may be called workers, miners or passengers. Else the very next word must be what is counted."""

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()  # noqa: SIM905
_ALTERNATIVES = re.compile(
    r"\b(?:an? |the )?([\w-]+(?: [\w-]+)?),? or (?:an? |the )?([\w-]+(?: [\w-]+)?)\s*\?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One value for the thing asked, and the sentences that give it, one an article."""

    value: str
    evidence: tuple[Evidence, ...]


def disagreement(reading: QuestionReading, evidence: Sequence[Evidence]) -> tuple[Side, ...]:
    """Give the sides that reports take on the question, by rank; empty where they agree."""
    if not evidence:
        return ()
    near = [each for each in evidence if each.score >= _NEAR * evidence[0].score]
    sides: dict[str, dict[str, Evidence]] = {}
    for each in near:
        for value in dict.fromkeys(_values(reading, each)):
            sides.setdefault(_same(value, sides), {}).setdefault(each.article_id, each)
    found = tuple(
        Side(value=value, evidence=tuple(by_article.values()))
        for value, by_article in sides.items()
    )
    return found if len(found) > 1 and _different_articles(found) else ()


def _same(value: str, known: dict[str, dict[str, Evidence]]) -> str:
    """Give the known value that this one equals: the same number, or part of the same name."""
    return next((each for each in known if _equal(value, each)), value)


def _equal(left: str, right: str) -> bool:
    if numbers(left) or numbers(right):
        return numbers(left) == numbers(right)
    words_left, words_right = set(left.casefold().split()), set(right.casefold().split())
    return words_left <= words_right or words_right <= words_left


def _different_articles(sides: Sequence[Side]) -> bool:
    """One article that gives both values speaks of two things, or corrects itself."""
    groups = [frozenset(each.article_id for each in side.evidence) for side in sides]
    return all(not left & right for i, left in enumerate(groups) for right in groups[i + 1 :])


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
