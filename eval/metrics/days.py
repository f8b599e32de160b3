"""The days that a text names, and whether one of them is the day wanted. Pure.

Small on purpose, and nothing of Dateline's own reading of dates: whoever scores knows the day that
should come out and need only recognise it, in whatever wording.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from eval.metrics.vocabulary import CARDINALS, MONTHS, ORDINALS, WEEKDAYS
from eval.metrics.wording import REMEMBERED

_DAYS = (
    *ORDINALS,
    "twentieth",
    *(f"twenty-{each}" for each in ORDINALS[:9]),
    *("thirtieth", "thirty-first"),
)
_SMALL = CARDINALS[:11]

_MONTH = "|".join(
    # May and march are words too: those two must be capitalised.
    name if name in {"March", "May"} else f"(?i:{name})"
    for name in MONTHS
)
_MONTH = rf"(?:{_MONTH}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_WEEKDAY = rf"(?i:{'|'.join(WEEKDAYS)})"
_SHORT_WEEKDAY = rf"(?:{_WEEKDAY}|(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?)"
_WORDED = "|".join(sorted((each.replace("-", "[- ]") for each in _DAYS), key=len, reverse=True))
_DAY = rf"(?:\b\d{{1,2}}(?:st|nd|rd|th)?\b(?![.,]?\d|\s*%)|\b(?i:{_WORDED})\b)"
_AND = (
    r"(?:\s*[-–—&/]\s*|,?\s+(?:and|or|to|until|till|through)\s+"
    r"(?:(?:on|maybe|perhaps)\s+)?(?:the\s+)?)"
)
_LIST = rf"(?P<list>{_DAY}(?:{_AND}{_DAY}(?!\s+(?:people|per\s?cent|million))){{0,6}})"
_YEAR = r"(?:,?\s+(?P<year>\d{4})\b)?"
_PREFIX = rf"(?:\b(?P<weekday>{_SHORT_WEEKDAY}),?\s+)?"
_NUMBER = rf"(?P<number>\d{{1,3}}|an?|{'|'.join(_SMALL)})"
_FEASTS = {
    "new year's day": (1, 1),
    "valentine's day": (14, 2),
    "st patrick's day": (17, 3),
    "may day": (1, 5),
    "halloween": (31, 10),
    "christmas eve": (24, 12),
    "christmas day": (25, 12),
    "boxing day": (26, 12),
    "new year's eve": (31, 12),
}
_FEAST = "|".join(each.replace("'", "['’]") for each in _FEASTS)
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<list>\d{2})\b",
        r"\b(?P<list>\d{1,2})(?P<cut>[./-])(?P<month>\d{1,2})(?P=cut)(?P<year>\d{4})\b",
        r"\b(?P<list>\d{1,2})(?P<cut>[./])(?P<month>\d{1,2})(?P=cut)(?P<year>\d{2})\b(?![./]\d)",
        rf"{_PREFIX}(?:\bthe\s+)?{_LIST}\s+(?:of\s+)?(?P<month>{_MONTH})\b{_YEAR}",
        rf"{_PREFIX}\b(?P<month>{_MONTH})\s+(?:the\s+)?{_LIST}{_YEAR}",
        rf"\b(?P<month>{_MONTH}),?\s+(?P<year>\d{{4}})\b",
        rf"\b(?P<weekday>{_SHORT_WEEKDAY}),?\s+(?:the\s+)(?P<list>{_DAY})",
        r"\b[Tt]he\s+(?P<list>\d{1,2}(?:st|nd|rd|th))(?=\s*(?:[.,;:!?)\]]|$)|\s+(?:and|or|but|not|at)\b)",
        rf"(?i:\b(?P<feast>{_FEAST})\b){_YEAR}",
        r"(?i:\b(?:the\s+)?day\s+(?P<beyond>after\s+tomorrow|before\s+yesterday))\b",
        r"(?i:\b(?P<near>today|tonight|tomorrow|yesterday|last\s+night|this\s+(?:morning|evening)))\b",
        rf"\b(?:(?i:(?P<turn>last|past|next|coming|this))\s+)?(?P<weekday>{_WEEKDAY})\b",
        rf"(?i:\b{_NUMBER}\s+(?P<step>day|week)s?\s+(?P<way>ago|from\s+now)\b)",
        rf"(?i:\bin\s+{_NUMBER}\s+(?P<step>day|week)s?\b(?P<way>))",
    )
)
_NEAR = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1, "last night": -1}
_SPAN = re.compile(r"\s*(?:[-–—]|to|until|till|through)\s+(?:on\s+)?|\s*[-–—]\s*")
_OR = re.compile(r",?\s*\bor\b\s*(?:(?:possibly|perhaps|maybe|on|the|from|even)\s+)*")
_AND_OF_SPAN = re.compile(r"\s*\band\b\s*(?:the\s+)?")
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?$", re.IGNORECASE)
_MOVED = re.compile(
    r"\b(?:put off|put back|pushed back|postponed|moved|delayed|shifted|brought forward|changed|"
    r"rescheduled)\b[^.;]{0,40}$",
    re.IGNORECASE,
)

_DROPPED = re.compile(
    r"\b(?:dropped|scrapped|abandoned|cancelled|gave up|given up|called off)\s+(?:the\s+)?$",
    re.IGNORECASE,
)

_LOOKBACK = 80
"""Characters before a day in which the verb that moves it is looked for."""

Part = Literal["", "first", "last", "within", "left"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A day as it is worded: `text[start:end]`; what the wording leaves open is None.

    `ahead` are the least and most days from the reader's own. `swapped`: day and month may be meant
    the other way round. `part` says which end of a span it is, or that it bounds one within which
    the day lies, or that it was left for another day; `alternative` that it is offered beside
    another with "or".
    """

    start: int
    end: int
    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    ahead: tuple[int, int] | None = None
    swapped: bool = False
    part: Part = ""
    alternative: bool = False

    @property
    def relative(self) -> bool:
        """Whether only the day on which it is read tells which day it is."""
        return self.month is None

    def names(self, wanted: date, *, as_of: date) -> bool:
        """Tell whether it can be read as the day wanted, by a reader of the day `as_of`."""
        if self.ahead:
            first, last = self.ahead
            fits = self.weekday in {None, wanted.weekday()}
            return fits and first <= (wanted - as_of).days <= last
        if self.day is None or self.year not in {None, wanted.year}:
            return False
        if self.month is None:
            return self.day == wanted.day and abs((wanted - as_of).days) <= 15
        said = (self.day, self.month)
        return said == (wanted.day, wanted.month) or (
            self.swapped and said == (wanted.month, wanted.day)
        )


