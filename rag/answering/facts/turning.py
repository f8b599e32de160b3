"""Claims that turn a report round: the opposite word, the other direction, who did it. Pure."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.answering.facts.names import name_runs
from rag.answering.facts.opposites import opposites
from rag.answering.facts.quantities import uncounted
from rag.answering.facts.roles import MUTUAL, swapped
from rag.answering.facts.wording import AUXILIARIES, BEING, base, is_past, said_words
from rag.words import FUNCTION_WORDS, Word, content_words, words

_AGAINST = (
    ("before", "after"),
    ("from", "to"),
    ("from", "for"),
    ("above", "below"),
    ("inside", "outside"),
)
_AFTER_PREPOSITION = re.compile(
    r"\b(?:in|at|of|from|to|for|with|on|by|near|off|into|over|against)(?: the)?\W*$", re.IGNORECASE
)
_RELATIVE = frozenset({"who", "which", "that", "not"})


def turned_round(claim: str, evidence: str) -> Iterator[str]:
    """Yield the words by which a claim says the opposite of its evidence."""
    than = " than " in claim and " than " in evidence
    opposite, others = [*_opposite(claim, evidence)], [*_other_subject(claim, evidence)]
    # "A is longer than B" and "B is shorter than A" say the same.
    if not (than and opposite and _compared_otherwise(claim, evidence)):
        yield from opposite
        if than and not opposite and _compared_otherwise(claim, evidence):
            yield "than"
    yield from _other_direction(claim, evidence)
    yield from others
    yield from swapped(claim, evidence)


def _opposite(claim: str, evidence: str) -> Iterator[str]:
    said, told = _spoken(claim), _spoken(evidence)
    for own, other in opposites():
        # Who names both sides is comparing them, which single words can't tell.
        if said & own and told & other and not said & other and not told & own:
            yield min(said & own)


@lru_cache(maxsize=512)
def _spoken(text: str) -> frozenset[str]:
    """Give the words of a text in their base form, without the "more" of its numbers."""
    return frozenset(base(word.stem) for word in words(uncounted(text)))


def _compared_otherwise(claim: str, evidence: str) -> bool:
    """Tell whether what stands behind "than" in one stands before it in the other."""
    before, behind = (_comparing(side) for side in claim.split(" than ", 1))
    other_before, other_behind = (_comparing(side) for side in evidence.split(" than ", 1))
    own_before, own_behind = before - behind, behind - before
    straight = len(own_before & other_before) + len(own_behind & other_behind)
    crossed = len(own_before & other_behind) + len(own_behind & other_before)
    return crossed > straight


def _comparing(text: str) -> frozenset[str]:
    return frozenset(base(word.stem) for word in content_words(text))


def _other_direction(claim: str, evidence: str) -> Iterator[str]:
    for pair in _AGAINST:
        for own, other in (pair, pair[::-1]):
            told, against = _behind(evidence, own), _behind(evidence, other)
            for stem in _behind(claim, own):
                if stem in against and stem not in told:
                    yield own


def _behind(text: str, preposition: str) -> frozenset[str]:
    """Give the stems of the first content word or number behind each such preposition."""
    found = tuple(words(text))
    return frozenset(
        stem
        for place, word in enumerate(found)
        if word.written.lower() == preposition and (stem := _next_content(found[place + 1 :]))
    )


def _next_content(found: Sequence[Word]) -> str | None:
    for word in found[:3]:
        if word.written.lower() not in FUNCTION_WORDS:
            return base(word.stem)
    return None


def _other_subject(claim: str, evidence: str) -> Iterator[str]:
    """Yield the verbs that the evidence says of somebody else."""
    told = _subjects(evidence)
    everywhere = said_words(evidence)
    for verb, passive, who in _subjects(claim):
        there = [(other, other_passive) for v, other_passive, other in told if v == verb]
        if verb in MUTUAL or not there or not who & everywhere:
            continue
        same = any(
            bool(who & other) == (passive == other_passive) for other, other_passive in there
        )
        if not same:
            yield verb


@lru_cache(maxsize=512)
def _subjects(text: str) -> tuple[tuple[str, bool, frozenset[str]], ...]:
    """Give the verbs right behind a name: their base, whether passive, and the name's stems.

    A noun may stand between them ("the Dorn family bought"); what is no verb does no harm.
    """
    found = tuple(words(text))
    subjects = []
    for stems, start, end in name_runs(text):
        following = [word for word in found if word.start >= end][:5]
        if _AFTER_PREPOSITION.search(text[:start]):
            continue
        linking: set[str] = set()
        for word in following:
            written = word.written.lower()
            if written in AUXILIARIES | _RELATIVE:
                linking.add(written)
            elif written in FUNCTION_WORDS or word.is_name or word.is_number:
                break
            else:
                passive = bool(BEING & linking) and is_past(word)
                subjects.append((base(word.stem), passive, stems))
                if linking or is_past(word):
                    break
    return tuple(subjects)
