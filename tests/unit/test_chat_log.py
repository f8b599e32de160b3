from dataclasses import replace
from datetime import date

from answer_factory import make_answer, make_article, make_citation

from rag.schema import Question
from ui.chat.log import copied, render_earlier, render_latest
from ui.chat.place import Place
from ui.chat.sheet import Sheet
from ui.conversation import Exchange

BRIDGE = make_article("bridge", outlet="The Ledger", title="Bridge opens")
ANSWER = make_answer("It opened. [1]", citations=[make_citation(BRIDGE, "opened the bridge")])
ASKED = Exchange(question=Question(text="Is it open?", as_of=date(2025, 3, 10)))
ANSWERED = replace(ASKED, answer=ANSWER)


def sheet(*exchanges: Exchange) -> Sheet:
    return Sheet(place=Place(reader="0f" * 16), exchanges=exchanges)


def test_an_answer_is_copied_with_its_sources() -> None:
    assert copied(ANSWER) == (
        "It opened. [1]\n\n[1] The Ledger, Bridge opens, 2025-03-03: “opened the bridge”"
    )
    assert copied(make_answer("It isn’t said.")) == "It isn’t said."


def test_what_is_not_known_of_a_source_is_said() -> None:
    citation = replace(ANSWER.citations[0], outlet=None, title=None, published=None)
    assert "[1] outlet unknown, date unknown: “" in copied(make_answer("So.", citations=[citation]))


def test_the_last_exchange_can_be_asked_again() -> None:
    latest = render_latest(sheet(ANSWERED, ANSWERED))
    for name in ("copy", "retry", "edit"):
        assert f'data-tool="{name}"' in latest
    assert 'data-exchange="1"' in latest
    earlier = render_earlier(sheet(ANSWERED, ANSWERED))
    assert 'data-tool="copy"' in earlier
    assert "retry" not in earlier


def test_nothing_is_offered_while_an_answer_forms_and_nothing_to_copy_where_none_is() -> None:
    assert "data-tool" not in render_latest(sheet(ASKED))
    stopped = render_latest(sheet(replace(ASKED, stopped=True)))
    assert 'data-tool="retry"' in stopped
    assert "copy" not in stopped


def test_no_exchange_is_nothing() -> None:
    assert render_latest(sheet()) == render_earlier(sheet()) == ""


def test_what_is_copied_stays_in_its_attribute() -> None:
    answer = make_answer('"><img src=x onerror=alert(1)>')
    assert "<img" not in render_latest(sheet(replace(ASKED, answer=answer)))
