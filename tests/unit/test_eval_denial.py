import pytest

from eval.metrics.denial import choice, content, denial
from eval.metrics.wording import find, read_words

WHO = "Who opened the bridge?"


def judged(rule, text, phrase="Voss", question=WHO):
    said = read_words(text)
    return rule(said, next(find(said, phrase)), question=question)


@pytest.mark.parametrize(
    "text",
    [
        "It was not Voss.",
        "It wasn’t opened by Voss.",
        "not Abado or Voss",
        "Not because of Voss.",
        "Abado opened it rather than Voss.",
        "Abado opened it instead of Minister Voss.",
        "everyone except Voss",
        "neither Abado nor Voss",
        "Voss did not open it.",
        "Voss didn't.",
        "Voss is wrong.",
        "Voss was not the one.",
        "Voss was not to blame.",
        "Abado denied that Voss had opened the bridge.",
        "Police ruled out that Voss came.",
        "It is not true that Voss opened it.",
    ],
)
def test_a_denied_phrase_is_told(text):
    assert judged(denial, text)


@pytest.mark.parametrize(
    "text",
    [
        "It was Voss, not Abado.",
        "It was not Abado but Voss.",
        "Not only Voss came.",
        "It was opened by no less than Voss.",
        "Work did not end until Voss came.",
        "Voss, who did not take questions, opened it.",
        "Voss did not say why.",
        "Abado was ill; Voss opened it.",
        "They could not wait, and so Voss opened it.",
        "The mayor denied entry to Voss.",
        "Police ruled out an accident and blame Minister Voss.",
        "It was opened without delay by Voss.",
    ],
)
def test_a_denial_of_something_else_is_left_alone(text):
    assert judged(denial, text) is None


def test_what_the_question_itself_denies_is_no_denial():
    assert judged(denial, "He did not invite Voss.", question="Whom did he not invite?") is None
    assert judged(denial, "He denied meeting Voss.", question="What did he deny?") is None


@pytest.mark.parametrize(
    "text",
    [
        "Voss or Abado",
        "Either Voss, who was there, or the mayor.",
        "It was opened by Minister Abado or Minister Voss.",
        "Possibly Voss, possibly Abado.",
        "Some reports name Voss, others Abado.",
        "One article says Voss, another Abado.",
        "It was to be opened by Voss, but the mayor came.",
    ],
)
def test_one_of_several_is_told(text):
    assert judged(choice, text)


@pytest.mark.parametrize(
    "text",
    [
        "It was opened by Voss.",
        "It was opened by Voss or so it seems.",
        "Killed or hurt were friends of Voss.",
        "In rain or shine Voss opens bridges.",
        "Visitors pay either in cash or by card, says Voss.",
        "Perhaps Voss.",
        "Some cheered when Voss came.",
    ],
)
def test_a_plain_statement_is_no_choice(text):
    assert judged(choice, text) is None


def test_a_plan_counts_where_the_plan_is_asked_for():
    text = "It was to be opened by Voss, but the mayor came."
    assert judged(choice, text, question="Who was to open the bridge?") is None


def test_another_wording_of_the_same_answer_is_no_choice():
    said = read_words("by Ingrid Voss or Minister Voss")
    own = {index for place in find(said, "Voss") for index in range(*place)} | {0, 1, 2, 3, 4, 5}
    assert choice(said, (1, 3), question=WHO, own=own) is None


def test_only_given_rivals_count_where_they_are_known():
    said = read_words("12 or more")
    assert choice(said, (0, 1), question="How many?", rivals=()) is None
    said = read_words("12 or 13 people")
    assert choice(said, (0, 1), question="How many?", rivals={2})


def test_a_loser_is_not_who_won():
    assert judged(choice, "Abado beat Voss.", question="Who won the race?")
    assert judged(choice, "Abado beat Voss.", question="Whom did Abado meet?") is None
    assert judged(choice, "Voss beat Abado.", question="Who won the race?") is None


def test_content_is_what_a_question_is_about():
    assert content("When did the mayor open the bridge?") == ("mayor", "open", "bridge")


def test_another_name_of_what_is_asked_for_is_no_choice():
    text = "The Upper Mill, or Vosshof, was built first."
    assert (
        judged(choice, text, "Vosshof", question="What is the other name of the Upper Mill?")
        is None
    )
    either = "Abado or Voss opened it."
    assert judged(choice, either, question="Did Abado or Voss open the bridge?")
