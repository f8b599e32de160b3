"""Statements that agree stand together; those that speak of another event are left out. Pure."""

from collections.abc import Sequence
from datetime import date
from itertools import combinations

from rag.answering.conflicts.amounts import Amount
from rag.answering.conflicts.asked import Asked, names_of
from rag.answering.conflicts.corrections import corrects
from rag.answering.conflicts.sides import Statement
from rag.answering.conflicts.timing import Period
from rag.words import content_words, holds, stems

_DETAILS = 3
"""Words beyond the question's that two sentences share if they tell of one event."""

_VERSION = 0.6
"""Least share of stems that two versions of a sentence have in common."""

_LONG_AGO = 366
"""Days; what lies further back is told with its year, and is another event than today's."""

Group = tuple[Statement, ...]


def comparable(asked: Asked, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Give the statements that are about what is asked, and in one unit.

    A sentence that doesn't name the subject counts where it shares details with one that does.
    """
    sure = [each for each in statements if asked.concerns(each.evidence)]
    kept = [
        each
        for each in statements
        if each in sure or any(_one_event(asked, each, other) for other in sure)
    ]
    if not kept:
        return ()
    first = kept[0]
    return tuple(
        each
        for each in kept
        if _unit(each) == _unit(first)
        and _same_time(each, first)
        and (asked.reading.names or _same_names(each, first))
    )


def _same_names(left: Statement, right: Statement) -> bool:
    """Tell whether two sentences name some of the same, where a question names nobody."""
    one, other = (names_of(each.evidence.text, but=frozenset()) for each in (left, right))
    return not one or not other or any(holds(name, among=other) for name in one)


def _one_event(asked: Asked, left: Statement, right: Statement) -> bool:
    own = {word.stem for word in asked.reading.words}
    details = [
        {word.stem for word in content_words(each.evidence.text) if word.stem not in own}
        for each in (left, right)
    ]
    shared = [stem for stem in details[0] if holds(stem, among=details[1])]
    return asked.touches(left.evidence) and len(shared) >= _DETAILS


def _unit(statement: Statement) -> str:
    return statement.value.unit if isinstance(statement.value, Amount) else ""


def _same_time(left: Statement, right: Statement) -> bool:
    """Tell whether two sentences can tell of one time: neither of them of years ago alone."""
    if isinstance(left.value, Period):
        return True
    old_left, old_right = _long_ago(left), _long_ago(right)
    if old_left is None or old_right is None:
        return old_left is old_right or not (old_left or old_right)
    return old_left[0] <= old_right[1] and old_right[0] <= old_left[1]


def _long_ago(statement: Statement) -> tuple[date, date] | None:
    """Give the period years ago that a sentence names."""
    day = statement.day
    for mention in statement.evidence.dates:
        first, last = mention.start_date, mention.end_date
        if first and last and day and (day - last).days > _LONG_AGO:
            return first, last
    return None


def grouped(statements: Sequence[Statement]) -> tuple[Group, ...]:
    """Group statements by what they say, in order; exact ones make the groups.

    A vague one goes with the group that it agrees with; where it agrees with several, it says
    nothing of which of them is right, and is left out.
    """
    groups: list[list[Statement]] = []
    for statement in sorted(statements, key=lambda each: not each.value.exact):
        fitting = [group for group in groups if _agree(statement, group)]
        if not fitting:
            groups.append([statement])
        elif len(fitting) == 1:
            fitting[0].append(statement)
    placed = {id(each): place for place, each in enumerate(statements)}
    ordered = [tuple(sorted(group, key=lambda each: placed[id(each)])) for group in groups]
    return tuple(sorted(ordered, key=lambda group: placed[id(group[0])]))


def _agree(statement: Statement, group: Sequence[Statement]) -> bool:
    return all(statement.value.agrees(each.value) for each in group)


def between_voices(groups: Sequence[Group]) -> tuple[Group, ...]:
    """Give the groups if different voices give them; none where a voice gives two itself.

    A voice with both values speaks of two things. Not so where it corrects itself, which leaves it
    with the new value, or where copies of one report changed the value in the same sentence.
    """
    left = list(groups)
    for one, other in combinations(range(len(groups)), 2):
        for first in groups[one]:
            for second in groups[other]:
                if not _one_voice(first, second):
                    continue
                if not (corrects(first.evidence) or corrects(second.evidence)):
                    return ()
                old = one if corrects(second.evidence) else other
                dropped = first if old == one else second
                left[old] = tuple(each for each in left[old] if each is not dropped)
    return tuple(group for group in left if group)


def _one_voice(left: Statement, right: Statement) -> bool:
    if left.evidence.article.voice != right.evidence.article.voice:
        return False
    other = left.evidence.article_id != right.evidence.article_id
    return not (other and _versions(left.evidence.text, right.evidence.text))


def _versions(left: str, right: str) -> bool:
    """Tell whether two sentences are one but for some words."""
    smaller, larger = sorted((stems(left), stems(right)), key=len)
    return len(smaller & larger) >= _VERSION * len(larger)
