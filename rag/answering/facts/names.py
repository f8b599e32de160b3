"""Names of a claim against those of its evidence. Pure."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from rag.answering.facts.wording import stands
from rag.words import FUNCTION_WORDS, Word, content_words, words

NameRun = tuple[frozenset[str], int, int]
"""The stems of a name's words, and where it starts and ends."""

_ENDING = '.!?:"“'
_AT_START = 2
"""Words at most before the name that a sentence begins with."""

_NOBODY = frozenset(
    ["nobody", "nothing", "none", "everybody", "everyone", "everything", "somebody", "someone"]
)

_ORDINARY = re.compile(r"(?:ly|ing|ed|ion|ment|ness|s)$")
"""How words end that a sentence often begins with and that are no names."""


def lacking_names(
    claim: str, *, there: frozenset[str], evidence: str, article: str
) -> Iterator[str]:
    """Yield the names of a claim that aren't `there`, or that belong to somebody else there.

    A word at a sentence's start is a name unless it looks like, or stands in the article as, an
    ordinary word. `there` are stems of the evidence and of what else names may be taken from; of a
    name that is partly there the rest may stand anywhere in the article, beside it.
    """
    found = content_words(claim)
    full = {
        stem for run in name_runs(claim) if _known(claim, run, there, article) for stem in run[0]
    }
    for place, word in enumerate(found):
        if not word.is_name or word.written.lower() in _NOBODY or word.stem in full:
            continue
        named = _inside(claim, word) or _begins_as_name(claim, found, place, article=article)
        if named and not stands(word.stem, among=there):
            yield word.written
    yield from _renamed(claim, evidence)


def _known(claim: str, run: NameRun, there: frozenset[str], article: str) -> bool:
    stems, start, end = run
    return bool(stems & there) and not stems <= there and claim[start:end] in article


def _inside(text: str, word: Word) -> bool:
    return word.start > 0 and text[: word.start].rstrip()[-1:] not in _ENDING


def _begins_as_name(text: str, found: Sequence[Word], place: int, *, article: str) -> bool:
    word = found[place]
    follower = found[place + 1] if place + 1 < len(found) else None
    if follower and follower.is_name and text[word.end : follower.start] in (" ", "-"):
        return True
    if text[word.end :].startswith(("'s", "’s")):
        return True
    if re.search(rf"(?<!\w){re.escape(word.written.lower())}(?!\w)", article):
        return False
    return not _ORDINARY.search(word.written) or word.written.isupper()


def _renamed(claim: str, evidence: str) -> Iterator[str]:
    """Yield names whose parts the evidence gives to two people: "Anna Vane" for Anna Pell."""
    told = _neighbours(evidence)
    whole = [stems for stems, _, _ in name_runs(evidence)]
    lefts, rights = {left for left, _ in told}, {right for _, right in told}
    for left, right in sorted(_neighbours(claim)):
        if left in lefts and right in rights and not any({left, right} <= run for run in whole):
            yield right


def _neighbours(text: str) -> set[tuple[str, str]]:
    found = [word for word in words(text) if word.written.lower() not in FUNCTION_WORDS]
    return {
        (left.stem, right.stem)
        for left, right in pairwise(found)
        if left.is_name and right.is_name and text[left.end : right.start] in (" ", "-")
    }


def first_name(text: str) -> frozenset[str]:
    """Give the stems of the name that a text begins with, be it behind "the captain"."""
    run = next(iter(name_runs(text)), None)
    if run is None or len(text[: run[1]].split()) > _AT_START:
        return frozenset()
    return run[0]


def names(text: str) -> frozenset[str]:
    """Give the stems of a text's words that are written as names are."""
    return frozenset(word.stem for word in content_words(text) if word.is_name)


@lru_cache(maxsize=512)
def name_runs(text: str) -> tuple[NameRun, ...]:
    """Give the names of a text as runs of capitalised words: their stems, start and end."""
    runs: list[tuple[frozenset[str], int, int]] = []
    for word in content_words(text):
        if not word.is_name:
            continue
        if runs and text[runs[-1][2] : word.start] in (" ", "-", "'s ", "’s "):
            held, start, _ = runs.pop()
            runs.append((held | {word.stem}, start, word.end))
        else:
            runs.append((frozenset([word.stem]), word.start, word.end))
    return tuple(runs)
