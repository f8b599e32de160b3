"""Where it was: the place behind what is told. Pure."""

import re
from collections.abc import Iterator

from rag.answering.conflicts.asked import Asked
from rag.answering.conflicts.names import NAME, Place, is_calendar
from rag.answering.conflicts.segments import segment, without_asides
from rag.answering.conflicts.sides import Statement
from rag.schema import Evidence
from rag.words import content_words, fold, holds, words

_PLACE = re.compile(
    rf"\b(?:in|at|near|to|from)\s(?:(?:the|an?)\s(?:\w+\s){{0,3}}of\s)?(?:the\s)?"
    rf"(?P<place>{NAME}(?:, {NAME}(?=[,.;)]|\s|$))*)"
)

_IS = re.compile(r"\b(?:is|was|are|were)\b")
_EVENT = re.compile(
    r"\b(?:Summit|Forum|Conference|Games|Cup|Festival|Fair|Meeting|Council|Court|Parliament|Party|"
    r"Assembly|Championships?|Show|Group|Committee|Ministry|Agency|Police)\b"
)


def places(asked: Asked, evidence: Evidence) -> Iterator[Statement]:
    """Yield the first place that follows what is told, in the same stretch of a sentence."""
    text = without_asides(evidence.text)
    own = {word.stem for word in asked.reading.words}
    for found in _PLACE.finditer(text):
        start, _ = segment(text, found.start())
        before = text[start : found.start()]
        name = found["place"]
        if (
            is_calendar(name)
            or _EVENT.search(name)
            or any(holds(each.stem, among=own) for each in content_words(name))
        ):
            continue
        if asked.deed.told(before) or ("place" in asked.deed.groups and _IS.search(before)):
            yield _statement(evidence, found)
            return


def _statement(evidence: Evidence, found: re.Match[str]) -> Statement:
    parts = [
        " ".join(fold(word.written) for word in words(part)) for part in found["place"].split(",")
    ]
    return Statement(
        value=Place(parts=tuple(parts), told=evidence.article.text.casefold()),
        written=found["place"],
        start=found.start("place"),
        end=found.end("place"),
        evidence=evidence,
    )
