"""Questions of hardly more than the words that ask: "Why?", "Since when?". Pure."""

import re

from rag.answering.conversation.asking import Asked, taken_apart
from rag.answering.conversation.lexicon import PREPOSITIONS
from rag.answering.conversation.referents import Referent
from rag.answering.conversation.tokens import tokens
from rag.answering.conversation.topics import Exchange
from rag.reading.metadata.tables import any_of

_ASKING = any_of(
    """
    who
    whom
    what
    which
    when
    where
    why
    how(?: (?:many|much|long|often|old|far|big|large))?
    """
)
_ADDED = any_of(
    """
    exactly
    precisely
    though
    then
    ones?
    of them
    so
    come
    (?:is|was) (?:that|this)
    (?:did|does|will) (?:that|this|it) happen(?:ed)?
    (?P<not>not)
    """
)
_BARE = re.compile(
    r"(?P<asking>(?:(?:since|until|till|by|for|from|to|with|in|at|about|against) )?"
    rf"{_ASKING}(?P<else> else)?)(?: {_ADDED})*",
    re.IGNORECASE,
)
_STRANDED = re.compile(
    r"(?P<asking>who|whom|what|where|when|how long) "
    r"(?P<preposition>by|with|from|to|until|since|about)",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    any_of(
        """
        are you (?:really |quite |absolutely )?(?:sure|certain)(?: (?:about|of) (?:that|this|it))?
        really
        seriously
        is (?:that|this|it) (?:really |actually )?(?:true|right|correct|so|certain|the case|a fact)
        how (?:do you know(?: (?:that|this|it))?|sure are you)
        (?:can you |please )?(?:say|repeat) (?:that|it)(?: again)?
        come again
        pardon
        says who
        who says(?: (?:that|so))?
        (?:what(?:'s| is) )?(?:the|your) source
        where (?:did you (?:get|read) (?:that|this|it)|does it say (?:that|so))
        """
    ),
    re.IGNORECASE,
)
_HAPPENED = re.compile(r"happen|occur|took place|takes place|is going on", re.IGNORECASE)
_NO = re.compile(r"\W*no\b", re.IGNORECASE)


def asks_again(text: str) -> bool:
    """Tell whether a question asks nothing but whether the last answer holds."""
    return bool(_AGAIN.fullmatch(text.strip(" ?!.")))


def bare_words(text: str) -> re.Match[str] | None:
    """Match a question that has hardly more than the words that ask: "Since when?"."""
    plain = text.strip(" ?!.")
    stranded = _STRANDED.fullmatch(plain)
    if stranded:
        plain = f"{stranded['preposition']} {stranded['asking']}"
    return _BARE.fullmatch(plain)


def completed(bare: re.Match[str], exchange: Exchange) -> str | None:
    """Complete "Since when?" by the statement of the last question; None where that's unclear."""
    asked = taken_apart(exchange.question)
    if asked is None or not asked.rest or _HAPPENED.match(asked.rest):
        return None
    words = bare["asking"][:1].upper() + bare["asking"][1:]
    if bare["else"]:
        return _else(words, asked)
    if words.lower().endswith(("many", "much", "which")):
        if not asked.noun or words.lower().endswith("much"):
            return None
        words = f"{words} {asked.noun}"
    denied = not asked.asking and bool(_NO.match(exchange.answer))
    negated = bool(bare["not"]) or (denied and words == "Why")
    return _clause(words, asked, exchange, negated=negated)


def _else(words: str, asked: Asked) -> str | None:
    """Ask the last question for others: "Who else won the race?"."""
    if words.lower() != f"{asked.word} else":
        return None
    return f"{' '.join(part for part in (words, asked.auxiliary, asked.rest) if part)}?"


def _clause(words: str, asked: Asked, exchange: Exchange, *, negated: bool) -> str | None:
    auxiliary = asked.auxiliary.lower()
    if not asked.is_about_subject:
        rest = _with_object(words, asked, exchange)
        rest = _denied(rest, exchange) if negated else rest
        return None if _is_where_alone(asked, exchange) else f"{words} {auxiliary} {rest}?"
    subject = _subject(asked, exchange)
    if subject is None or words in {"Who", "Whom"}:
        return None
    if asked.auxiliary:
        return f"{words} {auxiliary} {subject} {asked.rest}?"
    # Behind a subject the verb is inflected, so that no auxiliary can stand before it.
    is_plain = words in {"Why", "When", "Where", "How"}
    return f"{words} was it that {subject} {asked.rest}?" if is_plain else None


def _denied(rest: str, exchange: Exchange) -> str:
    """Put "not" behind the subject: "the council not approve the tunnel"."""
    subject = next((each for each in exchange.asked if each.is_subject), None)
    end = subject.end - exchange.question.find(rest) if subject else 0
    return f"{rest[:end]} not{rest[end:]}" if end else f"not {rest}"


def _is_where_alone(asked: Asked, exchange: Exchange) -> bool:
    """ "Where is the Star?" states nothing that "Until when?" could be asked of."""
    whole = any(each.text.lower() == asked.rest.lower() for each in exchange.asked)
    return asked.word == "where" and whole


def _subject(asked: Asked, exchange: Exchange) -> str | None:
    """Give what the answer named as the one asked for; without a name, what was counted."""
    if asked.word in {"how many", "how much"}:
        return asked.noun or None
    kinds = {"person", "group"} if asked.word in {"who", "whom", "whose"} else None
    for each in exchange.new:
        if not each.is_part and (kinds is None or kinds & each.nature.kinds):
            return each.text
    return f"the {asked.noun}" if asked.noun else None


def _is_object(referent: Referent) -> bool:
    """Tell whether the answer gave this as what was asked for: a name, or "a pump"."""
    return not referent.is_part and (referent.is_name or referent.is_new)


def _with_object(words: str, asked: Asked, exchange: Exchange) -> str:
    """Give the rest of the last question, with the answer's name where it asked for one."""
    rest = asked.rest
    asks_for_it = words in {"Who", "Whom", "What"} or (asked.noun and words.endswith(asked.noun))
    new = next((each for each in exchange.new if _is_object(each)), None)
    if asked.word not in {"who", "whom", "what", "which"} or asks_for_it or new is None:
        return rest
    # Behind the verb, which ends where the first preposition after the subject stands.
    offset = exchange.question.find(rest)
    subject = next((each.end - offset for each in exchange.asked if each.is_subject), 0)
    behind = [each for each in tokens(rest) if each.start > subject]
    place = next((each for each in behind[:-1] if each.lower in PREPOSITIONS), None)
    if place is None:
        return f"{rest} {new.text}"
    return f"{rest[: place.start]}{new.text} {rest[place.start :]}"
