"""Which of the collection's outlets a question names."""

import pytest

from rag.retrieval.outlets import find_outlets

OUTLETS = (
    "The Marsh Gazette", "Quill", "QuillSports.com", "The Beacon - Sports", "The Beacon - Travel",
    "Harbour Wire | World and Shipping News", "Tide 7", "The Hour",
)  # fmt: skip


def named(text: str) -> list[tuple[str, set[str]]]:
    found = find_outlets(text, outlets=OUTLETS)
    return [(text[each.start : each.end], set(each.outlets)) for each in found]


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("What did the Marsh Gazette say?", "The Marsh Gazette"),
        ("What did 'The Marsh Gazette' say?", "The Marsh Gazette"),
        ("What did the Marsh Gazette's report say?", "The Marsh Gazette"),
        ("what did the marsh gazette say?", "The Marsh Gazette"),
        ("According to Quill, who won?", "Quill"),
        ("according to quill, who won?", "Quill"),
        ("What does Quill Sports expect?", "QuillSports.com"),
        ("What does QuillSports.com expect?", "QuillSports.com"),
        ("What does QUILLSPORTS expect?", "QuillSports.com"),
        ("Which ships did Harbour Wire count?", "Harbour Wire | World and Shipping News"),
        ("Which ships did Tide 7 count?", "Tide 7"),
    ],
)
def test_an_outlet_is_found_however_it_is_written(text: str, outlet: str) -> None:
    assert [outlets for _, outlets in named(text)] == [{outlet}]


def test_a_house_stands_for_all_its_departments() -> None:
    assert named("What did The Beacon say?") == [
        ("The Beacon", {"The Beacon - Sports", "The Beacon - Travel"})
    ]
    assert named("What did The Beacon - Travel say?") == [
        ("The Beacon - Travel", {"The Beacon - Travel"})
    ]


def test_all_are_found_in_order() -> None:
    text = "Did Quill and the Marsh Gazette agree, and did Quill correct it?"
    assert [name for name, _ in named(text)] == ["Quill", "the Marsh Gazette", "Quill"]


@pytest.mark.parametrize(
    "text",
    ["Who broke the quill?", "At which hour did it open?", "Who marshalled gazettes?", "", "?"],
)
def test_common_words_and_parts_of_words_name_nobody(text: str) -> None:
    assert named(text) == []


def test_without_outlets_nothing_is_found() -> None:
    assert find_outlets("What did the Marsh Gazette say?", outlets=()) == ()
