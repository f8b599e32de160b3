from datetime import date

import pytest

from rag.reading.dates import find_dates
from ui.example_rules import questions_of

PUBLISHED = date(2025, 3, 10)


def asked(sentence: str) -> list[str]:
    dates = find_dates(sentence, published=PUBLISHED)
    return [each.text for each in questions_of(sentence, dates=dates)]


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        (
            "The Lutz Canal was opened to barges on Tuesday.",
            "When was the Lutz Canal opened to barges?",
        ),
        (
            "Anna Ferrer, a judge in Holm, will be sworn in at Lutz on 14 April 2025.",
            "When will Anna Ferrer be sworn in at Lutz?",
        ),
        ("Omar Vane arrives in Lutz on Friday.", "When does Omar Vane arrive in Lutz?"),
        ("Omar Vane carries the cup to Lutz next Friday.", "When does Omar Vane carry the cup"),
        (
            "The Holm road was closed because the river had risen.",
            "Why was the Holm road closed?",
        ),
        ("The Lutz Canal has cost 3 million marks.", "How much did the Lutz Canal cost?"),
        ("It was opened by Anna Ferrer, the mayor of Lutz.", "Who is Anna Ferrer?"),
        ("Anna Ferrer said that she would stay.", "What did Anna Ferrer say?"),
    ],
)
def test_a_sentence_is_asked_for_what_it_tells(sentence: str, question: str) -> None:
    (found,) = [each for each in asked(sentence) if each.startswith(question)]
    assert found.endswith("?")


@pytest.mark.parametrize(
    "sentence",
    [
        "It was opened on Tuesday.",
        "He said that the Lutz Canal was open.",
        "The road was closed on Tuesday.",
        "The Lutz Canal will not open on Tuesday.",
        "The Lutz Canal was closed until Tuesday.",
        "The Lutz Canal was opened in 2019.",
        "“The Lutz Canal was opened on Tuesday,” she said.",
        "Hairline cracks were found at Lutz on Tuesday.",
        "Most boats stop at Lutz on Tuesday.",
        "They came to Holm Castings, the maker of bells.",
        "They came to Holm Castle, a ruin from the war.",
        "The union of Lutz said it was told that the Lutz Canal was closed on Tuesday.",
    ],
)
def test_what_would_ask_nonsense_or_alone_say_nothing_asks_nothing(sentence: str) -> None:
    assert asked(sentence) == []
