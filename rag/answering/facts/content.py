"""The content words of a claim: how many of them, and which, its evidence holds. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.answering.facts.opposites import said_alike
from rag.answering.facts.parts import pieces
from rag.answering.facts.wording import base, is_past
from rag.words import Word, content_words, words

_OF_A_PIECE = 1 / 3
"""Share of the words of each stretch of a claim that must be there, so that none is added."""

_LIGHT = frozenset(
    base(word.stem)
    for word in words(
        "take place happen occur schedule due expect set plan according report say announce news "
        "article answer evidence hold locate call name total become make give go come get yes"
    )
)
"""Words with which anything can be said, and which say nothing by themselves."""

_DENYING = frozenset(word.stem for word in words("nobody nothing none neither nor cannot"))
"""Words that are compared as denials."""

_BEFORE_NOUN = re.compile(
    r"\b(?:an?|the|his|her|its|their|of|about|by|with|for|from|in|into|near|at|against|because of)"
    r"\W+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Share of a claim's own words that are there, None where it has none, and of all its words."""

    own: float | None
    cover: float


def content(text: str) -> set[str]:
    """Give the base stems of a text's content words."""
    return {base(word.stem) for word in content_words(text) if _says(word)}


def _says(word: Word) -> bool:
    # What is left of "February's" without its date is no word.
    return len(word.written) > 1 and word.stem not in _DENYING


def shares(
    claim: str, *, there: frozenset[str], asked: frozenset[str], known: frozenset[str]
) -> Shares:
    """Count which words of a claim are there; those of the question are none of its own.

    `known` are names that are known otherwise: they count as the claim's own words that are there.
    """
    every = content(claim)
    held = {stem for stem in every if said_alike(stem, among=there)}
    own = _own(every, asked=asked)
    return Shares(
        own=len((held | known) & own) / len(own) if own else None,
        cover=len(held) / len(every) if every else 1.0,
    )


def added_details(claim: str, *, there: frozenset[str], asked: frozenset[str]) -> Iterator[str]:
    """Yield nouns that are the claim's alone, and words of stretches that are mostly so.

    A verb or an adjective may be put in other words; "a shipwreck" for a lighthouse is a mistake.
    """
    for piece in pieces(claim):
        own = _own(content(piece), asked=asked)
        held = {stem for stem in own if said_alike(stem, among=there)}
        if len(own) > 1 and len(held) < _OF_A_PIECE * len(own):
            yield from sorted(own - held)
    for word in filter(_says, content_words(claim)):
        own = _own({base(word.stem)}, asked=asked)
        lacking = [stem for stem in own if not said_alike(stem, among=there)]
        if lacking and (is_past(word) or _BEFORE_NOUN.search(claim[: word.start])):
            yield word.written


def _own(stems: set[str], *, asked: frozenset[str]) -> set[str]:
    return stems - asked - {base(stem) for stem in asked} - _LIGHT - _DENYING
