"""Lengths of time and repetitions: "three days", "the past two years", "every Monday"."""

import re

from rag.reading.dates.lexicon import (
    ABOUT,
    DAY_PART,
    DAY_PARTS,
    MONTH_NAME,
    MONTH_WORDS,
    NUMBER,
    UNIT,
    UNIT_SIZES,
    UNIT_WORDS,
    UNITS,
    WEEKDAY,
    WEEKDAY_WORDS,
    amount,
    month_number,
    weekday_number,
)
from rag.reading.dates.rules import Reading, Scene, rule

_AGE_AFTER = re.compile(r"[-\s]olds?\b|\s(?:of age|his senior|her senior)\b")
_AGE_BEFORE = re.compile(r"\b(?:aged|(?:the|an) age of)\s$", re.IGNORECASE)
_SOME_DAY_BEFORE = re.compile(
    r"\b(?:will|would|could|may|might|can|shall|should|to|hopes?|he|she|it|they|we)\s$"
)
_NOT_LENGTH = re.compile(r"\b(?:three-quarters?|one[- ]quarter)$|\ssecond$", re.IGNORECASE)
_FREQUENCY_BEFORE = re.compile(r"\b(?:once|twice|times|days|nights|hours|weeks|months)\s$")
_OTHER_SENSE = re.compile(r"quarter of\b|second\s[a-z]", re.IGNORECASE)
_NEARNESS = "(?:past|last|next|coming|first|final|latest|previous|preceding|following|initial)"
_LEAD = rf"(?:(?:each of )?(?:the |its |his |their )?{_NEARNESS} )"

_LENGTH_CUE = re.compile(
    r"\b(?:for|in|within|over|than|after|about|nearly|almost|just|least|during|of|took|takes|take|last"
    r"|lasted|lasting|spent|spend|every|half|as|another|under|through|into)\s$",
    re.IGNORECASE,
)

_VAGUE_CUE = re.compile(
    r"\b(?:for|in|within|after|of|the|last|take|lasting|spent)\s$", re.IGNORECASE
)

_ADVERBS = {
    **{"hourly": "PT1H", "daily": "P1D", "nightly": "P1D", "weekly": "P1W", "fortnightly": "P2W"},
    **{"monthly": "P1M", "quarterly": "P3M", "annually": "P1Y", "yearly": "P1Y"},
}


def duration(number: float | None, unit: str, *, half: bool = False) -> str:
    """Write a TIMEX3 duration: 2 and "day" is P2D, None (a vague number) and "year" PXY."""
    letter = UNITS[unit]
    clock = "T" if unit in ("second", "minute", "hour") else ""
    if number is None:
        return f"P{clock}X{letter}"
    number = number * UNIT_SIZES.get(unit, 1)
    half = half or number % 1 == 0.5
    if half and letter in ("Y", "H", "M"):
        smaller = {"Y": "6M", "H": "30M", "M": "30S" if clock else "15D"}[letter]
        whole = int(number)
        return f"P{clock}{f'{whole}{letter}' if whole else ''}{smaller}"
    return f"P{clock}{int(number) if number % 1 == 0 else number}{letter}"


def _is_age(scene: Scene) -> bool:
    return bool(_AGE_AFTER.match(scene.after()) or _AGE_BEFORE.search(scene.before()))


def _length(found: re.Match[str], scene: Scene) -> Reading | None:
    unit = found["unit"].lower()
    if _is_age(scene) or _NOT_LENGTH.search(found[0]):
        return None
    if found[0].lower() == "one day" and _SOME_DAY_BEFORE.search(scene.before()):
        return Reading(type="DATE", value="FUTURE_REF", rule="some day")
    value = duration(
        amount(found["least"] or found["number"]),
        unit,
        half=bool(found["half"] or found["more_half"]),
    )
    return Reading(type="DURATION", value=value, rule="length of time")


def _single(found: re.Match[str], scene: Scene) -> Reading | None:
    """Read "a day": a frequency after "twice", a length after a preposition, else nothing."""
    unit = found["unit"].lower()
    if _is_age(scene) or _OTHER_SENSE.match(found["unit"] + scene.after()):
        return None
    before = scene.before()
    if _FREQUENCY_BEFORE.search(before):
        return Reading(type="SET", value=duration(1, unit), rule="frequency")
    half = bool(found["half"] or found["more_half"])
    if found["about"] or half or _LENGTH_CUE.search(before):
        value = duration(1, unit, half=half)
        return Reading(type="DURATION", value=value, rule="length of time")
    return None


