"""What stands around the article in a mail's text: a forwarded header, signatures, footers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from rag.reading.drafts import Span
from rag.reading.metadata import spans_of
from rag.reading.metadata.marks import Line, Mark, lines_of

_LABELS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("from", "von", "de"), "sender"),
        **dict.fromkeys(("date", "sent", "datum", "gesendet", "envoyé", "fecha"), "date"),
        **dict.fromkeys(("enviado", "enviado el"), "date"),
        **dict.fromkeys(("subject", "betreff", "objet", "asunto"), "subject"),
        **dict.fromkeys(("to", "cc", "bcc", "reply-to", "an", "à", "para"), "other"),
    }
)
"""What mail programs in several tongues call the lines of the header of a mail passed on."""
_LABELLED = re.compile(
    r"[>\s*]*(?P<label>[^\W\d_][\w -]{0,10}?)\s?\*?\s?:[\s*]*(?P<value>.*?)[\s*]*"
)
_HEADER_LINES = 12
_MOST_LINES = 2000
_MARKER = re.compile(
    r"[>\s]*(?:[-_]{3,}\s*[^\W\d_][\w ]{2,40}\s*[-_]{3,}|_{10,}|begin forwarded message\s*:)",
    re.IGNORECASE,
)
_MOST_ABOVE, _MOST_ABOVE_MARKER = 60, 300
_LEAST_BELOW = 20
"""Words above a forwarded header, without and with a line that announces it, and below it. A report
that quotes somebody's mail has more above."""

_LOOKED_AT = 10_000

_LONGEST_SIGNATURE = 12
_WROTE = re.compile(r"\b(?:wrote|schrieb|a écrit|escribió)\s*:$", re.IGNORECASE)
_FOOTER = re.compile(
    r"\b(?:unsubscribe|you(?:'|’)?(?:re| are) receiving this|you(?: have)? received this"
    r"|(?:manage|update|change) (?:your )?(?:\w+ )?(?:preferences|subscriptions?)"
    r"|no longer wish to receive|abmelden|abbestellen|se désabonner|darse de baja)\b",
    re.IGNORECASE,
)
_BROWSER = re.compile(
    r"\b(?:view|read|open|see|display)\b.{0,60}\bin (?:your |a )?(?:web )?browser\b", re.IGNORECASE
)
_NO_WORDS = re.compile(
    r"[\[<(]*\s*(?:https?://\S+|(?:image|photo|logo|cid)\s?:[^\]]*)\s*[\])>]*", re.I
)
_LONGEST_LINE = 500
"""Characters; what is longer is none of these lines."""
_FOOTER_LINES = 12
_TOP_LINES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """The header of a mail that was forwarded within a text, which ends at `end` there."""

    end: int
    sender: str
    date: str
    subject: str


def find_forwarded(text: str) -> Forwarded | None:
    """Give the last header of a forwarded mail in `text` that words enough follow; else None."""
    lines = [*islice(lines_of(text), _MOST_LINES)]
    found: Forwarded | None = None
    index = 0
    while index < len(lines):
        values, taken = _header(lines[index : index + _HEADER_LINES])
        if taken and _is_plausible(text, lines=lines, index=index, taken=taken, after=found):
            found = Forwarded(
                end=lines[index + taken - 1].end,
                sender=values["sender"],
                date=values["date"],
                subject=values["subject"],
            )
        index += taken or 1
    return found


def _is_plausible(
    text: str, *, lines: Sequence[Line], index: int, taken: int, after: Forwarded | None
) -> bool:
    is_marked = index > 0 and _MARKER.fullmatch(lines[index - 1].text) is not None
    start, end = after.end if after else 0, lines[index + taken - 1].end
    # Some thousand characters tell whether there are words enough; a text may hold many headers.
    above = text[start : min(lines[index].start, start + _LOOKED_AT)]
    below = text[end : end + _LOOKED_AT]
    limit = _MOST_ABOVE_MARKER if is_marked else _MOST_ABOVE
    return len(above.split()) <= limit and len(below.split()) >= _LEAST_BELOW


def _header(lines: Sequence[Line]) -> tuple[dict[str, str], int]:
    """Read a header at the top of `lines`; give its values, and the number of lines it takes.

    Both are empty where there is none. A value may go on in one more line.
    """
    values: dict[str, str] = {}
    key = pending = ""
    taken = 0
    for number, line in enumerate(lines):
        match = _LABELLED.fullmatch(line.text) if len(line.text) <= _LONGEST_LINE else None
        label = _LABELS.get(match["label"].lower()) if match else None
        if match and label:
            values[key] = f"{values.get(key, '')} {pending}".strip()
            key, pending, taken = label, "", number + 1
            values.setdefault(key, match["value"])
        elif not key or pending:
            break
        else:
            pending = line.text
    return (values, taken) if {"sender", "subject", "date"} <= set(values) else ({}, 0)


def mail_asides(
    text: str, *, forwarded: Forwarded | None, asides: Sequence[Span] = ()
) -> tuple[Span, ...]:
    """Give the spans of a mail's text that are no part of its article, with those in `asides`.

    They are all that stands above and in a forwarded header, the invitation to see the mail in a
    browser, addresses and names of pictures, and at the end signature, quotation and footer.
    """
    top = forwarded.end if forwarded else 0
    lines = [line for line in lines_of(text) if line.start >= top]
    short = [line for line in lines if len(line.text) <= _LONGEST_LINE]
    spans = [(0, top)] if top else []
    spans += [(line.start, line.end) for line in short if _NO_WORDS.fullmatch(line.text)]
    spans += [(each.start, each.end) for each in short[:_TOP_LINES] if _BROWSER.search(each.text)]
    starts = [*_signature(text, top=top), *_quotation(lines), *_footer(short)]
    if starts:
        spans.append((min(starts), len(text)))
    return spans_of([Mark(start=start, end=end) for start, end in (*spans, *asides)])


def _signature(text: str, *, top: int) -> Iterator[int]:
    """Yield the place of the line that parts a short signature from the text above."""
    start = text.rfind("\n--\n", top)
    if start >= 0 and text.count("\n", start) <= _LONGEST_SIGNATURE:
        yield start + 1


def _quotation(lines: Sequence[Line]) -> Iterator[int]:
    """Yield the start of what is quoted at the end, with the line that names whom."""
    quoted = 0
    while quoted < len(lines) and lines[-1 - quoted].text.startswith(">"):
        quoted += 1
    if 0 < quoted < len(lines):
        above = lines[-1 - quoted]
        yield above.start if _WROTE.search(above.text[-_LONGEST_LINE:]) else lines[-quoted].start


def _footer(lines: Sequence[Line]) -> Iterator[int]:
    """Yield the start of the first of the last lines that speaks of the subscription."""
    for line in lines[1:][-_FOOTER_LINES:]:
        if _FOOTER.search(line.text) and not line.is_prose:
            yield line.start
            return
