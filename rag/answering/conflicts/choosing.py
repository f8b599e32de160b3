"""Which of two, and whether at all: the side that a sentence takes. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.answering.conflicts.asked import Asked
from rag.answering.conflicts.segments import segment, without_asides
from rag.answering.conflicts.sides import Statement
from rag.answering.facts.denial import DENYING
from rag.answering.facts.numerals import ORDINALS
from rag.schema import Evidence
from rag.words import content_words, holds, stems, words

_RANK = rf"(?:{'|'.join(ORDINALS)}|last)"
_ALTERNATIVES = re.compile(
    r"\b(?:an? |the )?([\w-]+(?: [\w-]+)?),? or (?:an? |the )?([\w-]+(?: [\w-]+)?)\s*\?$",
    re.IGNORECASE,
)
_RANKS = re.compile(rf"\b({_RANK}),? or (?:the )?({_RANK})\b(?: (\w+))?", re.IGNORECASE)
_UNCHOSEN = re.compile(
    r"\b(?:not|no|nor|neither|rather than|instead of|without|never)\s(?:\w+\s){0,2}$", re.IGNORECASE
)
_OPEN = re.compile(r"\b(?:if|whether|either|could|might|may)\b", re.IGNORECASE)
_UNSURE = re.compile(
    r"\b(?:may|might|could|if|whether|would|should|expected|likely|unlikely|possibly|perhaps|fear\w*|"
    r"reportedly|allegedly|alleged|claim\w*|plan\w*|hop\w+|ask\w*|will|unclear|investigat\w+|"
    r"only|again|until|before)\b|\?",
    re.IGNORECASE,
)
_ASKS_WHETHER = re.compile(
    r"^\W*(?:is|are|was|were|did|does|do|has|have|had)\b(?!.*\b(?:why|when|how|where|who)\b)",
    re.IGNORECASE,
)
_REACH = 2
"""Words behind a "not" among which that stands which it denies."""

_LEAST = 3
"""Words of a question that a sentence must share to affirm or deny it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of those that the question offers."""

    chosen: str
    exact: bool = True

    def agrees(self, other: object) -> bool:
        """Only the same choice agrees."""
        return not isinstance(other, Choice) or self.chosen == other.chosen


def alternatives(question: str) -> tuple[str, ...]:
    """Give the two that a question offers, folded; empty where it offers none."""
    ranked = _RANKS.search(question)
    found = ranked or _ALTERNATIVES.search(question)
    offered = (found[1].casefold(), found[2].casefold()) if found else ()
    left, right = (set(each.split()) for each in offered or ("", ""))
    # "guilty or not guilty": whatever names the one names the other.
    return () if left <= right or right <= left or "not" in left | right else offered


def choices(asked: Asked, evidence: Evidence) -> Iterator[Statement]:
    """Yield the one alternative that a sentence names, where it names but one."""
    text = without_asides(evidence.text)
    ranked = _RANKS.search(asked.reading.text)
    named = [
        (each, place)
        for each in alternatives(asked.reading.text)
        if (place := _place(each, text, asked=asked if ranked else None))
    ]
    if len(named) == 1:
        chosen, (start, end) = named[0]
        yield Statement(
            value=Choice(chosen=chosen),
            written=evidence.text[start:end],
            start=start,
            end=end,
            evidence=evidence,
        )


def _place(alternative: str, text: str, *, asked: Asked | None) -> tuple[int, int] | None:
    pattern = r"[\s-]+".join(map(re.escape, alternative.split()))
    for found in re.finditer(rf"(?<!\w){pattern}s?(?!\w)", text, re.IGNORECASE):
        if _UNCHOSEN.search(text[: found.start()]) or _OPEN.search(text[: found.start()]):
            continue
        if asked is None or _ranks(asked, text, found):
            return found.span()
    return None


def _ranks(asked: Asked, text: str, found: re.Match[str]) -> bool:
    """Tell whether a rank is that of the thing asked: "their third meeting", "the third time"."""
    _, end = segment(text, found.end())
    behind = content_words(text[found.end() : end])[:2]
    ranked = _RANKS.search(asked.reading.text)
    nouns = stems(ranked[3] or "") if ranked else frozenset[str]()
    return any(asked.deed.told(each.written) or each.stem in nouns for each in behind)


def verdicts(asked: Asked, evidence: Evidence) -> Iterator[Statement]:
    """Yield whether a sentence affirms or denies what the question asks, if it does so firmly."""
    question, text = asked.reading.text, evidence.text
    if not _ASKS_WHETHER.search(question) or DENYING.search(question) or _UNSURE.search(text):
        return
    own = asked.reading.words
    there = stems(text)
    if len(own) < _LEAST or not all(holds(word.stem, among=there) for word in own):
        return
    denied = _denied(asked, text)
    if denied is not None:
        said = "no" if denied else "yes"
        yield Statement(
            value=Choice(chosen=said), written=said, start=0, end=len(text), evidence=evidence
        )


def _denied(asked: Asked, text: str) -> bool | None:
    """Tell whether what is asked is denied; None where something else in the sentence is."""
    denials = list(DENYING.finditer(text))
    if not denials:
        return False
    plain = {word.stem for word in asked.reading.words if word.stem not in asked.reading.names}
    behind = [word for word in words(text) if word.start >= denials[0].end()][:_REACH]
    reached = any(holds(word.stem, among=plain) for word in behind)
    return True if reached and len(denials) == 1 else None
