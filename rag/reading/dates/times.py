"""Times of day: "9 a.m. Tuesday", "Tuesday afternoon", "last night", "noon on the 13th"."""

import re
from datetime import timedelta

from rag.reading.dates.days import NAMED_DAY, ORDINAL_DAY
from rag.reading.dates.lexicon import ANY_NUMBER, DAY_PART, DAY_PART_WORDS, DAY_PARTS
from rag.reading.dates.periods import period_of
from rag.reading.dates.rules import Reading, Scene, anonymous, rule
from rag.reading.dates.weekdays import NEAR_DAY, WEEKDAY_EXPRESSION

_DAY = rf"(?P<day>{NAMED_DAY}|{ORDINAL_DAY}|{WEEKDAY_EXPRESSION}|{NEAR_DAY})"
_ZONE = (
    r"(?:,? \(?(?:[ECMPAJKH][SD]?T|GMT|UTC|BST|CES?T|local time|local"
    r"|(?:eastern|central|pacific|mountain|Korea|Japan|Moscow|Beijing)"
    r"(?: standard| daylight)? time)\)?)"
)
_HALF = r"(?:(?P<half>[ap])\.? ?m\b\.?)"
_CLOCK = rf"(?:(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))? ?{_HALF})"
_HOURS = r"(?P<hour>[01]?\d|2[0-3])(?P<minute>)(?P<half>) o['’]clock"
_CLOCK_24 = (
    r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?P<half>)"
    rf"(?= hours|{_ZONE}|,? (?:on )?{anonymous(_DAY)})"
)
_EARLY = r"(?:(?:early|late|later|earlier|mid)(?:[- ]in)?[- ](?:the |this )?)"
_ABOUT = r"(?:(?:about|around|shortly before|shortly after|just before|just after) )?"
_NEAR_BY = 400
"""Within how many characters a day is still the one whose hours are told."""

_NOON = {"noon": "T12:00", "midday": "T12:00", "midnight": "T24"}


def _clock(found: re.Match[str], scene: Scene) -> Reading | None:
    hour = int(found["hour"])
    half = (found["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return _at(f"T{hour:02}:{found['minute'] or '00'}", found, scene, rule="clock time")


def _at(time: str, found: re.Match[str], scene: Scene, *, rule: str) -> Reading:
    """Join a time to the day that the expression names, else to the day spoken of."""
    span = found.span("day")
    if span[0] >= 0:
        reading = scene.read_part(*span)
        value = reading.value if reading else None
        rule = f"{rule} of a named day: {reading.rule if reading else 'unknown'}"
    else:
        value = _day_spoken_of(scene)
        rule = f"{rule} of the day spoken of"
    whole = value and (period_of(value) or value.startswith("XXXX"))
    return Reading(type="TIME", value=f"{value}{time}" if whole else None, rule=rule)


def _day_spoken_of(scene: Scene) -> str | None:
    """Give the day named nearest before, if not far before, else the day of publication."""
    anchor = scene.anchor(days_only=True)
    if anchor and anchor.start_date and scene.start - anchor.end <= _NEAR_BY:
        return anchor.start_date.isoformat()
    return scene.published.isoformat() if scene.published else None


def _noon(found: re.Match[str], scene: Scene) -> Reading | None:
    return _at(_NOON[found["time"].lower()], found, scene, rule="time")


def _day_part(found: re.Match[str], scene: Scene) -> Reading | None:
    part = "T" + DAY_PARTS.get(found["part"].lower(), DAY_PARTS["morning"])
    return _at(part, found, scene, rule="part of the day")


def _near_part(found: re.Match[str], scene: Scene) -> Reading | None:
    """Read "this morning", "last night", "tonight", "overnight" by publication."""
    if scene.published is None:
        return Reading(type="TIME", value=None, rule="publication unknown")
    words = found[0].lower()
    back = "last" in words or "overnight" in words
    day = scene.published - timedelta(days=1 if back else 0)
    part = DAY_PARTS[(found["part"] or "night").lower()]
    return Reading(
        type="TIME", value=f"{day.isoformat()}T{part}", rule="part of a day, by publication"
    )


def _next_part(found: re.Match[str], scene: Scene) -> Reading | None:
    """Read "the next morning", "that evening" by the date before it."""
    anchor = scene.anchor(days_only=True)
    origin = anchor.start_date if anchor else scene.published
    if origin is None:
        return Reading(type="TIME", value=None, rule="no date before it")
    ahead = found["relation"].lower() in ("next", "following")
    day = origin + timedelta(days=1 if ahead else 0)
    part = DAY_PARTS[found["part"].lower()]
    return Reading(
        type="TIME", value=f"{day.isoformat()}T{part}", rule="part of a day, by the date before it"
    )


def _iso(found: re.Match[str], _scene: Scene) -> Reading | None:
    if period_of(found["day"]) is None:
        return None
    return Reading(type="TIME", value=f"{found['day']}T{found['time']}", rule="ISO time")


_ON_DAY = rf"(?:{_ZONE})?(?:,?(?: on)? {_DAY})?"

RULES = (
    rule(rf"(?:the )?early (?P<part>hours) of {_DAY}", _day_part, needs=frozenset({"hours"})),
    rule(
        r"(?P<day>\d{4}-\d\d-\d\d)(?:T| )(?P<time>[0-2]\d:[0-5]\d)(?::\d\d)?Z?",
        _iso,
        needs=ANY_NUMBER,
    ),
    rule(rf"{_ABOUT}{_CLOCK}{_ON_DAY}", _clock, needs=ANY_NUMBER),
    rule(rf"{_ABOUT}{_HOURS}{_ON_DAY}", _clock, needs=ANY_NUMBER),
    rule(rf"{_ABOUT}{_CLOCK_24}{_ON_DAY}", _clock, needs=ANY_NUMBER),
    rule(rf"(?P<time>noon|midday|midnight)(?:,?(?: on)? {_DAY})?", _noon, needs=frozenset(_NOON)),
    rule(rf"{_DAY}(?: at)? (?P<time>noon|midday|midnight)", _noon, needs=frozenset(_NOON)),
    rule(
        rf"{_DAY},? (?:(?:early|late|mid)[- ])?(?:in the )?(?P<part>{DAY_PART})",
        _day_part,
        needs=DAY_PART_WORDS,
    ),
    rule(
        rf"{_EARLY}?(?:the )?(?P<part>{DAY_PART})(?: of| on)? {_DAY}",
        _day_part,
        needs=DAY_PART_WORDS,
    ),
    rule(
        rf"(?:{_EARLY}|(?<=in\s)the )(?P<part>morning|afternoon|evening)(?P<day>\b\B)?",
        _day_part,
        needs=DAY_PART_WORDS,
    ),
    rule(rf"{_EARLY}?this (?P<part>morning|afternoon|evening)", _near_part, needs=DAY_PART_WORDS),
    rule(
        rf"{_EARLY}?(?:last (?P<part>night|evening)|tonight|overnight)",
        _near_part,
        needs=frozenset({"night", "evening", "tonight", "overnight"}),
    ),
    rule(
        rf"(?:the )?(?P<relation>next|following|same|that) (?P<part>{DAY_PART})",
        _next_part,
        needs=DAY_PART_WORDS,
    ),
)
