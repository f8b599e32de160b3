"""How many, and the how-manieth: the number that stands before the thing counted. Pure."""

import re
from collections.abc import Iterator

from rag.answering.conflicts.amounts import Amount, AmountMention, amounts
from rag.answering.conflicts.asked import Asked, names_of
from rag.answering.conflicts.deeds import is_person, names_part
from rag.answering.conflicts.names import NAME, is_calendar
from rag.answering.conflicts.segments import segment, without_asides
from rag.answering.conflicts.sides import Statement
from rag.answering.facts.numerals import numerals
from rag.schema import Evidence
from rag.words import content_words, holds

_WHOSE = re.compile(
    r"(?:\b(?:the|a|an|its|his|her|their|this|that|our|my)|['’]s?)\s+$", re.IGNORECASE
)
_REACH = 3
"""Content words behind a number among which the thing counted is looked for."""

_SOME_OF = re.compile(r"\bhow many of\b", re.IGNORECASE)
_SOMEWHERE = re.compile(rf"\b(?i:in|at|near) (?:the )?(?P<place>{NAME})(?: [a-z-]+){{0,2}}")
_BESIDES = re.compile(r"\s(?:\w+\s)?m[ae]n and\b", re.IGNORECASE)
_TIMES = re.compile(r"\bhow many times\b|\b(?:what|which) (?:number|time|meeting|visit)\b", re.I)


def counts(asked: Asked, evidence: Evidence) -> Iterator[Statement]:
    """Yield the number that a sentence gives of the thing counted, if it gives one."""
    if _SOME_OF.search(asked.reading.text):
        return
    text = without_asides(evidence.text)
    found = _ordinal(asked, text) or _count(asked, evidence, text)
    if found:
        amount, start, end = found
        yield Statement(
            value=amount, written=text[start:end], start=start, end=end, evidence=evidence
        )


def _ordinal(asked: Asked, text: str) -> tuple[Amount, int, int] | None:
    """Give "third" of "their third meeting", where meetings are counted."""
    for each in numerals(text):
        if not each.ordinal or not _WHOSE.search(text[: each.start]):
            continue
        _, end = segment(text, each.start)
        if _is_counted(asked, text[each.end : end]):
            amount = Amount(low=each.value, high=each.value, unit="ordinal")
            return amount, each.start, each.end
    return None


def _is_counted(asked: Asked, behind: str) -> bool:
    near = content_words(behind)[:_REACH]
    if not near:
        return False
    if asked.counted and not _TIMES.search(asked.reading.text):
        return any(holds(each.stem, among={asked.counted.stem}) for each in near)
    return asked.deed.told(behind[: near[-1].end]) or near[0].stem == "time"


def _count(asked: Asked, evidence: Evidence, text: str) -> tuple[Amount, int, int] | None:
    dated = [(each.start, each.end) for each in evidence.dates if each.type in ("DATE", "TIME")]
    found = [
        each
        for each in amounts(text)
        if not each.amount.unit
        and not any(start <= each.number < end for start, end in dated)
        and _counts_it(asked, text, each)
    ]
    if not found:
        return None
    named = [_named(asked, text, each) for each in found]
    best = [each for each, names in zip(found, named, strict=True) if names == max(named)]
    if any(not best[0].amount.agrees(each.amount) for each in best):
        return None  # which of them it is, who knows
    return best[0].amount, best[0].start, best[0].end


def _named(asked: Asked, text: str, mention: AmountMention) -> int:
    """Count the question's names in the stretch around a number."""
    start, end = segment(text, mention.number)
    here = {word.stem for word in content_words(text[start:end])}
    return sum(holds(name, among=here) for name in asked.reading.names)


def _counts_it(asked: Asked, text: str, mention: AmountMention) -> bool:
    start, end = segment(text, mention.number)
    around = text[start:end]
    behind = text[mention.end : end]
    if asked.counted is None or names_part(_phrase(behind), asked=asked.reading.text):
        return False
    if _BESIDES.match(text, mention.end):
        return False
    if _of_others(asked, text, mention.number) or asked.supposes(around):
        return False
    if asked.counted.people and asked.deed.groups:
        return asked.deed.told(around) and _people_or_none(
            asked, behind, lone=mention.amount.high == 1
        )
    near = content_words(behind)[: _REACH - 1]
    return any(holds(each.stem, among={asked.counted.stem}) for each in near)


def _phrase(behind: str) -> str:
    """Give the few words behind a number that can belong to it."""
    return " ".join(behind.split()[:_REACH])


def _of_others(asked: Asked, text: str, at: int) -> bool:
    """Tell whether a number belongs to others, or elsewhere, in a sentence that names both."""
    own = asked.reading.names
    around, wide = (text[slice(*segment(text, at, loosely=each))] for each in (False, True))
    if _forms(own, text) and not _forms(own, wide) and names_of(f" {wide}", but=own):
        return True
    if not asked.settings:
        return False
    there = [
        _forms(own | asked.themes, each[0])
        for each in _SOMEWHERE.finditer(around)
        if not is_calendar(each["place"])
    ]
    return bool(there) and not any(there)


def _forms(names: frozenset[str], text: str) -> frozenset[str]:
    """Give the stems of a text that are the names, in any form."""
    return frozenset(word.stem for word in content_words(text) if holds(word.stem, among=names))


def _people_or_none(asked: Asked, behind: str, *, lone: bool) -> bool:
    """A number of people is followed by a word for them, by the deed, or by nothing."""
    phrase = content_words(_phrase(behind))
    if lone and not any(is_person(word.written) for word in phrase):
        return False  # "one died here and two there" counts them apart
    if any(word.is_name and word.stem not in asked.reading.names for word in phrase):
        return False
    return (
        not phrase
        or asked.deed.told(_phrase(behind))
        or any(is_person(word.written) for word in phrase)
    )
