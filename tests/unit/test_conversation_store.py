import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from exchange_factory import ANSWERED, FORMING, ask

from rag.errors import ModelError, StoreError
from ui.conversation import Exchange
from ui.conversations.store import (
    MAX_EXCHANGES,
    ConversationGone,
    Conversations,
    new_conversation_id,
)
from ui.conversations.titles import MAX_TITLE
from ui.verdicts import Opinion

ANN, BEN = "a" * 32, "b" * 32
FIRST, SECOND, THIRD = (digit * 32 for digit in "123")


@pytest.fixture
def kept(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path)


def keep(kept: Conversations, conversation_id: str, *texts: str, reader: str = ANN) -> None:
    """Keep a question for each text, or a question with its answer: "Why? Because."."""
    for number, text in enumerate(texts):
        question, mark, answer = text.partition("? ")
        kept.keep(reader, conversation_id, number, ask(question + mark.strip(), answer))


def questions(kept: Conversations, conversation_id: str = FIRST, *, reader: str = ANN) -> list[str]:
    return [each.question.text for each in kept.exchanges(reader, conversation_id)]


def listed(kept: Conversations, search: str = "", *, reader: str = ANN) -> list[str]:
    return [each.conversation_id for each in kept.list(reader, search=search)]


def titles(kept: Conversations) -> list[str]:
    return [each.title for each in kept.list(ANN)]


def test_ids_are_random_and_hexadecimal() -> None:
    ids = {new_conversation_id() for _ in range(100)}
    assert len(ids) == 100
    assert {len(each) for each in ids} == {32}
    assert set("".join(ids)) <= set("0123456789abcdef")


def test_a_conversation_is_there_for_whoever_opens_the_file_next(tmp_path: Path) -> None:
    keep(Conversations(tmp_path), FIRST, "Why? Because.", "When?")
    anew = Conversations(tmp_path)
    assert questions(anew) == ["Why?", "When?"]
    answer = anew.exchanges(ANN, FIRST)[0].answer
    assert answer is not None
    assert answer.text == "Because."


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    kept = Conversations(tmp_path / "index")
    assert kept.list(ANN) == ()
    with pytest.raises(ConversationGone):
        kept.exchanges(ANN, FIRST)
    assert list(tmp_path.iterdir()) == []


def test_an_exchange_takes_the_place_of_its_earlier_state(kept: Conversations) -> None:
    for state in (FORMING, ANSWERED):
        kept.keep(ANN, FIRST, 0, state)
    (only,) = kept.exchanges(ANN, FIRST)
    assert only.ended


def test_the_list_is_newest_first(kept: Conversations) -> None:
    before = datetime.now(UTC)
    for each in (FIRST, SECOND, THIRD):
        keep(kept, each, "Why?")
    kept.keep(ANN, FIRST, 1, ask("When?"))
    assert listed(kept) == [FIRST, THIRD, SECOND]
    newest = kept.list(ANN)[0]
    assert (newest.title, newest.exchanges) == ("Why?", 2)
    assert timedelta(0) <= newest.updated - before < timedelta(minutes=1)
    assert newest.updated.tzinfo is UTC
    assert [each.conversation_id for each in kept.list(ANN, limit=1)] == [FIRST]


def test_looking_naming_and_judging_move_nothing_up(kept: Conversations) -> None:
    keep(kept, FIRST, "Why?")
    keep(kept, SECOND, "When?")
    kept.exchanges(ANN, FIRST)
    kept.rename(ANN, FIRST, "Reasons")
    kept.judge(ANN, FIRST, 0, Opinion(verdict="right"))
    assert listed(kept) == [SECOND, FIRST]


def test_readers_see_only_their_own(kept: Conversations) -> None:
    keep(kept, FIRST, "Why?")
    keep(kept, SECOND, "When?", reader=BEN)
    assert listed(kept, reader=BEN) == [SECOND]
    assert listed(kept, "why", reader=BEN) == []
    for use in (
        lambda: kept.exchanges(BEN, FIRST),
        lambda: kept.opinions(BEN, FIRST),
        lambda: kept.keep(BEN, FIRST, 0, ask("Mine?")),
        lambda: kept.rename(BEN, FIRST, "Mine"),
        lambda: kept.judge(BEN, FIRST, 0, Opinion(verdict="wrong")),
    ):
        with pytest.raises(ConversationGone):
            use()
    kept.delete(BEN, FIRST)
    assert questions(kept) == ["Why?"]
    assert kept.opinions(ANN, FIRST) == {}


