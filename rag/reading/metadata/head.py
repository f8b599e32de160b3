"""The top of a file, down to its second paragraph: title, credits, dateline."""

import re
from collections.abc import Iterator, Sequence

from rag.reading.metadata.captions import is_credited
from rag.reading.metadata.credit_lines import copyright_line, credit, labelled, site_line
from rag.reading.metadata.datelines import dateline_marks, is_dateline
from rag.reading.metadata.marks import Finding, Line, Mark, finding
from rag.reading.metadata.timestamps import stated_time
from rag.reading.metadata.titles import folded, forms_of, parted

_LINES = 12
_LONGEST_TITLE = 250
_LONGEST_HEADLINE = 200
_LONGEST_QUESTION = 110
_LONGEST_LINE = 320
_FIRST = "first line"

_HEADING = re.compile(r"#{1,3}\s+(?P<title>.+?)[\s#]*")
_CREDITED = re.compile(r".*[.!?]\s*[\[(][^\])]*[\])]")
_OPENING = "\"'“‘«¿¡「『【"
_CLOSED = re.compile(r"[.;:,…。、]$|[a-z]\. [A-Z]")
_ABBREVIATION = re.compile(
    r"\b(?:[A-Z]\.[A-Z]\.|(?:vs?|Dr|Mrs?|Ms|St|No|Jr|Sr|Sen|Gov|Rep|Gen|Lt|Col|Prof|Inc)\.(?= ))"
)
_DATED = re.compile(
    r"(?:date\s*:?\s*)?(?P<date>\d{4}-\d{2}-\d{2}(?:[T ]\d\d:\d\d\S*)?)[\s|:–—-]+(?=\S)",
    re.IGNORECASE,
)

_LONGEST_PREFIX = 120

_SITE = re.compile(
    r"(?P<site>(?:[A-Za-z0-9-]+\.)+(?:com|org|net|info|news|press|media|example|[a-z]{2}))(?=[A-Z“‘\"])"
    r"|(?P<name>[A-Z][a-z]+(?:[A-Z][a-z]+)+)(?=(?:An?|The|In|On|At|As|It|He|She|They|When|After) )"
)
"""A site's name that an export glued to the first word: "Example.comThe ferry"."""


def head_marks(lines: Sequence[Line], *, known: Sequence[Finding] = ()) -> Iterator[Mark]:
    """Yield the marks of the top of an article; `lines` are its lines from the first on.

    A line that only repeats a title or an author `known` already is marked as well, and no other
    line is taken for a title then, but for a Markdown heading.
    """
    repeated = _Repeated(known)
    titled = repeated.has_title
    under_title = False
    stretches = paragraphs = 0
    for index, whole in enumerate(lines[:_LINES]):
        if paragraphs == 2:
            return
        below = lines[index + 1 : index + 6]
        if stretches >= 2:
            # Short lines may part a title from what is labelled.
            yield from _late_date(whole)
            paragraphs += whole.is_prose
            continue
        glued = _glued_site(whole)
        line = whole.after(glued.end - glued.start) if glued else whole
        repeats = mark = repeated.mark(line)
        mark = mark or _about(line, below=below, titled=titled, under_title=under_title)
        is_title = mark is None and not stretches and (not titled or repeated.has_title)
        if is_title:
            mark = _title(line, below=below, titled=titled)
        under_title = repeats is not None or (is_title and mark is not None)
        titled = titled or under_title
        yield from (each for each in (glued, mark) if each)
        if mark is None or mark.end < line.end:
            stretches += 1
            paragraphs += line.is_prose
            yield from dateline_marks(line)


class _Repeated:
    """The lines that only repeat what is known of an article."""

    def __init__(self, known: Sequence[Finding]) -> None:
        titles = [forms_of(each.value) for each in known if each.field == "title"]
        self._forms = frozenset[str]().union(*titles)
        self._authors = frozenset(folded(each.value) for each in known if each.field == "author")
        self.has_title = bool(titles)

    def mark(self, line: Line) -> Mark | None:
        """Give the mark of a line that is a known title or author and nothing else."""
        if len(line.text) > _LONGEST_LINE:
            return None
        plain = folded(line.plain)
        byline = plain.removeprefix("by") if line.plain[:3].lower() == "by " else plain
        repeats = plain in self._forms or byline in self._authors
        return Mark(start=line.start, end=line.end) if repeats else None


def _late_date(line: Line) -> Iterator[Mark]:
    mark = labelled(line)
    if mark and any(each.field in ("published", "updated") for each in mark.findings):
        yield mark


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
            return _title(line, below=lines[index + 1 :], titled=False) is not None
    return False


def _dated_copyright(line: Line) -> Mark | None:
    mark = copyright_line(line)
    return mark if mark and any(each.field == "year" for each in mark.findings) else None


def _title(line: Line, *, below: Sequence[Line], titled: bool) -> Mark | None:
    if len(line.text) > _LONGEST_TITLE:
        return None
    heading = _HEADING.fullmatch(line.text)
    if heading:
        words = heading["title"].replace("*", "").replace("__", "")
        return _titled(line, words, where="heading")
    return _dated_title(line, titled=titled) or (None if titled else _headline(line, below=below))


def _titled(line: Line, words: str, *, where: str) -> Mark:
    title, outlet = parted(words, outlets=(), from_markup=False)
    findings = finding("title", title, where=where) + finding("outlet", outlet or "", where=where)
    return Mark(start=line.start, end=line.end, findings=findings)


def _dated_title(line: Line, *, titled: bool) -> Mark | None:
    """Read "date 2026-01-09 Title"; where a sentence follows, only the date is set apart."""
    match = _DATED.match(line.text)
    stamp = stated_time(match["date"]) if match else None
    if match is None or stamp is None:
        return None
    published = finding("published", stamp, where=_FIRST)
    if line.is_prose or titled:
        return Mark(start=line.start, end=line.start + match.end(), findings=published)
    title = finding("title", line.text[match.end() :], where=_FIRST)
    return Mark(start=line.start, end=line.end, findings=published + title)


def _headline(line: Line, *, below: Sequence[Line]) -> Mark | None:
    if not _may_be_headline(line) or not below or below[0].text == line.text:
        return None
    about = [each for each in below if labelled(each) or credit(each, under_title=False)]
    report = [each for each in below if each not in about]
    reported = any(each.is_prose for each in report)
    # A whole sentence may be a headline, but only right above a byline or a date.
    near = below[: 1 if line.is_prose else 2]
    credited = any(each in about for each in near) and (reported if line.is_prose else report)
    told = _ABBREVIATION.sub("", line.plain).rstrip("\"'”’»)]")
    longest = _LONGEST_QUESTION if told.endswith("?") else _LONGEST_HEADLINE
    closed = len(told) > longest or _CLOSED.search(told)
    return (
        _titled(line, line.plain, where=_FIRST) if credited or (reported and not closed) else None
    )


def _may_be_headline(line: Line) -> bool:
    """Tell whether a line begins as headlines do, and is neither a caption nor a dateline alone."""
    first = line.plain[:1]
    opens = first.isdigit() or (first.isalpha() and not first.islower()) or first in _OPENING
    if not opens or is_credited(line) or _CREDITED.fullmatch(line.plain):
        return False
    return not is_dateline(line)
