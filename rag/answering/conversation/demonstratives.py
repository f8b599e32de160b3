"""Nouns that point back: "that country", "these talks" become the name they stand for. Pure."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from rag.answering.conversation.lexicon import (
    AUXILIARIES,
    GROUP_NOUNS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    SAYING,
    SUBORDINATORS,
)
from rag.answering.conversation.naming import Kind, singular
from rag.answering.conversation.referents import Referent
from rag.answering.conversation.topics import Exchange
from rag.answering.conversation.verbs import VERBS

_POINTING = re.compile(
    r"(?P<before>\b[\w'’]+\s+)?\b(?P<word>this|that|these|those|the same|the said)\s+"
    r"(?P<noun>[^\W\d_]+)",
    re.IGNORECASE,
)
_TIMES = (
    "year", "month", "week", "weekend", "day", "morning", "afternoon", "evening", "night", "time",
    "season", "quarter", "summer", "autumn", "winter", "spring", "century", "decade",
)  # fmt: skip
"""Nouns of time, which are counted from a day instead."""

_TIME = "|".join(_TIMES)
_VERB_BEFORE = "|".join(sorted(AUXILIARIES))
_BARE = re.compile(
    rf"\b(?:{_VERB_BEFORE})(?:n['’]t)?\s+(?:this|that|these|those)(?=\s*[?.!,]|\s+(?!{_TIME})\w)"
    r"|\b(?:this|that|these|those|both)\W*$|\b(?:are|were|do|did|will|have) both\b|\bthe others\b"
    rf"|\bthe (?:other|former|latter|rest|two)(?=\s*[?.!,]|\s*$|\s+(?:{_VERB_BEFORE})\b)",
    re.IGNORECASE,
)
_IT_AS_EVENT = re.compile(
    r"\b(?:say|said|wrote|written|report|reported|publish|published|know|mean|like) it\b"
    r"(?!\s+(?:would|will|is|was|has|had|can|could|did|does|should|may|might|must)\b)"
    r"|\bwho (?:is|was|will) it\b|\bit (?:take|happen|mean|too much|enough|a lot)\W*$",
    re.IGNORECASE,
)
"""Where "it" stands for what was said or done."""

_PEOPLE = frozenset({"man", "woman", "person", "boy", "girl", "politician", "official", "leader"})
"""Nouns for a person of any trade: "that judge" must have been called so before."""

_KINDS: Mapping[Kind, frozenset[str]] = MappingProxyType(
    {"place": PLACE_NOUNS, "group": GROUP_NOUNS, "person": _PEOPLE}
)
_KNOWN = PLACE_NOUNS | GROUP_NOUNS | PERSON_NOUNS
_NO_NOUNS = (SUBORDINATORS | VERBS | AUXILIARIES).union(_TIMES)


def points_nowhere(text: str) -> bool:
    """Tell whether a bare "that", "both" or "it" means what was said, which rules can't tell."""
    return bool(_IT_AS_EVENT.search(text) or _BARE.search(text))


def with_pointed(text: str, exchange: Exchange) -> str | None:
    """Put names in the place of nouns that point back; None where one can't be told."""
    for match in reversed(tuple(_pointing(text))):
        noun = match["noun"].lower()
        found = _meant(noun, exchange)
        if found is not None:
            text = f"{text[: match.start('word')]}{found.text}{text[match.end('noun') :]}"
        elif match["word"].lower() not in {"that", "the same"} or singular(noun) in _KNOWN:
            return None  # else it is no noun: "the claim that prices rose"
    return text


def _pointing(text: str) -> Iterator[re.Match[str]]:
    for match in _POINTING.finditer(text):
        told = (match["before"] or "").strip().lower() in SAYING
        begins_clause = told and match["word"].lower() == "that"
        if match["noun"] not in _NO_NOUNS and match["noun"].islower() and not begins_clause:
            yield match


def _meant(noun: str, exchange: Exchange) -> Referent | None:
    """Give the last thing called so; else the only, or the last, of the noun's kind."""
    spoken = (*exchange.new, *exchange.asked)
    for each in spoken:
        words = re.findall(r"[^\W\d_]+", each.text.lower())
        if noun in words and each.text.lower() != noun:
            return each
    kind = next((kind for kind, nouns in _KINDS.items() if singular(noun) in nouns), None)
    if kind is None:
        return None
    for pool in (exchange.asked, exchange.new):
        sure = [each for each in pool if each.nature.kinds == {kind} and each.is_name]
        if sure:
            return sure[-1]
    unsure = [each for each in spoken if kind in each.nature.kinds and each.is_name]
    return unsure[0] if len(unsure) == 1 else None