def _vague(found: re.Match[str], scene: Scene) -> Reading | None:
    unit = found["unit"].lower()
    if not _VAGUE_CUE.search(scene.before()) and not re.match(
        r"\s(?:ahead|before|after|to come)\b", scene.after()
    ):
        return None
    return Reading(type="DURATION", value=duration(None, unit), rule="vague length")


def _near_length(found: re.Match[str], scene: Scene) -> Reading | None:
    unit = found["unit"].lower()
    if scene.text[found.end("unit") : found.end("unit") + 1].lower() != "s":
        return Reading(type="DURATION", value=duration(1, unit), rule="length of time")
    return Reading(type="DURATION", value=duration(None, unit), rule="vague length")


def _whole_year(_found: re.Match[str], _scene: Scene) -> Reading | None:
    return Reading(type="DURATION", value="P1Y", rule="length of time")


def _every_unit(found: re.Match[str], _scene: Scene) -> Reading | None:
    number = amount(found["number"]) if found["number"] else 1
    value = duration(number, found["unit"].lower())
    return Reading(type="SET", value=value, rule="repetition")


def _every_weekday(found: re.Match[str], _scene: Scene) -> Reading | None:
    part = f"T{DAY_PARTS[found['part'].lower()]}" if found["part"] else ""
    value = f"XXXX-WXX-{weekday_number(found['weekday']) + 1}{part}"
    return Reading(type="SET", value=value, rule="repetition")


def _every_weekend(_found: re.Match[str], _scene: Scene) -> Reading | None:
    return Reading(type="SET", value="XXXX-WXX-WE", rule="repetition")


def _every_month(found: re.Match[str], _scene: Scene) -> Reading | None:
    value = f"XXXX-{month_number(found['month']):02}"
    return Reading(type="SET", value=value, rule="repetition")


def _adverb(found: re.Match[str], scene: Scene) -> Reading | None:
    """Read "daily"; the Daily Planet and a quarterly dividend are no repetitions."""
    after = scene.after()
    if found[0].istitle() and re.match(r"\s[A-Z]", after):
        return None
    if found[0].lower() == "quarterly" and re.match(r"\s(?!in|by|and|or|to)[a-z]", after):
        return None
    return Reading(type="SET", value=_ADVERBS[found[0].lower()], rule="repetition")


RULES = (
    rule(
        rf"{ABOUT}?{_LEAD}?{ABOUT}?(?!an? {UNIT})"
        rf"(?:(?P<least>{NUMBER}) (?:to|or) )?(?P<number>{NUMBER})"
        r"(?P<more_half> and a half)?"
        r"(?:[- ]| (?:more|consecutive|straight|trading|working|business|additional) )"
        rf"(?P<unit>{UNIT})s?(?P<half> and a half)?(?:[- ]long| or so)?(?!-\w)",
        _length,
        needs=UNIT_WORDS,
    ),
    rule(
        rf"(?P<about>{ABOUT})?(?:an?|an additional|another)(?P<half> half)? (?P<unit>{UNIT})"
        r"(?P<more_half> and a half)?(?: or (?:two|more|so))?(?!s)",
        _single,
        needs=UNIT_WORDS,
    ),
    rule(rf"(?P<unit>{UNIT})s", _vague, needs=UNIT_WORDS),
    rule(rf"(?P<unit>{UNIT})s?[- ]long", _near_length, needs=UNIT_WORDS),
    rule(
        r"(?:the )?(?:past|coming) (?P<unit>day|week|month|quarter|year|decade|century)",
        _near_length,
        needs=UNIT_WORDS,
    ),
    rule(
        rf"(?:the )?(?:coming|next|past|last|early|first) (?P<unit>{UNIT})s",
        _near_length,
        needs=UNIT_WORDS,
    ),
    rule(
        r"the (?:full |fiscal )?year(?= (?:ended|ending))", _whole_year, needs=frozenset({"year"})
    ),
    rule(
        rf"(?:every|each)(?: other)?(?: (?P<number>{NUMBER}))? (?P<unit>{UNIT})s?",
        _every_unit,
        needs=UNIT_WORDS,
    ),
    rule(
        rf"(?:every|each) (?P<weekday>{WEEKDAY})(?: (?P<part>{DAY_PART}))?",
        _every_weekday,
        needs=WEEKDAY_WORDS,
    ),
    rule(
        rf"(?P<weekday>{WEEKDAY})(?:s| (?P<part>{DAY_PART})s)", _every_weekday, needs=WEEKDAY_WORDS
    ),
    rule(rf"(?:every|each) (?P<month>{MONTH_NAME})", _every_month, needs=MONTH_WORDS),
    rule("weekends|every weekend", _every_weekend, needs=frozenset({"weekend", "weekends"})),
    rule("|".join(_ADVERBS), _adverb, needs=frozenset(_ADVERBS)),
)
