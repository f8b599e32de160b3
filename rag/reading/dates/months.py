"""Months called by their names: "June 2025", "August last year", "late last October", "in May"."""

import re
from datetime import date

from rag.reading.dates.days import YEAR_BESIDE, year_beside
from rag.reading.dates.lexicon import MONTH, MONTH_WORDS, PART, YEAR, month_number, year_number
from rag.reading.dates.periods import shifted, value_of
from rag.reading.dates.rules import Reading, Scene, absolute, rule, unresolved

_RELATIVE = (
    "(?:(?:this past|this coming|last|next|this|the following|the previous|the same|that same"
    "|the past|coming) )"
)
_ANCHORED = {"the following", "the previous", "the same", "that same"}
_BACK = {"last", "this past", "the past", "the previous"}
_FORWARD = {"next", "this coming", "coming", "the following"}

_CUE = re.compile(
    r"\b(?:in|since|until|till|through|throughout|during|by|from|of|to|before|after|for|between"
    r"|the|an?|and|or|each|every|its|his|their|['’]s)\s$",
    re.IGNORECASE,
)
_AFTER_EVENT = re.compile(
    r"\b(?:following|after|since|despite)\s(?:his|her|its|their|the|an?)\b[^,.;:]*$", re.IGNORECASE
)
_MARCH_CUE = re.compile(r"\b(?:in|from|since|until|between|by|of|last|next|this)\s$")
_NAME_AFTER = re.compile(r"\s[A-Z][a-z]+")
_NAME_BEFORE = re.compile(r"(?:\b[A-Z][a-z]+|\b(?:Mrs?|Ms|Dr|Miss)\.?)\s$")
_NAMES = {"april", "june", "august", "may", "march"}
_VERBS = {"may", "march"}


def _month_of_year(found: re.Match[str], scene: Scene) -> Reading | None:
    month = month_number(found["month"])
    if found["year"]:
        return absolute(f"{year_number(found['year']):04}-{month:02}", rule="month and year")
    year = year_beside(found["beside"], scene)
    if year is None:
        return unresolved(value=f"XXXX-{month:02}", rule="year unknown")
    return absolute(f"{year:04}-{month:02}", rule="month of a named year")


def _month_alone(found: re.Match[str], scene: Scene) -> Reading | None:
    month = month_number(found["month"])
    relation = " ".join((found["relation"] or "").lower().split())
    bare = scene.start == found.start("month")
    if (bare or found["month"].islower()) and not _stands_for_month(found["month"], scene):
        return None
    origin = scene.published
    if relation in _ANCHORED:
        anchor = scene.anchor()
        origin = anchor.start_date if anchor else origin
    if origin is None:
        return unresolved(value=f"XXXX-{month:02}", rule="year unknown")
    return _nearest_month(month, relation=relation, origin=origin, scene=scene)


def _stands_for_month(word: str, scene: Scene) -> bool:
    """Tell the month from the modal, the verb, the adjective and the given name."""
    name = word.lower()
    if name not in _NAMES:
        return not word.endswith(".") and len(word) > 3
    cued = bool(_CUE.search(scene.before()))
    if not word[0].isupper() or (name in _VERBS and not cued):
        return False
    if name == "march" and re.match(r"\s(?:on|to|for|against|past)\b", scene.after()):
        return bool(_MARCH_CUE.search(scene.before()))
    named = _NAME_AFTER.match(scene.after()) or _NAME_BEFORE.search(scene.before())
    return cued or not named


def _nearest_month(month: int, *, relation: str, origin: date, scene: Scene) -> Reading:
    this_year = date(origin.year, month, 1)
    back = shifted(this_year, unit="year", by=0 if month < origin.month else -1)
    forward = shifted(this_year, unit="year", by=0 if month > origin.month else 1)
    if relation in _BACK:
        return _named(back, rule="last month of that name")
    if relation in _FORWARD:
        return _named(forward, rule="next month of that name")
    if relation or month == origin.month:
        return _named(this_year, rule="month of the same year")
    tense = None if _AFTER_EVENT.search(scene.before(reach=80)) else scene.tense()
    ahead = tense == "future" if tense else (forward - origin).days < (origin - back).days
    return _named(forward if ahead else back, rule=f"month by name, {tense or 'no'} tense")


def _named(day: date, *, rule: str) -> Reading:
    return absolute(value_of(day, unit="month"), rule=rule)


def _same_month(_found: re.Match[str], scene: Scene) -> Reading | None:
    anchor = scene.anchor()
    if anchor is None or anchor.start_date is None:
        return unresolved(rule="no date before it")
    return _named(anchor.start_date, rule="month of the date before it")


RULES = (
    rule(
        rf"{PART}?(?P<month>{MONTH}),?"
        rf"(?:(?: of)? (?P<year>{YEAR})(?!,\d)|(?P<beside>{YEAR_BESIDE}))",
        _month_of_year,
        needs=MONTH_WORDS,
    ),
    rule(rf"{PART}?(?P<relation>{_RELATIVE})?(?P<month>{MONTH})", _month_alone, needs=MONTH_WORDS),
    rule(f"{PART}?(?:(?:the|that) same|that) month", _same_month, needs=frozenset({"month"})),
)
