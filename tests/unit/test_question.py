"""Reading questions: kind, words, names, focus, days, conversation, attribution, phrases."""

from datetime import date

import pytest

from rag.retrieval.question import QuestionReading, read_question
from rag.schema import Question

WEDNESDAY = date(2024, 5, 8)


def read(text: str) -> QuestionReading:
    return read_question(Question(text=text, as_of=WEDNESDAY))


def written(reading: QuestionReading) -> list[str]:
    return [word.written for word in reading.words]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("When will the lock reopen?", "date"),
        ("On what date did the barge sink?", "date"),
        ("In which year was the mill built?", "date"),
        ("How many rowers were aboard?", "number"),
        ("What percentage of voters stayed away?", "number"),
        ("How much did the new tram cost?", "money"),
        ("How old is the warden?", "age"),
        ("How long did the walkout last?", "duration"),
        ("Who is the warden of Quillport?", "person"),
        ("Whose boat won?", "person"),
        ("Where was the kiln built?", "place"),
        ("In which town does Orla Vane live?", "place"),
        ("Why did the lock close?", "reason"),
        ("What caused the outage?", "reason"),
        ("What is a 'quiet seam'?", "definition"),
        ("What did Orla Vane say about the lock?", "statement"),
        ("Did the council approve the tunnel?", "yes or no"),
        ("And is the pier open?", "yes or no"),
        ("Which barge sank?", "thing"),
        ("", "thing"),
    ],
)
def test_the_kind_of_thing_asked_for(text: str, wanted: str) -> None:
    assert read(text).wanted == wanted


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("In which town is the mill?", "town"),
        ("What country did she visit?", "countri"),
        ("Where is the mill?", ""),
        ("Which mill stands in a town?", ""),
    ],
)
def test_the_sort_of_place_asked_for(text: str, sort: str) -> None:
    assert read(text).sort == sort


def test_of_two_question_words_the_first_counts() -> None:
    assert read("Who knows when the lock reopens?").wanted == "person"
    assert read("When was it known who sank the barge?").wanted == "date"


def test_words_leave_out_the_kind_asked_for_and_the_days_named() -> None:
    reading = read("On what date in June will the council of Quillport vote?")
    assert written(reading) == ["council", "Quillport", "vote"]


def test_names_are_written_with_a_capital_but_not_for_standing_first() -> None:
    assert read("Barges that Orla Vane owns?").names == {"orla", "vane"}
    assert read("Which barges sank?").names == frozenset()


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("What berth number did the Heron have?", ["berth", "number"]),
        ("How many rowers did the council fine?", ["rowers"]),
        ("Who sank the barge?", []),
        ("What did the council fine?", []),
    ],
)
def test_the_focus_is_what_is_asked_for(text: str, focus: list[str]) -> None:
    assert [word.written for word in read(text).focus] == focus


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("What happened yesterday?", (date(2024, 5, 7), date(2024, 5, 7))),
        ("Who won last week?", (date(2024, 4, 29), date(2024, 5, 5))),
        ("Who won in March 2023?", (date(2023, 3, 1), date(2023, 3, 31))),
        (
            "What changed from 2 April 2024 to 9 April 2024?",
            (date(2024, 4, 2), date(2024, 4, 9)),
        ),
        ("What happened?", None),
    ],
)
def test_the_period_is_read_by_the_readers_today(
    text: str, period: tuple[date, date] | None
) -> None:
    assert read(text).period == period


@pytest.mark.parametrize(
    "text",
    [
        "How many trees fell according to the Marsh Gazette?",
        "How many trees fell, as reported by Marsh Gazette?",
        "How many trees fell, according to Marsh Gazette reports?",
    ],
)
def test_who_reported_it_is_no_part_of_the_question(text: str) -> None:
    reading = read(text)
    assert written(reading) == ["trees", "fell"]
    assert reading.names == frozenset()


@pytest.mark.parametrize(
    "text",
    ['Who wrote "The Salt Barge"?', "Who wrote “The Salt Barge”?", "Who wrote ‘The Salt Barge’?"],
)
def test_quoted_phrases_are_looked_for_whole(text: str) -> None:
    reading = read(text)
    assert reading.phrases == ("The Salt Barge",)


def test_apostrophes_quote_nothing() -> None:
    assert read("Who wrote the warden's and the rowers' speech?").phrases == ()


@pytest.mark.parametrize(
    ("text", "tense"),
    [
        ("When will the lock reopen?", "future"),
        ("When is the lock scheduled to reopen?", "future"),
        ("When did the lock close?", "past"),
        ("When was the lock closed?", "past"),
        ("Who has opened the lock?", "past"),
        ("Who owns the lock?", "any"),
    ],
)
def test_tense(text: str, tense: str) -> None:
    assert read(text).tense == tense


def test_a_year_is_enough_only_where_a_year_is_asked_for() -> None:
    assert read("In what year did the lock close?").of_year
    assert not read("When did the lock close?").of_year


def test_blanks_and_line_ends_are_nothing() -> None:
    assert read("  When\n did  the lock close? ").text == "When did the lock close?"


def test_an_empty_question_asks_for_nothing() -> None:
    reading = read("")
    assert reading.period is None
    assert (reading.words, reading.phrases) == ((), ())
