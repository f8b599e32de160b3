"""The top of a file, down to its second paragraph: title, credits, dateline."""

import re
from collections.abc import Iterator, Sequence

from rag.reading.dates.lexicon import MONTH
from rag.reading.metadata.credit_lines import copyright_line, credit, labelled, site_line
from rag.reading.metadata.marks import Finding, Line, Mark, finding
from rag.reading.metadata.names import is_outlet
from rag.reading.metadata.stated_dates import find_stated_date, month_and_day

_LINES = 12
_LONGEST_TITLE = 200
_FIRST = "first line"

_HEADING = re.compile(r"#{1,3}\s+(?P<title>.+?)[\s#]*")
_CAPTION = re.compile(r"(?:photo|file photo|image|caption|video|watch|picture)\b\s*[:/(]", re.I)
_CREDITED = re.compile(r".*[.!?]\s*[\[(][^\])]*[\])]")
_CLOSED = re.compile(r"[.;:,…]$|[a-z]\. [A-Z]")
_ABBREVIATED = re.compile(r"\b[A-Z]\.[A-Z]\.$")
_DATED = re.compile(
    r"(?:date\s*:?\s*)?(?P<date>\d{4}-\d{2}-\d{2})(?:[T ]\d\d:\d\d\S*)?[\s|:–—-]+(?=\S)",
    re.IGNORECASE,
)

_DAY = rf"(?:{MONTH} ?\d{{1,2}}|\d{{1,2}} {MONTH})(?:,? \d{{4}})?"
_REGION = r"(?:, ?[A-Z][\w.]+(?: [A-Z][\w.]+)?)?"
_DATELINE = re.compile(
    rf"(?P<place>[^\W\d_a-z][^\W\d_]*(?:[ .'’/-]+[^\W\d_]+)*\.?{_REGION})?,? ?(?P<day>{_DAY})?"
    r" ?(?:\((?P<agency>[A-Z][^()]{1,40})\))? ?(?:—|–|--?) ?(?=\S)"
)
_LONGEST_PREFIX = 120

_SITE = re.compile(
    r"(?P<site>(?:[A-Za-z0-9-]+\.)+(?:com|org|net|info|news|press|media|example|[a-z]{2}))(?=[A-Z“‘\"])"
    r"|(?P<name>[A-Z][a-z]+(?:[A-Z][a-z]+)+)(?=(?:An?|The|In|On|At|As|It|He|She|They|When|After) )"
)
"""A site's name that an export glued to the first word: "Example.comThe ferry"."""


def head_marks(lines: Sequence[Line]) -> Iterator[Mark]:
    """Yield the marks of the top of an article; `lines` are its lines from the first on."""
    titled = under_title = False
    paragraphs = 0
    for index, whole in enumerate(lines[:_LINES]):
        below = lines[index + 1 : index + 6]
        glued = _glued_site(whole)
        line = whole.after(glued.end - glued.start) if glued else whole
        mark = _about(line, below=below, titled=titled, under_title=under_title)
        under_title = mark is None and not titled and not paragraphs
        if under_title:
            mark = _title(line, below=below)
            titled = under_title = mark is not None
        yield from (each for each in (glued, mark) if each)
        if mark is None or mark.end < line.end:
            paragraphs += 1
            yield from _dateline(line)
        if paragraphs == 2:
            return


def _glued_site(line: Line) -> Mark | None:
    match = _SITE.match(line.text[:_LONGEST_PREFIX])
    if match is None:
        return None
    site = finding("outlet", match["site"] or match["name"], where="site name")
    return Mark(start=line.start, end=line.start + match.end(), findings=site)


def _about(line: Line, *, below: Sequence[Line], titled: bool, under_title: bool) -> Mark | None:
    mark = labelled(line) or site_line(line) or _dated_copyright(line)
    if mark:
        return mark
    mark = credit(line, under_title=under_title)
    # A short headline may look like a paper's name, unless it stands above another headline.
    only_outlet = mark is not None and {each.where for each in mark.findings} == {"outlet line"}
    if only_outlet and not titled and not line.plain.startswith("The "):
        return mark if _has_headline(below) else None
    return mark


def _has_headline(lines: Sequence[Line]) -> bool:
    """Tell whether the first of the lines that isn't a credit reads like a headline."""
    for index, line in enumerate(lines):
        if not credit(line, under_title=True):
            return _title(line, below=lines[index + 1 :]) is not None
    return False


def _dated_copyright(line: Line) -> Mark | None:
    mark = copyright_line(line)
    return mark if mark and any(each.field == "year" for each in mark.findings) else None


def _title(line: Line, *, below: Sequence[Line]) -> Mark | None:
    if len(line.text) > _LONGEST_TITLE:
        return None
    heading = _HEADING.fullmatch(line.text)
    if heading:
        words = heading["title"].replace("*", "").replace("__", "")
        return _titled(line, words, where="heading")
    return _dated_title(line) or _headline(line, below=below)


def _titled(line: Line, words: str, *, where: str) -> Mark:
    title, _, outlet = words.rpartition(" | ")
    if not (title and is_outlet(outlet)):
        title, outlet = words, ""
    findings = finding("title", title, where=where) + finding("outlet", outlet, where=where)
    return Mark(start=line.start, end=line.end, findings=findings)


def _dated_title(line: Line) -> Mark | None:
    """Read "date 2026-01-09 Title"; where a sentence follows, only the date is set apart."""
    match = _DATED.match(line.text)
    stated = find_stated_date(match["date"]) if match else None
    if match is None or stated is None:
        return None
    day = stated.day.isoformat() if stated.day else ""
    published = finding("published", day, where=_FIRST)
    if line.is_prose:
        return Mark(start=line.start, end=line.start + match.end(), findings=published)
    title = finding("title", line.text[match.end() :], where=_FIRST)
    return Mark(start=line.start, end=line.end, findings=published + title)


def _headline(line: Line, *, below: Sequence[Line]) -> Mark | None:
    words = line.plain
    opens = words[:1].isupper() or words[:1].isdigit() or words[:1] in "\"'“‘«¿¡"
    sentence = _CLOSED.search(words) and not _ABBREVIATED.search(words)
    if not opens or sentence or _CAPTION.match(words) or _CREDITED.fullmatch(words):
        return None
    if not any(each.is_prose for each in below) or below[0].text == line.text:
        return None
    return _titled(line, words, where=_FIRST)


def _dateline(line: Line) -> Iterator[Mark]:
    """Read "PORT ELLIS, Nov. 3 (Agency) —"; what it says of the place no article needs."""
    match = _DATELINE.match(line.text[:_LONGEST_PREFIX])
    if match is None or not (match["day"] or match["agency"] or match["place"]):
        return
    if not match["day"] and match["place"] and not match["place"].isupper():
        return
    findings = finding("outlet", match["agency"] or "", where="dateline")
    yield Mark(
        start=line.start,
        end=line.start + match.end(),
        findings=findings + _day_of(match["day"] or ""),
    )


def _day_of(words: str) -> tuple[Finding, ...]:
    stated = find_stated_date(words)
    if stated and stated.day:
        return finding("published", stated.day.isoformat(), where="dateline")
    return finding("month_day", month_and_day(words) or "", where="dateline")
