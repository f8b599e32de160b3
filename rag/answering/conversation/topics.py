"""What a conversation was about last, and which of it a pronoun can mean. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from rag.answering.conversation.asking import taken_apart
from rag.answering.conversation.mentions import known_names, mentioned
from rag.answering.conversation.naming import Nature, Sex
from rag.answering.conversation.referents import Referent, same
from rag.reading.dates import find_dates

Meant = Literal["he", "she", "they", "it", "there"]
"""What a pronoun can stand for; the other forms ("him", "his") count as these."""

_CLEARLY = 0.5
"""By how much the best referent must lead, or the pronoun stays open."""

_FORMS: dict[Meant, str] = {
    "he": r"\b(?:he|him|his)\b",
    "she": r"\b(?:she|hers?)\b",
    "they": r"\b(?:they|them|theirs?)\b",
    "it": r"\b(?:it|its)\b",
    "there": r"\bthere\b",
}
_WHO_IS = re.compile(r"\W*who (?:is|was|are|were)\b", re.IGNORECASE)
_FOR_A_DAY = re.compile(r"\W*(?:\w+ )?(?:when|(?:what|which) (?:date|day))\b", re.IGNORECASE)
_PLACED = re.compile(
    r"\b(?P<preposition>in|at|on|near)\s+(?P<place>(?:the |an? )?[a-z][\w-]*"
    r"(?: (?!in\b|at\b|on\b|and\b|to\b|for\b|of\b|with\b)[a-z][\w-]*){0,2})(?=[.,;:?!]|$|\s)"
)
_REPORTED = re.compile(
    r"\b(?:say|says|said|report|reports|reported|write|writes|wrote|claim|claims|tell|told)\b"
    r".*\b(?:about|on)\b",
    re.IGNORECASE,
)
_ASKED_FOR: dict[str, frozenset[str]] = {
    "who": frozenset({"he", "she", "they"}),
    "whom": frozenset({"he", "she", "they"}),
    "whose": frozenset({"he", "she", "they"}),
    "where": frozenset({"there"}),
    "what": frozenset({"it", "they", "there"}),
    "which": frozenset({"it", "they", "he", "she", "there"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A question as it stood alone, what was answered, and the days and things of both."""

    question: str
    answer: str
    asked: tuple[Referent, ...]
    told: tuple[Referent, ...]
    day: tuple[date, date] | None

    @property
    def word(self) -> str:
        """The word that asks in the question."""
        asked = taken_apart(self.question)
        return asked.word if asked else ""

    @property
    def asks_for_object(self) -> bool:
        """Whether the question asks whom or what something was done to."""
        asked = taken_apart(self.question)
        return asked is not None and not asked.is_about_subject

    @property
    def is_of_a_report(self) -> bool:
        """Whether the question is what somebody reports of another: the other is its topic."""
        return bool(_REPORTED.search(self.question))

    def goes_on_with(self, referent: Referent, pronoun: Meant) -> bool:
        """Tell whether the answer speaks of a referent by the same pronoun, not by its name."""
        called = re.search(_FORMS[pronoun], self.answer, re.IGNORECASE)
        return called is not None and not any(same(referent, each) for each in self.told)

    @property
    def new(self) -> tuple[Referent, ...]:
        """What the answer names and the question doesn't."""
        return tuple(
            each for each in self.told if not any(same(each, other) for other in self.asked)
        )


def read_exchange(question: str, answer: str, *, as_of: date, around: Sequence[str]) -> Exchange:
    """Read a question and its answer; `around` are texts that show how names are written."""
    known = known_names(question, answer, *around)
    told = mentioned(answer, as_of=as_of, known=known)
    placed = _where_told(answer) if re.match(r"\W*where\b", question, re.IGNORECASE) else None
    if placed is not None and not any(each.start <= placed.end <= each.end for each in told):
        told = (placed, *told)
    asked = mentioned(question, as_of=as_of, known=known)
    if _WHO_IS.match(question):
        asked = tuple(replace(each, nature=_as_person(each.nature)) for each in asked)
    return Exchange(
        question=question,
        answer=answer,
        asked=asked,
        told=told,
        day=_day(question, answer, as_of=as_of),
    )


def _as_person(nature: Nature) -> Nature:
    return replace(nature, kinds=frozenset({"person"})) if "person" in nature.kinds else nature


def _day(question: str, answer: str, *, as_of: date) -> tuple[date, date] | None:
    """Give the day spoken of: the first that a question for it was answered with, else the last."""
    for text in (answer, question):
        dated = [each for each in find_dates(text, published=as_of) if each.start_date]
        # "on Tuesday [13 January 2026]": what says its year needs no reading.
        full = [each for each in dated if str(each.start_date)[:4] in each.text]
        periods = [
            (each.start_date, each.end_date)
            for each in full or dated
            if each.start_date and each.end_date
        ]
        if periods:
            return periods[0 if _FOR_A_DAY.match(question) else -1]
    return None


