"""How much, how long, how high, how old: amounts with a unit. Pure."""

import re
from collections.abc import Iterator

from rag.answering.conflicts.amounts import Amount, AmountMention, amounts
from rag.answering.conflicts.asked import Asked, names_of
from rag.answering.conflicts.segments import segment, without_asides
from rag.answering.conflicts.sides import Statement
from rag.answering.facts.units import MONEY, TIMES
from rag.schema import Evidence
from rag.words import content_words, fold, holds

_HOW_MUCH = re.compile(r"\bhow much\b", re.IGNORECASE)
_SHARE = re.compile(r"\b(?:percentage|percent|per cent|share|proportion|rate|turnout)\b", re.I)
_SIZE = re.compile(r"\bhow (?:high|tall|deep|far|large|big|long|wide|heavy|hot|cold)\b", re.I)
_MEASURED = re.compile(
    r"^\W*what (?:is|are|was|were|will be) (?:the |its )?(?:\w+ ){0,2}(?:"
    r"(?P<money>price|cost|budget|fee|fine|salary|revenue|profit|ransom)|(?P<share>turnout|"
    r"percentage|share|proportion|rate)|(?P<size>length|height|depth|width|distance|area|weight))\b",
    re.IGNORECASE,
)
_SIZES = frozenset("long high tall deep wide away area".split())  # noqa: SIM905
_OLD = re.compile(
    r"(?P<before>[A-Z][\w’'-]+),? (?:who is |is |was |aged )?(?P<age>\d{1,3})(?=,|\.|;| years old)"
    r"|(?P<digits>\d{1,3})-year-old (?:\w+ ){0,3}?(?P<after>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)"
)
_YEAR = 365.25


def names_measure(question: str) -> bool:
    """Tell whether a question asks for a price, a rate or a size by that name."""
    return _MEASURED.match(question) is not None


def measures(asked: Asked, evidence: Evidence) -> Iterator[Statement]:
    """Yield the amount that a sentence gives of the thing measured or paid, if it gives one."""
    text = without_asides(evidence.text)
    found = [
        each
        for each in amounts(text)
        if _fits(asked, each.amount.unit) and _is_asked(asked, text, each)
    ]
    if (
        len(found) == 1
    ):  # several amounts in the stretch that tells of it: which one it is, who knows
        (only,) = found
        yield Statement(
            value=only.amount,
            written=text[only.start : only.end],
            start=only.start,
            end=only.end,
            evidence=evidence,
        )


def _fits(asked: Asked, unit: str) -> bool:
    """Tell whether a unit measures what is asked for."""
    text = asked.reading.text
    named = _MEASURED.match(text)
    if asked.reading.wanted == "money" or (named and named["money"]):
        return unit in MONEY
    if _SHARE.search(text):
        return unit == "percent"
    if asked.reading.wanted == "duration" and not _SIZE.search(text):
        return unit in TIMES
    if _HOW_MUCH.search(text):
        return unit not in ("", "ordinal", *TIMES)
    return bool(named or _SIZE.search(text)) and unit not in ("", *MONEY)


def _is_asked(asked: Asked, text: str, mention: AmountMention) -> bool:
    start, end = segment(text, mention.number)
    around = text[start:end]
    subjects = asked.subjects
    here = {word.stem for word in content_words(around)}
    if asked.supposes(around):
        return False
    if names_of(f" {around}", but=asked.reading.names) and not any(
        holds(name, among=here) for name in subjects
    ):
        return False
    if asked.deed.groups:
        return asked.deed.told(around)
    sized = {word.stem for word in content_words(around) if word.written in _SIZES}
    return asked.deed.told(around) or bool(sized and _SIZE.search(asked.reading.text))


def ages(asked: Asked, evidence: Evidence) -> Iterator[Statement]:
    """Yield an age as the days on which its bearer can have been born.

    Thus the age in a report of last year agrees with a higher one of today.
    """
    day = evidence.article.reference_date
    for found in _OLD.finditer(evidence.text) if day else ():
        bearer = {fold(name) for name in (found["before"] or found["after"]).split()}
        if not bearer & {fold(word.written) for word in asked.reading.words if word.is_name}:
            continue
        group = "age" if found["age"] else "digits"
        born = day.toordinal() / _YEAR - float(found[group]) if day else 0.0
        yield Statement(
            value=Amount(low=born - 1, high=born, unit="birth"),
            written=found[group],
            start=found.start(group),
            end=found.end(group),
            evidence=evidence,
        )
        return
