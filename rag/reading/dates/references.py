"""Words for the present, the past and the future at large, and the days that have a name."""

import re
from datetime import date, timedelta

from rag.reading.dates.days import day_without_year
from rag.reading.dates.lexicon import DASH, YEAR, year_number
from rag.reading.dates.rules import Reading, Scene, absolute, rule, unresolved

_SPANS = "(?:days|weeks|months|quarters|years|decades)"
_FIXED = {
    **{"christmas eve": (12, 24), "christmas day": (12, 25), "christmas": (12, 25)},
    **{"boxing day": (12, 26), "new year’s eve": (12, 31), "new year's eve": (12, 31)},
    **{"new year’s day": (1, 1), "new year's day": (1, 1), "halloween": (10, 31)},
    **{"valentine’s day": (2, 14), "valentine's day": (2, 14), "independence day": (7, 4)},
}


def _present(_found: re.Match[str], _scene: Scene) -> Reading | None:
    return unresolved(value="PRESENT_REF", rule="the present at large")


def _past(_found: re.Match[str], _scene: Scene) -> Reading | None:
    return unresolved(value="PAST_REF", rule="the past at large")


def _future(_found: re.Match[str], _scene: Scene) -> Reading | None:
    return unresolved(value="FUTURE_REF", rule="the future at large")


def _holiday(found: re.Match[str], scene: Scene) -> Reading | None:
    month, day = _FIXED[" ".join(found["day"].lower().split())]
    if found["year"]:
        return absolute(f"{year_number(found['year']):04}-{month:02}-{day:02}", rule="holiday")
    return day_without_year(month, day, weekday=None, scene=scene)


def _thanksgiving(found: re.Match[str], scene: Scene) -> Reading | None:
    if found["year"]:
        return absolute(_fourth_thursday(year_number(found["year"])).isoformat(), rule="holiday")
    published = scene.published
    if published is None:
        return unresolved(rule="year unknown")
    days = [_fourth_thursday(published.year + by) for by in (-1, 0, 1)]
    tense = "past" if found["last"] else scene.tense()
    suiting = [day for day in days if (day > published) == (tense == "future")]
    nearest = min(suiting, key=lambda day: abs((day - published).days))
    return absolute(nearest.isoformat(), rule="holiday, by tense")


def _fourth_thursday(year: int) -> date:
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 21)


RULES = (
    rule(
        r"(?:right |just |even |until )?now|nowadays|currently|presently",
        _present,
        needs=frozenset({"now", "nowadays", "currently", "presently"}),
    ),
    rule(
        r"at (?:present|the moment|this time)|these days",
        _present,
        needs=frozenset({"present", "moment", "time", "days"}),
    ),
    rule(r"current(?! (?:account|affairs|events))", _present, needs=frozenset({"current"})),
    rule(rf"(?:more |most )?recent {_SPANS}(?: and {_SPANS})?", _past, needs=frozenset({"recent"})),
    rule(
        r"(?:more |most |until )?recently|recent|lately|previously|formerly",
        _past,
        needs=frozenset({"recently", "recent", "lately", "previously", "formerly"}),
    ),
    rule(
        rf"the past(?! (?:{_SPANS}|few|several|tense))(?! \w+ {_SPANS})",
        _past,
        needs=frozenset({"past"}),
    ),
    rule(
        rf"(?:the )?(?:near |foreseeable |immediate |distant )?future(?! {_SPANS}|{DASH})",
        _future,
        needs=frozenset({"future"}),
    ),
    rule(
        rf"future {_SPANS}|(?<!as\s)soon(?! after)|as soon as possible|the (?:near|short) term",
        _future,
        needs=frozenset({"future", "soon", "term"}),
    ),
    rule(
        rf"(?P<day>{'|'.join(_FIXED)})(?:,? (?P<year>{YEAR}))?",
        _holiday,
        needs=frozenset({"christmas", "day", "eve", "halloween"}),
    ),
    rule(
        rf"(?P<last>last )?Thanksgiving(?: Day)?(?:,? (?P<year>{YEAR}))?",
        _thanksgiving,
        needs=frozenset({"thanksgiving"}),
    ),
)