def _where_told(answer: str) -> Referent | None:
    """Give the place that an answer to "where" names without a name: "in dry dock"."""
    match = _PLACED.search(answer)
    if match is None:
        return None
    return Referent(
        text=match["place"],
        start=match.start("place"),
        end=match.end("place"),
        head_end=match.end("place"),
        nature=Nature(frozenset({"place"})),
        before=match["preposition"].lower(),
    )


def possibly_meant(
    pronoun: Meant, exchange: Exchange, *, named: Sequence[Referent], is_object: bool
) -> tuple[tuple[float, Referent], ...]:
    """Give what a pronoun can stand for with how well it fits, best first.

    `named` is what the new question names itself, which a pronoun beside it can't mean;
    `is_object` tells that something is done to it ("Who built it?").
    """
    scored: list[tuple[float, Referent]] = []
    for each in (*exchange.asked, *exchange.new):
        if any(same(each, other) for other in (*named, *(better for _, better in scored))):
            continue
        score = _score(each, pronoun, exchange, is_object=is_object)
        if score is not None:
            scored.append((score, each))
    return tuple(sorted(scored, key=lambda pair: -pair[0]))


def clearly_meant(possible: Sequence[tuple[float, Referent]]) -> Referent | None:
    """Give the best of what a pronoun can stand for, None where others fit nearly as well."""
    if len(possible) > 1 and possible[0][0] - possible[1][0] < _CLEARLY:
        return None
    return possible[0][1]


def brings_up_a_thing(exchange: Exchange) -> bool:
    """Tell whether an answer brings up a thing ("a petition") that "it" may be done to."""
    return any(each.is_new and each.nature.kinds == {"thing"} for each in exchange.new)


def _score(
    referent: Referent, pronoun: Meant, exchange: Exchange, *, is_object: bool
) -> float | None:
    is_told = referent in exchange.new
    goes_on = not is_told and exchange.goes_on_with(referent, pronoun)
    fit = fitting(referent.nature, pronoun)
    if fit is None:
        # Ships are "she": what was asked about, and is called so in the answer, is meant.
        is_she = goes_on and referent.is_subject and pronoun in {"he", "she"}
        return 1.0 if is_she and not referent.nature.plural else None
    if not _may_mean(referent, pronoun, exchange, is_told=is_told):
        return None
    inside = referent.is_part or referent.before == "of"
    if is_told:
        return fit + 1.0 + _asked_for(referent, pronoun, exchange) - inside
    if pronoun in {"it", "they"} and exchange.is_of_a_report:
        return fit + 2.0 + (referent.before in {"about", "on"})
    leads = referent.is_subject and not is_object
    return fit + 2.0 + goes_on * (2.0 + 1.5 * leads) + leads - inside


def _may_mean(referent: Referent, pronoun: Meant, exchange: Exchange, *, is_told: bool) -> bool:
    if referent.is_asked and not referent.nature.plural and exchange.new:
        return False
    if pronoun == "it" and referent.nature.kinds == {"place"} and not is_told:
        return not referent.before
    if pronoun == "there" and referent.nature.kinds != {"place"}:
        answers = is_told and exchange.word == "where"
        return answers or referent.before in {"in", "at", "on", "near"}
    return True


def _asked_for(referent: Referent, pronoun: Meant, exchange: Exchange) -> float:
    """What a referent gains that the answer gives for what was asked."""
    if pronoun not in _ASKED_FOR.get(exchange.word, ()):
        return 0.0
    by_subject = exchange.asks_for_object and referent.is_subject
    if exchange.word in {"what", "which"} and (by_subject or exchange.is_of_a_report):
        return 0.0
    if pronoun == "it" and re.search(_FORMS["it"], exchange.answer, re.IGNORECASE):
        return 0.0  # "Harbour United won it": it is something else
    is_role = not referent.is_name and any(each.is_name for each in exchange.told)
    first = exchange.new[0] == referent and not (is_role and exchange.word == "who")
    return 2.5 if first or referent.nature.plural else 1.0


def fitting(nature: Nature, pronoun: Meant) -> float | None:
    """Tell how well a pronoun fits what something is: None not at all, more where it's sure."""
    if pronoun in {"he", "she"}:
        return _fitting_one(nature, "woman" if pronoun == "he" else "man")
    sure = 1.5 if len(nature.kinds) == 1 else 0.0
    if pronoun == "they":
        if nature.plural:
            return 2.0 if nature.kinds & {"person", "group"} else 1.0
        # Of "the Harvest Fair" nothing says that it is a group.
        return sure if nature.kinds == {"group"} or nature.kinds >= {"person", "group"} else None
    if nature.plural or nature.kinds == {"person"}:
        return None
    if pronoun == "it":
        return sure - (nature.kinds == {"place"})
    return sure + 1.0 if nature.kinds == {"place"} else 0.0


def _fitting_one(nature: Nature, other: Sex) -> float | None:
    if "person" not in nature.kinds or nature.plural or nature.sex == other:
        return None
    return 1.5 * (len(nature.kinds) == 1) + (nature.sex != "unknown")
