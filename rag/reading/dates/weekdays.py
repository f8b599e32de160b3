"""Weekdays and the days counted from today: "next Tuesday", "said Friday", "yesterday"."""

import re
from datetime import date, timedelta

from rag.reading.dates.lexicon import WEEKDAY, WEEKDAY_WORDS, weekday_number
from rag.reading.dates.periods import shifted
from rag.reading.dates.rules import Reading, Scene, absolute, rule, unresolved

_PART = "(?:(?:very )?(?:early|late|later|earlier)(?: on)? )"
_RELATION = (
    "(?:(?:this coming|this past|the coming|the past|the following|the previous"
    "|the preceding|the next|the last|that same|next|last|this|that|coming|past|following) )"
)
_OF_WEEK = "(?:,? (?:of )?(?P<week>last|this|next) week)"
_NAMED_WEEKDAY = rf"(?P<relation>{_RELATION})?(?P<weekday>{WEEKDAY})"
_NEAR_DAYS = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1}

WEEKDAY_EXPRESSION = rf"(?:{_PART}?{_RELATION}?{WEEKDAY})"
"""Fragment: a weekday with what says which."""

NEAR_DAY = f"(?:{_PART}?(?:today|tomorrow|yesterday))"
"""Fragment: a day counted from today."""

_BACK = {"last", "past", "this past", "the past", "the last", "the previous", "the preceding"}
_FORWARD = {"next", "coming", "this coming", "the coming", "the next", "the following", "following"}
_ANCHORED = {"the following", "the previous", "the preceding", "following", "that", "that same"}

_PROPER_BEFORE = re.compile(r"\b(?:Black|Good|Super|Bloody|Palm|Ash|Cyber|Boxing|Holy|Fat)\s$")
_WORD_BEFORE = re.compile(r"\w\s$")
_PROPER_AFTER = re.compile(
    r"\s(?:Times|Telegraph|Mirror|Mail|Express|Herald|World|Post|Star|Sun|Review"
    r"|Night (?:Live|Football))\b"
)


def _weekday(found: re.Match[str], scene: Scene) -> Reading | None:
    if _PROPER_BEFORE.search(scene.before(reach=8)) or _PROPER_AFTER.match(scene.after()):
        return None
    weekday = weekday_number(found["weekday"])
    relation = " ".join((found["relation"] or "").lower().split())
    origin = scene.published
    if relation in _ANCHORED:
        anchor = scene.anchor(days_only=True)
        origin = anchor.start_date if anchor else origin
    if origin is None:
        return unresolved(value=f"XXXX-WXX-{weekday + 1}", rule="week unknown")
    return _placed(weekday, relation=relation, origin=origin, scene=scene)


def _placed(weekday: int, *, relation: str, origin: date, scene: Scene) -> Reading:
    if relation in _BACK:
        return _day(_before(origin, weekday), rule="last such weekday")
    if relation in _FORWARD:
        return _day(_after(origin, weekday), rule="coming such weekday")
    if relation in ("that", "that same"):
        return _day(_on_or_before(origin, weekday), rule="weekday of the date before it")
    tense = scene.tense()
    if tense == "future" or (relation == "this" and tense is None):
        return _day(_on_or_after(origin, weekday), rule="weekday after publication, future tense")
    return _day(
        _on_or_before(origin, weekday), rule=f"weekday before publication, {tense or 'no'} tense"
    )


def _day(day: date, *, rule: str) -> Reading:
    return absolute(day.isoformat(), rule=rule)


def _on_or_before(origin: date, weekday: int) -> date:
    return origin - timedelta(days=(origin.weekday() - weekday) % 7)


def _on_or_after(origin: date, weekday: int) -> date:
    return origin + timedelta(days=(weekday - origin.weekday()) % 7)


def _before(origin: date, weekday: int) -> date:
    return _on_or_before(origin - timedelta(days=1), weekday)


def _after(origin: date, weekday: int) -> date:
    return _on_or_after(origin + timedelta(days=1), weekday)


def _weekday_of_week(found: re.Match[str], scene: Scene) -> Reading | None:
    weekday = weekday_number(found["weekday"])
    if scene.published is None:
        return unresolved(value=f"XXXX-WXX-{weekday + 1}", rule="week unknown")
    by = {"last": -1, "this": 0, "next": 1}[found["week"].lower()]
    monday = _on_or_before(scene.published, 0)
    return _day(shifted(monday, unit="week", by=by) + timedelta(days=weekday), rule="day of a week")


def _weekday_from(found: re.Match[str], scene: Scene) -> Reading | None:
    weekday = weekday_number(found["weekday"])
    if scene.published is None:
        return unresolved(value=f"XXXX-WXX-{weekday + 1}", rule="week unknown")
    if found["ago"]:
        day = _before(scene.published, weekday) - timedelta(days=7)
    else:
        day = _after(scene.published, weekday) + timedelta(days=7)
    return _day(day, rule="a week from a weekday")


def _near_day(found: re.Match[str], scene: Scene) -> Reading | None:
    if scene.published is None:
        return unresolved(rule="publication unknown")
    if found[0].istitle() and _WORD_BEFORE.search(scene.before()):
        return None
    words = found["day"].lower()
    return _day(
        scene.published + timedelta(days=_NEAR_DAYS[words]), rule=f"{words}, by publication"
    )


def _day_but_one(found: re.Match[str], scene: Scene) -> Reading | None:
    if scene.published is None:
        return unresolved(rule="publication unknown")
    by = 2 if found["side"].lower() == "after" else -2
    return _day(scene.published + timedelta(days=by), rule="counted from publication")


RULES = (
    rule(rf"{_PART}?{_NAMED_WEEKDAY}", _weekday, needs=WEEKDAY_WORDS),
    rule(rf"{_PART}?(?P<weekday>{WEEKDAY}){_OF_WEEK}", _weekday_of_week, needs=WEEKDAY_WORDS),
    rule(
        rf"(?P<week>last|this|next) week['’]s (?P<weekday>{WEEKDAY})",
        _weekday_of_week,
        needs=WEEKDAY_WORDS,
    ),
    rule(
        rf"a week (?:(?P<ago>ago) |from |on )(?:on )?(?P<weekday>{WEEKDAY})",
        _weekday_from,
        needs=WEEKDAY_WORDS,
    ),
    rule(rf"{_PART}?(?P<day>today|tomorrow|yesterday)", _near_day, needs=frozenset(_NEAR_DAYS)),
    rule(
        "the day (?P<side>after|before) (?:tomorrow|yesterday)",
        _day_but_one,
        needs=frozenset(_NEAR_DAYS),
    ),
)
