"""How reports come to differ: the later knows better, or they speak of two things. Pure."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from rag.answering.conflicts.amounts import Amount
from rag.answering.conflicts.asked import Asked
from rag.answering.conflicts.corrections import corrects
from rag.answering.conflicts.grouping import Group
from rag.answering.conflicts.names import NAME, Names, is_calendar, subject_names
from rag.answering.conflicts.sides import Disagreement, Side, Statement
from rag.schema import ConflictKind, Evidence
from rag.words import fold

_RECENT = 60
"""Days that what is counted may lie before the report, if it is still being counted."""

_TERM = 30
"""Days between reports after which another name for a holder of an office is a new holder."""

_HEAD = 2_000
"""Characters of an article in which it says what it is about."""


def told_apart(asked: Asked, groups: Sequence[Group]) -> Disagreement:
    """Make sides of groups that differ, and say how they differ."""
    latest = _latest(asked, groups)
    if latest is not None:
        others = [_side(group) for group in groups if group is not latest]
        newest = _side(_newest_first(latest), latest=True)
        return Disagreement(kind="update", sides=(newest, *others))
    sides = tuple(_side(group) for group in groups)
    kind: ConflictKind = "ambiguity" if _of_two_things(asked, groups) else "contradiction"
    return Disagreement(kind=kind, sides=sides)


def _newest_first(group: Group) -> Group:
    """Order what is said last: what corrects before the rest, later days before earlier ones."""
    by_day = sorted(group, key=lambda each: each.day or date.min, reverse=True)
    return tuple(sorted(by_day, key=lambda each: not corrects(each.evidence)))


def _side(group: Group, *, latest: bool = False) -> Side:
    named = next((each for each in group if each.value.exact), group[0])
    return Side(value=named.written, evidence=_voices(group), day=_last_day(group), latest=latest)


def _voices(group: Group) -> tuple[Evidence, ...]:
    """Give the first sentence of each voice."""
    first: dict[str, Evidence] = {}
    for each in group:
        first.setdefault(each.evidence.article.voice, each.evidence)
    return tuple(first.values())


def _last_day(group: Iterable[Statement]) -> date | None:
    return max((each.day for each in group if each.day), default=None)


def _latest(asked: Asked, groups: Sequence[Group]) -> Group | None:
    """Give the group that overtook the others: a correction, or a later and higher count."""
    correcting = [group for group in groups if any(corrects(each.evidence) for each in group)]
    by_day = sorted(groups, key=lambda group: _last_day(group) or date.min)
    if len(correcting) == 1 and not _before_all(correcting[0], groups):
        return correcting[0]
    days = [_last_day(group) for group in by_day]
    if None in days or any(left == right for left, right in pairwise(days)):
        return None
    return by_day[-1] if _grew(asked, by_day) or _succeeded(by_day) else None


def _before_all(group: Group, groups: Sequence[Group]) -> bool:
    """Tell whether a group's reports are older than another's: they can't correct those."""
    day = _last_day(group)
    others = [_last_day(each) for each in groups if each is not group]
    return day is not None and any(other is not None and day < other for other in others)


def _grew(asked: Asked, by_day: Sequence[Group]) -> bool:
    """Tell whether a count of something recent went up from report to report."""
    values = [group[0].value for group in by_day]
    if not asked.deed.grows or not all(_recent(each) for group in by_day for each in group):
        return False
    amounts = [value for value in values if isinstance(value, Amount)]
    return len(amounts) == len(values) and all(
        earlier.middle < later.middle for earlier, later in pairwise(amounts)
    )


def _recent(statement: Statement) -> bool:
    day = statement.day
    return not any(
        day and each.end_date and (day - each.end_date).days > _RECENT
        for each in statement.evidence.dates
    )


def _succeeded(by_day: Sequence[Group]) -> bool:
    """Tell whether another name came up long after the first: who holds an office changes."""
    if not all(isinstance(group[0].value, Names) for group in by_day):
        return False
    ends = [_last_day(group) or date.min for group in by_day]
    starts = [min((each.day for each in group if each.day), default=date.max) for group in by_day]
    return all((start - end).days > _TERM for end, start in zip(ends, starts[1:], strict=False))


def _of_two_things(asked: Asked, groups: Sequence[Group]) -> bool:
    """Tell whether each side says of its own which of that name it means, and no two the same."""
    meant = [_qualifiers(asked, group) for group in groups]
    return all(meant) and all(
        not (left & right) for place, left in enumerate(meant) for right in meant[place + 1 :]
    )


def _qualifiers(asked: Asked, group: Group) -> frozenset[str]:
    """Give what stands behind or before the question's names: "Ohio" of "Springfield, Ohio"."""
    own = {fold(word.written) for word in asked.reading.words}
    found: set[str] = set()
    for name in subject_names(asked.reading.text):
        for statement in group:
            article = statement.evidence.article
            head = f"{statement.evidence.text}\n{article.title or ''}\n{article.text[:_HEAD]}"
            found.update(_qualified(name, head))
    return frozenset(found - own)


def _qualified(name: str, text: str) -> Iterable[str]:
    """Yield the qualifier at the first place of a name that has one."""
    said = re.escape(name)
    for pattern in (
        rf"\b{said} \((?P<said>[^()\n]{{3,40}})\)",
        rf"\b{said}(?:,| in|, in) (?P<said>{NAME})(?=[,.;)\s]|$)",
        rf"\b(?:[Tt]he|[Aa]n?) (?P<said>[a-z]+) {said}\b",
        rf"\b{said}, (?:the|an?) (?:[\w-]+ ){{0,2}}?(?P<said>[a-z]+)"
        r"(?=[,.;]| (?:of|from|who|in)\b)",
    ):
        first = re.search(pattern, text)
        if first and not is_calendar(first["said"]):
            yield fold(first["said"])
            return