@lru_cache(maxsize=REMEMBERED)
def find_days(text: str) -> tuple[Mention, ...]:
    """Give the days that a text names, in order, each once; months with a year have no day."""
    taken: list[Mention] = []
    for form in _FORMS:
        for match in form.finditer(text):
            if not any(each.start < match.end() and match.start() < each.end for each in taken):
                taken.extend(_mentions(match))
    taken.sort(key=lambda each: each.start)
    return tuple(_related(taken, text))


def wordings(day: date) -> tuple[str, ...]:
    """Give the usual ways to write a day, with and without its year and weekday."""
    month, weekday = MONTHS[day.month - 1], WEEKDAYS[day.weekday()]
    plain = (f"{month} {day.day}", f"{day.day} {month}")
    full = (f"{month} {day.day}, {day.year}", f"{day.day} {month} {day.year}")
    named = tuple(f"{weekday}, {each}" for each in (*plain, *full))
    return (*plain, *full, *named, day.isoformat())


def _mentions(match: re.Match[str]) -> Iterator[Mention]:
    """Give the days of one match: one, or those of a list such as "13 or 14 January"."""
    parts = match.groupdict()
    whole = Mention(
        start=match.start(),
        end=match.end(),
        month=_month(parts.get("month")),
        year=_year(parts.get("year")),
        weekday=_index(WEEKDAYS, parts.get("weekday")),
        ahead=_ahead(parts),
        swapped=bool(parts.get("cut")),
    )
    if feast := parts.get("feast"):
        day, month = _FEASTS[feast.lower().replace("’", "'")]
        whole = replace(whole, day=day, month=month)
    if not parts.get("list"):
        yield whole
        return
    days = list(re.finditer(rf"{_DAY}|^\d+$", match["list"]))
    offset = match.start("list")
    for index, each in enumerate(days):
        yield replace(
            whole,
            day=_day(each[0]),
            start=whole.start if index == 0 else offset + each.start(),
            end=whole.end if index == len(days) - 1 else offset + each.end(),
        )


