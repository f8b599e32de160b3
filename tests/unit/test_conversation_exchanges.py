import dataclasses
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from answer_factory import make_article, make_sentence
from exchange_factory import (
    ANSWERED,
    EVERY_KIND,
    EVIDENCE,
    FAILED,
    LEDGER,
    MAIL,
    QUESTION,
    STOPPED,
    ask,
)

from rag.answering.assistant import MAX_QUESTION
from rag.errors import DatelineError, ModelBusy, StoreError
from rag.schema import Copy, Evidence, Question
from ui.conversation import Exchange
from ui.conversations.exchanges import MAX_COPIES, MAX_LENGTH, read_exchange, write_exchange
from ui.conversations.exporting import as_markdown
from ui.render import render_exchange

DAY = date(2025, 3, 10)


def read(content: str) -> Exchange:
    return read_exchange(content, heading="Who opened …", day=DAY)


def without_words(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The evidence as it is kept: its articles' texts stay in the index."""
    return tuple(
        replace(each, article=replace(each.article, text="", asides=())) for each in evidence
    )


def as_kept(exchange: Exchange) -> Exchange:
    answer = exchange.answer and replace(
        exchange.answer, evidence=without_words(exchange.answer.evidence)
    )
    return replace(exchange, evidence=without_words(exchange.evidence), answer=answer)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_field_of_every_kind_comes_back(kind: str) -> None:
    exchange = as_kept(EVERY_KIND[kind])
    back = read(write_exchange(EVERY_KIND[kind]))
    for field in dataclasses.fields(Exchange):
        if field.name != "error":  # errors are never equal
            assert getattr(back, field.name) == getattr(exchange, field.name)
    assert (back.ended, str(back.error)) == (exchange.ended, str(exchange.error))


def test_the_kinds_leave_no_field_at_its_default() -> None:
    for field in dataclasses.fields(Exchange):
        assert any(getattr(each, field.name) for each in EVERY_KIND.values()), field.name


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_the_page_shows_a_kept_exchange_as_before(kind: str) -> None:
    shown = render_exchange(as_kept(EVERY_KIND[kind]))
    assert render_exchange(read(write_exchange(EVERY_KIND[kind]))) == shown


def test_an_article_is_written_once_and_without_its_text() -> None:
    content = write_exchange(ANSWERED)
    assert content.count("front matter") == 1
    articles = json.loads(content)["articles"]
    assert articles.keys() == {LEDGER.article_id, MAIL.article_id}
    assert {each["text"] for each in articles.values()} == {""}


def test_an_error_keeps_its_kind() -> None:
    back = read(write_exchange(FAILED)).error
    assert type(back) is ModelBusy
    assert (back.problem, back.mend) == ("Too many wait.", "Try later.")


class _OtherError(DatelineError):
    """Defined where nobody looks for it."""


def test_an_error_of_another_kind_keeps_its_words() -> None:
    other = ask("Why?")
    back = read(write_exchange(replace(other, error=_OtherError("Gone.", mend="Ask.")))).error
    assert type(back) is DatelineError
    assert str(back) == "Gone. Ask."


@pytest.mark.parametrize("name", ["date", "StoreErrors", "__doc__", "__class__", "DATE"])
def test_a_kind_of_error_that_is_none_is_not_made(name: str) -> None:
    content = write_exchange(FAILED).replace('"ModelBusy"', f'"{name}"')
    assert type(read(content).error) is DatelineError


@pytest.mark.parametrize(
    "text", ["naïve 東京 🙂", "a\x00b", "\u2028\u202e", '"}]\\', "<script>", "']; DROP TABLE about"]
)
def test_any_text_comes_back(text: str) -> None:
    assert read(write_exchange(ask(text, text))) == ask(text, text)


def test_half_a_character_becomes_a_question_mark() -> None:
    assert read(write_exchange(ask("half \ud83d of it"))) == ask("half ? of it")


def test_a_field_that_is_not_known_yet_or_any_more_does_no_harm() -> None:
    values = json.loads(write_exchange(ANSWERED))
    del values["stopped"]
    values["mood"] = "good"
    assert read(json.dumps(values)) == as_kept(ANSWERED)


def changed(kind: Exchange, change: Callable[[dict[str, Any]], object]) -> Exchange:
    """The exchange as it is read back when another version has written it a little otherwise."""
    values = json.loads(write_exchange(kind))
    change(values)
    return read(json.dumps(values))


def is_told(exchange: Exchange) -> bool:
    error = exchange.error
    return (
        isinstance(error, StoreError)
        and error.problem == "What came of this question can't be read any more."
    )


@pytest.mark.parametrize(
    "content",
    [
        *("", "{", "[]", "7", "null", "{}", '{"evidence": 7}', "[" * 100_000),
        '{"articles": {}, "evidence": [], "answer": "yes"}',
        '{"question": {"text": 7}, "answer": {"text": null}, "stopped": {}}',
    ],
    ids=range(10),
)
def test_what_cannot_be_read_is_told_in_its_place(content: str) -> None:
    back = read(content)
    assert is_told(back)
    assert (back.question.text, back.question.as_of) == ("Who opened …", DAY)


@pytest.mark.parametrize(
    "change",
    [
        lambda values: values["answer"].pop("checks"),
        lambda values: values["answer"].update(status="guessed"),
        lambda values: values["answer"].update(as_of="2025-13-10"),
        lambda values: values["answer"]["evidence"][0].update(article_id="no"),
        lambda values: values["answer"]["citations"][0].pop("quote"),
    ],
    ids=["checks", "status", "day", "article", "quote"],
)
def test_of_an_answer_that_cannot_be_read_the_words_are_left(
    change: Callable[[dict[str, Any]], object],
) -> None:
    back = changed(ANSWERED, change)
    assert is_told(back)
    assert back.answer is None
    assert back.text == "The mayor opened it [1]. It is red."
    assert (back.question, back.searched) == (ANSWERED.question, ANSWERED.searched)
    assert back.evidence == as_kept(ANSWERED).evidence
    html = render_exchange(back)
    assert '<p class="text draft" dir="auto">The mayor opened it [1]. It is red.</p>' in html
    assert "It is red" in as_markdown("Bridges", [back])


def test_a_question_that_was_kept_before_it_told_of_drawing_is_read() -> None:
    def undrawn(values: dict[str, Any]) -> None:
        del values["question"]["temperature"], values["question"]["seed"]

    back = changed(ANSWERED, undrawn)
    assert back.question == replace(QUESTION, temperature=None, seed=None)
    assert back.error is None


def test_a_question_that_cannot_be_read_leaves_its_words_and_its_day() -> None:
    back = changed(STOPPED, lambda values: values["question"].update(length="epic"))
    assert is_told(back)
    assert back.question == Question(text="Who opened it?", as_of=QUESTION.as_of)
    assert (back.text, back.stopped, back.model) == ("The m", True, STOPPED.model)


@pytest.mark.parametrize("name", ["question", "searched", "evidence", "model", "stopped", "text"])
def test_an_answer_that_can_be_read_is_shown_whatever_else_is_lost(name: str) -> None:
    back = changed(ANSWERED, lambda values: values.update({name: [7]}))
    assert (back.answer, back.error) == (as_kept(ANSWERED).answer, None)


def test_an_error_is_told_whatever_else_is_lost() -> None:
    back = changed(FAILED, lambda values: values.update(evidence=[7]))
    assert str(back.error) == "Too many wait. Try later."
    lost = changed(FAILED, lambda values: values["error"].pop("mend"))
    assert is_told(lost)
    assert lost.evidence == as_kept(FAILED).evidence


def test_a_story_of_the_wire_keeps_some_of_its_copies() -> None:
    copies = tuple(
        Copy(article_id=f"id-{number}", outlet="x" * 1_000, file="f") for number in range(5_000)
    )
    evidence = make_sentence(replace(MAIL, copies=copies))
    back = read(write_exchange(replace(ask("Why?"), evidence=(evidence,))))
    assert back.evidence[0].article.copies == copies[:MAX_COPIES]


@pytest.mark.parametrize(
    "exchange",
    [
        ask("Why? " * MAX_LENGTH),
        replace(ask("Why? " * 10), text="x" * MAX_LENGTH),
        replace(ask("Why? " * 10), evidence=(make_sentence(make_article("x", "x" * MAX_LENGTH)),)),
        replace(ANSWERED, question=replace(ask("Why? ").question, outlets=("x" * MAX_LENGTH,))),
    ],
    ids=["question", "draft", "evidence", "filter"],
)
def test_of_what_is_too_long_the_question_is_kept(exchange: Exchange) -> None:
    content = write_exchange(exchange)
    back = read(content)
    assert len(content) < 10_000
    assert back.question.text == exchange.question.text[:MAX_QUESTION]
    assert isinstance(back.error, StoreError)
    assert back.error.problem == "What came of this question was too long to be kept."


def test_evidence_keeps_what_a_card_shows() -> None:
    first, second = read(write_exchange(ANSWERED)).evidence
    assert (first.article.outlet, first.article.file) == ("The Ledger", "news/ledger.txt")
    assert first.dates == EVIDENCE[0].dates != ()
    assert first.lacking == {"bridg", "open"}
    assert second.article.inferred == date(2025, 3, 3)
    assert [copy.outlet for copy in second.article.copies] == ["The Ledger"]