@pytest.mark.parametrize("reader", ["", " ", "a\nb", "half \ud83d", "x" * 201, "é", "a\x00"])
def test_a_browser_without_a_key_is_told_how_to_mend_it(kept: Conversations, reader: str) -> None:
    for use in (
        lambda: kept.list(reader),
        lambda: kept.exchanges(reader, FIRST),
        lambda: kept.keep(reader, FIRST, 0, ask("Why?")),
        lambda: kept.delete(reader, FIRST),
    ):
        with pytest.raises(StoreError, match=r"gives no key.*Allow this page"):
            use()


@pytest.mark.parametrize("name", ["", "1", "G" * 32, "1" * 33, f"{FIRST}\n", "\ud83d" * 32, "%"])
def test_what_is_no_id_names_nothing(kept: Conversations, name: str) -> None:
    keep(kept, FIRST, "Why?")
    with pytest.raises(ConversationGone):
        kept.exchanges(ANN, name)
    with pytest.raises(ConversationGone):
        kept.keep(ANN, name, 0, ask("Why?"))
    kept.delete(ANN, name)
    assert listed(kept) == [FIRST]


def test_what_is_deleted_in_another_tab_stays_deleted(tmp_path: Path, kept: Conversations) -> None:
    kept.keep(ANN, FIRST, 0, FORMING)
    other_tab = Conversations(tmp_path)
    other_tab.rename(ANN, FIRST, "Bridges")
    other_tab.delete(ANN, FIRST)
    for use in (
        lambda: kept.keep(ANN, FIRST, 0, ANSWERED),
        lambda: kept.keep(ANN, FIRST, 1, ANSWERED),
        lambda: kept.exchanges(ANN, FIRST),
        lambda: kept.opinions(ANN, FIRST),
        lambda: kept.rename(ANN, FIRST, "Again"),
        lambda: kept.judge(ANN, FIRST, 0, Opinion(verdict="right")),
    ):
        with pytest.raises(ConversationGone, match=r"was deleted.*begin a new one"):
            use()
    kept.delete(ANN, FIRST)
    assert listed(kept) == listed(kept, "bridge") == []


def test_nothing_that_was_said_is_left_after_deletion(tmp_path: Path, kept: Conversations) -> None:
    keep(kept, FIRST, "Walruses? Zanzibar.")
    kept.rename(ANN, FIRST, "Quetzal")
    kept.delete(ANN, FIRST)
    keep(kept, SECOND, "Why?")
    content = Conversations(tmp_path)._file.rows("SELECT * FROM conversations", ())
    assert "quetzal" not in str(content).casefold()
    assert kept._file.rows("SELECT * FROM exchanges WHERE conversation_id = ?", (FIRST,)) == []


def test_only_the_first_exchange_begins_a_conversation(kept: Conversations) -> None:
    for number in (1, -1):
        with pytest.raises(ConversationGone):
            kept.keep(ANN, FIRST, number, ask("Why?"))
    assert listed(kept) == []


@pytest.mark.parametrize("number", [3, -1])
def test_an_exchange_leaves_no_gap_before_it(kept: Conversations, number: int) -> None:
    keep(kept, FIRST, "One?", "Two?")
    with pytest.raises(ConversationGone, match="changed in another tab"):
        kept.keep(ANN, FIRST, number, ask("Late?"))
    assert questions(kept) == ["One?", "Two?"]


@pytest.mark.parametrize("number", [-1, MAX_EXCHANGES + 1, 2**70])
def test_a_number_that_is_none_changes_nothing(kept: Conversations, number: int) -> None:
    keep(kept, FIRST, "One?")
    with pytest.raises(ConversationGone):
        kept.judge(ANN, FIRST, number, Opinion(verdict="right"))
    assert questions(kept) == ["One?"]


def test_a_conversation_has_an_end(kept: Conversations) -> None:
    with pytest.raises(StoreError, match=r"full \(1,000 questions\).*Begin a new one"):
        kept.keep(ANN, FIRST, MAX_EXCHANGES, ask("More?"))


def test_the_title_is_the_first_question_until_the_reader_gives_one(kept: Conversations) -> None:
    keep(kept, FIRST, "Who opened\nthe bridge?", "Why?")
    assert titles(kept) == ["Who opened the bridge?"]
    kept.rename(ANN, FIRST, " The\x00 bridge\u202e ")
    kept.keep(ANN, FIRST, 0, ask("Who shut it?"))
    assert titles(kept) == ["The bridge"]


