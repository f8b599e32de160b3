"""Whole lines that tell who published what when: labelled lines, bylines, copyright, site names."""

import re
from collections.abc import Iterable, Mapping

from rag.reading.metadata import names
from rag.reading.metadata.marks import Field, Finding, Line, Mark, finding
from rag.reading.metadata.stated_dates import StatedDate, find_stated_date, surrounds_date
from rag.reading.metadata.timestamps import stated_time

_LONGEST = 160

_DATE_LABELS: Mapping[str, tuple[Field, str]] = {
    r"(?:first |date |originally )?published|publication date|posted|issued|veröffentlicht|publié"
    r"|publicado|erstellt|公開日?|掲載日?|配信日?|発行日?|입력|등록|게재|发布时间": (
        "published",
        "Published line",
    ),
    r"date|dated|datum|fecha|日付|날짜": ("published", "Date line"),
    r"(?:last |originally )?(?:updated|modified)(?: at)?|last update|aktualisiert|stand|mis à jour"
    r"|actualizado|更新日?|최종수정|수정": ("updated", "Updated line"),
}
_VALUE_LABELS: Mapping[str, tuple[Field, str]] = {
    r"title|headline": ("title", "Title line"),
    r"authors?|byline|by|written by|reporter|autor(?:in)?|auteur": ("author", "Author line"),
    r"source|outlet|publication|publisher|newspaper|site": ("outlet", "Outlet line"),
    r"(?:web )?address|url|link|canonical|permalink": ("url", "Address line"),
    r"language": ("language", "Language line"),
}
_SEGMENTS = re.compile(
    r"[|·•]|[,;]?\s+\(?(?=(?:last |first )?(?:updated|modified|published|aktualisiert|mis à)\b)",
    re.I,
)
_BY = re.compile(
    r"(?:(?:written|words|story|text|report(?:ed|ing)?)\s+)?by\s+|(?:von|par|por)\s+", re.IGNORECASE
)
_REPORTER = re.compile(
    r"\W*(?P<name>[가-힣]{2,4}|[\u4e00-\u9fff]{2,6})\s?(?:기자|특파원|記者|记者)\W*"
)
_FROM_ADDRESS = re.compile(
    r"(?:(?:originally|first) )?(?:published|appeared|posted) (?:at|on|in|by)\s+(?=https?:)", re.I
)
_CONTACT = re.compile(r"[(\[<]?\S+@\S+[)\]>]?")
_PARTS = re.compile(r"\s*[|·•,/()]\s*|\s+[—–-]+\s+")
_IN_PLACE = re.compile(r"\s+in\s+[A-Z][\w.' -]*")
_FOR_OUTLET = re.compile(r"\s+(?:for|of|at)\s+(?=\S)")

_SIGN = r"(?:copyright|©|\(c\))"
_SIGNED = re.compile(_SIGN, re.IGNORECASE)
_YEARS = r"(?:\d{4}\s*[-–]\s*)?(?P<year>\d{4})"
_COPYRIGHT = (
    re.compile(
        rf"[\[(<\s]*(?:{_SIGN}[\s:,]*)+(?:{_YEARS})?[\s,.:]*(?:by\s+)?(?P<name>.*)", re.IGNORECASE
    ),
    re.compile(rf"(?P<name>.*?)[\s,]*(?:{_SIGN}[\s:,]*)+{_YEARS}\W*", re.IGNORECASE),
)
_DATED_SIGN = re.compile(r"\W*(?:©|\(c\)|copyright (?:©|of|by)).*(?<!\d)(?:19|20)\d\d\b", re.I)
_NAME_END = re.compile(r"[\])|;]|\.\s|[.,]?\s*\ball rights", re.IGNORECASE)


def labelled(line: Line) -> Mark | None:
    """Read "Published: 9 January 2026", "Author: …" and their like; each `|` may begin another."""
    if len(line.text) > _LONGEST:
        return None
    segments = [segment.strip(" ()") for segment in _SEGMENTS.split(line.plain)]
    read = [found for found in map(_segment, segments) if found is not None]
    return _mark(line, [each for found in read for each in found]) if read else None


def _segment(words: str) -> tuple[Finding, ...] | None:
    for label, (field, where) in _DATE_LABELS.items():
        match = re.match(
            rf"(?:{label})(?:\s+(?:on|am|le|el))?(?:(?P<colon>\s*[:：]\s*)|\s+)(?P<value>.+)",
            words,
            re.I,
        )
        stated = find_stated_date(match["value"]) if match else None
        # "Date: 2026-01-09 Title" is left to the reader of titles.
        loose = match and match["colon"] and where != "Date line"
        if match and stated and (loose or _is_bare(match["value"], stated=stated)):
            return finding(field, stated_time(match["value"]) or "", where=where)
    for label, (field, where) in _VALUE_LABELS.items():
        match = re.match(rf"(?:{label})\s*[:：]\s*(?P<value>[\w\"'“‘<].*)", words, re.I)
        if match:
            return _labelled_value(field, match["value"].strip("\"'"), where=where)
    return None


