"""Which number or day belongs to which place or person, and which only to who said so. Pure."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.answering.facts.names import name_runs
from rag.answering.facts.numerals import numerals
from rag.schema import DateMention
from rag.words import words

_SAYING = frozenset(
    word.stem
    for word in words(
        "say says said announce announced tell told report reported confirm confirmed add added "
        "write wrote state stated"
    )
)
_NEAR = 3
"""Words between who said a thing and the day on which it was said, or a number and its place."""

_JOINING = re.compile(r"(?:\W+[a-z'’-]+){0,3}\W+(?:in|at|from|of|for|near|off|on)\W+(?:the\W+)?$")


def events(
    text: str, mentions: Sequence[DateMention], *, claimed: frozenset[str]
) -> tuple[DateMention, ...]:
    """Give a sentence's time expressions without those that only tell when somebody said it.

    All count where the claim, or its question, speaks of saying too: `claimed` are their stems.
    """
    if claimed & _SAYING:
        return tuple(mentions)
    return tuple(each for each in mentions if not _of_saying(text[: each.start]))


def _of_saying(before: str) -> bool:
    clause = re.split(r"[,;:.]\s", before)[-1]
    return any(word.stem in _SAYING for word in [*words(clause)][-_NEAR:])


def attached_otherwise(claim: str, evidence: str) -> Iterator[str]:
    """Yield the numbers that a claim gives to a place or person whose number is another."""
    told = _attached(evidence)
    values = {value for value, _ in told}
    for value, stems in _attached(claim):
        others = [other for other, held in told if held & stems]
        if value in values and others and value not in others:
            yield f"{value:.12g}"


@lru_cache(maxsize=512)
def _attached(text: str) -> tuple[tuple[float, frozenset[str]], ...]:
    """Give each number with the name that it stands before: "15 in Sorn"."""
    found = []
    for numeral in numerals(text):
        behind = next((run for run in name_runs(text) if run[1] >= numeral.end), None)
        if behind and _JOINING.fullmatch(text, numeral.end, behind[1]):
            found.append((numeral.value, behind[0]))
    return tuple(found)
