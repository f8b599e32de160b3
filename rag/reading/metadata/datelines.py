"""The dateline: where, when and by whom a report was written, before its first words."""

import re
from collections.abc import Iterator, Sequence

from rag.reading.metadata.marks import Finding, Line, Mark, finding
from rag.reading.metadata.names import is_outlet
from rag.reading.metadata.stated_dates import ANY_MONTH, find_stated_date, month_and_day
from rag.reading.metadata.tables import word_set

_LONGEST = 120

_DAY = rf"(?:{ANY_MONTH} ?\d{{1,2}}|\d{{1,2}}(?:er|\.)? (?:de )?{ANY_MONTH})(?:,? (?:de )?\d{{4}})?"
_REGION = r"(?:, ?[A-Z][\w.]+(?: [A-Z][\w.]+)?)?"
_AGENCY = r"(?:[(\[](?P<agency>[A-Z][^()\[\]]{1,40}|dpa)[)\]])"
_DATELINE = re.compile(
    rf"(?P<place>[^\W\d_a-z][^\W\d_]*(?:[ .'’/-]+[^\W\d_]+)*\.?{_REGION})?"
    rf",? ?(?:(?:le|den) )?(?P<day>(?i:{_DAY}))?,? ?{_AGENCY}?"
    r" ?(?:[—–]|--|[-_](?= |$)) ?(?P<next>\S|$)"
)
_EASTERN = re.compile(
    r"[(（\[](?P<place>[가-힣]{2,8}|[\u4e00-\u9fff\u30a0-\u30ff]{2,10})=(?P<agency>[^\W\d_]{2,12})[)）\]]\s*"
    r"(?:(?P<name>[가-힣]{2,4})\s?(?:기자|특파원)\s*=\s*)?"
)
"""As Korean and Japanese agencies write it: (서울=연합뉴스)."""

_NO_PLACE = word_set(
    "BREAKING EXCLUSIVE WATCH UPDATE UPDATED OPINION ANALYSIS EDITORIAL LIVE VIDEO NEWS EXPLAINER"
)


def dateline_marks(line: Line) -> Iterator[Mark]:
    """Read "PORT ELLIS, Nov. 3 (Agency) —": where, when and by whom the report was written."""
    beginning = line.text[:_LONGEST]
    match = _EASTERN.match(beginning)
    if match:
        author = finding("author", match["name"] or "", where="dateline")
        yield _placed(line, match["place"], match["agency"], author, end=match.end())
        return
    match = _DATELINE.match(beginning)
    if match is None or not _is_dateline(match):
        return
    place, agency = match["place"] or "", (match["agency"] or "").strip()
    if is_outlet(place) and not agency:
        place, agency = "", place
    day = _day_of(match["day"] or "")
    yield _placed(line, place, agency, day, end=match.end() - len(match["next"]))


def is_dateline(line: Line) -> bool:
    """Tell whether a line is a dateline and nothing else."""
    match = _DATELINE.fullmatch(line.text) if len(line.text) <= _LONGEST else None
    return match is not None and _is_dateline(match)


def _placed(line: Line, place: str, agency: str, rest: Sequence[Finding], *, end: int) -> Mark:
    place = "" if place in _NO_PLACE else place
    found = finding("outlet", agency, where="dateline")
    found += finding("place", place, where="dateline")
    return Mark(start=line.start, end=line.start + end, findings=(*found, *rest))


def _is_dateline(match: re.Match[str]) -> bool:
    """Tell a dateline from a sentence that begins with a name and a dash."""
    if match["day"] or not match["place"]:
        # "Nov. 3 — The council met" is a line of a chronicle.
        return bool(match["place"] or match["agency"])
    if match["agency"] and is_outlet(match["agency"].strip()):
        return True
    # "NATO – the alliance – said" goes on with a small letter, a report begins with a capital.
    place = (match["place"] or "").split(",")[0]
    return place.isupper() and not match["next"].islower()


def _day_of(words: str) -> tuple[Finding, ...]:
    stated = find_stated_date(words)
    if stated and stated.day:
        return finding("published", stated.day.isoformat(), where="dateline")
    return finding("month_day", month_and_day(words) or "", where="dateline")
