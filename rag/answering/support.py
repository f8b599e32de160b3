"""Does this evidence carry that claim? Numbers, dates, names and content words decide. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rag.reading.dates import find_dates
from rag.schema import DateMention, Evidence
from rag.words import Word, content_words, holds, stems

_ENOUGH = 0.6
"""Share of a claim's content words that its evidence must hold."""

_NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
_NO = re.compile(r"\b(?:not|never|no|nobody|nothing|without|cannot)\b|n['’]t\b", re.IGNORECASE)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrying:
    """Whether evidence carries a claim, how much of its words, and what it lacks."""

    supported: bool
    share: float
    lacking: tuple[str, ...]


def carries(evidence: Evidence, *, claim: str, asked: frozenset[str]) -> Carrying:
    """Check a claim against one sentence of evidence.

    `asked` are the stems of the question: a claim may repeat them without proof, since they say
    what is asked, not what is answered. Numbers, dates and names of the claim must all be there.
    """
    claimed = find_dates(claim, published=evidence.article.reference_date)
    plain = _without_dates(claim, claimed)
    there = stems(evidence.text)
    around = there | stems(evidence.article.title or "") | stems(evidence.article.outlet or "")
    lacking = [
        *_lacking_dates(claimed, evidence.dates),
        *_lacking_numbers(plain, evidence.text),
        *_lacking_names(plain, there=around | asked),
        *_otherwise(claim, evidence.text),
    ]
    own = content_words(plain)
    # A claim may be nothing but a date, compared by the calendar; else it must say a word.
    share = _share(own, there=there, asked=asked) if own else float(bool(claimed))
    return Carrying(supported=not lacking and share >= _ENOUGH, share=share, lacking=tuple(lacking))


def _without_dates(text: str, mentions: Iterable[DateMention]) -> str:
    for mention in reversed(tuple(mentions)):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    return text


def _lacking_dates(claimed: Iterable[DateMention], there: Iterable[DateMention]) -> Iterable[str]:
    periods = [
        (mention.start_date, mention.end_date)
        for mention in there
        if mention.start_date and mention.end_date
    ]
    values = {mention.text.casefold() for mention in there}
    for mention in claimed:
        if mention.text.casefold() in values or mention.start_date is None:
            continue
        if not any(_within((mention.start_date, mention.end_date), each) for each in periods):
            yield mention.text


def _within(claimed: tuple[date, date | None], known: tuple[date, date]) -> bool:
    """A claim may be less exact than its evidence ("in January" for the 13th), never more."""
    return claimed[0] <= known[0] and known[1] <= (claimed[1] or claimed[0])


def numbers(text: str) -> frozenset[str]:
    """Give the numbers of a text as digits, whether written in digits or in words."""
    found = set()
    for word in content_words(text):
        if word.is_number:
            found.add(_ORDINAL.sub("", word.stem))
        elif word.written.lower() in _NUMBERS:
            found.add(str(_NUMBERS.index(word.written.lower())))
    return frozenset(found)


def _lacking_numbers(claim: str, evidence: str) -> Iterable[str]:
    return sorted(numbers(claim) - numbers(evidence))


def _lacking_names(claim: str, *, there: frozenset[str]) -> Iterable[str]:
    for word in content_words(claim):
        inside = word.start > 0 and claim[: word.start].rstrip()[-1:] not in '.!?:"“'
        if inside and word.is_name and not holds(word.stem, among=there):
            yield word.written


def _otherwise(claim: str, evidence: str) -> Iterable[str]:
    """Give what one of the two denies and the other doesn't."""
    denied, denied_there = _denied(claim), _denied(evidence)
    if denied and not denied_there:
        return ("not",)
    said = {word.stem for word in content_words(claim)} - denied
    return sorted(said & denied_there)


def _denied(text: str) -> frozenset[str]:
    """Give the content word behind each "not", "never" or "no"; the word itself where none is."""
    found = list(content_words(text))
    return frozenset(
        next((word.stem for word in found if word.start >= no.end()), no[0].casefold())
        for no in _NO.finditer(text)
    )


def _share(claimed: tuple[Word, ...], *, there: frozenset[str], asked: frozenset[str]) -> float:
    """Share of the claim's own words that are there; asked words count where they are found."""
    own = {word.stem for word in claimed} - asked
    repeated = {word.stem for word in claimed} & asked
    found = sum(holds(stem, among=there) for stem in own)
    return (found + len(repeated)) / (len(own) + len(repeated))
