"""Who did it to whom: a claim may not swap the two, nor let another do it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.facts.names import names
from rag.answering.facts.wording import AUXILIARIES, BEING, base, is_past
from rag.words import FUNCTION_WORDS, Word, words

_DETERMINERS = frozenset(
    ["a", "an", "the", "his", "her", "its", "their", "this", "that", "these", "those", "all"]
)
_HELPING = AUXILIARIES | {"also", "then"}
_BEFORE_BASE = frozenset(["will", "would", "can", "could"])
_HOW_OFTEN = frozenset(["twice", "yesterday", "today", "later", "already", "together"])
_ALIKE = 4
"""Letters with which two spellings of a name begin."""

_LONGEST = 4
"""Words of a noun with what stands before it."""

MUTUAL = frozenset(
    word.stem
    for word in words(
        "meet talk speak agree discuss marry sign share cooperate fight play tie hold attend dine"
    )
)
"""Verbs of which both sides can be said to have done it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deed:
    """A verb in its base form, who does it and who suffers it; empty where that isn't said."""

    verb: str
    doer: frozenset[str]
    sufferer: frozenset[str]


def swapped(claim: str, evidence: str) -> Iterator[str]:
    """Yield the verbs of a claim whose doer suffers the same in the evidence, or the reverse."""
    told = _deeds(evidence)
    for deed in _deeds(claim):
        same = [other for other in told if other.verb == deed.verb]
        if deed.verb in MUTUAL or not (deed.doer and deed.sufferer) or not same:
            continue
        if all(_crossed(deed, other) for other in same):
            yield deed.verb


def done_by_another(claim: str, evidence: str) -> Iterator[str]:
    """Yield the verbs of a claim whose doer is named, and is another name in the evidence.

    Two names of which one begins as the other does are one, spelled otherwise or in short.
    """
    named, known = names(claim), names(evidence)
    told = _deeds(evidence)
    for deed in _deeds(claim):
        same = [
            other
            for other in told
            if other.verb == deed.verb and other.sufferer & deed.sufferer and other.doer
        ]
        if deed.verb in MUTUAL or not deed.doer & named or not same:
            continue
        if all(other.doer & known and not _one(deed.doer, other.doer) for other in same):
            yield deed.verb


def _one(left: frozenset[str], right: frozenset[str]) -> bool:
    return any(one[:_ALIKE] == other[:_ALIKE] for one in left for other in right)


def _crossed(deed: _Deed, other: _Deed) -> bool:
    straight = deed.doer & other.doer or deed.sufferer & other.sufferer
    crossed = deed.doer & other.sufferer or deed.sufferer & other.doer
    return bool(crossed) and not straight


@lru_cache(maxsize=512)
def _deeds(text: str) -> tuple[_Deed, ...]:
    found = tuple(words(text))
    return tuple(_deed(text, found, place) for place in range(len(found)) if _is_verb(found, place))


def _is_verb(found: Sequence[Word], place: int) -> bool:
    """Tell whether a word may be what somebody did, does or will do."""
    word, before = found[place], found[place - 1] if place else None
    if is_past(word) or before is None:
        return is_past(word)
    if before.written.lower() in _BEFORE_BASE:
        return word.written.lower() not in FUNCTION_WORDS
    # In "Brandt officials said" and "Brandt officials will say" it is a noun.
    behind = found[place + 1 : place + 2]
    if any(is_past(each) or each.written.lower() in AUXILIARIES for each in behind):
        return False
    return before.is_name and not word.is_name and word.written.endswith("s")


def _deed(text: str, found: Sequence[Word], place: int) -> _Deed:
    helping, before = [], place - 1
    while before >= 0 and found[before].written.lower() in _HELPING:
        helping.append(found[before].written.lower())
        before -= 1
    passive = bool(BEING & set(helping))
    subject = _run(text, found[before::-1]) if before >= 0 else frozenset()
    behind = found[place + 1 :]
    if passive:
        by = next((n for n, word in enumerate(behind) if word.written.lower() == "by"), None)
        doer = _noun(text, behind[by + 1 :]) if by is not None else frozenset()
        return _Deed(verb=base(found[place].stem), doer=doer, sufferer=subject)
    return _Deed(verb=base(found[place].stem), doer=subject, sufferer=_noun(text, behind))


def _noun(text: str, found: Sequence[Word]) -> frozenset[str]:
    """Give the noun that begins here, be it behind "the"."""
    if found and found[0].written.lower() in _DETERMINERS:
        found = found[1:]
    return _run(text, found)


def _run(text: str, found: Sequence[Word]) -> frozenset[str]:
    """Give the stems of the words from the first on, up to a small word or a comma."""
    run: list[Word] = []
    for word in found[:_LONGEST]:
        if word.written.lower() in FUNCTION_WORDS | _HOW_OFTEN or word.is_number:
            break
        if run and not _beside(text, run[-1], word):
            break
        run.append(word)
    return frozenset(base(word.stem) for word in run)


def _beside(text: str, left: Word, right: Word) -> bool:
    first, second = sorted((left, right), key=lambda word: word.start)
    return text[first.end : second.start] in (" ", "-")
