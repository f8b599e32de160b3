"""Questions without a verb: "And in Osaka?", "What about Tuesday?", put into the last one. Pure."""

import re
from collections.abc import Sequence
from datetime import date

from rag.answering.conversation.asking import taken_apart
from rag.answering.conversation.lexicon import AUXILIARIES, DETERMINERS, PREPOSITIONS
from rag.answering.conversation.mentions import known_names, mentioned
from rag.answering.conversation.referents import Referent
from rag.answering.conversation.tokens import Token, is_verb, tokens
from rag.answering.conversation.topics import Exchange
from rag.answering.conversation.verbs import VERBS
from rag.reading.dates import find_dates
from rag.words import stems

_LONGEST = 8
"""Words of a fragment; longer ones have a verb that these rules don't know."""

_ABOUT = re.compile(
    r"(?:(?:and|but|so|or)\b,?\s+)?(?:(?:what|how) (?:about|of)\s+)?(?P<words>\S.*)", re.IGNORECASE
)
_ASKS = re.compile(r"(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:\b(?:the|an?)\s+)?$", re.IGNORECASE)
_DAY_PLACED = re.compile(
    r"(?:\b(?:on|in|at|during|by|since|until|from)\s+(?:the\s+)?)?$", re.IGNORECASE
)
_PLACED_ALREADY = re.compile(
    r"(?:last|next|this|that|every|today|tomorrow|tonight|yesterday|the (?:next|day|following))\b",
    re.IGNORECASE,
)
_ONE = re.compile(r"^the (?:one|ones)\s+(?=\w+\s)", re.IGNORECASE)
_AT_PLACES = frozenset({"of", "in", "at", "near", "from", "to", "into"})
_QUOTES = {'"': '"', "”": "“", "’": "‘"}


def fragment(text: str, *, as_of: date) -> str | None:
    """Give the words that are asked about where a question has no verb: "in Osaka"."""
    plain = text.strip(" ?!.,")
    match = _ABOUT.fullmatch(plain)
    if match is None or _ASKS.match(match["words"]):
        return None
    words = _ONE.sub("", match["words"])
    found = tokens(words)
    dated = find_dates(words, published=as_of)
    for number, token in enumerate(found):
        if any(each.start <= token.start < each.end for each in dated):
            continue
        if not token.is_capital and _says_more(found, number):
            return None
    known = bool(dated) or any(each.is_capital for each in found) or words != plain
    return words if known and len(found) <= _LONGEST else None


def _says_more(found: Sequence[Token], number: int) -> bool:
    """Tell whether a word is a verb, or a mark that parts clauses."""
    token = found[number]
    if not token.is_word:
        return token.written not in ",'’\"“”‘&"
    if found[0].lower in DETERMINERS | PREPOSITIONS:
        return token.lower in VERBS | AUXILIARIES
    return token.lower in AUXILIARIES or (number > 0 and is_verb(found, number))


def replaced(words: str, exchange: Exchange, *, as_of: date) -> str | None:
    """Put the words asked about into the last question, for the part of the same kind."""
    if _is_day(words, as_of=as_of):
        return _with_day(words, exchange, as_of=as_of)
    first = tokens(words)[0]
    if first.lower in PREPOSITIONS:
        return _with_place(words, first.lower, exchange)
    new = mentioned(words, as_of=as_of, known=known_names(words, f"x {words}"))
    old = _counterpart(new[0] if new else None, exchange)
    return None if old is None else _with_thing(words, old, exchange.question)


def repeated(text: str, exchange: Exchange, *, as_of: date) -> str | None:
    """Ask the last question for another day, where nothing but the day is new in this one."""
    days = find_dates(text, published=as_of)
    if len(days) != 1:
        return None
    start = _start(_DAY_PLACED, text, days[0].start)
    if not stems(f"{text[:start]} {text[days[0].end :]}") <= stems(exchange.question):
        return None
    return _with_day(text[start : days[0].end], exchange, as_of=as_of)


