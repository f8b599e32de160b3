"""What a question or an answer speaks of: names and things, in order. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest

from rag.answering.conversation.lexicon import AUXILIARIES, DETERMINERS, PERSON_NOUNS
from rag.answering.conversation.naming import Nature
from rag.answering.conversation.phrases import COUNTED, Phrases
from rag.answering.conversation.referents import Referent
from rag.answering.conversation.tokens import tokens

_TOLD_BY = re.compile(r"\b(?:according to|reported by|citing)(?:\s+the)?\s*$", re.IGNORECASE)
_BEFORE_SUBJECTS = DETERMINERS | PERSON_NOUNS | {"not", "also", "first", "ever", "still", "now"}


def known_names(*texts: str) -> frozenset[str]:
    """Give the words, in small letters, that texts write as names elsewhere than at a beginning."""
    return frozenset(
        token.lower
        for found in map(tokens, texts)
        for token, following in zip_longest(found, found[1:])
        if token.is_capital
        and (not token.opens or (following is not None and following.is_capital))
    )


def mentioned(text: str, *, as_of: date, known: frozenset[str]) -> tuple[Referent, ...]:
    """Find the names and things of a text; those told as a source ("according to") are none."""
    reader = Phrases(text, as_of=as_of, known=known)
    found = [each for each in reader.read() if not _TOLD_BY.search(text[: each.start])]
    return tuple(_coordinated(_with_subject(found, text), text))


def _with_subject(found: Sequence[Referent], text: str) -> list[Referent]:
    """Mark what the first clause is about: behind the verb that asks, or at the beginning."""
    asks = text.rstrip().endswith("?")
    first = next((each for each in tokens(text) if each.lower in AUXILIARIES), None)
    begins = first.end if asks and first else 0
    does = asks and first is not None and first.lower in {"do", "does", "did"}
    marked = list(found)
    for number, each in enumerate(found):
        said = text[: each.start].strip()
        is_asked = asks and not does and number == 0 and COUNTED.fullmatch(said) is not None
        if is_asked or (each.start >= begins and _is_next(text[begins : each.start])):
            marked[number] = replace(each, is_subject=not each.before)
            break
    return marked


def _is_next(said: str) -> bool:
    """Tell whether nothing but articles and the like stands before a subject."""
    return {each.lower for each in tokens(said) if each.is_word} <= _BEFORE_SUBJECTS


def _coordinated(found: Sequence[Referent], text: str) -> Iterator[Referent]:
    """Join names that "and" joins: they can be meant together."""
    number = 0
    while number < len(found):
        last = number
        while last + 1 < len(found) and _joined(found[last], found[last + 1], text):
            last += 1
        if last > number:
            group = found[number : last + 1]
            yield replace(
                group[0],
                text=text[group[0].start : group[-1].end],
                end=group[-1].end,
                head_end=group[-1].end,
                nature=Nature(
                    frozenset.intersection(*(each.nature.kinds for each in group)), plural=True
                ),
            )
            yield from (replace(each, is_part=True, is_subject=False) for each in group)
        else:
            yield found[number]
        number = last + 1


def _joined(left: Referent, right: Referent, text: str) -> bool:
    between = text[left.end : right.start]
    return left.is_name and right.is_name and bool(re.fullmatch(r",? and (?:the )?|, ", between))
