"""The bottom of a file, up to its last paragraph: copyright, agency, site, late bylines."""

import re
from collections.abc import Iterator, Sequence

from rag.reading.metadata.credit_lines import copyright_line, credit, labelled, site_line
from rag.reading.metadata.marks import Line, Mark, finding
from rag.reading.metadata.names import is_name, is_outlet

_LINES = 8

_AGENCY = re.compile(r"(?P<open>[(\[]|[—–-]+)?\s*(?P<name>[^()\[\]:]{2,60}?)[)\]]?")
_NO_AGENCY = {"comments", "correction", "update", "updated", "more", "tags", "related", "stop"}
_NOT_DOWN_HERE = {"Outlet line", "Title line"}
_SIGNED = re.compile(r"[.!?]['\"”’]?\s*(?P<credit>[(\[](?P<name>[^()\[\]]{2,40})[)\]]\.?)$")


def tail_marks(lines: Sequence[Line]) -> Iterator[Mark]:
    """Yield the marks of the bottom of an article; `lines` are its lines but for the head's."""
    for index in range(len(lines) - 1, max(len(lines) - 1 - _LINES, -1), -1):
        line = lines[index]
        mark = copyright_line(line) or site_line(line) or _agency(line, above=lines[:index])
        mark = mark or _late_credit(line)
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


def _agency(line: Line, *, above: Sequence[Line]) -> Mark | None:
    """Read a name alone under the last paragraph: "Yonhap", "(AP)", "— Example News"."""
    match = _AGENCY.fullmatch(line.plain)
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