def _is_day(words: str, *, as_of: date) -> bool:
    dated = find_dates(words, published=as_of)
    return bool(dated) and all(
        each.lower in PREPOSITIONS or any(day.start <= each.start < day.end for day in dated)
        for each in tokens(words)
    )


def _with_day(words: str, exchange: Exchange, *, as_of: date) -> str | None:
    question = exchange.question
    days = find_dates(question, published=as_of)
    placed = tokens(words)[0].lower in PREPOSITIONS or bool(_PLACED_ALREADY.match(words))
    if placed:
        words = words[:1].lower() + words[1:]
    if len(days) == 1:
        start = _start(_DAY_PLACED, question, days[0].start) if placed else days[0].start
        return f"{question[:start]}{words}{question[days[0].end :]}"
    asked = taken_apart(question)
    if days or asked is None:
        return None
    words = words if placed else f"{_day_preposition(words, as_of=as_of)} {words}"
    if not asked.word.endswith("when"):
        return f"{question.rstrip(' ?')} {words}?"
    subject = next((each for each in exchange.asked if each.is_subject and each.is_name), None)
    if subject is None or asked.auxiliary not in {"does", "do", "did", "will"}:
        return None
    return f"What {asked.auxiliary} {subject.text} do {words}?"


def _day_preposition(words: str, *, as_of: date) -> str:
    """Give "on" for days, "in" for months and years."""
    day = find_dates(words, published=as_of)[0]
    return "on" if day.start_date == day.end_date else "in"


def _with_place(words: str, preposition: str, exchange: Exchange) -> str | None:
    """Put "in Osaka" for what follows the same preposition, for the only place, or behind."""
    question = exchange.question
    for each in exchange.asked:
        if each.before == preposition:
            start = question.lower().rfind(preposition, 0, each.start)
            return f"{question[:start]}{words}{question[each.end :]}"
    places = [
        each
        for each in exchange.asked
        if each.is_name and "place" in each.nature.kinds and each.before in _AT_PLACES
    ]
    if preposition in {"in", "at"} and len(places) == 1:
        name = words[len(preposition) :].strip()
        return f"{question[: places[0].start]}{name}{question[places[0].end :]}"
    return f"{question.rstrip(' ?')} {words}?" if question.endswith("?") else None


def _counterpart(new: Referent | None, exchange: Exchange) -> Referent | None:
    """Give what the new words stand beside: the only one of their kind, else the subject."""
    whole = [each for each in exchange.asked if not each.is_part]
    if new is None:
        return next((each for each in whole if each.is_subject and each.is_name), None)
    named = [each for each in whole if each.is_name] if new.is_name else whole
    alike = [each for each in named if each.nature.kinds & new.nature.kinds]
    sure = [each for each in alike if each.nature.kinds == new.nature.kinds]
    for found in (sure, alike, named):
        chosen = found if len(found) == 1 else [each for each in found if each.is_subject]
        if chosen:
            return chosen[0]
    return None


def _with_thing(words: str, old: Referent, question: str) -> str:
    closing = question[old.end : old.end + 1]
    if words[0] in '"“‘' and closing in _QUOTES:
        start = question.rfind(_QUOTES[closing], 0, old.start)
        return f"{question[:start]}{words}{question[old.end + 1 :]}"
    has_article = bool(re.match(r"(?:the|an?)\b", words, re.IGNORECASE))
    start = _start(_ARTICLE, question, old.start) if has_article else old.start
    # "the deputy mayor" is of the same town as the mayor.
    of_the_same = question[old.head_end : old.end].lstrip().startswith("of ")
    end = old.head_end if of_the_same and " of " not in words else old.end
    return f"{question[:start]}{words}{question[end:]}"


def _start(pattern: re.Pattern[str], question: str, end: int) -> int:
    """Give where the small words begin that stand right before a place."""
    match = pattern.search(question[:end])
    return match.start() if match else end
