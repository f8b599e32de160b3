"""Words as claims and reports are compared by: irregular verbs by their base form. Pure."""

import re
from collections.abc import Iterable
from functools import lru_cache

from rag.words import Word, holds, stems, words

_FORMS = """
become became, begin began begun, bite bit bitten, blow blew blown, break broke broken,
bring brought, build built, buy bought, catch caught, choose chose chosen, come came,
deal dealt, draw drew drawn, drink drank drunk, drive drove driven, eat ate eaten,
fall fell fallen, feel felt, fight fought, find found, flee fled, fly flew flown,
forbid forbade forbidden, forget forgot forgotten, freeze froze frozen, get got, give gave given,
go went gone, grow grew grown, hang hung, hear heard, hide hid hidden, hold held, hurt hurt,
keep kept, know knew known, lead led, leave left, lend lent, lie lay lain, lose lost, make made,
mean meant,
meet met, pay paid, ride rode ridden, ring rang rung, rise rose risen,
run ran, say said, see saw seen, seek sought, sell sold, send sent, shake shook shaken,
shoot shot, show showed shown, shrink shrank shrunk, sing sang sung, sink sank sunk, sit sat,
sleep slept, speak spoke spoken, spend spent, stand stood, steal stole stolen, strike struck,
swear swore sworn, swim swam swum, take took taken, teach taught, tell told, think thought,
throw threw thrown, understand understood, wake woke woken, wear wore worn, win won,
withdraw withdrew withdrawn, write wrote written
"""
_PLURALS = "child children, man men, woman women, person people, foot feet, life lives, wife wives"


BEING = frozenset(["is", "are", "was", "were", "be", "been", "being"])
"""Forms of "be", which make a verb passive."""

AUXILIARIES = BEING | {"has", "have", "had", "will", "would", "can", "could"}
"""Words that stand before a verb and say nothing by themselves."""

POINTING = re.compile(
    r"\b(?:s?he|it|they|his|hers?|him|its|their|them|both|the (?:two|three|pair))\b", re.IGNORECASE
)
"""Words that mean what was named before them."""


@lru_cache(maxsize=2)
def _bases(forms: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in forms.split(","):
        first, *others = (word.stem for word in words(line))
        found |= dict.fromkeys(others, first)
    return found


def base(stem: str) -> str:
    """Give the stem of the base form for one of a word's irregular forms, else the stem itself."""
    return _bases(_FORMS).get(stem) or _bases(_PLURALS).get(stem, stem)


def is_past(word: Word) -> bool:
    """Tell whether a word may be a verb's past form."""
    return word.stem in _bases(_FORMS) or word.written.endswith("ed")


def said_words(text: str) -> frozenset[str]:
    """Give the stems of all words of a text, verbs in their base form beside the form written."""
    found = stems(text)
    return found | {base(stem) for stem in found}


def stands(stem: str, *, among: Iterable[str]) -> bool:
    """Tell whether a stem stands among others, as itself or in another form."""
    among = frozenset(among)
    return holds(stem, among=among) or base(stem) in among
