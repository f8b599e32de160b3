"""The report that tests of reading wrap in what files put around one, and how they look at it."""

from collections.abc import Iterable
from datetime import date

from rag.reading.metadata import FIELDS, UNKNOWN, Metadata, examine, find_metadata

FIRST = "The council met on Tuesday and decided to repair the old pier before the winter storms."
LAST = "The work will take eleven weeks, and the fishing boats will lie at the northern quay."
BODY = f"{FIRST}\n\n{LAST}\n"
LATEST = date(2030, 1, 1)


def read(text: str, *, file: str = "a.txt") -> Metadata:
    """Give what a text and the name of its file say."""
    return find_metadata(examine(text), file=file, latest=LATEST)


def known_places(known: Metadata) -> dict[str, str]:
    """Give the provenance of what is known, after a look that all the rest says so."""
    assert tuple(known.provenance) == FIELDS
    found = {name: where for name, where in known.provenance.items() if where != UNKNOWN}
    assert set(found) == {name for name in FIELDS if getattr(known, name) is not None}
    return found


def lines_outside(spans: Iterable[tuple[int, int]], *, of: str) -> list[str]:
    """Give what is left of a text between spans, without empty lines."""
    left, end = "", 0
    for start, next_end in spans:
        left += of[end:start]
        end = next_end
    return [line.strip() for line in (left + of[end:]).split("\n") if line.strip()]
