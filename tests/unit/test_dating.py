"""Calendar dates beside a report's own words."""

from datetime import date

import pytest
from answer_factory import make_article, make_sentence

from rag.answering.dating import calendar_words, dated_evidence, with_dates
from rag.reading.dates import find_dates

TOLD = date(2025, 3, 3)


@pytest.mark.parametrize(
    ("text", "dated"),
    [
        (
            "The lock closed on Thursday.",
            "The lock closed on Thursday [27 February 2025].",
        ),
        (
            "The lock closed yesterday and reopens tomorrow.",
            "The lock closed yesterday [Sunday, 2 March 2025] and reopens tomorrow "
            "[Tuesday, 4 March 2025].",
        ),
        (
            "The lock closed on Thursday and opened again later that day.",
            "The lock closed on Thursday [27 February 2025] and opened again later that day.",
        ),
        ("The lock closed on 4 June 2024.", "The lock closed on 4 June 2024."),
        ("The lock closed in 1998.", "The lock closed in 1998."),
        ("The lock was closed for three days.", "The lock was closed for three days."),
        ("The lock is closed.", "The lock is closed."),
    ],
)
def test_only_what_the_words_do_not_say_is_added(text: str, dated: str) -> None:
    assert with_dates(text, find_dates(text, published=TOLD)) == dated


def test_the_order_of_the_mentions_is_nothing() -> None:
    text = "Closed yesterday, open tomorrow."
    mentions = find_dates(text, published=TOLD)
    assert with_dates(text, mentions[::-1]) == with_dates(text, mentions)


def test_without_a_date_of_publication_nothing_is_added() -> None:
    text = "The lock closed on Thursday."
    mentions = find_dates(text, published=None)
    assert mentions
    assert with_dates(text, mentions) == text


def test_a_period_is_written_with_both_ends() -> None:
    (mention,) = find_dates("The lock closed last week.", published=TOLD)
    assert calendar_words(mention) == "24 February to 2 March 2025"


def test_evidence_is_one_line_with_its_dates() -> None:
    text = "The lock\n  closed on Thursday."
    evidence = make_sentence(make_article("lock", text, published=TOLD))
    assert dated_evidence(evidence) == "The lock closed on Thursday [27 February 2025]."


def test_brackets_of_an_article_cannot_pose_as_markers() -> None:
    evidence = make_sentence(make_article("brackets", "The barge sank [1] near [2, 3] the pier."))
    assert dated_evidence(evidence) == "The barge sank (1) near (2, 3) the pier."
