"""Times of day: "9 a.m. Tuesday", "Tuesday afternoon", "last night", "noon on the 13th"."""

import re
from datetime import timedelta

from rag.reading.dates.days import NAMED_DAY, ORDINAL_DAY
from rag.reading.dates.holidays import HOLIDAY
from rag.reading.dates.lexicon import (
    APOSTROPHE,
    DAY_PART,
    DAY_PART_WORDS,
    DAY_PARTS,
    SMALL_NUMBER,
    YEAR_NUMBER,
)
from rag.reading.dates.periods import period_of
from rag.reading.dates.rules import Reading, Scene, rule
from rag.reading.dates.weekdays import NEAR_DAY, WEEKDAY_EXPRESSION

_DAY = rf"(?P<day>{NAMED_DAY}|{ORDINAL_DAY}|{WEEKDAY_EXPRESSION}|{NEAR_DAY}|{HOLIDAY})"
_ZONE = (
    r"(?:,? \(?(?:[ECMPAJKH][SD]?T|GMT|UTC|BST|CES?T|local time|local"
    r"|(?:eastern|central|pacific|mountain|Korea|Japan|Moscow|Beijing)"
    r"(?: standard| daylight)? time)\)?)"
)
_IN_PART = "(?: in the (?P<part>morning|afternoon|evening))"
_CLOCK = (
    r"(?P<hour>2[0-3]|[01]?\d)(?:[:.](?P<minute>[0-5]\d))?(?: ?(?P<half>[ap])\.? ?m\b\.?"
    rf"|(?: o{APOSTROPHE}(?P<clock>clock)|(?(minute)(?P<hours> hours)?|(?!))){_IN_PART}?"
    rf"| in the (?P<day_part>morning|afternoon|evening))(?P<zone>{_ZONE})?"
)
_EARLY = r"(?:(?:early|late|later|earlier|mid)(?:[- ]in)?[- ](?:the |this )?)"
_ABOUT = r"(?:(?:about|around|shortly before|shortly after|just before|just after) )?"
_NEAR_BY = 400
"""Within how many characters a day is still the one whose hours are told."""

_NOON = {"noon": "T12:00", "midday": "T12:00", "midnight": "T24"}


def _clock(found: re.Match[str], scene: Scene) -> Reading | None:
    """Read "3 p.m.", "9:30 in the morning", "5 o'clock", "17:45 GMT"; not a plain number."""
    hour, half = (
        int(found["hour"]),
        (found["half"] or found["part"] or found["day_part"] or "").lower(),
    )
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (0 if half in ("a", "morning") else 12)
    elif not _is_clock_time(found):
        return None
    return _at(f"T{hour:02}:{found['minute'] or '00'}", found, scene, rule="clock time")


def _is_clock_time(found: re.Match[str]) -> bool:
    """Tell "15:00 on Tuesday" and "17.45 GMT" from a score, a price and a share."""
    if found["clock"] or found["zone"]:
        return True
    colon = found.string[found.end("hour")] == ":"
    return colon and bool(found["day"] or found["hours"])


def _at(time: str, found: re.Match[str], scene: Scene, *, rule: str) -> Reading | None:
    """Join a time to the day that the expression names, else to the day spoken of."""
    span = found.span("day")
    if span[0] >= 0:
        reading = scene.read_part(*span)
        if reading is None:
            return None
        value, rule = reading.value, f"{rule} of a named day: {reading.rule}"
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
    by = {"next": 1, "following": 1, "previous": -1}.get(found["relation"].lower(), 0)
    day = origin + timedelta(days=by)
    part = DAY_PARTS[found["part"].lower()]
    return Reading(
        type="TIME", value=f"{day.isoformat()}T{part}", rule="part of a day, by the date before it"
    )


def _iso(found: re.Match[str], _scene: Scene) -> Reading | None:
    if period_of(found["day"]) is None:
        return None
    return Reading(type="TIME", value=f"{found['day']}T{found['time']}", rule="ISO time")


RULES = (
    rule(rf"(?:the )?early (?P<part>hours) of {_DAY}", _day_part, needs=frozenset({"hours"})),
    rule(
        r"(?P<day>\d{4}-\d\d-\d\d)(?:T| )(?P<time>[01]\d:[0-5]\d|2[0-3]:[0-5]\d)"
        r"(?::[0-5]\d(?:\.\d{1,9})?)?(?: ?(?:Z|UTC|GMT|[-+]\d\d:?\d\d))?",
        _iso,
        needs=YEAR_NUMBER,
    ),
    rule(rf"{_ABOUT}{_CLOCK}(?:,?(?: on)? {_DAY})?", _clock, needs=SMALL_NUMBER),
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
        rf"(?:the )?(?P<relation>next|following|previous|same|that) (?P<part>{DAY_PART})",
        _next_part,
        needs=DAY_PART_WORDS,
    ),
)
