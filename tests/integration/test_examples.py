"""The questions that the page begins with, asked of the sample articles with no model."""

from datetime import date

import pytest

from rag.answering.assistant import Assistant
from rag.assemble import Models, build_assistant
from rag.index.library import Library
from rag.schema import Question
from rag.settings import Settings
from ui.examples import article_questions, example_questions

AS_OF = date(2026, 2, 20)


@pytest.fixture(scope="module")
def assistant(sample_settings: Settings, sample_library: Library) -> Assistant:
    models = Models(sample_settings)
    return build_assistant(sample_settings, library=sample_library, models=models)


def test_a_few_are_shown_of_several_kinds_the_same_every_time(sample_library: Library) -> None:
    shown = example_questions(sample_library)
    assert len(shown) == 4
    assert shown == example_questions(sample_library)
    assert len({each.split()[0] for each in shown}) >= 3


def test_whatever_may_be_shown_is_answered_from_the_article_it_was_drawn_from(
    assistant: Assistant, sample_library: Library
) -> None:
    asked = [
        (each.text, article.article_id)
        for article in sample_library.articles()
        for each in article_questions(article, library=sample_library)
    ]
    assert len(asked) >= 8
    for text, article_id in asked:
        answer = assistant.answer(Question(text=text, as_of=AS_OF))
        assert answer.status != "not_found", text
        cited = {each.article_id for each in answer.citations}
        assert article_id in cited, text
