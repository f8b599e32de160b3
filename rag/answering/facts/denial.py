"""What a claim or its evidence denies, and whether both deny the same. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.facts.wording import base, stands
from rag.words import content_words

DENYING = re.compile(
    r"\b(?:not|never|nobody|nothing|none|neither|nor|without|cannot|hardly|unable"
    r"|no(?!\.\s?\d)|fail(?:s|ed|ing)?|refus(?:es|ed|ing|e)|den(?:ies|ied|ying|y)"
    r"|declin(?:es|ed|e|ing) to|rul(?:es|ed|e|ing) out)\b|n['’]t\b",
    re.IGNORECASE,
)
"""Words that deny what stands behind them."""

_ONLY_BOUNDS = re.compile(
    r"(?:not|no) (?:only|just|merely|least|less|more|fewer|later|earlier|sooner|yet clear)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[,;:.!?()–—]\s|\b(?:but|because|although|while|when|if|unless|until)\b")
_FAR = 5
"""Content words behind a denial that it may reach."""

_NEAR = 3
"""Content words behind a denial that a claim must not affirm, two thirds of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Denial:
    written: str
    reach: tuple[str, ...]


@lru_cache(maxsize=512)
def _denials(text: str) -> tuple[_Denial, ...]:
    return tuple(
        _Denial(written=found[0], reach=_reach(text, found.end()))
        for found in DENYING.finditer(text)
        if not _ONLY_BOUNDS.match(text, found.start())
    )


def _reach(text: str, start: int) -> tuple[str, ...]:
    stop = _BREAK.search(text, start)
    region = text[start : stop.start() if stop else len(text)]
    return tuple(base(word.stem) for word in content_words(region))[:_FAR]


def denied_otherwise(claim: str, evidence: str) -> Iterator[str]:
    """Yield what one of the two denies and the other doesn't."""
    denied, denied_there = _denials(claim), _denials(evidence)
    for each in denied:
        if not any(_meet(each.reach, other.reach) for other in denied_there):
            yield each.written.strip("'’").lower()
    reached = {stem for each in denied for stem in each.reach}
    affirmed = {base(word.stem) for word in content_words(claim)} - reached
    for each in denied_there:
        if _affirms(affirmed, each.reach) and not _also_affirmed(evidence, each):
            yield each.reach[0]


def _meet(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Tell whether two denials reach the same thing; one that reaches nothing meets any."""
    if not left or not right:
        return True
    return any(stands(stem, among=right) for stem in left[:_NEAR])


def _affirms(affirmed: set[str], reach: tuple[str, ...]) -> bool:
    near = reach[:_NEAR]
    if not near:
        return False
    return near[0] in affirmed or sum(stem in affirmed for stem in near) * 3 > len(near) * 2


def _also_affirmed(evidence: str, denial: _Denial) -> bool:
    """Tell whether the evidence says the denied word elsewhere as well, where it isn't denied."""
    said = [base(word.stem) for word in content_words(evidence)]
    return said.count(denial.reach[0]) > denial.reach.count(denial.reach[0])
