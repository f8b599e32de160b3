"""What kind of thing a name or a noun stands for, as far as its words tell. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answering.conversation.given_names import MEN, WOMEN
from rag.answering.conversation.lexicon import (
    COUNTRIES,
    FEMALE_TITLES,
    GROUP_NAMES,
    GROUP_NOUNS,
    MALE_TITLES,
    PERSON_NOUNS,
    PLACE_NAMES,
    PLACE_NOUNS,
    PLURAL_PEOPLE,
)
from rag.reading.metadata.names import is_outlet
from rag.reading.metadata.tables import word_set

Kind = Literal["person", "group", "place", "thing"]
Sex = Literal["woman", "man", "unknown"]

_GIVEN = WOMEN | MEN
_PEOPLE = PERSON_NOUNS | PLURAL_PEOPLE
_PERSON: frozenset[Kind] = frozenset({"person"})
_PEOPLE_OR_GROUP: frozenset[Kind] = frozenset({"person", "group"})
_AT_PLACES = frozenset({"in", "near", "from", "to", "at", "into", "around", "across"})
_PLACES_FIRST = frozenset({"port", "mount", "lake", "st"})
_HIS = ("man", "king", "prince", "husband", "father", "son", "brother", "actor")
_HERS = (
    "woman", "queen", "princess", "wife", "mother", "daughter", "sister", "actress", "girl",
)  # fmt: skip
_ACT_NOT = word_set(
    """
    barrier border calendar career carrier centre chapter character charter committee computer
    container copper corner corridor cover crater danger degree door fee ferry filter finger fire
    floor flower folder hammer helicopter interior laser layer letter liter matter mirror motor
    number offer offshore order paper pepper pier poster power printer quarter ladder rider river
    rumour rumor semester sensor shelter shoulder shower sister-in-law summer sweater tanker
    theater theatre tower tractor trailer transfer vector war waiver water winter year
    """
)
"""Nouns that end as those of people do."""


@dataclass(frozen=True, slots=True)
class Nature:
    """The kinds that something may be of, several where its words don't tell; its sex, number."""

    kinds: frozenset[Kind]
    sex: Sex = "unknown"
    plural: bool = False


def name_nature(parts: Sequence[str], *, noun: str, before: str, has_article: bool) -> Nature:
    """Tell what a name stands for.

    `parts` are its words as written, `noun` the small word right before it ("striker"), `before`
    the preposition before it, `has_article` whether it follows "the".
    """
    # Of "the Bank of England" the first part tells what it is.
    head = parts[: parts.index("of")] if "of" in parts else parts
    low = [part.lower().rstrip(".") for part in head]
    if noun:
        nature = noun_nature(noun)
        return Nature(nature.kinds, _sex(low) if nature.sex == "unknown" else nature.sex)
    if low[-1] in GROUP_NAMES or is_outlet(" ".join(head)):
        return Nature(frozenset({"group"}))
    if low[0] in PERSON_NOUNS or (low[0] in _GIVEN and low[-1] not in PLACE_NAMES):
        return Nature(frozenset({"person"}), _sex(low))
    if low[-1] in COUNTRIES or low[-1] in PLACE_NAMES or low[0] in _PLACES_FIRST:
        return Nature(frozenset({"place"}))
    return Nature(_by_place(parts, before=before, has_article=has_article))


def _by_place(parts: Sequence[str], *, before: str, has_article: bool) -> frozenset[Kind]:
    kinds: set[Kind] = {"person", "group", "place", "thing"}
    if has_article or parts[0].lower() == "the":
        kinds -= {"person", "place"}
    if all(part.isupper() for part in parts) and len(parts[0]) > 1:
        kinds = {"group", "thing"}
    if before in {"in", "near"}:
        kinds &= {"place", "thing"} if has_article else {"place"}
    elif before in _AT_PLACES:
        kinds -= set() if before in {"to", "from"} else {"person"}
    return frozenset(kinds)


def _sex(parts: Sequence[str]) -> Sex:
    if any(part in FEMALE_TITLES or part.endswith("woman") for part in parts):
        return "woman"
    if any(part in MALE_TITLES or part.endswith(("sman", "rman", "eman")) for part in parts):
        return "man"
    given = next((part for part in parts if part not in PERSON_NOUNS), "")
    return "woman" if given in WOMEN else "man" if given in MEN else "unknown"


def noun_nature(noun: str) -> Nature:
    """Tell what a common noun stands for."""
    word = noun.lower().rpartition("-")[2]
    one = singular(word)
    plural = one != word or word in PLURAL_PEOPLE
    if _is_person(one, plural=plural):
        sex: Sex = "woman" if one.endswith(_HERS) else "man" if one.endswith(_HIS) else "unknown"
        return Nature(_PEOPLE_OR_GROUP if word == "police" else _PERSON, sex, plural)
    if one in GROUP_NOUNS:
        return Nature(frozenset({"group"}), plural=plural)
    kind: Kind = "place" if one in PLACE_NOUNS else "thing"
    return Nature(frozenset({kind}), plural=plural)


def _is_person(one: str, *, plural: bool) -> bool:
    if one in _PEOPLE or one.endswith(("man", "woman", "ist")):
        return True
    return plural and one.endswith(("er", "or", "ian", "ee")) and one not in _ACT_NOT


def singular(noun: str) -> str:
    """Give a noun's singular; what doesn't end as plurals do is one already."""
    if noun.endswith("men"):
        return f"{noun[:-3]}man"
    if noun.endswith("ies") and len(noun) > 4:
        return f"{noun[:-3]}y"
    if noun.endswith(("ches", "shes", "sses", "xes")):
        return noun[:-2]
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is", "news", "series")):
        return noun[:-1]
    return noun
