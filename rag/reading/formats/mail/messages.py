"""Mail: newsletters and forwarded articles (.eml), pages that browsers save as mail (.mhtml)."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import EmailPolicy
from itertools import islice
from typing import Any

from rag.errors import ReadingError
from rag.reading.drafts import Draft
from rag.reading.formats.decoding import decode
from rag.reading.formats.mail.asides import Forwarded, find_forwarded, mail_asides
from rag.reading.formats.mail.bodies import Bodies, bodies_of, html_content
from rag.reading.formats.mail.headers import header_findings, is_forward
from rag.reading.formats.mapping import mapped
from rag.reading.formats.pages.html import read_html
from rag.reading.metadata.marks import Finding, finding
from rag.settings import ReadingSettings

_LONGEST_HEADER = 2000
"""Characters; the library's parser takes seconds for a header of 100,000."""
_MOST_BOUNDARIES = 100
_MOST_WORK = 20_000_000
"""Lines times boundaries; the library compares each line with each boundary that is open."""
_USUAL_HEADERS = ("from", "subject", "date", "message-id", "mime-version", "content-type")
_NOTE = 20
"""Words; what is shorter says no more than "see below" of the mails or pages that come with it."""


class _Policy(EmailPolicy):
    """The library's own policy, with headers cut where they are too long to be honest."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Give a header's name and value, as the library's parser of messages asks for them."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]


def read_mail(
    content: bytes, *, name: str, settings: ReadingSettings
) -> Iterator[Draft | ReadingError]:
    """Yield the articles of a mail called `name`: its own, and that of each mail attached to it.

    The text is the plain part where that holds the mail's words, else the web page's. The header
    tells title, day and time, and outlet or author; where a mail was forwarded within the text, the
    lines of its header there do. Whatever stands above a forwarded mail, signatures, quotations at
    the end and lines on the subscription are asides.

    Raises ReadingError where `content` is no mail.
    """
    with _mapped(name):
        message = _parsed(content, name=name)
        messages = [*_messages(message)]
    for number, each in enumerate(messages, start=1):
        part = f"message {number}" if len(messages) > 1 else ""
        try:
            with _mapped(name):
                yield from _draft(each, name=name, settings=settings, part=part)
        except ReadingError as error:
            yield error


def read_mhtml(content: bytes, *, name: str, settings: ReadingSettings) -> Iterator[Draft]:
    """Yield the article of a page that a browser saved whole under `name` (.mhtml, .mht).

    Its header tells the page's address, and of time only when it was saved, which is not used.
    Raises ReadingError where there is no page in it, and as `read_html` does.
    """
    with _mapped(name):
        message = _parsed(content, name=name)
        page = html_content(message)
        url = _header(message, "snapshot-content-location")
    if page is None:
        raise ReadingError(
            f"{name} holds no web page.", mend="Open the page in a browser and save it again."
        )
    for draft in read_html(page, name=name, settings=settings):
        address = finding("url", url, where="markup") if url.startswith("http") else ()
        yield Draft(text=draft.text, findings=address + draft.findings, asides=draft.asides)


def _mapped(name: str) -> AbstractContextManager[None]:
    """Map what the email library raises; broken headers make it raise errors of every kind."""
    return mapped(
        f"{name} is no mail that can be read: it is broken, or nested too deep.",
        mend="Save it from the mail program again, or save its text.",
    )


def _parsed(content: bytes, *, name: str) -> EmailMessage:
    content = content.lstrip(b"\xef\xbb\xbf\r\n\t ")
    boundaries = content.lower().count(b"boundary=")
    if boundaries > _MOST_BOUNDARIES or content.count(b"\n") * (boundaries + 1) > _MOST_WORK:
        raise ReadingError(
            f"{name} holds more parts and lines than a mail has.",
            mend="Save the mails that it holds one by one.",
        )
    message: Any = message_from_bytes(content, policy=_Policy())
    if not any(header in message for header in _USUAL_HEADERS):
        raise ReadingError(
            f"{name} is no mail: it has none of a mail's headers.",
            mend="Save the mail as .eml again, or give the text the suffix .txt.",
        )
    return message  # type: ignore[no-any-return]


def _messages(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield a mail and all that are attached to it, or to those, from top to bottom."""
    yield message
    for part in message.walk():
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            yield from part.get_payload()  # type: ignore[misc]


def _draft(
    message: EmailMessage, *, name: str, settings: ReadingSettings, part: str
) -> Iterator[Draft]:
    """Yield the article of one mail; none where it only covers mails that are attached to it."""
    bodies = bodies_of(message)
    words = max(len(bodies.plain.split()), len(bodies.page_words.split()))
    if words < _NOTE and len([*islice(_messages(message), 2)]) > 1:
        return
    if not words:
        raise ReadingError(
            f"{name} holds no text of its own.", mend="Save what is attached to it as files."
        )
    body = _body(bodies, name=name, settings=settings)
    forwarded = [find_forwarded(text) for text in (body.text, bodies.plain, bodies.page_words)]
    yield Draft(
        text=body.text,
        findings=_findings(message, forwarded=next(filter(None, forwarded), None)) + body.findings,
        asides=mail_asides(body.text, forwarded=forwarded[0], asides=body.asides),
        part=part,
    )


def _body(bodies: Bodies, *, name: str, settings: ReadingSettings) -> Draft:
    """Give the text of a mail: the plain one where it is as full as the page's words."""
    if bodies.prefers_plain:
        return Draft(text=bodies.plain)
    try:
        return next(iter(read_html(bodies.page, name=name, settings=settings)))
    except ReadingError:
        if not bodies.plain:
            raise
        return Draft(text=bodies.plain)


def _findings(message: EmailMessage, *, forwarded: Forwarded | None) -> tuple[Finding, ...]:
    subject, sender = _header(message, "subject"), _header(message, "from")
    if forwarded:
        subject = forwarded.subject or subject
        return header_findings(subject=subject, date=forwarded.date, sender=forwarded.sender)
    if is_forward(subject):
        # The header tells of whoever passed the article on, and when.
        return header_findings(subject=subject, date="", sender="")
    return header_findings(subject=subject, date=_header(message, "date"), sender=sender)


def _header(message: EmailMessage, name: str) -> str:
    """Give a header's value, decoded; "" where it is absent or can't be understood."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name), "")
    try:
        if not raw.isascii():
            # Bytes that should have been encoded, and stand as surrogates here.
            return decode(raw.encode("utf-8", "surrogateescape"), name=name)
        return str(message.get(name, ""))
    except (ReadingError, ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return ""
