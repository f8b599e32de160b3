from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from answer_factory import make_answer

from rag.errors import StoreError
from rag.schema import ModelInfo, Question
from ui.chat.place import Place
from ui.chat.sheet import Keeper, Sheet, open_sheet
from ui.conversation import Exchange
from ui.conversations.file import FILE_NAME
from ui.conversations.store import ConversationGone, Conversations
from ui.verdicts import Opinion

PLACE = Place(reader="0f" * 16, conversation="1e" * 16)
BEGUN = Exchange(question=Question(text="Is it open?", as_of=date(2025, 3, 10)))
FOUND = replace(BEGUN, model=ModelInfo(backend="ollama", name="small"))
ENDED = replace(FOUND, answer=make_answer("It is."))


class _Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def conversations(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path)


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def keeper(conversations: Conversations, clock: _Clock) -> Keeper:
    return Keeper(conversations, PLACE, 0, clock=clock)


def kept(conversations: Conversations) -> Exchange:
    (exchange,) = conversations.exchanges(PLACE.reader, PLACE.conversation)
    return exchange


def test_what_matters_is_kept_at_once_and_the_text_every_second(
    conversations: Conversations, keeper: Keeper, clock: _Clock
) -> None:
    for state in (BEGUN, FOUND):
        keeper.keep(state)
        assert kept(conversations) == state
    keeper.keep(replace(FOUND, text="It"))
    assert kept(conversations) == FOUND
    clock.now = 1
    keeper.keep(replace(FOUND, text="It is"))
    assert kept(conversations).text == "It is"
    keeper.keep(ENDED)
    assert kept(conversations).answer is not None


def test_what_has_no_end_is_kept_as_stopped(conversations: Conversations, keeper: Keeper) -> None:
    keeper.keep(FOUND)
    keeper.keep(replace(FOUND, text="It is"))
    keeper.close()
    assert kept(conversations) == replace(FOUND, text="It is", stopped=True)


def test_an_end_is_not_kept_twice(conversations: Conversations, keeper: Keeper) -> None:
    keeper.keep(ENDED)
    conversations.delete(PLACE.reader, PLACE.conversation)
    keeper.close()
    with pytest.raises(ConversationGone):
        keeper.keep(ENDED)


def test_what_cannot_be_kept_is_told_until_it_can(
    conversations: Conversations, keeper: Keeper, tmp_path: Path
) -> None:
    file = tmp_path / FILE_NAME
    file.write_bytes(b"not a database " * 400)
    keeper.keep(BEGUN)
    assert str(keeper.trouble).endswith("begins another.")
    assert keeper.is_lost
    file.unlink()
    keeper.keep(ENDED)
    assert (keeper.trouble, keeper.is_lost) == (None, False)
    assert kept(conversations).answer is not None


def test_a_question_that_was_not_kept_is_told() -> None:
    sheet = Sheet(place=PLACE, exchanges=(ENDED,))
    assert sheet.exchange(0) == ENDED
    for number in (1, -1):
        with pytest.raises(StoreError, match="was not kept"):
            sheet.exchange(number)


def test_a_sheet_shows_what_broke_off_as_stopped(
    conversations: Conversations, keeper: Keeper
) -> None:
    keeper.keep(FOUND)
    opinion = Opinion(verdict="right")
    conversations.judge(PLACE.reader, PLACE.conversation, 0, opinion)
    sheet = open_sheet(conversations, PLACE)
    assert [each.stopped for each in sheet.exchanges] == [True]
    assert sheet.opinions == {0: opinion}
    assert open_sheet(conversations, PLACE.at("")) == Sheet(place=PLACE.at(""))
    with pytest.raises(ConversationGone):
        open_sheet(conversations, PLACE.at("2d" * 16))


def test_what_comes_before_an_exchange_has_none_of_its_opinion() -> None:
    right = Opinion(verdict="right")
    sheet = Sheet(place=PLACE, exchanges=(ENDED, ENDED), opinions={0: right, 1: right})
    assert sheet.before(1) == Sheet(place=PLACE, exchanges=(ENDED,), opinions={0: right})
    assert sheet.before(1).with_last(FOUND).exchanges == (ENDED, FOUND)
    assert sheet.judged(1, Opinion(verdict="wrong")).opinions[1].verdict == "wrong"
