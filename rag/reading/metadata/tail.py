"""The bottom of a file, up to its last paragraph: copyright, agency, site, who wrote it."""

import re
from collections.abc import Iterator, Sequence

from rag.reading.metadata.credit_lines import copyright_line, credit, labelled, site_line
from rag.reading.metadata.marks import Finding, Line, Mark, finding
from rag.reading.metadata.names import is_name, is_outlet, is_person
from rag.reading.metadata.tables import any_of
from rag.reading.metadata.timestamps import stated_time
from rag.reading.metadata.titles import folded

_LINES = 10

_AGENCY = re.compile(r"(?P<open>[(\[]|[—–-]+)?\s*(?P<name>[^()\[\]:]{2,60}?)[)\]]?")
_NO_AGENCY = {"comments", "correction", "update", "updated", "more", "tags", "related", "stop"}
_NOT_DOWN_HERE = {"Outlet line", "Title line"}
_SIGNED = re.compile(r"[.!?]['\"”’]?\s*(?P<credit>[(\[](?P<name>[^()\[\]]{2,40})[)\]]\.?)$")

_LONGEST_NOTE = 400
_PRODUCED = re.compile(
    r"[(\[*—–\s]*(?:(?:additional )?(?:report|writ|edit|compil|produc|translat)(?:ing|ed)"
    r"(?: and (?:writing|editing))?|with (?:files|reporting|contributions)|graphics?)"
    r" (?:by|from)\s+(?P<names>[^;,.]+).*",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r"(?:.{3,80} contributed (?:to (?:this|the) (?:report|story|article)|reporting)\b.{0,80}"
    r"|(?:this|the) (?:article|story|report) was (?:originally|first) published\b.*)",
    re.IGNORECASE,
)
_PUBLISHED_BY = re.compile(
    r"(?:(?:first |originally )?published) (?:by|in|at) (?P<name>[^,–—]{2,60}?)[,\s].*",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    any_of(
        r"""
        (?:contact|e-?mail|reach|write to|follow)\b.{0,80}@\S+.*
        .{3,60} can be (?:reached|contacted|followed|found) (?:at|on|by|via)\b.*
        follow (?:him|her|them|us|[A-Z]\S+(?: [A-Z]\S+)?) on (?:x|twitter|instagram|facebook)\b.*
        """
    ),
    re.IGNORECASE,
)
_ABOUT = re.compile(r"(?P<name>[A-Z][\w.'’-]+(?: [\w.'’-]+){1,3}?),? (?:is|was|covers|writes|has) ")
_WRITES = re.compile(
    r"\b(?:reporter|correspondent|journalist|columnist|editor|writer|contributor|producer|author"
    r"|photographer|freelancer?|fellow|intern|covers|writes|reports)\b",
    re.IGNORECASE,
)


def tail_marks(lines: Sequence[Line], *, known: Sequence[Finding] = ()) -> Iterator[Mark]:
    """Yield the marks of the bottom of an article; `lines` are its lines but for the head's.

    `known` is what is known of the article already: its authors tell whose life a last line gives.
    """
    authors = [folded(each.value) for each in known if each.field == "author"]
    for index in range(len(lines) - 1, max(len(lines) - 1 - _LINES, -1), -1):
        line, above = lines[index], lines[:index]
        mark = copyright_line(line) or site_line(line) or _agency(line, above=above)
        mark = mark or _produced(line) or _published_by(line) or _late_credit(line)
        mark = mark or _author_note(line, above=above, authors=authors)
        if mark is None:
            yield from _signed(line)
            return
        yield mark


def _late_credit(line: Line) -> Mark | None:
    mark = labelled(line)
    if mark is None:
        return credit(line, under_title=False)
    # Down here "Source: …" names whom the report drew on, not who published it.
    findings = tuple(each for each in mark.findings if each.where not in _NOT_DOWN_HERE)
    return Mark(start=mark.start, end=mark.end, findings=findings)


def _produced(line: Line) -> Mark | None:
    """Read "Reporting by Jane Roe; editing by Ann Poe", of which the first wrote the report."""
    if len(line.text) > _LONGEST_NOTE:
        return None
    match = _PRODUCED.fullmatch(line.plain)
    if match is None and _CONTRIBUTED.fullmatch(line.plain):
        return Mark(start=line.start, end=line.end)
    if match is None or not is_name(match["names"].strip()):
        return None
    names = match["names"].strip()
    wrote = line.plain.lower().lstrip("([*—– ").startswith(("report", "writ"))
    author = finding("author", names, where="byline") if wrote and is_person(names) else ()
    return Mark(start=line.start, end=line.end, findings=author)


def _published_by(line: Line) -> Mark | None:
    """Read "Published by The Harbour Post, port news, on January 9, 2026"."""
    match = _PUBLISHED_BY.fullmatch(line.plain) if len(line.text) <= _LONGEST_NOTE else None
    stamp = stated_time(line.plain) if match else None
    if match is None or stamp is None:
        return None
    name = match["name"] if is_name(match["name"]) else ""
    found = finding("outlet", name, where="copyright line")
    found += finding("published", stamp, where="Published line")
    return Mark(start=line.start, end=line.end, findings=found)


def _author_note(line: Line, *, above: Sequence[Line], authors: Sequence[str]) -> Mark | None:
    """Read how to reach an author, and who that is ("Jane Roe is a reporter …").

    Whom the report names as well is no author but somebody in the news, unless the byline says so.
    """
    if len(line.text) > _LONGEST_NOTE or not above:
        return None
    about = _ABOUT.match(line.plain)
    if about and _WRITES.search(line.plain):
        is_note = _is_author(about["name"], above=above, authors=authors)
    else:
        is_note = _CONTACT.fullmatch(line.plain) is not None
    return Mark(start=line.start, end=line.end) if is_note else None


def _is_author(name: str, *, above: Sequence[Line], authors: Sequence[str]) -> bool:
    if any(folded(name) in author for author in authors):
        return True
    surname = name.rsplit(maxsplit=1)[-1]
    return not any(surname in line.text for line in above)


def _agency(line: Line, *, above: Sequence[Line]) -> Mark | None:
    """Read a name alone under the last paragraph: "Yonhap", "(AP)", "— Example News"."""
    match = _AGENCY.fullmatch(line.plain) if len(line.text) <= _LONGEST_NOTE else None
    if match is None or not above or not above[-1].is_prose:
        return None
    name = match["name"].strip()
    if name.lower() in _NO_AGENCY or not is_name(name) or name.endswith((".", "!", "?", ":")):
        return None
    count = len(name.split())
    if not (is_outlet(name) or count == 1 or (match["open"] and count <= 3)):
        return None
    return Mark(
        start=line.start, end=line.end, findings=finding("outlet", name, where="agency line")
    )


def _signed(line: Line) -> Iterator[Mark]:
    """Read an agency that signs its last paragraph in brackets: "… she said. (Reuters)"."""
    match = _SIGNED.search(line.text[-80:])
    if match and is_outlet(match["name"]):
        start = line.end - len(match["credit"])
        name = finding("outlet", match["name"], where="agency line")
        yield Mark(start=start, end=line.end, findings=name)
