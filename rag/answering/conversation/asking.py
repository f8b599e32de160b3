"""The parts of a question: the words that ask, the verb before the subject, the rest. Pure."""

import re
from dataclasses import dataclass

from rag.answering.conversation.lexicon import (
    AUXILIARIES,
    DETERMINERS,
    FORMS_OF_BE,
    PREPOSITIONS,
)
from rag.answering.conversation.tokens import Token, is_verb, tokens
from rag.answering.conversation.verbs import VERBS
from rag.reading.metadata.tables import any_of

_COURTESIES = any_of(
    """
    (?:many )?thanks
    thank you
    ok(?:ay)?
    (?:all )?right
    great
    good
    fine
    nice
    perfect
    cool
    wow
    hm+
    aha?
    oh
    i see
    interesting
    understood
    got it
    sorry
    please
    well
    yes
    no
    hello
    hi
    """
)
_COURTESY = re.compile(
    rf"^\W*(?:{_COURTESIES}(?: (?:so|very) much| a lot| for (?:that|this)| then)?\s*"
    r"(?:[.!,;:…–—-]+\s*|$))+",
    re.IGNORECASE,
)
_REMARK = re.compile(r"^(?:[^A-Z\d.?!][^A-Z\d.?!]{0,40}|[A-Z][^A-Z\d.?!]{0,40})[.!]\s+(?=\S.*\?)")
"""A short sentence without names before the question: "That helps." """

_CONNECTIVE = re.compile(
    r"^\W*(?:(?:and|but|so|also|then|or|now)\b,?\s*)+(?=\w)(?!far\b|that\b)", re.IGNORECASE
)
_ASKING = re.compile(
    r"(?:(?:since|until|till|by|for|from|to|with|in|on|at|of|about|under|against)\s+)?"
    r"(?:who|whom|whose|what|which|when|where|why|how)\b",
    re.IGNORECASE,
)
_HOW = re.compile(
    r"\s+(?:many|much|long|old|far|often|large|big|high|tall|deep|fast|come|else|exactly)\b",
    re.IGNORECASE,
)
_WITH_NOUN = re.compile(r"\b(?:what|which|whose|how (?:many|much))$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question taken apart.

    `asking` are the words that ask, with the noun they ask for ("Which barges"), "" where yes or no
    is asked; `noun` is that noun with its adjectives; `auxiliary` the verb before the subject, ""
    where the asking words are the subject; `rest` is all behind it, without the question mark.
    """

    asking: str
    noun: str
    auxiliary: str
    rest: str

    @property
    def word(self) -> str:
        """The word that asks, in small letters: "how many", "who", "" for yes or no."""
        words = [each for each in self.asking.lower().split() if each not in PREPOSITIONS]
        return " ".join(words[: 2 if words[:1] == ["how"] else 1])

    @property
    def is_about_subject(self) -> bool:
        """Whether the subject is what is asked for: "Who sank the barge?", "Who was fined?"."""
        if not self.asking or self.word in {"when", "where", "why", "how"}:
            return False
        if not self.auxiliary:
            return True
        if self.auxiliary.lower() in {"do", "does", "did"}:
            return False
        first = next(iter(tokens(self.rest)), None)
        named = first is not None and (first.is_capital or first.lower in DETERMINERS)
        is_form_of_be = self.auxiliary.lower() in FORMS_OF_BE
        return not named or (is_form_of_be and not re.search(r"\wing\b", self.rest))


def without_courtesy(text: str) -> str:
    """Give a question without thanks and the like before it; all of it where nothing is left."""
    rest = _COURTESY.sub("", _REMARK.sub("", text))
    return _capitalised(rest) if rest.strip(" ?!.") else text


def without_connective(text: str) -> str:
    """Give a question without the "and", "but" or "so" that it begins with."""
    return _capitalised(_CONNECTIVE.sub("", text, count=1))


def begins_with_connective(text: str) -> bool:
    """Tell whether a question goes on from another: "And …"."""
    return bool(_CONNECTIVE.match(text))


def taken_apart(text: str) -> Asked | None:
    """Take a question apart; None where it isn't one of the plain forms."""
    text = text.strip().rstrip("?!. ")
    asking = _ASKING.match(text)
    if asking is None:
        first = re.match(r"\w+", text)
        if first is None or first[0].lower() not in AUXILIARIES:
            return None
        return Asked(asking="", noun="", auxiliary=first[0], rest=text[first.end() :].strip())
    end = asking.end()
    how = _HOW.match(text, end) if asking[0].lower().endswith("how") else None
    end = how.end() if how else end
    noun_end = _noun_end(text, end)
    behind = text[noun_end:].strip()
    first = re.match(r"[^\W\d_]+\b", behind)
    auxiliary = first[0] if first and first[0].lower() in AUXILIARIES else ""
    return Asked(
        asking=text[:noun_end].strip(),
        noun=text[end:noun_end].strip(),
        auxiliary=auxiliary,
        rest=behind[len(auxiliary) :].strip(),
    )


def _noun_end(text: str, start: int) -> int:
    """Give where the noun ends that is asked for, which the first verb follows."""
    if not _WITH_NOUN.search(text[:start]):
        return start
    found = [each for each in tokens(text) if each.start >= start]
    end = start
    for number, token in enumerate(found):
        if token.lower in AUXILIARIES or not _may_belong(token, first=number == 0):
            break
        if is_verb(found, number) if number else token.lower in VERBS:
            break
        end = token.end
    return end


def _may_belong(token: Token, *, first: bool) -> bool:
    if token.is_content or token.is_capital:
        return True
    return (not first and token.lower == "of") or token.lower in {"other", "else"}


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
