"""Names of people and places, and whether two of them can mean the same. Pure."""

import re
from dataclasses import dataclass, field

from rag.words import CALENDAR_WORDS, fold, words

_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
_PARTICLE = "(?:de|del|van|von|der|den|bin|al|di|da|du|la|le|el|ter)"
NAME = (
    rf"(?:{_CAPITAL}[\w’'-]{{0,40}}(?:\.? (?:{_PARTICLE} ){{0,2}}{_CAPITAL}[\w’'-]{{0,40}}){{0,7}})"
)
"""A run of words with capitals, as a pattern (case counts)."""

_HONORIFICS = frozenset("mr mrs ms miss dr sir dame lord lady prof professor rev".split())  # noqa: SIM905
_POSSESSIVE = re.compile(r"['’]s?$")
_NICKNAMES = tuple(
    frozenset(names.split())
    for names in (
        "thomas tom tommy", "william bill will billy", "robert bob rob bobby", "james jim jimmy",
        "richard dick rick", "michael mike", "john jack johnny", "edward ed ted", "joseph joe",
        "elizabeth liz beth", "margaret maggie peggy", "katherine kate kathy", "anthony tony",
        "alexander alex sasha", "daniel dan danny", "samuel sam", "charles charlie", "david dave",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A person's name by its folded words, honorifics left out."""

    parts: tuple[str, ...]

    @property
    def exact(self) -> bool:
        """Whether there is more than one word to it."""
        return len(self.parts) > 1

    def agrees(self, other: object) -> bool:
        """Tell whether one is the other, shortened, turned round or with another form of a name."""
        if not isinstance(other, Name) or not self.parts or not other.parts:
            return True
        shorter, longer = sorted((self.parts, other.parts), key=len)
        return all(any(_same_part(part, each) for each in longer) for part in shorter)


def _same_part(left: str, right: str) -> bool:
    if left == right or (len(left) == 1 and right.startswith(left)):
        return True
    if len(right) == 1 and left.startswith(right):
        return True
    return any(left in names and right in names for names in _NICKNAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Several people who are named together; those who name one of them alike agree."""

    names: tuple[Name, ...]

    @property
    def exact(self) -> bool:
        """Whether each is given in full."""
        return all(name.exact for name in self.names)

    def agrees(self, other: object) -> bool:
        """Tell whether any of them is named on both sides."""
        if not isinstance(other, Names):
            return True
        return any(left.agrees(right) for left in self.names for right in other.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place by its folded parts, nearest first; `told` is all that the report says.

    Without a map, one place may lie within another: only where the reports part ways for certain do
    they disagree.
    """

    parts: tuple[str, ...]
    told: str = field(repr=False)
    exact: bool = True

    def agrees(self, other: object) -> bool:
        """Tell whether both can be one place, or one within the other."""
        if not isinstance(other, Place):
            return True
        if set(self.parts[:1]) & set(other.parts) or set(other.parts[:1]) & set(self.parts):
            return True
        if _within(self.parts[0], other.parts[0]):
            return True
        if len(self.parts) > 1 and self.parts[1:] == other.parts[1:]:
            return False
        return self.parts[0] in other.told or other.parts[0] in self.told


def _within(left: str, right: str) -> bool:
    return set(left.split()) <= set(right.split()) or set(right.split()) <= set(left.split())


def read_name(written: str) -> Name:
    """Read a name as written: "Dr. Orla Vane's" is orla, vane."""
    parts = [fold(word.written) for word in words(_POSSESSIVE.sub("", written))]
    return Name(parts=tuple(part for part in parts if part not in _HONORIFICS))


def is_calendar(written: str) -> bool:
    """Tell whether a capitalised run begins with a day or a month."""
    return written.split(maxsplit=1)[0].casefold().strip(".") in CALENDAR_WORDS


def clean(written: str) -> str:
    """Give a name without what only clings to it: a possessive ending, a day behind it."""
    kept = []
    for part in _POSSESSIVE.sub("", written).split():
        if part.casefold() in CALENDAR_WORDS:
            break
        kept.append(part)
    return " ".join(kept)


def subject_names(question: str) -> tuple[str, ...]:
    """Give the runs of capitals in a question, less its first word and its days."""
    found = [each[0] for each in re.finditer(NAME, question) if each.start() > 0]
    return tuple(each for each in found if not is_calendar(each))
