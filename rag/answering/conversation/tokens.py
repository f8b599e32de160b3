"""The tokens of a question or an answer, each with what its form tells of it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.conversation.given_names import MEN, WOMEN
from rag.answering.conversation.lexicon import (
    AUXILIARIES,
    DETERMINERS,
    PREPOSITIONS,
    SUBORDINATORS,
)
from rag.answering.conversation.verbs import NOUN_VERBS, VERBS
from rag.reading.metadata.tables import word_set
from rag.words import CALENDAR_WORDS, FUNCTION_WORDS

_TOKEN = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Sen|Gov|Rep|[A-Z])\.(?=\s*[A-Z])|[^\W_]+(?:[-'’.&][^\W_]+)*|\S"
)
_POSSESSIVE = re.compile(r"['’]s$")
_OTHERS = word_set(
    """
    yes else never later earlier still already yet ever even today next last previous following
    first second finally both several many most two three four five six seven eight nine ten
    hundreds thousands someone nobody nothing everyone everybody anybody anyone somebody something
    anything none let's there's it's that's what's who's thanks thank ok okay
    """
)
_SMALL = (
    FUNCTION_WORDS | CALENDAR_WORDS | PREPOSITIONS | AUXILIARIES | DETERMINERS | SUBORDINATORS
) | _OTHERS
_PERSONAL = WOMEN | MEN
_NO_VERBS = frozenset({"speed", "hundred", "greed", "breed", "steed", "shed", "wicked", "sacred"})
_DESCRIBING = re.compile(
    r"[A-Z][a-z]+(?:ese|ish|ian|ean|rican|xican)|French|Dutch|Greek|Swiss|Thai|German|Israeli|Iraqi"
)
"""Adjectives of countries, as far as their endings tell."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark: `text[start:end]`, without a possessive ending, which is `possessive`."""

    written: str
    start: int
    end: int
    possessive: bool
    opens: bool
    """Whether it begins a sentence."""

    @property
    def lower(self) -> str:
        """The word in small letters."""
        return self.written.lower()

    @property
    def is_word(self) -> bool:
        """Whether it is a word or a number, no mark."""
        return self.written[0].isalnum()

    @property
    def is_small(self) -> bool:
        """Whether it is a word of grammar or time, which says nothing of a thing."""
        if len(self.written) > 1 and self.written.isupper():
            return False
        return self.lower.replace("’", "'") in _SMALL

    @property
    def is_capital(self) -> bool:
        """Whether it is written as names are."""
        return self.written[0].isupper() and not self.is_small

    @property
    def is_adjective(self) -> bool:
        """Whether it is a country's adjective: "Italian"."""
        return bool(_DESCRIBING.fullmatch(self.written)) and self.lower not in _PERSONAL

    @property
    def is_content(self) -> bool:
        """Whether it is a word in small letters that says something, numbers included."""
        return self.is_word and not self.is_small and not self.written[0].isupper()


def tokens(text: str) -> tuple[Token, ...]:
    """Cut a text into words and marks."""
    found: list[Token] = []
    opens = True
    for match in _TOKEN.finditer(text):
        ending = _POSSESSIVE.search(match[0])
        length = ending.start() if ending else len(match[0])
        found.append(
            Token(match[0][:length], match.start(), match.start() + length, bool(ending), opens)
        )
        opens = match[0] in '.!?:;"“' or (opens and not match[0][0].isalnum())
    return tuple(found)


def is_verb(found: Sequence[Token], at: int) -> bool:
    """Tell whether the word at a place behind a noun is that noun's verb, not one more noun."""
    word = found[at].lower
    if not found[at].is_content:
        return False
    if word in VERBS or (word.endswith("ed") and len(word) > 4 and word not in _NO_VERBS):
        return True
    if word not in NOUN_VERBS:
        return False
    following = found[at + 1 : at + 2]
    goes_on = bool(following) and following[0].is_content and following[0].lower not in VERBS
    return not goes_on and not _verb_follows(found, at + 1)


def _verb_follows(found: Sequence[Token], start: int) -> bool:
    """Tell whether the clause still has a verb of its own, so that the word before is a noun."""
    for token in found[start:]:
        if token.lower in SUBORDINATORS or not token.is_word or token.lower == "to":
            return False
        if token.lower in VERBS or token.lower in AUXILIARIES:
            return True
    return False
