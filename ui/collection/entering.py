"""What the page's own script sends of a reader's doing -> our nouns. Pure but for a look at paths.

All of it is a stranger's word: whoever can reach the page can send anything.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, get_args

from rag.index.browsing import Order, Wanted
from rag.index.receiving import Arrival

_LONGEST = 200
"""Characters of a search."""


def wanted_of(sent: Mapping[str, Any]) -> Wanted:
    """Give what a reader looks for; what can't be understood narrows nothing."""
    orders: dict[str, Order] = {each: each for each in get_args(Order)}
    return Wanted(
        words=_text(sent, "words"),
        outlet=_text(sent, "outlet"),
        since=_day(sent, "since"),
        until=_day(sent, "until"),
        order=orders.get(_text(sent, "order"), "published"),
        page=_number(sent, "page"),
    )


def arrivals_of(sent: Mapping[str, Any], *, folder: Path) -> tuple[Arrival, ...]:
    """Give the files that were sent; only what lies in `folder`, where files arrive, is one."""
    files = sent.get("files")
    listed: Sequence[Any] = files if isinstance(files, list) else ()
    return tuple(_arrival(each, folder=folder) for each in listed if isinstance(each, dict))


def announced(sent: Mapping[str, Any]) -> tuple[int, int]:
    """Give how many files a reader chose and their bytes; too many of them aren't sent at all."""
    return _number(sent, "count"), _number(sent, "size")


def _arrival(sent: Mapping[str, Any], *, folder: Path) -> Arrival:
    path = Path(_text(sent, "path", most=None).replace("\0", ""))
    is_one = path.resolve().is_relative_to(folder.resolve()) and path.is_file()
    return Arrival(
        name=_text(sent, "name", most=None),
        size=_number(sent, "size"),
        path=path if is_one else None,
    )


def _text(sent: Mapping[str, Any], name: str, *, most: int | None = _LONGEST) -> str:
    value = sent.get(name)
    return value[:most] if isinstance(value, str) else ""


def _number(sent: Mapping[str, Any], name: str) -> int:
    value = sent.get(name)
    return max(0, int(value)) if isinstance(value, int) else 0


def _day(sent: Mapping[str, Any], name: str) -> date | None:
    try:
        return date.fromisoformat(_text(sent, name))
    except ValueError:
        return None
