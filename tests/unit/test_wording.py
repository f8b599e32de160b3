from datetime import date

from answer_factory import make_answer, make_article, make_citation, make_date

from rag.schema import AnswerDate, AnswerSentence
from ui.drawing.cards import cited_sources
from ui.drawing.wording import worded

DAY = date(2025, 3, 4)


def shown(text: str, *dates: AnswerDate, cited: tuple[int, ...] = (1,)) -> str:
    article = make_article("a")
    sentence = AnswerSentence(
        text=text, start=0, end=len(text), citations=cited, support="supported"
    )
    answer = make_answer(
        text,
        citations=[make_citation(article, "bridge", marker=each) for each in cited],
        sentences=(sentence,),
        dates=dates,
    )
    return worded(answer, sources=cited_sources(answer), tag="span")


def test_a_date_tells_its_day_and_the_one_behind_it_stands_back() -> None:
    html = shown("Open on Tuesday [4 March 2025].", make_date("Tuesday", DAY))
    day = '<time datetime="2025-03-04" title="Tuesday, 4 March 2025" tabindex="0">Tuesday</time>'
    assert html == f'<span>Open on {day} <span class="calendar">[4 March 2025]</span>.</span>'


def test_only_whole_words_and_the_longest_are_dates() -> None:
    days = (make_date("May", DAY), make_date("1 May", DAY))
    assert shown("Mayor Maynard: 1 May.", *days).count("<time") == 1
    assert ">1 May</time>" in shown("Mayor Maynard: 1 May.", *days)


def test_a_date_of_quotes_that_a_sentence_does_not_cite_tells_nothing() -> None:
    assert "<time" not in shown("Open on Tuesday.", make_date("Tuesday", DAY, marker=2))


def test_a_word_that_two_quotes_read_differently_tells_nothing() -> None:
    days = (make_date("Tuesday", DAY), make_date("Tuesday", date(2025, 3, 11), marker=2))
    assert "<time" not in shown("Open on Tuesday.", *days, cited=(1, 2))


def test_brackets_that_hold_no_day_of_the_quotes_stay_as_they_are() -> None:
    assert "[5 March 2025]" in shown("Tuesday [5 March 2025]", make_date("Tuesday", DAY))
    assert "calendar" not in shown("Tuesday [5 March 2025]", make_date("Tuesday", DAY))


def test_a_day_that_looks_like_a_marker_is_a_marker() -> None:
    html = shown("In 1 [1]", make_date("1", DAY))
    assert html.count("<time") == html.count("<button") == 1
