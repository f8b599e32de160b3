"""The Assistant: its events, what it refuses, what it checks, and when it stops the model."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest
from answer_factory import make_article, make_sentence

from rag.answering.assistant import Assistant
from rag.errors import ModelError, QuestionError
from rag.protocols import Prompt
from rag.schema import (
    Answer,
    AnswerReady,
    Checks,
    Evidence,
    EvidenceFound,
    Found,
    Length,
    ModelInfo,
    Question,
    Searched,
    TextDelta,
    Turn,
)

AS_OF = date(2025, 3, 10)
QUESTION = Question(text="When did the barge Heron sink?", as_of=AS_OF)
SANK = make_sentence(make_article("barge", "The barge Heron sank on Thursday."))
DOUBTFUL = replace(SANK, score=0.6)
FAR = make_sentence(make_article("sheep", "Sheep graze."), score=0.01)


class _Finder:
    """A retriever that finds what it was given."""

    def __init__(self, evidence: Sequence[Evidence]) -> None:
        self._evidence = tuple(evidence)
        self.asked: list[Question] = []

    def retrieve(self, question: Question) -> Found:
        self.asked.append(question)
        return Found(evidence=self._evidence, searched=Searched(text=question.text))


class _Speaker:
    """A model that says what it was given, and counts words as tokens."""

    info = ModelInfo(backend="embedded", name="parrot")
    identity = "parrot"

    def __init__(
        self, *said: str | Exception, sure: float | None = None, context: int = 5_000
    ) -> None:
        self._said = said
        self._sure = sure
        self.context = context
        self.prompts: list[Prompt] = []
        self.checks: list[Prompt] = []
        self.closed = False

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def generate(self, prompt: Prompt) -> Iterator[str]:
        self.prompts.append(prompt)
        try:
            for each in self._said:
                if isinstance(each, Exception):
                    raise each
                yield each
        finally:
            self.closed = True

    def probability(self, prompt: Prompt, *, choices: tuple[str, str]) -> float | None:
        self.checks.append(prompt)
        return self._sure


def assistant(model: _Speaker, *evidence: Evidence) -> Assistant:
    return Assistant(
        retriever=_Finder(evidence),
        choose_model=lambda backend, name: model,
        max_tokens=30,
        given=6,
    )


def answered(model: _Speaker, *evidence: Evidence, question: Question = QUESTION) -> Answer:
    return assistant(model, *evidence).answer(question)


def assert_quotes_stand(answer: Answer) -> None:
    texts = {each.article_id: each.article.text for each in answer.evidence}
    for citation in answer.citations:
        assert texts[citation.article_id][citation.start : citation.end] == citation.quote


def test_events_come_from_the_evidence_to_the_checked_answer() -> None:
    model = _Speaker("The barge ", "sank on Thursday", ". [4]")
    first, *deltas, last = assistant(model, SANK).ask(QUESTION)
    searched = Searched(text=QUESTION.text)
    assert first == EvidenceFound(evidence=(SANK,), searched=searched, model=model.info)
    assert [delta.text for delta in deltas if isinstance(delta, TextDelta)] == [
        "The barge ", "sank on Thursday", ". [4]",
    ]  # fmt: skip
    assert len(deltas) == 3
    assert isinstance(last, AnswerReady)
    assert last.answer.text == "The barge sank on Thursday [27 February 2025]. [1]"


def test_the_checked_answer_holds_all_that_readers_are_told() -> None:
    answer = answered(_Speaker("The barge sank on Thursday."), SANK, FAR)
    assert (answer.question, answer.as_of, answer.status) == (QUESTION.text, AS_OF, "answered")
    assert answer.evidence == (SANK, FAR)
    assert answer.searched == Searched(text=QUESTION.text)
    assert answer.model == ModelInfo(backend="embedded", name="parrot")
    assert [each.quote for each in answer.citations] == [SANK.text]
    assert [each.start_date for each in answer.dates] == [date(2025, 2, 27)]
    assert answer.timings.first_token_ms is not None
    assert 0 <= answer.timings.retrieve_ms <= answer.timings.first_token_ms
    assert answer.timings.first_token_ms <= answer.timings.total_ms
    assert_quotes_stand(answer)


def test_what_a_second_judge_vetoes_is_replaced() -> None:
    heard: list[tuple[str, str]] = []

    def entails(premise: str, claim: str) -> bool:
        heard.append((premise, claim))
        return False

    model = _Speaker("The barge sank on Thursday.")
    strict = Assistant(
        retriever=_Finder([SANK]),
        choose_model=lambda *_: model,
        max_tokens=30,
        given=6,
        entails=entails,
    )
    assert strict.answer(QUESTION).checks == Checks(kept=0, recited=0, replaced=1, dropped=0)
    assert heard == [
        ("The barge Heron sank on Thursday [27 February 2025].", "The barge sank on Thursday.")
    ]


@pytest.mark.parametrize("evidence", [(), (FAR,)])
def test_without_near_evidence_the_model_is_not_asked(evidence: tuple[Evidence, ...]) -> None:
    model = _Speaker("It sank in 1998.")
    answer = answered(model, *evidence)
    assert (model.prompts, model.checks) == ([], [])
    assert answer.status == "not_found"
    assert (answer.citations, answer.sentences, answer.dates) == ((), (), ())
    assert answer.reason.endswith(".")
    assert answer.reason[0].isupper()
    assert "1998" not in answer.text
    assert answer.evidence == evidence
    assert answer.timings.first_token_ms is None


@pytest.mark.parametrize("said", ["Wolves ate 77 wardens in Rome.", "It sank in 1998.", "", " \n"])
def test_what_nothing_carries_is_replaced_by_a_quote(said: str) -> None:
    answer = answered(_Speaker(said), SANK)
    assert answer.text == "The barge Heron sank on Thursday [27 February 2025]. [1]"
    assert [each.quote for each in answer.citations] == [SANK.text]
    assert_quotes_stand(answer)


def test_a_quote_about_another_takes_no_place() -> None:
    lacking = frozenset({"heron"})
    other = make_sentence(make_article("barge", "The barge Kestrel sank on Thursday."))
    other = replace(other, lacking=lacking)
    answer = answered(_Speaker("It sank in 1998."), other)
    assert (answer.status, answer.citations) == ("not_found", ())
    assert answer.reason == "The sentence nearest to it does not speak of Heron."
    assert answer.checks.replaced == 1
    spelled = make_sentence(make_article("barge", "The barge Heronne sank on Thursday."))
    spelled = replace(spelled, lacking=lacking)
    assert answered(_Speaker("It sank in 1998."), spelled).status == "answered"


def test_of_a_text_only_what_is_carried_stays() -> None:
    answer = answered(_Speaker("The barge sank on Thursday. Wolves ate 77 wardens."), SANK)
    assert answer.checks == Checks(kept=1, recited=0, replaced=0, dropped=1)
    assert answer.text == "The barge sank on Thursday [27 February 2025]. [1]"
    assert [each.support for each in answer.sentences] == ["supported"]


def test_closing_the_iterator_stops_the_model() -> None:
    model = _Speaker("The barge ", "sank.")
    events = assistant(model, SANK).ask(QUESTION)
    assert isinstance(next(events), EvidenceFound)
    assert isinstance(next(events), TextDelta)
    assert not model.closed
    events.close()  # type: ignore[attr-defined]
    assert model.closed


def test_closing_before_the_model_speaks_asks_nothing_of_it() -> None:
    model = _Speaker("The barge sank.")
    events = assistant(model, SANK).ask(QUESTION)
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert (model.prompts, model.checks) == ([], [])


@pytest.mark.parametrize(
    ("text", "told"), [("", "empty"), (" \n\t", "empty"), ("barge " * 3_500, "21,000")]
)
def test_what_cannot_be_asked_is_told_before_anything_is_done(text: str, told: str) -> None:
    finder = _Finder([SANK])
    model = _Speaker("The barge sank.")
    asking = Assistant(retriever=finder, choose_model=lambda *_: model, max_tokens=30, given=6)
    question = Question(text=text, as_of=AS_OF)
    for ask in (asking.answer, asking.search):
        with pytest.raises(QuestionError, match=told) as caught:
            ask(question)
        assert caught.value.mend
    assert (finder.asked, model.prompts) == ([], [])


def test_reports_that_disagree_are_set_side_by_side() -> None:
    left = make_sentence(make_article("a", "The flood drowned 40 sheep.", outlet="Marsh Gazette"))
    right = make_sentence(make_article("b", "The flood drowned 55 sheep."), rank=2)
    model = _Speaker("40 sheep.")
    question = Question(text="How many sheep drowned in the flood?", as_of=AS_OF)
    answer = answered(model, left, right, question=question)
    assert answer.status == "conflicting"
    assert answer.text == (
        "Marsh Gazette: The flood drowned 40 sheep. [1] news/b.txt: The flood drowned 55 sheep. [2]"
    )
    (conflict,) = answer.conflicts
    assert [(each.value, each.citations) for each in conflict.positions] == [
        ("40", (1,)), ("55", (2,)),
    ]  # fmt: skip
    assert [each.quote for each in answer.citations] == [left.text, right.text]
    assert model.prompts == []
    assert_quotes_stand(answer)


def test_reports_that_agree_are_no_conflict() -> None:
    assert answered(_Speaker("The barge sank."), SANK).conflicts == ()


@pytest.mark.parametrize(
    ("sure", "status"), [(0.01, "not_found"), (0.99, "answered"), (None, "answered")]
)
def test_in_doubt_a_model_that_is_not_sure_may_veto(sure: float | None, status: str) -> None:
    model = _Speaker("The barge sank.", sure=sure)
    answer = answered(model, DOUBTFUL)
    assert answer.status == status
    assert len(model.checks) == 1
    assert model.checks[0].evidence == (DOUBTFUL,)
    assert bool(model.prompts) is (status == "answered")
    assert bool(answer.reason) is (status == "not_found")


def test_out_of_doubt_no_model_is_asked_for_its_opinion() -> None:
    model = _Speaker("The barge sank.", sure=0.01)
    assert answered(model, SANK).status == "answered"
    assert model.checks == []


def test_a_model_that_is_sure_does_not_overrule_the_refusal() -> None:
    assert answered(_Speaker("The barge sank.", sure=1.0), FAR).status == "not_found"


def test_the_model_is_chosen_by_the_question() -> None:
    chosen: list[tuple[str | None, str | None]] = []
    model = _Speaker("The barge sank.")

    def choose(backend: str | None, name: str | None) -> _Speaker:
        chosen.append((backend, name))
        return model

    asking = Assistant(retriever=_Finder([SANK]), choose_model=choose, max_tokens=30, given=6)
    asking.answer(Question(text=QUESTION.text, as_of=AS_OF, backend="ollama", model="parrot:1b"))
    asking.answer(QUESTION)
    assert chosen == [("ollama", "parrot:1b"), (None, None)]


def test_the_prompt_holds_the_evidence_and_the_limit_of_the_reply() -> None:
    model = _Speaker("The barge sank.")
    answered(model, SANK)
    (prompt,) = model.prompts
    assert (prompt.max_tokens, prompt.evidence, prompt.question) == (30, (SANK,), QUESTION)


def test_the_budget_tells_what_was_cut() -> None:
    long = make_sentence(make_article("long", "The barge sank. " + "Sheep graze. " * 500), rank=2)
    answer = answered(_Speaker("The barge sank.", context=400), SANK, long)
    assert (answer.budget.passages_given, answer.budget.passages_cut) == (1, 1)
    assert answer.budget.context == 400
    assert 0 < answer.budget.prompt <= 400 - 30
    assert answer.status == "answered"


def test_where_no_evidence_fits_there_is_no_answer() -> None:
    model = _Speaker("The barge sank.", context=31)
    answer = answered(model, SANK)
    assert (answer.status, model.prompts) == ("not_found", [])
    assert (answer.budget.passages_given, answer.budget.passages_cut) == (0, 1)


def test_a_model_that_fails_in_the_middle_is_an_error_not_an_answer() -> None:
    error = ModelError("The parrot flew off.", mend="Close the window.")
    events = assistant(_Speaker("The barge ", error), SANK).ask(QUESTION)
    next(events)
    assert next(events) == TextDelta(text="The barge ")
    with pytest.raises(ModelError) as caught:
        next(events)
    assert caught.value is error


def test_search_gives_the_evidence_and_asks_no_model() -> None:
    model = _Speaker("The barge sank.")
    found = assistant(model, SANK, FAR).search(QUESTION)
    assert found == Found(evidence=(SANK, FAR), searched=Searched(text=QUESTION.text))
    assert (model.prompts, model.checks) == ([], [])


BEFORE = (
    Turn(role="user", content="Where did the barge Heron lie?"),
    Turn(role="assistant", content="It lay in Marsh Harbour."),
)
FOLLOW_UP = Question(text="And when did it sink?", as_of=AS_OF, history=BEFORE)
UNCLEAR = Question(text="How did the owner react?", as_of=AS_OF, history=BEFORE)


class _Rewriter(_Speaker):
    """A model that rewrites follow-ups as it was told to, and else says what it was given."""

    def __init__(self, *said: str, rewriting: str | Exception, backend: str = "embedded") -> None:
        super().__init__(*said)
        self.info = ModelInfo(backend=backend, name="parrot")
        self.rewriting = rewriting
        self.asked: list[Prompt] = []

    def generate(self, prompt: Prompt) -> Iterator[str]:
        if prompt.evidence:
            yield from super().generate(prompt)
            return
        self.asked.append(prompt)
        if isinstance(self.rewriting, Exception):
            raise self.rewriting
        yield from self.rewriting.partition(" ")


def searched(model: _Speaker, question: Question) -> str:
    """Give what an assistant searches for, by each of its doors that ask a model."""
    finder = _Finder([SANK])
    asking = Assistant(retriever=finder, choose_model=lambda *_: model, max_tokens=30, given=6)
    answer = asking.answer(question)
    (asked,) = finder.asked
    assert asked == replace(question, text=asked.text, history=())
    assert answer.question == question.text
    assert answer.searched.text == asked.text
    return asked.text


def test_a_follow_up_is_searched_for_and_answered_as_it_stands_alone() -> None:
    model = _Rewriter("The barge sank on Thursday.", rewriting="Never asked?")
    assert searched(model, FOLLOW_UP) == "When did the barge Heron sink?"
    (prompt,) = model.prompts
    assert prompt.user.endswith("Question: When did the barge Heron sink?")
    assert "Marsh Harbour" not in prompt.user
    assert model.asked == []


def test_what_rules_cannot_rewrite_the_model_is_asked_for_once() -> None:
    said = "How did the owner of the barge Heron react?"
    model = _Rewriter("The barge sank.", rewriting=f" {said}\n")
    assert searched(model, UNCLEAR) == said
    (prompt,) = model.asked
    assert "How did the owner react?" in prompt.user


@pytest.mark.parametrize(
    ("rewriting", "backend"),
    [
        (ModelError("The parrot flew off.", mend="Close the window."), "embedded"),
        ("How did Admiral Nelson react?", "ollama"),
        ("", "ollama"),
        ("How did the owner of the barge Heron react?", "extractive"),
    ],
)
def test_without_a_rewriting_the_last_question_is_joined(
    rewriting: str | Exception, backend: str
) -> None:
    model = _Rewriter("The barge sank.", rewriting=rewriting, backend=backend)
    assert searched(model, UNCLEAR) == "How did the owner react? Where did the barge Heron lie?"
    assert len(model.asked) == (backend != "extractive")


def test_search_asks_no_model_for_a_follow_up() -> None:
    model = _Rewriter(rewriting="How did the owner of the barge Heron react?")
    asking = assistant(model, SANK)
    assert asking.search(FOLLOW_UP).searched.text == "When did the barge Heron sink?"
    assert asking.search(UNCLEAR).searched.text.startswith("How did the owner react? Where did")
    assert model.asked == []


def test_of_the_one_article_that_was_picked_more_is_told() -> None:
    text = "The barge Heron sank on Thursday. The barge was carrying sand. Sheep graze nearby."
    article = make_article("barge", text)
    sank = make_sentence(article, "The barge Heron sank on Thursday.")
    sand = make_sentence(article, "The barge was carrying sand.", rank=2, score=0.6)
    graze = make_sentence(article, "Sheep graze nearby.", rank=3, score=0.1)
    model = _Speaker("It sank on Thursday.")
    asked = replace(QUESTION, articles=(article.article_id,))
    answer = answered(model, sank, sand, graze, question=asked)
    assert [each.quote for each in answer.citations] == [sank.text, sand.text]
    assert (answer.checks.kept, len(answer.sentences)) == (1, 2)
    assert [each.quote for each in answered(model, sank, sand).citations] == [sank.text]


def test_for_a_long_answer_a_model_is_given_all_that_was_found() -> None:
    found = [replace(SANK, rank=rank) for rank in range(1, 9)]
    lengths: dict[Length, int] = {"normal": 6, "long": 8}
    for length, given in lengths.items():
        model = _Speaker("The barge sank on Thursday.")
        answer = answered(model, *found, question=replace(QUESTION, length=length))
        assert (answer.budget.passages_given, len(model.prompts[0].evidence)) == (given, given)
