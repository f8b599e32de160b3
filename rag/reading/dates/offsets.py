"""Distances from now or another date: "a year ago", "two days later", "the day after"."""

import re

from rag.reading.dates.amounts import duration
from rag.reading.dates.days import NAMED_DAY, ORDINAL_DAY
from rag.reading.dates.holidays import HOLIDAY
from rag.reading.dates.lexicon import ABOUT, NUMBER, UNIT, UNIT_WORDS, amount
from rag.reading.dates.periods import period_of, shifted, value_of
from rag.reading.dates.quarters import quarter_spoken_of
from rag.reading.dates.rules import (
    Reading,
    Scene,
    absolute,
    moved,
    rule,
    same_unit_moved,
    unresolved,
)
from rag.reading.dates.units import unit_from_anchor
from rag.reading.dates.weekdays import NEAR_DAY, WEEKDAY_EXPRESSION

_QUARTER_REACH = 400
"""How far back a quarter may stand whose counterpart "a year earlier" means."""

_RECORD_BEFORE = re.compile(
    r"\b(?:first|second|third|fourth|fifth|last|only|most|once|twice|times?|record|\w+est)\b[^.;:]*$",
    re.IGNORECASE,
)
_AT_CLAUSE_END = r"(?=[,.;:)?!\n]|$)"
_AMOUNT = (
    rf"{ABOUT}?(?P<number>{NUMBER}|an?)[- ](?:more )?(?P<unit>{UNIT})s?(?: and a half)?(?: or so)?"
)


def _some_ago(_found: re.Match[str], _scene: Scene) -> Reading | None:
    return unresolved(value="PAST_REF", rule="vague distance")


def _counted(found: re.Match[str], scene: Scene) -> Reading | None:
    """Read "three days ago", "a year earlier", "two weeks later", "six months from now"."""
    unit = found["unit"].lower().replace("centurie", "century")
    number = amount(found["number"])
    direction = " ".join(found["direction"].lower().split())
    back = direction in ("ago", "earlier", "before", "previously", "prior", "back")
    from_now = direction in ("ago", "from now", "hence", "back")
    if unit == "hour" and number and number % 24 == 0:
        unit, number = "day", number / 24
    if number is None or unit in ("second", "minute", "hour"):
        if not from_now:
            value = duration(number, unit)
            return Reading(type="DURATION", value=value, rule="length of a distance")
        return unresolved(value="PAST_REF" if back else "FUTURE_REF", rule="vague distance")
    if number == 1 and unit == "year" and back:
        return _year_ago(scene, from_now=from_now)
    return _at_distance(int(number) * (-1 if back else 1), unit, scene, from_now=from_now)


def _at_distance(by: int, unit: str, scene: Scene, *, from_now: bool) -> Reading:
    unit, by = ("week", by * 2) if unit == "fortnight" else (unit.replace("night", "day"), by)
    fine = unit in ("day", "week")
    anchor = None if from_now else scene.anchor(days_only=fine) or scene.anchor()
    origin = anchor.start_date if anchor else scene.published
    if origin is None:
        return unresolved(rule="no date to count from")
    basis = "the date before it" if anchor else "publication"
    day = shifted(origin, unit=unit, by=by)
    precision = "year" if unit in ("decade", "century") else unit
    return absolute(value_of(day, unit=precision), rule=f"{unit}s counted from {basis}")


def _in_some_time(found: re.Match[str], scene: Scene) -> Reading | None:
    """Read "in three days" after a future verb as the day; else it is a length of time."""
    number = amount(found["number"])
    if number is None or _RECORD_BEFORE.search(scene.before(reach=60)):
        return None
    if scene.tense() != "future":
        return None
    if scene.published is None:
        return unresolved(rule="no date to count from")
    return _at_distance(int(number), found["unit"].lower(), scene, from_now=True)


def _year_ago(scene: Scene, *, from_now: bool, reach: int | None = _QUARTER_REACH) -> Reading:
    """Read "a year ago" as the counterpart of a quarter just spoken of, else as last year."""
    quarter = quarter_spoken_of(scene, reach=reach)
    if quarter is not None:
        value = same_unit_moved(quarter, unit="year", by=-1)
        return absolute(value, rule="the same quarter a year before")
    return _at_distance(-1, "year", scene, from_now=from_now or scene.published is not None)


