"""Relevance: words covered, things of the kind asked for, days named. Vectors are made by hand."""

from collections.abc import Mapping
from datetime import date

import numpy
import pytest

from rag.reading.dates import find_dates
from rag.retrieval.question import QuestionReading, read_question
from rag.retrieval.relevance import Fit, Text, fit, term_weights
from rag.schema import Question
from rag.words import words

TOLD = date(2024, 5, 8)


def asked(text: str) -> Question:
    return Question(text=text, as_of=TOLD)


def beside(reading: QuestionReading, text: str, *, alike: Mapping[str, str]) -> Text:
    """Let words be near one another that are the same or named alike, and no others."""
    there = {alike.get(word.written, word.stem) for word in words(text)}
    nearest = [alike.get(word.written, word.stem) in there for word in reading.words]
    return Text(text=text, nearest=numpy.array(nearest, dtype=numpy.float32))


def fitted(
    question: str | Question,
    sentence: str,
    *,
    before: str | None = None,
    title: str = "",
    told: date | None = TOLD,
    alike: Mapping[str, str] | None = None,
) -> Fit:
    reading = read_question(asked(question) if isinstance(question, str) else question)
    alike = alike or {}
    return fit(
        reading,
        sentence=beside(reading, sentence, alike=alike),
        before=beside(reading, before, alike=alike) if before else None,
        title=title,
        told=told,
        dates=find_dates(sentence, published=told),
        weights=term_weights(reading, frequencies={}, passages=100),
    )


def test_a_sentence_with_every_word_covers_the_question() -> None:
    fitting = fitted("Which rowers sank the barge?", "The barge was sunk: rowers sank it.")
    assert fitting.covered == pytest.approx(1)
    assert fitting.lacking == frozenset()


def test_a_place_may_be_called_what_the_question_calls_it() -> None:
    question = "In which town is the mill?"
    assert fitted(question, "The mill stands in the town of Holm.").sort
    assert not fitted(question, "The mill stands in Holm.").sort
    assert not fitted("Where is the mill?", "The mill stands in the town of Holm.").sort


def test_what_a_sentence_has_nothing_like_is_lacking() -> None:
    fitting = fitted("Which rowers sank the barge?", "The rowers drank tea.")
    assert fitting.lacking == {"sank", "barg"}
    assert 0 < fitting.covered < 0.5


def test_a_word_of_the_same_meaning_counts() -> None:
    question, sentence = "Which rowers sank the barge?", "The rowers scuttled the barge."
    assert fitted(question, sentence).lacking == {"sank"}
    fitting = fitted(question, sentence, alike={"scuttled": "sank", "sank": "sank"})
    assert fitting.lacking == frozenset()
    assert fitting.covered == pytest.approx(1)


def test_no_name_and_no_number_is_like_another() -> None:
    alike = {"Quillport": "town", "Marrowby": "town", "40": "count", "55": "count"}
    fitting = fitted("Did Marrowby fine 40 rowers?", "Quillport fined 55 rowers.", alike=alike)
    assert fitting.lacking == {"marrowbi", "40"}


def test_names_in_capitals_may_stand_for_words() -> None:
    alike = {"QHB": "board", "board": "board"}
    assert fitted("Whom did the QHB fine?", "The board fined rowers.", alike=alike).lacking == set()


def test_initials_are_the_name_that_they_stand_for() -> None:
    question = "Whom did the QHB fine?"
    assert fitted(question, "The Quillport Harbour-Board fined rowers.").lacking == set()
    assert fitted(question, "The Quillport Board fined rowers.").lacking == {"qhb"}
    assert fitted("Whom did the Q18 fine?", "The Quay of 18 fined rowers.").lacking == set()
    assert fitted("Did the QB fine rowers?", "The Quillport Board fined rowers.").lacking == {"qb"}


def test_a_sentence_without_words_covers_nothing() -> None:
    fitting = fitted("Which rowers sank the barge?", "— …")
    assert (fitting.covered, fitting.lacking) == (0, {"rower", "sank", "barg"})


def test_a_question_without_words_is_covered_by_nothing() -> None:
    assert fitted("When was it?", "The barge sank on Tuesday.").covered == 0


