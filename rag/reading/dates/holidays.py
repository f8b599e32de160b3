"""Days that have a name: "Christmas Eve", "last Thanksgiving", "Easter Monday 2024"."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from types import MappingProxyType

from rag.reading.dates.days import day_by_tense
from rag.reading.dates.lexicon import APOSTROPHE, YEAR, year_number
from rag.reading.dates.rules import Reading, Scene, absolute, rule, unresolved

_MAY, _NOVEMBER = 5, 11
_MONDAY, _THURSDAY, _SUNDAY = 0, 3, 6
_NOT_THE_DAY = re.compile(r"\s(?:Islands?|Island['’]s|[Ee]ggs?|[Bb]unn(?:y|ies)|Rising|Post)\b")


def _easter(year: int) -> date:
    """Give Easter Sunday of the Gregorian calendar (the Meeus, Jones and Butcher rule)."""
    cycle, (century, rest) = year % 19, divmod(year, 100)
    leap, skipped = century // 4, (century - (century + 8) // 25 + 1) // 3
    moon = (19 * cycle + century - leap - skipped + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    month, day = divmod(moon + sunday - 7 * ((cycle + 11 * moon + 22 * sunday) // 451) + 114, 31)
    return date(year, month, day + 1)


def _on(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _from_easter(days: int) -> Callable[[int], date]:
    return lambda year: _easter(year) + timedelta(days=days)


def _nth(number: int, weekday: int, month: int) -> Callable[[int], date]:
    """Give the finder of a month's n-th such weekday."""

    def day_in(year: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))

    return day_in


def _election_day(year: int) -> date:
    """Give the day of elections in the United States: the Tuesday after November's first Monday."""
    return _nth(1, _MONDAY, _NOVEMBER)(year) + timedelta(days=1)


def _last_monday_of_may(year: int) -> date:
    last = date(year, _MAY, 31)
    return last - timedelta(days=last.weekday())


_DAYS = MappingProxyType(
    {
        **{"christmas": _on(12, 25), "christmas day": _on(12, 25), "christmas eve": _on(12, 24)},
        **{"boxing day": _on(12, 26), "halloween": _on(10, 31), "valentine's day": _on(2, 14)},
        **{"new year's eve": _on(12, 31), "new year's day": _on(1, 1), "epiphany": _on(1, 6)},
        **{"independence day": _on(7, 4), "the fourth of july": _on(7, 4), "may day": _on(5, 1)},
        **{"veterans day": _on(11, 11), "armistice day": _on(11, 11), "bastille day": _on(7, 14)},
        **{"st. patrick's day": _on(3, 17), "all saints' day": _on(11, 1)},
        **{"canada day": _on(7, 1), "australia day": _on(1, 26), "anzac day": _on(4, 25)},
        **{"ash wednesday": _from_easter(-46), "palm sunday": _from_easter(-7)},
        **{"maundy thursday": _from_easter(-3), "good friday": _from_easter(-2)},
        **{"easter": _from_easter(0), "easter sunday": _from_easter(0)},
        **{"easter monday": _from_easter(1), "ascension day": _from_easter(39)},
        **{"whit sunday": _from_easter(49), "pentecost": _from_easter(49)},
        **{"whit monday": _from_easter(50)},
        **{"martin luther king day": _nth(3, _MONDAY, 1), "presidents' day": _nth(3, _MONDAY, 2)},
        **{"memorial day": _last_monday_of_may, "father's day": _nth(3, _SUNDAY, 6)},
        **{
            "election day": _election_day,
            "labor day": _nth(1, _MONDAY, 9),
            "columbus day": _nth(2, _MONDAY, 10),
        },
        **{"thanksgiving day": _nth(4, _THURSDAY, _NOVEMBER)},
        **{"thanksgiving": _nth(4, _THURSDAY, _NOVEMBER)},
    }
)
"""How the day is found in a year, by its name in small letters."""


def _holiday(found: re.Match[str], scene: Scene) -> Reading | None:
    if _NOT_THE_DAY.match(scene.after()):
        return None
    name = " ".join(re.sub(APOSTROPHE, "'", found["day"].lower()).split())
    in_year, published = _DAYS[name], scene.published
    if found["year"]:
        return absolute(in_year(year_number(found["year"])).isoformat(), rule="holiday of a year")
    if published is None:
        fixed = {in_year(year).strftime("XXXX-%m-%d") for year in (2000, 2001)}
        return unresolved(value=min(fixed) if len(fixed) == 1 else None, rule="year unknown")
    years = range(max(1, published.year - 1), min(9999, published.year + 1) + 1)
    days = sorted(map(in_year, years), key=lambda day: abs((day - published).days))
    which = (found["which"] or "").lower()
    if not which and scene.tense() is None:
        return absolute(days[0].isoformat(), rule="nearest holiday of that name")
    if not which:
        return day_by_tense(days, tense=scene.tense(), published=published)
    if which == "this":
        return absolute(in_year(published.year).isoformat(), rule="holiday of this year")
    ahead = which == "next"
    suiting = [day for day in days if day != published and (day > published) == ahead]
    nearest = min(suiting, key=lambda day: abs((day - published).days))
    return absolute(nearest.isoformat(), rule=f"{which} holiday of that name")


_NAMES = "|".join(
    re.escape(name).replace(r"\ ", " ").replace("'", APOSTROPHE)
    for name in sorted(_DAYS, key=len, reverse=True)
)

HOLIDAY = f"(?:{_NAMES})"
"""Fragment: a day that has a name."""

RULES = (
    rule(
        rf"(?:(?P<which>last|this|next) )?(?P<day>{_NAMES})(?:,? (?P<year>{YEAR}))?",
        _holiday,
        needs=frozenset(max(re.findall("[a-z]+", name), key=len) for name in _DAYS),
    ),
)