@pytest.mark.parametrize("title", ["", " \n", "\x00", "\u200b"])
def test_an_empty_title_gives_way_to_the_first_question(kept: Conversations, title: str) -> None:
    keep(kept, FIRST, "Why?")
    kept.rename(ANN, FIRST, "Reasons")
    kept.rename(ANN, FIRST, title)
    assert titles(kept) == ["Why?"]
    assert listed(kept, "reasons") == []


@pytest.mark.parametrize("by_hand", [True, False])
def test_long_titles_are_cut(kept: Conversations, by_hand: bool) -> None:
    keep(kept, FIRST, "Why?" if by_hand else "word " * 1_000)
    if by_hand:
        kept.rename(ANN, FIRST, "word " * 1_000)
    (title,) = titles(kept)
    assert title == "word " * 15 + "word…"
    assert len(title) <= MAX_TITLE


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", [THIRD, SECOND, FIRST]),
        ("  ", [THIRD, SECOND, FIRST]),
        ("BRIDGE", [FIRST]),
        ("oscar", [FIRST]),
        ("cafe", [SECOND]),
        ("eiffel", [THIRD]),
        ("tower", [THIRD]),
        ("answer bridge", [FIRST]),
        ("oscar later", [FIRST]),
        ("bridge café", []),
        ("100%", [SECOND]),
        *((sign, []) for sign in ("%", "_", "'", '"', "*", "\\", "\x00", "🙂", "\ud83d")),
        ("br*", [FIRST]),
        ("OR", []),
        ("where 1=1", []),
        ("x" * 100_000, []),
    ],
)
def test_search_looks_into_titles_questions_and_answers(
    kept: Conversations, search: str, found: list[str]
) -> None:
    keep(kept, FIRST, "Who opened the bridge? The answer: Óscar.", "And later?")
    keep(kept, SECOND, "Is 100 % of the Café open?")
    keep(kept, THIRD, "How tall? 330 m.")
    kept.rename(ANN, THIRD, "Eiffel’s tower")
    for each in (FIRST, SECOND, THIRD):
        kept.keep(ANN, each, 0, kept.exchanges(ANN, each)[0])
    assert listed(kept, search) == found


def test_a_draft_is_found_as_an_answer_is(kept: Conversations) -> None:
    kept.keep(ANN, FIRST, 0, Exchange(question=ask("Why?").question, text="Because of Oscar"))
    assert listed(kept, "oscar") == [FIRST]


def test_opinions_stay_with_their_exchange(tmp_path: Path, kept: Conversations) -> None:
    keep(kept, FIRST, "One? 1.", "Two? 2.", "Three? 3.")
    wrong = Opinion(verdict="wrong", reason="wrong fact", comment="the clerk")
    kept.judge(ANN, FIRST, 0, Opinion(verdict="right"))
    kept.judge(ANN, FIRST, 2, Opinion(verdict="right"))
    kept.judge(ANN, FIRST, 2, wrong)
    assert kept.opinions(ANN, FIRST) == {0: Opinion(verdict="right"), 2: wrong}
    assert Conversations(tmp_path).opinions(ANN, FIRST) == kept.opinions(ANN, FIRST)
    kept.keep(ANN, FIRST, 2, ask("Three?", "Three."))
    assert kept.opinions(ANN, FIRST) == {0: Opinion(verdict="right")}


def test_an_opinion_goes_with_what_it_was_about(kept: Conversations) -> None:
    keep(kept, FIRST, "One? 1.")
    kept.judge(ANN, FIRST, 0, Opinion(verdict="wrong", comment="2"))
    keep(kept, FIRST, "One? 1.")
    assert kept.opinions(ANN, FIRST) == {0: Opinion(verdict="wrong", comment="2")}
    keep(kept, FIRST, "One? 2.")
    assert kept.opinions(ANN, FIRST) == {}


def test_an_opinion_that_could_not_be_kept_elsewhere_is_not_kept_here(kept: Conversations) -> None:
    keep(kept, FIRST, "One? 1.")
    error = ModelError("Full.", mend="Empty it.")
    kept.judge(ANN, FIRST, 0, Opinion(verdict="right", error=error))
    assert kept.opinions(ANN, FIRST) == {}


def test_threads_lose_nothing(kept: Conversations) -> None:
    def converse(number: int) -> None:
        mine = f"{number:032x}"
        for turn in range(5):
            kept.keep(ANN, mine, turn, ask(f"Question {turn}?", "Yes."))
            assert len(kept.exchanges(ANN, mine)) == turn + 1
            kept.list(ANN, search="question")

    threads = [threading.Thread(target=converse, args=(number,)) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [each.exchanges for each in kept.list(ANN)] == [5] * 8
