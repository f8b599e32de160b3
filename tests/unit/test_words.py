"""Words: folding, stems, offsets, what is left out, and words with other endings."""

import pytest

from rag.words import content_words, fold, holds, stems, words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Fenn’s", "fenn"),
        ("sailors'", "sailors"),
        ("Café", "cafe"),
        ("U.S.", "us"),
        ("1,250", "1250"),
        ("3.5", "3.5"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
    ],
)
def test_folding(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_words_stand_at_their_offsets() -> None:
    text = "Fenn’s 1,250.5-tonne barge, “naïve” H&M U.S. _x_"
    found = list(words(text))
    assert [word.written for word in found] == [
        "Fenn’s", "1,250.5", "tonne", "barge", "naïve", "H&M", "U.S", "x",
    ]  # fmt: skip
    assert all(text[word.start : word.end] == word.written for word in found)


def test_offsets_count_code_points_behind_signs_of_many_bytes() -> None:
    (word,) = words("🛶🛶 canoe")
    assert (word.start, word.end) == (3, 8)


def test_endings_do_not_part_words() -> None:
    (left,) = words("ferries")
    (right,) = words("ferry's")
    assert left.stem == right.stem


def test_names_and_numbers_are_told_by_their_first_letter() -> None:
    found = {word.written: word for word in words("Quillport sold 3rd boat")}
    assert [name for name, word in found.items() if word.is_name] == ["Quillport"]
    assert [name for name, word in found.items() if word.is_number] == ["3rd"]


def test_function_words_and_parts_of_dates_say_nothing() -> None:
    text = "The pier was closed on Monday in May, and it will not be opened tomorrow"
    assert [word.written for word in content_words(text)] == ["pier", "closed", "opened"]


def test_capitals_are_names_not_function_words() -> None:
    found = content_words("The US told us that WHO may ask who it is")
    assert [word.written for word in found] == ["US", "told", "WHO", "ask"]


def test_hyphenated_pairs_count_as_one_word_too() -> None:
    found = stems("a well-lit quay")
    assert {"well", "lit", "quay"} <= found
    assert stems("welllit") <= found
    assert not stems("litquay") & found


@pytest.mark.parametrize(
    ("stem", "other", "held"),
    [
        ("harbour", "harbour", True),
        ("quillport", "quillporti", True),
        ("quillporti", "quillport", True),
        ("car", "cart", False),
        ("harbour", "harbourmastership", False),
        ("12000", "120000", False),
        ("quay", "pier", False),
    ],
)
def test_long_words_are_held_with_another_ending(stem: str, other: str, held: bool) -> None:
    assert holds(stem, among=["barge", other]) is held


def test_nothing_is_held_among_nothing() -> None:
    assert not holds("harbour", among=iter(()))