def _related(mentions: Sequence[Mention], text: str) -> Iterator[Mention]:
    """Mark the ends of spans and the days between which a text leaves the choice."""
    found = list(mentions)
    for index in range(len(found) - 1):
        left, right = found[index], found[index + 1]
        between = text[left.end : right.start]
        before = text[max(0, left.start - _LOOKBACK) : left.start]
        if _OR.fullmatch(between):
            found[index] = replace(left, alternative=True)
            found[index + 1] = replace(right, alternative=True)
        elif _BETWEEN.search(before) and _AND_OF_SPAN.fullmatch(between):
            found[index] = replace(left, part="within")
            found[index + 1] = replace(right, part="within")
        elif _DROPPED.search(before):
            found[index] = replace(left, part="left")
        elif _SPAN.fullmatch(between):
            moved = _MOVED.search(before)
            found[index] = replace(left, part="left" if moved else "first")
            found[index + 1] = replace(right, part="" if moved else "last")
    yield from found


def _ahead(parts: dict[str, str | None]) -> tuple[int, int] | None:
    """Give the least and the most days ahead that a relative wording means."""
    if parts.get("beyond"):
        days = 2 if "after" in (parts["beyond"] or "").lower() else -2
        return days, days
    if near := parts.get("near"):
        days = _NEAR.get(" ".join(near.lower().split()), 0)
        return days, days
    if step := parts.get("step"):
        number = _count(parts["number"] or "") * (7 if step.lower() == "week" else 1)
        number *= -1 if (parts["way"] or "").lower() == "ago" else 1
        return number, number
    if parts.get("weekday") and not parts.get("list"):
        turn = (parts.get("turn") or "").lower()
        return {"last": (-13, -1), "past": (-13, -1), "next": (1, 13), "coming": (1, 7)}.get(
            turn, (-6, 6)
        )
    return None


def _month(written: str | None) -> int | None:
    if written is None or written.isdigit():
        return int(written) if written else None
    index = _index(MONTHS, written)
    return None if index is None else index + 1


def _year(written: str | None) -> int | None:
    if written is None:
        return None
    return int(written) + (2000 if len(written) == 2 else 0)


def _day(written: str) -> int:
    figures = re.match(r"\d+", written)
    return int(figures[0]) if figures else _DAYS.index(re.sub(r"\s", "-", written.lower())) + 1


def _index(names: Sequence[str], written: str | None) -> int | None:
    """Find a name by its first three letters, which no two share."""
    head = (written or "").lower()[:3]
    return next((i for i, name in enumerate(names) if head and name.lower()[:3] == head), None)


def _count(written: str) -> int:
    if written.isdigit():
        return int(written)
    return 1 if written.lower() in {"a", "an"} else _SMALL.index(written.lower())


def resolved(mention: Mention, *, as_of: date) -> date | None:
    """Give the day that a mention most likely is, for a reader of the day `as_of`."""
    window = [as_of + timedelta(days=step) for step in range(-366, 367)]
    if mention.year and mention.month and mention.day:
        try:
            return date(mention.year, mention.month, mention.day)
        except ValueError:
            return None
    fitting = [day for day in window if mention.names(day, as_of=as_of)]
    return min(fitting, key=lambda day: abs((day - as_of).days), default=None)
