"""What a file says about its article: title, outlet, author, day of publication, and where.

Rules only: nothing is guessed from the clock, the file's time stamps or the words of its name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rag.reading.metadata.asides import aside_marks
from rag.reading.metadata.front_matter import front_matter
from rag.reading.metadata.head import head_marks
from rag.reading.metadata.marks import Field, Finding, Line, Mark, finding, lines_of
from rag.reading.metadata.stated_dates import date_in_name, day_in_year, is_plausible
from rag.reading.metadata.tail import tail_marks

__all__ = ["Metadata", "boilerplate", "examine", "find_metadata", "spans_of"]

_FIELDS: tuple[Field, ...] = ("title", "outlet", "author", "published")
_BEST_FIRST = (
    *("front matter", "Published line", "Date line", "Updated line", "Title line", "Author line"),
    *("Outlet line", "first line", "heading", "byline", "outlet line", "date line"),
    *("copyright line", "dateline", "agency line", "site name", "file name"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known of an article; `provenance` says for each known field where it was found."""

    title: str | None
    outlet: str | None
    author: str | None
    published: date | None
    provenance: Mapping[str, str]


def examine(text: str) -> list[Mark]:
    """Mark all that is no part of the report in an article's text; in no particular order."""
    block = front_matter(text)
    marks = [block] if block else []
    body = _outside([*lines_of(text)], marks=marks)
    asides = [*aside_marks(body)]
    body = _outside(body, marks=asides)
    head = [*head_marks(body)]
    tail = [*tail_marks(_outside(body, marks=head))]
    return [*marks, *asides, *head, *tail]


def find_metadata(marks: Sequence[Mark], *, file: str, latest: date) -> Metadata:
    """Gather what marks and the name of the file say of the article; what isn't said is None.

    Days after `latest` are taken for errors, as are days before there were newspapers.
    """
    stated = [each for mark in marks for each in mark.findings]
    in_name = date_in_name(file)
    named = finding("published", in_name.isoformat(), where="file name") if in_name else ()
    found = [*stated, *named, *_dateline_day(stated, in_name=in_name)]
    best = _best([each for each in found if _is_possible(each, latest=latest)])
    published = best.get("published")
    values = {name: each.value for name, each in best.items()}
    return Metadata(
        title=values.get("title"),
        outlet=values.get("outlet"),
        author=values.get("author"),
        published=date.fromisoformat(published.value) if published else None,
        provenance={name: best[name].where for name in _FIELDS if name in best},
    )


def boilerplate(text: str) -> tuple[tuple[int, int], ...]:
    """Give the spans `(start, end)` of an article's stored text that can't serve as evidence.

    These are lines of metadata (titles and datelines among them), copyright lines, lists of
    sources, invitations to share, second copies of a caption or a paragraph, and what failed
    exports leave ("null"). The spans come in order and don't overlap.
    """
    return spans_of(examine(text))


def spans_of(marks: Sequence[Mark]) -> tuple[tuple[int, int], ...]:
    """Give the spans that marks cover, in order and apart."""
    spans: list[tuple[int, int]] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.end)):
        if spans and mark.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(mark.end, spans[-1][1]))
        else:
            spans.append((mark.start, mark.end))
    return tuple(spans)


def _outside(lines: Sequence[Line], *, marks: Sequence[Mark]) -> list[Line]:
    """Give the lines that no mark covers whole."""
    block_end = max((mark.end for mark in marks if mark.start == 0), default=0)
    covered = {(mark.start, mark.end) for mark in marks}
    return [
        line for line in lines if line.end > block_end and (line.start, line.end) not in covered
    ]


def _best(found: Sequence[Finding]) -> dict[Field, Finding]:
    """Give each field's finding from the best place; among equals the one that stands first."""
    ranked = sorted(found, key=lambda each: _BEST_FIRST.index(each.where))
    return {each.field: each for each in reversed(ranked)}


def _is_possible(each: Finding, *, latest: date) -> bool:
    if each.field != "published":
        return True
    return is_plausible(date.fromisoformat(each.value), latest=latest)


def _dateline_day(stated: Sequence[Finding], *, in_name: date | None) -> tuple[Finding, ...]:
    """Join a dateline's day ("Nov. 3") with a year from the file's name or the copyright line."""
    days = [each.value for each in stated if each.field == "month_day"]
    years = [int(each.value) for each in stated if each.field == "year"]
    if in_name:
        years = [in_name.year, in_name.year - 1]
    for year in years if days else []:
        day = day_in_year(days[0], year=year)
        # A file is named on the day of its report or soon after, perhaps in the next year.
        if day and (in_name is None or day <= in_name + timedelta(days=1)):
            return finding("published", day.isoformat(), where="dateline")
    return ()