def _year_ago_period(found: re.Match[str], scene: Scene) -> Reading | None:
    """Read "year-earlier results", "the year-ago period"."""
    return _year_ago(scene, from_now=True, reach=None if found["period"] else _QUARTER_REACH)


def _beside_day(found: re.Match[str], scene: Scene) -> Reading | None:
    """Read "the day after", "the week before last Tuesday", "two weeks from Friday"."""
    by = -1 if found["side"].lower() in ("before", "earlier") else 1
    number = amount(found["number"]) if found["number"] else 1
    if number is None:
        return None
    if not found["basis"]:
        return unit_from_anchor(found["unit"].lower(), by, scene)
    basis = scene.read_part(*found.span("basis"))
    period = period_of(basis.value) if basis else None
    if period is None:
        return unresolved(rule="counted from an unknown day")
    return moved(
        shifted(period[0], unit=found["unit"].lower(), by=by * int(number)),
        unit="day",
        by=0,
        rule="counted from the day beside it",
    )


def _but_one(found: re.Match[str], scene: Scene) -> Reading | None:
    if scene.published is None:
        return unresolved(rule="publication unknown")
    by = 2 if found["side"].lower().startswith("after") else -2
    return moved(
        scene.published, unit=found["unit"].lower(), by=by, rule="counted from publication"
    )


def _week_of(found: re.Match[str], scene: Scene) -> Reading | None:
    basis = scene.read_part(*found.span("basis"))
    period = period_of(basis.value) if basis else None
    if period is None:
        return unresolved(rule="week of an unknown day")
    return moved(period[0], unit="week", by=0, rule="week of a named day")


_DAY = f"(?:{NAMED_DAY}|{ORDINAL_DAY}|{WEEKDAY_EXPRESSION}|{NEAR_DAY}|{HOLIDAY})"

RULES = (
    rule(
        rf"(?<=\bin\s)(?:(?:about|just) )?(?P<number>{NUMBER}|an?) (?P<unit>day|week|month|year)s?"
        r"(?:['’] time)?(?! (?:since|of))",
        _in_some_time,
        needs=UNIT_WORDS,
    ),
    rule(r"(?:days|weeks|months|years|decades|centuries) ago", _some_ago, needs=frozenset({"ago"})),
    rule(
        rf"{_AMOUNT} (?P<direction>ago|from now|hence|(?:earlier|later)(?! than)|afterwards?"
        rf"|(?:before|previously|prior|back|after){_AT_CLAUSE_END})",
        _counted,
        needs=UNIT_WORDS,
    ),
    rule(
        r"(?:the )?(?:comparable |corresponding |same )?"
        r"(?:(?P<period>period|quarter)(?: of)? last year|last year['’]s quarter)",
        _year_ago_period,
        needs=frozenset({"period", "quarter"}),
    ),
    rule(
        r"(?:the )?(?:comparable |corresponding )?year[- ](?:ago|earlier)"
        r"(?P<period> (?:period|quarter))?",
        _year_ago_period,
        needs=UNIT_WORDS,
    ),
    rule(
        rf"(?:the|(?P<number>{NUMBER})) (?P<unit>day|week|month)s?"
        rf" (?P<side>after|before|from|following)(?: (?P<basis>{_DAY}))",
        _beside_day,
        needs=UNIT_WORDS,
    ),
    rule(
        "the (?P<unit>week|month|year) (?P<side>before last|after next)",
        _but_one,
        needs=frozenset({"last", "next"}),
    ),
    rule(
        r"the week (?:of|beginning|starting) (?P<basis>" + _DAY + ")",
        _week_of,
        needs=frozenset({"week"}),
    ),
    rule(
        r"the (?P<number>)(?P<unit>day|week|month|year) (?P<side>after|before|earlier)(?P<basis>)"
        rf"{_AT_CLAUSE_END}",
        _beside_day,
        needs=UNIT_WORDS,
    ),
)
