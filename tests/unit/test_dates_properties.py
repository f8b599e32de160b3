"""What holds of every text: exact spans, sound periods, no failure, and time in proportion."""

from datetime import date
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.reading.dates import find_dates

_WORDS = """
the a of in on to by and last next this that same past coming early late mid two 12 1/2 first 13th
30 31 Feb. May March sun Friday Tue Monday's day week month quarter year days weeks years decades
century centuries hundred thousand few several couple old ago earlier later before after from
between since until will said is noon night 3 p.m. 9999 0000 0001 99999 2026 1990s '80s 20th B.C.
Q3 FY2025 13/01/2026 03/04/2026 1/1/1/1 2026-01-09 0000-00-00 9999-12-31 9999-12-31T23:59:59Z
29/2/2025 12:30 GMT Easter Christmas Eve summer fall weekend fortnight now every each ended fiscal
second 24 hours time and half the 17 00 :00 ٣ ²
"""
_MARKS = (
    " ",
    " ",
    " ",
    "-",
    ":",
    ".",
    ", ",
    ". ",
    "\n",
    "\n\n",
    "  ",
    "'s ",
    "/",
    "–",
    " (",
    "\u00a0",
)
_soup = st.lists(
    st.tuples(st.sampled_from(_WORDS.split()), st.sampled_from(_MARKS)), max_size=25
).map(lambda pairs: "".join(word + mark for word, mark in pairs))
_published = st.none() | st.dates() | st.sampled_from([date.min, date.max, date(2024, 2, 29)])


@settings(deadline=None, max_examples=300)
@given(text=_soup | st.text() | st.tuples(st.text(), _soup).map("".join), published=_published)
def test_spans_are_exact_and_periods_are_sound(text: str, published: date | None) -> None:
    position = 0
    for mention in find_dates(text, published=published):
        assert position <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert mention.rule
        if mention.start_date or mention.end_date:
            assert mention.start_date
            assert mention.end_date
            assert mention.start_date <= mention.end_date
        position = mention.end


@pytest.mark.parametrize(
    "repeated",
    [
        *("x", "7", " ", "\n", "Monday ", "the the ", "in ", "1/", "1/1/1/1 ", "to be ", "May "),
        *("the" + " " * 999, "a\n", "two ", "Jan. 3-", "twenty-", "Monday's ", "is going "),
        *("2020 ", "01/02/2026 ", "a year earlier ", "the 13th ", ").", "said Friday that day "),
    ],
)
def test_time_grows_with_the_length_and_no_faster(repeated: str) -> None:
    find_dates(repeated, published=date(2026, 1, 9))
    short, long = (min(_seconds(repeated, size) for _ in range(2)) for size in (2_000, 16_000))
    assert long < 24 * short + 0.1


def _seconds(repeated: str, size: int) -> float:
    text = repeated * (size // len(repeated))
    start = process_time()
    find_dates(text, published=date(2026, 1, 9))
    return process_time() - start
