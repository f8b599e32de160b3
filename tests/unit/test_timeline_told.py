import html
import json
import re
from datetime import date
from typing import Any

import pytest

from rag.index.happenings import Happening, Tally
from rag.schema import Question
from ui.timeline.asking import Narrowed
from ui.timeline.told import render_nothing, render_timeline, sentence_json

TODAY = date(2026, 3, 1)
DAY = date(2026, 1, 13)
TALLY = Tally(start_date=DAY, end_date=DAY, sentences=1)


def happening(**changed: Any) -> Happening:
    values: dict[str, Any] = {
        "article_id": "a1",
        "start": 20,
        "end": 43,
        "text": "It opens Tuesday, early",
        "start_date": DAY,
        "end_date": DAY,
        "words": "Tuesday",
        "words_start": 9,
        "words_end": 16,
        "title": "A title",
        "outlet": "The Herald",
        "file": "a.txt",
        "published": date(2026, 1, 9),
        "inferred": None,
        "voice": "a1",
        "carriers": 2,
    }
    return Happening(**(values | changed))


def drawn(
    *happenings: Happening, undated: int = 0, as_of: date = TODAY, **filters: tuple[str, ...]
) -> str:
    return render_timeline(
        (TALLY,),
        happenings,
        question=Question(text="", as_of=as_of, **filters),
        filters=Narrowed(**filters),
        today=TODAY,
        undated=undated,
    )


def payload(page: str) -> Any:
    found = re.search(r'<div class="payload" hidden>(.*?)</div>', page)
    assert found
    return json.loads(html.unescape(found[1]))


def test_the_script_is_given_periods_with_their_names_and_counts() -> None:
    told = payload(drawn(happening()))
    assert told["periods"] == [["2026-01-13", "2026-01-13", 1, "Tuesday, 13 January 2026"]]
    assert (told["today"], told["today_name"]) == ("2026-03-01", "today")


def test_a_sentence_is_parted_at_the_words_that_name_its_day() -> None:
    told = sentence_json(happening())
    assert told["parts"] == ["It opens ", "Tuesday", ", early"]
    assert (told["article"], told["start"], told["end"]) == ("a1", 20, 43)
    assert told["carriers"] == 2


@pytest.mark.parametrize(
    ("changed", "source"),
    [
        ({}, "The Herald, 9 January 2026"),
        ({"outlet": None}, "A title, 9 January 2026"),
        ({"outlet": None, "title": None, "published": None}, "a.txt, date unknown"),
        (
            {"published": None, "inferred": date(2026, 1, 8)},
            "The Herald, 8 January 2026 (inferred)",
        ),
    ],
)
def test_a_sentence_says_where_it_stands(changed: dict[str, Any], source: str) -> None:
    assert sentence_json(happening(**changed))["source"] == source


def test_words_of_others_are_only_text() -> None:
    hostile = "</div><script>alert(1)</script><img src=x>"
    page = drawn(happening(text=hostile, words_start=0, words_end=2, outlet=hostile))
    assert "<script" not in page
    assert "<img" not in page
    assert payload(page)["sentences"][0]["parts"] == ["", "</", hostile[2:]]


def test_the_day_of_the_reader_is_told() -> None:
    page = drawn(as_of=date(2026, 1, 10))
    assert payload(page)["today_name"] == "as of 10 January 2026"
    assert "until 10 January 2026" in page


def test_filters_are_told_and_handed_on() -> None:
    page = drawn(outlets=("The <b>Herald",))
    assert "Only in <bdi>The &lt;b&gt;Herald</bdi>" in page
    assert payload(page)["filters"]["outlets"] == ["The <b>Herald"]


def test_undated_articles_are_told_of() -> None:
    assert "2 articles have no date" in drawn(undated=2)
    assert "1 article has no date" in drawn(undated=1)
    assert "no date" not in drawn()


@pytest.mark.parametrize(
    ("articles", "passing", "words"),
    [
        (0, 0, "The collection is empty"),
        (9, 0, "No article passes the filters"),
        (9, 2, "No day, month or year is named in 2 articles"),
    ],
)
def test_nothing_to_draw_is_said(articles: int, passing: int, words: str) -> None:
    question = Question(text="", as_of=TODAY)
    assert words in render_nothing(articles=articles, passing=passing, question=question)
