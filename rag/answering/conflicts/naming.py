"""Who it is: the name beside a title, the name of whoever did it, the given name. Pure."""

import re
from collections.abc import Iterator

from rag.answering.conflicts.asked import Asked
from rag.answering.conflicts.names import NAME, Names, clean, is_calendar, read_name, subject_names
from rag.answering.conflicts.sides import Statement
from rag.answering.conflicts.titles import asks_which, asks_who_did, name_patterns, owners
from rag.schema import Evidence
from rag.words import holds, stems, words

_PAST_HOLDER = re.compile(
    r"\b(?:former|ex|then|late|previous|outgoing|acting|deputy|vice|assistant|associate|incoming|"
    r"designate|predecessor|successor|would-be)[- ]+(?:\w+[- ]+){0,2}$|\bex-$",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?<![.!?] )(?<!^)\b(?P<other>{NAME})\s(?:(?:rookie|backup|veteran|longtime|long-time|"
    r"young|new|current|interim|star|first|assistant|associate|non-executive)\s){0,2}$"
)
_OF = re.compile(rf",? (?:of|for|at) (?:the |an? |its )?(?:[\w-]+ ){{0,3}}?(?P<other>{NAME})")
_OFFICES = re.compile(
    r"(?:(?:Prime|Chief|Cabinet|Foreign|Interior|Defen[cs]e|Finance|Deputy|Vice|Minister|Secretary|"
    r"President|Mayor|Governor|Chancellor|Premier|General|Captain|Coach|Director|Judge|Justice|"
    r"Senator|Professor|Commissioner|Ambassador|King|Queen|Prince|Princess|Pope|Bishop)[ -])+"
)
_HEADLINE = 0.8
"""Share of longer words with capitals from which on a text is a headline, not a sentence."""

_AND = re.compile(rf"\s?(?:,|and|&)\s(?:and\s)?(?={NAME})")


def holders(asked: Asked, evidence: Evidence) -> Iterator[Statement]:
    """Yield whom a sentence names as what the question asks for."""
    text = evidence.text
    for pattern in name_patterns(asked.reading.text):
        for found in pattern.finditer(text):
            if _stands(asked, evidence, found):
                start, end = found.span("name")
                several = asks_who_did(asked.reading.text)
                yield _statement(evidence, start, _more(text, end) if several else end)
                return


def _statement(evidence: Evidence, start: int, end: int) -> Statement:
    office = _OFFICES.match(evidence.text, start, end)
    start = office.end() if office else start
    written = clean(evidence.text[start:end])
    names = tuple(read_name(part) for part in re.split(r",| and | & ", written) if part.strip())
    return Statement(
        value=Names(names=names),
        written=written,
        start=start,
        end=start + len(written),
        evidence=evidence,
    )


def _more(text: str, end: int) -> int:
    """Give where the names end that "and" adds to the first."""
    while (joined := _AND.match(text, end)) and " and " in f"{joined[0]} ":
        following = re.compile(NAME).match(text, joined.end())
        if not following:
            break
        end = following.end()
    return end


def _stands(asked: Asked, evidence: Evidence, found: re.Match[str]) -> bool:
    """Tell whether a name found is one for the thing asked, and not for something beside it."""
    before = evidence.text[: found.start()]
    if _is_headline(evidence.text) or not _answers(asked, found["name"]):
        return False
    if _PAST_HOLDER.search(before) and not _PAST_HOLDER.search(asked.reading.text):
        return False
    if "done" in found.groupdict() and not _names_all(asked, before):
        return False
    beside = (_OF.match(evidence.text, found.end()), _BEFORE.search(before))
    return _owned(asked, evidence) and all(_own(asked, each) for each in beside)


def _answers(asked: Asked, written: str) -> bool:
    """Tell whether a name says more than the question itself does."""
    name = clean(written)
    if not name or not read_name(name).parts:
        return False
    own = {word.stem for word in asked.reading.words}
    return asks_which(asked.reading.text) or not all(
        holds(word.stem, among=own) for word in words(name)
    )


def _names_all(asked: Asked, before: str) -> bool:
    """Tell whether all that the question names stands before a "done by": it is what was done."""
    there = stems(before)
    return all(holds(name, among=there) for name in asked.reading.names)


def _is_headline(text: str) -> bool:
    long = [word for word in words(text) if len(word.written) > 3 and not word.is_number]
    return len(long) > 5 and sum(word.is_name for word in long) >= _HEADLINE * len(long)


def _owned(asked: Asked, evidence: Evidence) -> bool:
    """Tell whether a name of several words is there as one: "united front" is no United States."""
    told = evidence.text.casefold()
    if not asks_who_did(asked.reading.text):
        told += f"\n{evidence.article.title or ''}\n{evidence.article.text}".casefold()
    runs = (re.split(r"['’]s? ", run) for run in subject_names(asked.reading.text))
    there = stems(evidence.text)
    return all(name.casefold() in told for run in runs for name in run if " " in name) and all(
        name not in evidence.lacking or holds(name, among=there)
        for name in owners(asked.reading.text)
    )


def _own(asked: Asked, other: re.Match[str] | None) -> bool:
    """Tell whether a name beside the title is the question's own, not another ("Dutch warden")."""
    if other is None or is_calendar(other["other"]):
        return True
    own = stems(asked.reading.text)
    return all(holds(word.stem, among=own) for word in words(other["other"]))
