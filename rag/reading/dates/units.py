"""Weeks, months and years beside now or beside a date: "next week", "this year", "that day"."""

import re
from datetime import date

from rag.reading.dates.lexicon import ABOUT, CALENDAR_UNIT, PART, UNIT_WORDS
from rag.reading.dates.rules import Reading, Scene, moved, rule, unresolved

_NEAR_BY = 150
"""Within how many characters a date is still the one that "the year" goes on about."""

_FROM_NOW = {"last": -1, "past": -1, "this": 0, "current": 0, "present": 0, "coming": 1, "next": 1}
_FROM_DATE = {
    **{"previous": -1, "prior": -1, "preceding": -1, "following": 1, "ensuing": 1},
    **{"same": 0, "that": 0, "that same": 0, "very": 0},
}
_SATURDAY = 5
_KINDS = "(?:(?:fiscal|financial|calendar|school|academic|tax|trading|business|working) )?"


def _this_unit(found: re.Match[str], scene: Scene) -> Reading | None:
    """Read "last week", "this month", "the coming year": counted from publication."""
    unit, relation = found["unit"].lower(), found["relation"].lower()
    if unit == "day":
        return _adjacent_day(relation, scene)
    if relation == "next" and found["the"] and scene.tense() == "past":
        return unit_from_anchor(unit, 1, scene)
    if scene.published is None:
        return unresolved(rule="publication unknown")
    if relation == "past" and unit != "weekend":
        return None
    if unit == "weekend":
        return _weekend(relation, scene.published)
    return moved(
        scene.published,
        unit=unit,
        by=_FROM_NOW[relation],
        rule=f"{relation} {unit}, by publication",
    )


def _adjacent_day(relation: str, scene: Scene) -> Reading | None:
    """Read "the next day" by the date before it; "last day" and "past day" name no day."""
    if relation == "next":
        return unit_from_anchor("day", 1, scene)
    return None


def _weekend(relation: str, published: date) -> Reading:
    by = {"last": -1, "past": -1}.get(relation, 0)
    if relation == "next" and published.weekday() >= _SATURDAY:
        by = 1
    return moved(published, unit="weekend", by=by, rule=f"{relation} weekend, by publication")


def _unit_of_date(found: re.Match[str], scene: Scene) -> Reading | None:
    """Read "the following day", "that week", "the same year": counted from the date before it."""
    relation = " ".join(found["relation"].lower().split())
    return unit_from_anchor(found["unit"].lower(), _FROM_DATE[relation], scene)


def unit_from_anchor(unit: str, by: int, scene: Scene) -> Reading:
    """Count a unit from the nearest date before the expression, else from publication."""
    anchor = scene.anchor(days_only=unit in ("day", "week", "weekend"))
    origin = anchor.start_date if anchor else scene.published
    if origin is None:
        return unresolved(rule="no date before it")
    basis = "the date before it" if anchor else "publication"
    return moved(origin, unit=unit, by=by, rule=f"{unit} counted from {basis}")


def _plain_unit(found: re.Match[str], scene: Scene) -> Reading | None:
    """Read "for the year", "the week's": the one that contains the day of publication."""
    if scene.published is None:
        return unresolved(rule="publication unknown")
    unit = found["unit"].lower()
    return moved(scene.published, unit=unit, by=0, rule=f"{unit} of publication")


def _day_in_unit(found: re.Match[str], scene: Scene) -> Reading | None:
    """Read "later in the day", "earlier in the week", "the end of the month"."""
    unit = found["unit"].lower()
    anchor = scene.anchor()
    if scene.published and unit != "day" and (not anchor or scene.start - anchor.end > _NEAR_BY):
        return moved(scene.published, unit=unit, by=0, rule=f"{unit} of publication")
    return unit_from_anchor(unit, 0, scene)


def _weekend_alone(_found: re.Match[str], scene: Scene) -> Reading | None:
    """Read "the weekend": the one that is near, on the side that the tense names."""
    if scene.published is None:
        return unresolved(rule="publication unknown")
    tense = scene.tense()
    back = tense != "future" and scene.published.weekday() < 5
    return moved(
        scene.published,
        unit="weekend",
        by=-1 if back else 0,
        rule=f"weekend, {tense or 'no'} tense",
    )


RULES = (
    rule(
        rf"{PART}?(?P<the>the )?(?P<relation>{'|'.join(_FROM_NOW)}) {_KINDS}"
        rf"(?P<unit>{CALENDAR_UNIT})",
        _this_unit,
        needs=UNIT_WORDS,
    ),
    rule(
        rf"{PART}?(?:the )?(?P<relation>that same|{'|'.join(_FROM_DATE)})"
        rf" {_KINDS}(?P<unit>{CALENDAR_UNIT})",
        _unit_of_date,
        needs=UNIT_WORDS,
    ),
    rule(
        r"(?:(?:later|earlier|late|early)(?: on)? in|the (?:end|beginning|start|middle|rest) of)"
        rf" the {_KINDS}(?P<unit>day|week|month|year)(?! (?:of|ended|ending))",
        _day_in_unit,
        needs=UNIT_WORDS,
    ),
    rule("the weekend", _weekend_alone, needs=frozenset({"weekend"})),
    rule(
        r"(?:(?<=for\s)|(?<=of\s)|(?<=in\s))the (?:full )?(?P<unit>year)"
        r"(?! (?:ended|ending|of(?! \$)|to|\d))",
        _plain_unit,
        needs=UNIT_WORDS,
    ),
    rule(rf"{ABOUT}?(?P<unit>year)(?:[- ]end|['’]s end)", _plain_unit, needs=UNIT_WORDS),
    rule(r"the (?P<unit>week)(?:(?=['’]s)|(?<=for\sthe\sweek))", _plain_unit, needs=UNIT_WORDS),
)
