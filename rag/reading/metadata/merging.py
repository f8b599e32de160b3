"""What an article's format, text and file name say of it -> one value a field, with its place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

from rag.reading.metadata.marks import Field, Finding, Mark, finding
from rag.reading.metadata.stated_dates import date_in_name, day_in_year, is_plausible
from rag.reading.metadata.titles import parted

FIELDS: tuple[Field, ...] = (
    *("title", "outlet", "author", "published", "updated", "place", "language", "url"),
)
"""What is looked for; `provenance` has an entry for each."""

UNKNOWN = "unknown"
"""The provenance of a field that nothing tells."""

_BEST_FIRST = (
    *("mail header", "feed entry", "feed", "JSON-LD", "meta tag", "markup", "title element"),
    *("front matter", "Published line", "Date line", "Title line", "Author line", "Outlet line"),
    *(
        "Address line",
        "Language line",
        "first line",
        "heading",
        "byline",
        "outlet line",
        "date line",
    ),
    *("copyright line", "dateline", "agency line", "site name"),
)
_LAST = ("document properties", "file name", "the words")
_MARKUP = frozenset({"JSON-LD", "meta tag", "markup", "title element", "feed entry"})
_STATED = 1000
"""Ranks below are of places where an article itself speaks."""

_RANKS: Mapping[str, int] = MappingProxyType(
    {
        **{where: rank for rank, where in enumerate(_BEST_FIRST, start=1)},
        **{where: rank for rank, where in enumerate(_LAST, start=_STATED)},
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known of an article; `provenance` says for each field where it was found."""

    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: date | None = None
    published_at: datetime | None = None
    updated: date | None = None
    place: str | None = None
    language: str | None = None
    url: str | None = None
    provenance: Mapping[str, str]


def find_metadata(
    marks: Sequence[Mark], *, findings: Sequence[Finding] = (), file: str, latest: date
) -> Metadata:
    """Gather what `findings`, marks and the name of the file say; what isn't said is None.

    Days after `latest` are taken for errors, as are days before there were newspapers.
    """
    stated = [*findings, *(each for mark in marks for each in mark.findings)]
    possible = [each for each in stated if _is_possible(each, latest=latest)]
    ranked = sorted([*possible, *_days(possible, file=file, latest=latest)], key=_rank)
    best: dict[Field, Finding] = {each.field: each for each in reversed(ranked)}
    best |= _parted(best, outlets=[each.value for each in ranked if each.field == "outlet"])
    published = [each.value for each in ranked if each.field == "published"]
    updated = best.get("updated")
    if updated and published and updated.value[:10] < published[0][:10]:
        del best["updated"]
    return Metadata(
        title=_value(best, "title"),
        outlet=_value(best, "outlet"),
        author=_value(best, "author"),
        published=_day(best, "published"),
        published_at=_moment(published),
        updated=_day(best, "updated"),
        place=_value(best, "place"),
        language=_value(best, "language"),
        url=_value(best, "url"),
        provenance={name: best[name].where if name in best else UNKNOWN for name in FIELDS},
    )


def _rank(each: Finding) -> int:
    # A record's own field comes first, a place that no list knows after those that lists know.
    return 0 if each.where.startswith("field ") else _RANKS.get(each.where, _STATED - 1)


def _is_possible(each: Finding, *, latest: date) -> bool:
    if each.field not in ("published", "updated"):
        return True
    return is_plausible(date.fromisoformat(each.value[:10]), latest=latest)


def _days(stated: Sequence[Finding], *, file: str, latest: date) -> Iterator[Finding]:
    """Yield the days of publication that are not stated as such.

    The day of a later version stands for that of publication only where nothing better is there.
    """
    in_name = date_in_name(file)
    if in_name and not is_plausible(in_name, latest=latest):
        in_name = None
    if not any(each.field == "published" and _rank(each) < _STATED for each in stated):
        yield from _dateline_day(stated, in_name=in_name) or _first_update(stated)
    if in_name:
        yield from finding("published", in_name.isoformat(), where="file name")


def _first_update(stated: Sequence[Finding]) -> tuple[Finding, ...]:
    updates = [each for each in stated if each.field == "updated" and _rank(each) < _STATED]
    first = min(updates, key=_rank, default=None)
    return (replace(first, field="published"),) if first else ()


def _dateline_day(stated: Sequence[Finding], *, in_name: date | None) -> tuple[Finding, ...]:
    """Join a dateline's day ("Nov. 3") with a year from the file's name, an update or copyright."""
    days = [each.value for each in stated if each.field == "month_day"]
    later = [date.fromisoformat(each.value[:10]) for each in stated if each.field == "updated"]
    later = [in_name, *later] if in_name else later
    years = [int(each.value) for each in stated if each.field == "year"]
    # A file is named on the day of its report or soon after, perhaps in the next year.
    anchors = [(limit.year - back, limit) for limit in later for back in (0, 1)]
    for year, limit in [*anchors, *((year, None) for year in years)] if days else []:
        day = day_in_year(days[0], year=year)
        if day and (limit is None or day <= limit + timedelta(days=1)):
            return finding("published", day.isoformat(), where="dateline")
    return ()


def _parted(best: Mapping[Field, Finding], *, outlets: Sequence[str]) -> dict[Field, Finding]:
    """Give the title without the site's name, and the outlet where only the title names it."""
    title = best.get("title")
    if title is None:
        return {}
    words, outlet = parted(title.value, outlets=outlets, from_markup=title.where in _MARKUP)
    found = finding("title", words, where=title.where)
    if outlet and "outlet" not in best:
        found += finding("outlet", outlet, where=title.where)
    return {each.field: each for each in found}


def _value(best: Mapping[Field, Finding], name: Field) -> str | None:
    return best[name].value if name in best else None


def _day(best: Mapping[Field, Finding], name: Field) -> date | None:
    return date.fromisoformat(best[name].value[:10]) if name in best else None


def _moment(published: Sequence[str]) -> datetime | None:
    """Give the best stated time of the day of publication; a worse place may tell it as well."""
    for value in published:
        if value[:10] == published[0][:10] and len(value) > len("2026-01-09"):
            return datetime.fromisoformat(value)
    return None
