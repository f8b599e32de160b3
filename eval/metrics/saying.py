"""Whether a text says, and means, what is wanted: a phrase, yes or no, a number, a day. Pure."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from eval.cases import CaseNumber
from eval.metrics.days import Mention, find_days, resolved
from eval.metrics.denial import Place, choice, denial
from eval.metrics.numbers import Wanted, alike_kind, counts, counts_else, in_span, likeness, wanted
from eval.metrics.polarity import leading, polarity
from eval.metrics.quantities import Quantity, as_quantity, find_quantities
from eval.metrics.wording import Word, alike, find, read_words, says, without_markers, words
from rag.schema import Answer, AnswerDate

_BEGINNING = ("begin", "start", "open", "from", "first", "arrive", "launch", "since")
_PART = re.compile(r"\s*how (?:many|much) of\b", re.IGNORECASE)
_WHOLE = re.compile(r"\w of (?:(?:its|the|their|his|her|all) )*$")
_OBJECTS = frozenset({"it", "him", "her", "them"})
_ENDING = ("end", "until", "till", "close", "last", "finish", "expire", "leave", "over", "return")


@dataclass(frozen=True, slots=True)
class Said:
    """Whether something is said and meant, and what makes it so, as a sentence."""

    so: bool
    why: str


def says_any(text: str, accepted: Sequence[str], *, question: str, firmly: bool = True) -> Said:
    """Tell whether a text says one of the accepted phrases and doesn't deny it.

    A phrase that is a number counts in whatever wording. `firmly`: one of several possibilities
    isn't enough.
    """
    said = read_words(text)
    places = [(phrase, place) for phrase in accepted for place in _places(phrase, said, text)]
    own = {index for _, (first, last) in places for index in range(first, last)}
    problem = ""
    for phrase, place in places:
        rivals = _quantity_words(said, text) if as_quantity(phrase) else None
        against = denial(said, place, question=question) or (
            firmly and choice(said, place, question=question, rivals=rivals, own=own)
        )
        if not against:
            return Said(True, f"It says {phrase!r}.")
        problem = problem or f"It says {phrase!r} {against}."
    return Said(False, problem or f"It says none of {', '.join(map(repr, accepted))}.")


def says_yes_or_no(text: str, accepted: Sequence[str], *, question: str) -> Said:
    """Tell whether a text answers with the yes or no that is among the accepted phrases."""
    gold = next(each for each in map(_bare, accepted) if each in {"yes", "no"})
    lead = leading(text)
    if lead:
        return Said(lead == gold, f"It begins with {lead}.")
    others = [each for each in accepted if _bare(each) != gold]
    said = says_any(text, others, question=question)
    if said.so:
        return said
    meant = polarity(text, question=question)
    if meant:
        return Said(meant == gold, f"It amounts to {meant}.")
    return Said(False, f"It amounts to neither yes nor no. {said.why if others else ''}".strip())


def is_yes_or_no(accepted: Sequence[str]) -> bool:
    """Tell whether just one of yes and no is accepted."""
    return len({"yes", "no"} & set(map(_bare, accepted))) == 1


def says_number(text: str, number: CaseNumber, *, question: str) -> Said:
    """Tell whether a text gives a number, in this unit or another, in figures or words."""
    goal = wanted(number)
    found = find_quantities(text)
    calendar = any(alike(word, "year") for word in (*words(number.unit), *words(question)))
    given = [
        each for each in found if likeness(each, goal) == "equal" and (calendar or not each.year)
    ]
    problem = ""
    for each in given:
        against = _against_number(each, goal, found, text=text, question=question)
        if not against:
            return Said(True, f"It gives {_written(each, text)}.")
        problem = problem or f"It gives {_written(each, text)} {against}."
    others = ", ".join(_written(each, text) for each in found if not each.year)
    sought = f"{number.value:,.12g} {number.unit}".strip()
    return Said(False, problem or f"{sought} doesn't come out ({others or 'no number is given'}).")


def says_day(answer: Answer, day: date, *, question: str) -> Said:
    """Tell whether an answer names a day of the calendar, in whatever wording.

    What the answer itself says that a wording means ("Tuesday") goes before reading the wording
    as of the reader's day.
    """
    text = without_markers(answer.text)
    said = read_words(text)
    problem, others = "", []
    for mention, named in _days_named(answer, text):
        written = text[mention.start : mention.end]
        if not (mention.names(day, as_of=answer.as_of) if named is None else day in named):
            likely = named[0] if named else resolved(mention, as_of=answer.as_of)
            others.append(f"{written!r} is {likely or 'no single day'}")
            continue
        against = _against_day(mention, said, question=question)
        if not against:
            return Said(True, f"{written!r} is {day}.")
        problem = problem or f"It names {written!r} {against}."
    shown = "; ".join(others) or "no date is named"
    return Said(False, problem or f"{day} doesn't come out ({shown}).")


def _bare(phrase: str) -> str:
    return " ".join(words(phrase))


def _places(phrase: str, said: Sequence[Word], text: str) -> Iterator[Place]:
    """Give where a phrase stands: by its words, or where it is a number by its value."""
    quantity = as_quantity(phrase)
    if quantity is None:
        kept = [index for index, word in enumerate(said) if word.text not in _OBJECTS]
        yield from find(said, phrase)
        for first, last in find([said[index] for index in kept], phrase):
            if kept[last - 1] - kept[first] >= last - first:  # "declared it safe": declared safe
                yield kept[first], kept[last - 1] + 1
        return
    goal = Wanted(quantity.value, quantity.units)
    for each in find_quantities(text):
        if each.ordinal == quantity.ordinal and not each.year and likeness(each, goal) == "equal":
            yield _place(said, each.start, each.end)


def _place(said: Sequence[Word], start: int, end: int) -> Place:
    """Give the words that stand within a stretch of the text; one at least."""
    first = min(bisect_right(said, start, key=lambda word: word.end), len(said) - 1)
    last = bisect_left(said, end, key=lambda word: word.start)
    return first, max(last, first + 1)


def _quantity_words(
    said: Sequence[Word], text: str, quantities: Iterable[Quantity] | None = None
) -> frozenset[int]:
    found = find_quantities(text) if quantities is None else quantities
    return frozenset(
        index for each in found for index in range(*_place(said, each.start, each.end))
    )


def _written(quantity: Quantity, text: str) -> str:
    return repr(text[quantity.start : quantity.end])


def _against_number(
    given: Quantity, goal: Wanted, found: Sequence[Quantity], *, text: str, question: str
) -> str | None:
    """Give what speaks against a number of the right value, None where nothing does."""
    if counts_else(given, goal) and any(counts(each, goal) for each in found):
        return "of something else"
    if _PART.match(question) and _WHOLE.search(text[max(0, given.start - 40) : given.start]):
        return "as the whole of which a part is asked for"
    if in_span(given, found, text):
        return "as one end of a span"
    said = read_words(text)
    place = _place(said, given.start, given.end)
    others = [each for each in found if alike_kind(each, given) and likeness(each, goal) != "equal"]
    rivals = _quantity_words(said, text, others)
    return denial(said, place, question=question) or choice(
        said, place, question=question, rivals=rivals
    )


def _days_named(
    answer: Answer, text: str
) -> Iterator[tuple[Mention, tuple[date | None, ...] | None]]:
    """Give the days of a text, with those that the answer says the wording means, if it does."""
    markers = {citation.marker for citation in answer.citations}
    told = [each for each in answer.dates if each.marker in markers and says(text, each.text)]
    mentions = find_days(text)
    for mention in mentions:
        written = text[mention.start : mention.end]
        named = tuple(_single(each) for each in told if _settles(each.text, mention, written))
        yield mention, named or None
    said = read_words(text)
    for each in told:
        for first, last in find(said, each.text):
            place = Mention(start=said[first].start, end=said[last - 1].end)
            if not any(place.start < other.end and other.start < place.end for other in mentions):
                yield place, (_single(each),)


def _settles(told: str, mention: Mention, written: str) -> bool:
    """Tell whether what an answer says of a wording is about this mention, left open by itself."""
    if mention.year:
        return False
    if mention.relative:
        return says(written, told) or says(told, written)
    return _bare(told) == _bare(written)


def _single(told: AnswerDate) -> date | None:
    return told.start_date if told.start_date == told.end_date else None


def _against_day(mention: Mention, said: Sequence[Word], *, question: str) -> str | None:
    """Give what speaks against a mention of the right day, None where nothing does."""
    if mention.alternative:
        return "as one of several possibilities"
    if mention.part == "left":
        return "as a day that was given up"
    ends = {"first": _BEGINNING, "last": _ENDING, "within": ()}.get(mention.part)
    if ends is not None and not any(alike(word, each) for word in words(question) for each in ends):
        return "as one end of a span"
    place = _place(said, mention.start, mention.end)
    return denial(said, place, question=question) or choice(
        said, place, question=question, rivals=()
    )