def _labelled_value(field: Field, words: str, *, where: str) -> tuple[Finding, ...] | None:
    found = finding(field, words, where=where)
    if field == "outlet":
        return (*found, *finding("url", words if "/" in words else "", where="Address line"))
    # "Link: …" may begin a sentence, an address not.
    return found or (None if field in ("url", "language") else ())


def _is_bare(words: str, *, stated: StatedDate) -> bool:
    return surrounds_date(words[: stated.start]) and surrounds_date(words[stated.end :])


def credit(line: Line, *, under_title: bool) -> Mark | None:
    """Read a line of names, outlet and date, in any order: "By Jane Roe, Harbour Post".

    Without "By" every part of the line must be understood, and a name alone counts only in capitals
    and only right under the title.
    """
    if len(line.text) > _LONGEST or line.is_prose:
        return None
    words = _CONTACT.sub("", line.plain).strip()
    reporter = _REPORTER.fullmatch(words)
    if reporter:
        return _mark(line, finding("author", reporter["name"], where="byline"))
    by = _BY.match(words)
    stated = find_stated_date(words)
    stamp = (stated_time(words) or "") if stated else ""
    if stated:
        words = f"{words[: stated.start]}|{words[stated.end :]}"
    parts = _parts(words[by.end() :] if by else words, is_byline=by is not None)
    people, outlets, rest = _sorted(parts)
    if by:
        named = bool(people or outlets) or any(map(names.is_trade, parts[:1]))
        day = finding("published", stamp, where="byline")
        findings = [*_credits(people, outlets, where="byline"), *day]
        return _mark(line, findings) if named else None
    if rest or not (stated or outlets or (people and under_title and line.plain.isupper())):
        return None
    day = finding("published", stamp, where="date line")
    if not outlets and stated:
        return _mark(line, day)
    return _mark(
        line, [*_credits(people, outlets, where="byline" if people else "outlet line"), *day]
    )


def _parts(words: str, *, is_byline: bool) -> list[str]:
    parts = _PARTS.split(_IN_PLACE.sub("", words) if is_byline else words)
    if is_byline:
        parts = [piece for part in parts for piece in _FOR_OUTLET.split(part)]
    return [part.strip(" .") for part in parts if not surrounds_date(part)]


def _sorted(parts: list[str]) -> tuple[list[str], list[str], list[str]]:
    people, outlets, rest = [], [], []
    for part in parts:
        if names.is_trade(part):
            continue
        if names.is_outlet(part):
            outlets.append(part)
        elif names.is_person(names.recased(part)):
            people.append(part)
        else:
            rest.append(part)
    # In "By Jane Roe, New York" no second author follows: the last of several is joined by "and".
    several = people and re.search(r"\s(?:and|&)\s", people[-1], re.IGNORECASE)
    return people if several else people[:1], outlets, rest


def _credits(people: list[str], outlets: list[str], *, where: str) -> list[Finding]:
    author = finding("author", ", ".join(map(names.recased, people)), where=where)
    outlet = (
        finding("outlet", names.recased(outlets[0].removeprefix("the ")), where=where)
        if outlets
        else ()
    )
    return [*author, *outlet]


def copyright_line(line: Line) -> Mark | None:
    """Read "© 2025 The Valley Courier", "[Copyright Example Press, Ltd.]" and their like."""
    if len(line.text) > _LONGEST or not _SIGNED.search(line.text):
        return None
    for form in _COPYRIGHT:
        match = form.fullmatch(line.plain)
        if match:
            return _copyright(line, match=match)
    return None


def _copyright(line: Line, *, match: re.Match[str]) -> Mark | None:
    name = _NAME_END.split(match["name"], maxsplit=1)[0].strip(" .,")
    known = bool(name) and names.is_name(name)
    if not known and _DATED_SIGN.match(line.plain):
        return _mark(line, ())
    if not known and not (match["year"] and not name):
        return None
    owner = names.recased(names.without_company_form(name))
    year = finding("year", match["year"] or "", where="copyright line")
    return _mark(line, [*finding("outlet", owner, where="copyright line"), *year])


def site_line(line: Line) -> Mark | None:
    """Read a line that is a site's name or address and nothing else."""
    words = _FROM_ADDRESS.sub("", line.plain).strip("<>()[] ") if len(line.text) <= _LONGEST else ""
    domain = names.domain_of(words)
    if domain is None:
        return None
    url = finding("url", words, where="site name") if "/" in words.partition("://")[2] else ()
    return _mark(line, (*finding("outlet", domain, where="site name"), *url))


def _mark(line: Line, findings: Iterable[Finding]) -> Mark:
    return Mark(start=line.start, end=line.end, findings=tuple(findings))
