"""An answer's own text as HTML: markers as buttons, dates that tell their day. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from rag.reading.dates import format_period
from rag.schema import Answer, AnswerDate, AnswerSentence
from ui.drawing.cards import Source
from ui.drawing.markup import Piece, escaped, pieced, when

_MARKER = re.compile(r"\[([0-9]{1,3})\]")
_BRACKETED = re.compile(r"\[([^\[\]]{4,60})\]")
_UNSUPPORTED = '<span class="note">not supported by the articles</span>'


def worded(answer: Answer, *, sources: Mapping[int, Source], tag: str) -> str:
    """Write the sentences where the answer has them, and whatever stands between as it is."""
    pieces, done = [], 0
    for sentence in answer.sentences:
        words = answer.text[sentence.start : sentence.end]
        told = pieced(
            words, [*_buttons(words, sources), *_days(words, _dates_of(sentence, answer.dates))]
        )
        pieces += [
            _between(answer.text[done : sentence.start], sources),
            f"<{tag}>{told}</{tag}>"
            if sentence.support == "supported"
            else f'<{tag} class="unsupported">{told} {_UNSUPPORTED}</{tag}>',
        ]
        done = sentence.end
    return "".join([*pieces, _between(answer.text[done:], sources)])


def _between(text: str, sources: Mapping[int, Source]) -> str:
    return pieced(text, _buttons(text, sources))


def _buttons(text: str, sources: Mapping[int, Source]) -> list[Piece]:
    """Give a button for each marker that stands for a citation."""
    return [
        (found.start(), found.end(), sources[int(found[1])].button)
        for found in _MARKER.finditer(text)
        if int(found[1]) in sources
    ]


def _dates_of(
    sentence: AnswerSentence, dates: Sequence[AnswerDate]
) -> Mapping[str, tuple[date, date]]:
    """Give the periods of the expressions that a sentence's quotes name.

    One that two quotes read differently is left out.
    """
    periods: dict[str, set[tuple[date, date]]] = {}
    for each in dates:
        if each.marker in sentence.citations:
            periods.setdefault(each.text, set()).add((each.start_date, each.end_date))
    return {words: next(iter(found)) for words, found in periods.items() if len(found) == 1}


def _days(text: str, periods: Mapping[str, tuple[date, date]]) -> Iterator[Piece]:
    """Yield each expression with its period, and quietly the day that was written behind it."""
    longest_first = "|".join(re.escape(each) for each in sorted(periods, key=len, reverse=True))
    if longest_first:
        for found in re.finditer(rf"(?<!\w)(?:{longest_first})(?!\w)", text):
            first, last = periods[found[0]]
            yield found.start(), found.end(), when(found[0], first=first, last=last)
    added = {written for period in periods.values() for written in _written(*period)}
    for found in _BRACKETED.finditer(text):
        if found[1] in added:
            words = f'<span class="calendar">{escaped(found[0])}</span>'
            yield found.start(), found.end(), words


def _written(first: date, last: date) -> tuple[str, ...]:
    whole = format_period(first, last)
    return (whole, whole.partition(", ")[2])