def test_the_sentence_before_and_the_title_count_less_than_the_sentence() -> None:
    question, sentence = "Which rowers sank the barge?", "Eight rowers were fined."
    alone = fitted(question, sentence).covered
    behind = fitted(question, sentence, before="The barge sank.").covered
    headed = fitted(question, sentence, title="How the barge sank").covered
    assert alone < behind < 1
    assert alone < headed < 1


def test_the_context_counts_more_where_the_sentence_points_back() -> None:
    question, before = "Which rowers sank the barge?", "The barge sank."
    pointing = fitted(question, "They were rowers.", before=before).covered
    assert pointing > fitted(question, "These people: rowers.", before=None).covered
    assert pointing > fitted(question, "Some were rowers.", before=before).covered


def test_who_tells_it_is_no_part_of_what_is_told() -> None:
    question = "Whom did Marrowby fine?"
    assert "marrowbi" in fitted(question, "Quillport fined rowers, according to Marrowby.").lacking
    assert "marrowbi" not in fitted(question, "Marrowby fined rowers.").lacking


def test_rare_words_weigh_more() -> None:
    reading = read_question(asked("Which rowers sank the barge?"))
    weights = term_weights(reading, frequencies={"rower": 90, "barg": 2}, passages=100)
    assert 0 < weights["rower"] < weights["barg"] < weights["sank"]


@pytest.mark.parametrize(
    ("question", "fits", "fits_not"),
    [
        ("When did the barge sink?", "The barge sank on Tuesday.", "The barge sank."),
        ("How long did the walkout last?", "It lasted nine days.", "It lasted."),
        ("How old is the warden?", "The warden is 61 years old.", "The warden is old-fashioned."),
        ("How many rowers swam?", "Eight rowers swam.", "The rowers swam."),
        ("How many rowers swam?", "There were 8 weary rowers.", "Rowers swam for 8 miles."),
        ("How much did the tram cost?", "It cost 4 million euros.", "It cost 4 jobs."),
        ("How much did the tram cost?", "It cost £12.", "It cost a lot."),
        ("Who sank the barge?", "It was sunk by Orla Vane.", "It was sunk by vandals."),
        ("Where did Orla Vane go?", "She went to Quillport.", "Orla Vane went home."),
        ("Why did the lock close?", "It was closed because of rust.", "The lock is closed."),
        ("What did Vane say of it?", "“It is rust,” said Vane.", "Vane swam in it."),
        ("What is a 'quiet seam'?", "A quiet seam is a thin one.", ""),
    ],
)
def test_things_of_the_kind_asked_for(question: str, fits: str, fits_not: str) -> None:
    assert fitted(question, fits).kind
    assert not fits_not or not fitted(question, fits_not).kind


@pytest.mark.parametrize(
    ("question", "sentence", "kind"),
    [
        ("When will the lock reopen?", "It reopens on 3 June 2024.", True),
        ("When will the lock reopen?", "It closed on 3 March 2024.", False),
        ("When did the lock close?", "It closed on 3 March 2024.", True),
        ("When did the lock close?", "It will reopen on 3 June 2024.", False),
        ("In what year did the lock close?", "It closed in 1998.", True),
        ("In what year did the lock close?", "It closed on Tuesday.", False),
    ],
)
def test_a_date_must_suit_the_tense(question: str, sentence: str, kind: bool) -> None:
    assert fitted(question, sentence).kind is kind


def test_without_a_day_of_telling_every_date_may_suit() -> None:
    assert fitted("When did the lock close?", "It will reopen on 3 June 2024.", told=None).kind


def test_a_date_is_no_number() -> None:
    assert not fitted("How many rowers swam?", "On 8 May 2024 rowers swam.").kind


@pytest.mark.parametrize(
    ("sentence", "within"),
    [
        ("The barge sank on 30 April 2024.", True),
        ("The barge sank in April 2024.", True),
        ("The barge sank on 6 May 2024.", False),
        ("The barge sank.", False),
    ],
)
def test_days_of_the_period_asked_for(sentence: str, within: bool) -> None:
    assert fitted("Which barge sank last week?", sentence).period is within
    assert not fitted("Which barge sank?", sentence).period
