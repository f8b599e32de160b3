"""Parts of a year: quarters, halves and seasons."""

import re
from datetime import date

from rag.reading.dates.days import NAMED_DAY
from rag.reading.dates.lexicon import DASH, PART, SEASON, SEASON_WORDS, SEASONS, YEAR, year_number
from rag.reading.dates.periods import SEASON_MONTHS, period_of, shifted, unit_of, value_of
from rag.reading.dates.rules import (
    Reading,
    Scene,
    absolute,
    rule,
    same_unit_moved,
    unresolved,
)

_ORDER = {
    **{"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "last": 2, "latter": 2},
    **{"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "opening": 1},
}
_LOOK_BACK = 40
"""How many mentions back a quarter may stand that a report is still about."""

_COUNTERPART_DAYS = 390
_LONGER_TERMS = ("P6M", "P9M", "P12M")
_FISCAL = "(?:(?:fiscal|calendar|financial)[- ])"
_COUNT = "(?P<order>first|second|third|fourth|final|1st|2nd|3rd|4th|(?:last|latter)(?= half))"
_WHOSE = (
    r"(?:(?P<whose>last|this|next) year['’]s "
    r"|(?:the |its |their )?(?P<ago>year[- ](?:ago|earlier) )"
    rf"|(?:the )?(?P<front>{YEAR})(?:['’]s)? |the |its |their )?"
)
_OF_YEAR = (
    rf"(?:,? (?:of |in )?{_FISCAL}?(?P<year>{YEAR})|,? (?:of )?(?P<which>last|this|next) year)?"
)


def _part_of_year(found: re.Match[str], scene: Scene) -> Reading | None:
    letter = "Q" if found["part"].lower().startswith("q") else "H"
    number = _ORDER[found["order"].lower()]
    if letter == "H" and number > 2:
        return None
    stated = found["year"] or found["front"]
    if letter == "H" and not (stated or found["which"] or found["whose"]):
        return None
    if stated:
        return absolute(f"{year_number(stated):04}-{letter}{number}", rule="part of a named year")
    return _without_year(f"{letter}{number}", found, scene)


def _without_year(part: str, found: re.Match[str], scene: Scene) -> Reading:
    published = scene.published
    if published is None:
        return unresolved(value=f"XXXX-{part}", rule="year unknown")
    which = (found["which"] or found["whose"] or "").lower()
    if which:
        year = published.year + {"last": -1, "this": 0, "next": 1}[which]
        return absolute(f"{year:04}-{part}", rule=f"part of {which} year")
    year = published.year if _has_begun(part, published) else published.year - 1
    ahead = year < published.year and scene.tense() == "future" and not found["ago"]
    year += 1 if ahead else -1 if found["ago"] else 0
    return absolute(
        f"{year:04}-{part}", rule="latest of its kind" if not ahead else "next of its kind"
    )


def _has_begun(part: str, published: date) -> bool:
    period = period_of(f"{published.year:04}-{part}")
    return period is not None and period[0] <= published


def _short_quarter(found: re.Match[str], scene: Scene) -> Reading | None:
    part = f"Q{found['number'] or found['first']}"
    if found["year"] or found["front"]:
        return absolute(f"{year_number(found['year'] or found['front']):04}-{part}", rule="quarter")
    if scene.published is None:
        return unresolved(value=f"XXXX-{part}", rule="year unknown")
    year = scene.published.year - (0 if _has_begun(part, scene.published) else 1)
    return absolute(f"{year:04}-{part}", rule="latest of its kind")


def _the_quarter(found: re.Match[str], scene: Scene) -> Reading | None:
    """Read "the quarter", "the latest period" as the one spoken of, else as the last complete."""
    if found["year"]:
        return _quarter_of_year(year_number(found["year"]), scene)
    spoken = quarter_spoken_of(scene)
    if spoken:
        return absolute(spoken, rule="the quarter spoken of")
    if found["period"].lower() == "period" or not found["latest"]:
        return None
    if scene.published is None:
        return unresolved(value="XXXX-QX", rule="quarter unknown")
    return absolute(
        value_of(shifted(scene.published, unit="quarter", by=-1), unit="quarter"),
        rule="last complete quarter",
    )


def quarter_spoken_of(scene: Scene, *, reach: int | None = None) -> str | None:
    """Give the quarter that the text last reported on, not further back than `reach` characters.

    None where a report on six or nine months stands nearer. Quarters that had not ended are
    skipped; one of the year before stands for this year's.
    """
    for mention in reversed(scene.earlier[-_LOOK_BACK:]):
        too_far = reach is not None and scene.start - mention.end > reach
        if too_far or mention.value in _LONGER_TERMS:
            return None
        if mention.value and mention.start_date and unit_of(mention.value) == "quarter":
            if scene.published is None:
                return mention.value
            if mention.end_date and mention.end_date <= scene.published:
                distant = (scene.published - mention.start_date).days > _COUNTERPART_DAYS
                return same_unit_moved(mention.value, unit="year", by=1 if distant else 0)
    return None


def _quarter_of_year(year: int, scene: Scene) -> Reading:
    spoken = quarter_spoken_of(scene)
    if spoken is None:
        return absolute(f"{year:04}", rule="year")
    by = year - int(spoken[:4])
    return absolute(same_unit_moved(spoken, unit="year", by=by), rule="the same quarter of a year")


def _season(found: re.Match[str], scene: Scene) -> Reading | None:
    season = SEASONS[found["season"].lower()]
    if found["year"]:
        return absolute(f"{year_number(found['year']):04}-{season}", rule="season of a named year")
    published = scene.published
    if published is None:
        return unresolved(value=f"XXXX-{season}", rule="year unknown")
    if found["which"]:
        year = published.year + {"last": -1, "this": 0, "next": 1}[found["which"].lower()]
        return absolute(f"{year:04}-{season}", rule="season of a named year")
    relation = " ".join((found["relation"] or "").lower().split())
    if found["season"].lower() in ("fall", "spring") and not relation:
        return None
    return _nearest_season(season, relation=relation, published=published, scene=scene)


def _nearest_season(season: str, *, relation: str, published: date, scene: Scene) -> Reading:
    starts = [date(published.year + by, SEASON_MONTHS[season], 1) for by in (-2, -1, 0, 1)]
    ended = [day for day in starts if shifted(day, unit="month", by=3) <= published]
    ahead = [day for day in starts if day > published]
    if relation in ("last", "this past", "past"):
        return absolute(f"{ended[-1].year:04}-{season}", rule="last such season")
    if relation in ("next", "coming", "this coming"):
        return absolute(f"{ahead[0].year:04}-{season}", rule="next such season")
    if relation != "this" and scene.tense() == "past":
        begun = [day for day in starts if day <= published]
        return absolute(f"{begun[-1].year:04}-{season}", rule="season by name, past tense")
    return absolute(f"{published.year:04}-{season}", rule="season of this year")


def _quarter_ended(found: re.Match[str], scene: Scene) -> Reading | None:
    """Read "the quarter ended Sept. 30" as the quarter that holds most of its three months."""
    day = scene.read_part(*found.span("day"))
    period = period_of(day.value) if day else None
    if period is None:
        return None
    middle = shifted(period[0], unit="day", by=-45)
    return absolute(value_of(middle, unit="quarter"), rule="quarter by the day it ended")


RULES = (
    rule(
        rf"the (?:latest )?quarter(?= (?:ended|ending|to) (?P<day>{NAMED_DAY}))",
        _quarter_ended,
        needs=frozenset({"quarter"}),
    ),
    rule(
        rf"{PART}?{_WHOSE}{_FISCAL}?{_COUNT}[- ](?P<part>quarter|half){_OF_YEAR}",
        _part_of_year,
        needs=frozenset({"quarter", "half"}),
    ),
    rule(
        rf"{PART}?(?:(?P<front>{YEAR}) ?)?(?:Q(?P<number>[1-4])|(?P<first>[1-4])Q)"
        rf"(?:(?: of|,)? ?(?P<year>{YEAR}))?",
        _short_quarter,
        needs=frozenset({"q"}),
    ),
    rule(
        rf"{PART}?the (?:(?P<latest>latest|most recent) |(?P<year>{YEAR}) )?"
        r"(?P<period>quarter|period)"
        rf"(?!{DASH}|s| (?:of|century|mile|final)|(?<!latest\squarter) to)",
        _the_quarter,
        needs=frozenset({"quarter", "period"}),
    ),
    rule(
        rf"{PART}?(?P<relation>last|this past|past|next|this coming|coming|this"
        rf"|(?:the )?(?:early|late|mid)|the)[- ](?P<season>{SEASON})"
        rf"(?:,? (?:of )?(?:(?P<year>{YEAR})|(?P<which>last|this|next) year))?",
        _season,
        needs=SEASON_WORDS,
    ),
    rule(
        rf"{PART}?(?P<relation>)(?P<season>{SEASON})"
        rf",? (?:of )?(?:(?P<year>{YEAR})|(?P<which>last|this|next) year)",
        _season,
        needs=SEASON_WORDS,
    ),
)
