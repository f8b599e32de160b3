"""What a mail's header says of the article in it."""

import re
from email.utils import parseaddr

from rag.reading.metadata.marks import Finding, finding
from rag.reading.metadata.names import is_name, is_outlet, is_person
from rag.reading.metadata.timestamps import stated_time

_WHERE = "mail header"
_PREFIX = re.compile(
    r"\s*(?:(?P<forward>fwd?|wg|tr|rv|enc|i|vs|doorst)|re|aw|antw|sv)\s*(?:\[\d+\])?\s*[:：]\s*",
    re.IGNORECASE,
)
"""What mail programs put before the subject of what they answer or pass on, in several tongues."""
_BETWEEN = re.compile(r"\s+(?:at|from|via|of|for)\s+(?:the\s+)?|\s*[|(@·•–—/]\s*|\s+-\s+|\)\s*")
_ADDRESSED = re.compile(r"\s*\"?(?P<name>[^\"<>]*)\"?\s*<(?P<address>[^<>\s]*)>")
_MAILTO = re.compile(r"\[mailto:[^\[\]]*\]")
_LAST_FIRST = re.compile(r"(?P<last>[^\W\d_][\w'’-]+), (?P<first>[^\W\d_][\w'’-]+(?: \w\.?)?)")


def is_forward(subject: str) -> bool:
    """Tell whether a subject says that the mail was passed on ("Fwd: …")."""
    match = _PREFIX.match(subject)
    return match is not None and match["forward"] is not None


def header_findings(*, subject: str, date: str, sender: str) -> tuple[Finding, ...]:
    """Give title, time of publication, and outlet or author, as a mail's header names them.

    `sender` is a name with or without an address. Each may be empty.
    """
    return (
        *finding("title", _title(subject), where=_WHERE),
        *finding("published", stated_time(date) or "", where=_WHERE),
        *_sender(sender),
    )


def _title(subject: str) -> str:
    match = _PREFIX.match(subject)
    while match:
        subject = subject[match.end() :]
        match = _PREFIX.match(subject)
    return subject


def _sender(sender: str) -> tuple[Finding, ...]:
    """Tell whether a sender is an outlet or a person, or a person of an outlet."""
    sender = _MAILTO.sub("", sender)
    match = _ADDRESSED.match(sender)
    name, address = (match["name"], match["address"]) if match else parseaddr(sender)
    name = name or ("" if "@" in sender else sender)
    name = " ".join(name.split()).strip("\"'* ")
    last_first = _LAST_FIRST.fullmatch(name)
    if last_first and not is_outlet(name):
        name = f"{last_first['first']} {last_first['last']}"
    if is_name(name) and _is_outlet(name, address=address):
        return finding("outlet", name, where=_WHERE)
    parts = [part for part in _BETWEEN.split(name) if part and is_name(part)]
    people = [part for part in parts if is_person(part) and not _is_outlet(part, address=address)]
    others = [part for part in parts if part not in people]
    outlets = [part for part in others if _is_outlet(part, address=address)] or others
    author = finding("author", people[0], where=_WHERE) if people else ()
    return author + (finding("outlet", outlets[0], where=_WHERE) if outlets else ())


def _is_outlet(name: str, *, address: str) -> bool:
    """Tell whether a name reads as an outlet's, or is that of the domain it writes from."""
    squeezed = "".join(filter(str.isalnum, name.lower()))
    domain = "".join(filter(str.isalnum, address.rpartition("@")[2].lower()))
    return is_outlet(name) or (len(squeezed) > 3 and squeezed.removeprefix("the") in domain)
