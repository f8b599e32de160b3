"""Years, year ranges, decades and centuries."""

import re

from rag.reading.dates.lexicon import (
    APOSTROPHE,
    DECADE_WORDS,
    ORDINAL,
    PART,
    YEAR_DIGITS,
    YEAR_NUMBER,
    YEAR_START_WORDS,
    YEAR_WORDS,
    day_number,
    year_number,
)
from rag.reading.dates.rules import Reading, Scene, absolute, moved, rule, unresolved

_RECENT = range(1900, 2050)
_CUE = re.compile(
    r"(?:\b(?:in|since|by|until|till|from|during|before|after|of|to|through|between|and|or|circa"
    r"|around|late|early|year|fiscal|the|pre|post|mid|an?|on|for|than|about|due)|['’]s)[-\s]+$",
    re.IGNORECASE,
)
_STRONG_CUE = re.compile(
    r"\b(?:in|since|until|from|during|before|after|circa|late|early|year|of|by)\s+$", re.IGNORECASE
)
_NUMBER_BEFORE = re.compile(
    r"(?:[\d$£€#][.,:/]?|[A-Za-z]\d*-|\d\s?[-–—]"
    r"|\b(?:no\.?|number|room|page|flight|route|highway|bus|model|case)\s)$",
    re.IGNORECASE,
)
_AFFIX_BEFORE = re.compile(r"\b(?:pre|post|mid|early|late)-$", re.IGNORECASE)
_MEASURED = re.compile(
    r"[,.:]\d|[-–—/]\d|\s?%|\s?°|-(?:strong|seat|member|meter|metre|mile|foot|pound|page|ton|acre)"
    r"|\s(?:percent|per|points?|feet|miles?|km|kilomet\w+|met(?:er|re)s?|tons?|tonnes?|pounds?"
    r"|dollars|euros?|yen|people|men|women|children|hours|GMT|horsepower|acres|copies|others|more"
    r"|million|billion|thousand|times|rpm|troops|soldiers|jobs|votes|seats|cases|deaths)\b",
    re.IGNORECASE,
)
_PLURAL_AFTER = re.compile(r"\s[a-z]{2,}(?<!s)s\b")


def _year(found: re.Match[str], scene: Scene) -> Reading | None:
    words = found["year"]
    if words[0].isdigit() and not is_year(scene.text, start=found.start("year"), end=scene.end):
        return None
    return absolute(f"{year_number(words):04}", rule="year")


def is_year(text: str, *, start: int, end: int) -> bool:
    """Tell whether the four digits at `start` are a year: no count, sum, score or flight.

    `end` is where the expression ends that they begin: what follows it may be what is counted.
    """
    if _MEASURED.match(text[end : end + 20]):
        return False
    before = text[max(0, start - 20) : start]
    if _AFFIX_BEFORE.search(before):
        return True
    if _NUMBER_BEFORE.search(before):
        return False
    plural = _PLURAL_AFTER.match(text[end : end + 40])
    if int(text[start : start + 4]) in _RECENT:
        return bool(_CUE.search(before)) or not plural
    return bool(_STRONG_CUE.search(before)) and not plural


def _fiscal_year(_found: re.Match[str], scene: Scene) -> Reading | None:
    if scene.published is None:
        return unresolved(rule="publication unknown")
    return moved(scene.published, unit="year", by=0, rule="this fiscal year")


def _decade(found: re.Match[str], _scene: Scene) -> Reading | None:
    digits = found["digits"]
    if digits:
        return absolute(digits[:3], rule="decade")
    if found["short"]:
        return absolute(_century_of(int(found["short"])) + found["short"][0], rule="decade")
    tens = DECADE_WORDS[found["word"].lower()]
    return absolute(f"19{tens // 10}", rule="decade by its word")


def _century_of(tens: int) -> str:
    return "20" if tens < 20 else "19"


def _century(found: re.Match[str], _scene: Scene) -> Reading | None:
    number = day_number(found["number"])
    if not 1 <= number <= 30:
        return None
    if found["era"]:
        return unresolved(rule="century before the common era")
    return absolute(f"{number - 1:02}", rule="century")


_CENTURY_NUMBER = rf"(?:\d{{1,2}}(?:st|nd|rd|th)|(?:twenty[- ])?{ORDINAL})"

RULES = (
    rule(
        rf"{PART}?(?:(?:the )?(?:fiscal|calendar|financial)(?: year)? |the year |FY ?)?"
        rf"(?P<year>{YEAR_DIGITS}(?!\d)|{YEAR_WORDS})(?!\d)",
        _year,
        needs=YEAR_NUMBER | YEAR_START_WORDS,
    ),
    rule(
        r"(?:in |by |until )?the year (?P<year>two thousand)",
        _year,
        needs=frozenset({"thousand"}),
    ),
    rule(
        r"(?:the (?:latest )?|this )fiscal year(?! (?:ended|ending))",
        _fiscal_year,
        needs=frozenset({"fiscal"}),
    ),
    rule(
        rf"{PART}?(?:the )?(?:(?P<digits>(?:1\d|20)\d0){APOSTROPHE}?s"
        rf"|(?:{APOSTROPHE}|(?<={APOSTROPHE}))(?P<short>\d0){APOSTROPHE}?s)"
        r"(?P<word>)",
        _decade,
        needs=frozenset({"s"}),
    ),
    rule(
        r"(?:early in |late in )?the (?:(?:early|mid|late)[- ])?(?P<digits>)(?P<short>)"
        rf"(?:nineteen[- ])?(?P<word>{'|'.join(DECADE_WORDS)})",
        _decade,
        needs=frozenset(DECADE_WORDS),
    ),
    rule(
        rf"{PART}?(?:the )?(?P<number>{_CENTURY_NUMBER})[- ]century(?P<era> B\.?C\.?(?:E\.?)?)?",
        _century,
        needs=frozenset({"century"}),
    ),
)
