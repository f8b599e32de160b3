"""Copies: which texts carry one report, and which only share some of their words."""

import hashlib

import pytest
from story_factory import OTHER_REPORT, STORY, appointment, text_of, weather

from rag.reading.copies import (
    Wording,
    are_copies,
    bands,
    may_be_copies,
    read_wording,
    repeats,
    same_words,
    sketch,
)

WHOLE = text_of(*STORY)
ADDED = (
    "The Gazette's own reporter found the bakery open at noon. Its owner, Sena Pell, said that "
    "she had carried 80 loaves up the hill in the dark, and that none of them had been paid for."
)
SHORT = "The ferry between Quillport and Skerrow will not sail on Sunday, its owner said."


def every(nth: int, text: str, *, together: int = 1) -> str:
    """The text with every nth word another, or so many words together."""
    return " ".join(
        "otherwise" if place % nth >= nth - together else written
        for place, written in enumerate(text.split())
    )


def read(text: str) -> Wording:
    return read_wording([text])


def alike(left: str, right: str) -> bool:
    """Whether two texts are found to be copies, by their sketches first, as articles are."""
    one, other = sketch(read(left)), sketch(read(right))
    near = bool({*bands(one)} & {*bands(other)}) and may_be_copies(one, other)
    return near and are_copies(read(left), read(right))


@pytest.mark.parametrize(
    "version",
    [
        WHOLE,
        WHOLE.upper(),
        WHOLE.replace("“", '"').replace("”", '"').replace("’", "'"),
        text_of("River takes a town by surprise", "By Jo Marsh, Northern Wire", *STORY),
        text_of(*STORY[:5]),
        text_of(*STORY[:4]),
        text_of(*STORY[:2]),
        text_of(*STORY[2:]),
        text_of(*STORY[:3], *STORY[4:]),
        text_of(*STORY[:3], ADDED, *STORY[3:]),
        text_of(*STORY[:2], STORY[4], STORY[3], STORY[2], *STORY[5:]),
        WHOLE.replace("Seventeen", "Nineteen"),
        WHOLE.replace("63 people", "36 people"),
        every(20, WHOLE),
        every(10, WHOLE),
        every(5, WHOLE),
        every(7, WHOLE, together=2),
        every(10, text_of(*STORY[:5])),
    ],
)
def test_a_version_of_a_report_is_a_copy(version: str) -> None:
    assert alike(WHOLE, version)
    assert alike(version, WHOLE)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (WHOLE, text_of(*OTHER_REPORT)),
        (WHOLE, text_of(*OTHER_REPORT[:1], *STORY[2:4], *OTHER_REPORT[4:])),
        (text_of(*STORY[:4]), text_of(*STORY[3:])),
        (WHOLE, text_of(OTHER_REPORT[0], *OTHER_REPORT[4:], *STORY[3:])),
        (WHOLE, text_of(*OTHER_REPORT[4:], weather("Friday", 9, 2, 30, 70, "17:05"))),
        (weather("Monday", 14, 6, 25, 40, "17:31"), weather("Tuesday", 11, 3, 50, 85, "17:29")),
        (weather("Monday", 14, 6, 25, 40, "17:31"), weather("Monday", 12, 4, 35, 45, "17:24")),
        (
            appointment("Lotte Quist", "Anders Ruck", "Oake Mills"),
            appointment("Piet Sandor", "Bea Tolman", "Vandel Ferries"),
        ),
        (SHORT, SHORT.replace("Sunday", "Monday")),
        (SHORT, text_of(SHORT, WHOLE)),
        ("", ""),
        ("!", "?"),
    ],
)
def test_what_only_shares_words_is_no_copy(left: str, right: str) -> None:
    assert not are_copies(read(left), read(right))
    assert not are_copies(read(right), read(left))


def test_a_notice_within_a_round_up_is_no_copy_of_it() -> None:
    notice = text_of(*STORY[2:4])
    assert not are_copies(read(notice), read(text_of(*STORY)))
    assert are_copies(read(text_of(*STORY[:2])), read(text_of(*STORY)))


def test_few_words_are_a_copy_where_all_are_the_same() -> None:
    assert alike(SHORT, SHORT.upper().replace(",", " –"))


def test_a_figure_is_compared_as_it_is_meant() -> None:
    assert same_words(read("It cost 1,200 crowns"), read("it cost 1200 crowns."))
    assert not same_words(read("It cost 1.2 crowns"), read("it cost 12 crowns."))


def test_words_that_no_spaces_part_are_compared() -> None:
    said = (
        "川が夜明け前に堤防を越え、市場の通りが水に浸かった。県によると、住民は丘の上の学校に避難し、"
        "毛布と汁物を受け取った。けが人はいないが、二つの農場が今も孤立している。"
        "鉄道は当面、隣の町で折り返し、残りの区間は臨時のバスが走るという。"
    )
    other = (
        "町の橋は来年の春に架け替えられる。費用は県と町が半分ずつ持ち、工事の間は渡し船が人を運ぶ。"
        "古い橋の鉄は新しい学校の門に使われる予定で、子どもたちが図案を考えている。"
        "町長は記者会見で、長く待たせたことを住民にわびた。"
    )
    assert alike(said, said.replace("毛布と汁物", "毛布と食事"))
    assert not are_copies(read(said), read(other))


def test_a_sketch_is_the_same_on_every_machine() -> None:
    made = sketch(read(WHOLE))
    assert len(made) == 512
    assert hashlib.sha256(made).hexdigest()[:16] == "2ab0b52f9e4cc849"
    assert len(bands(made)) == len({*bands(made)}) == 64
    assert all(-(2**63) <= value < 2**63 for value in bands(made))


def test_a_long_text_is_sketched_part_by_part() -> None:
    numbers = [f"word{number}" for number in range(12_000)]
    parts = [" ".join(numbers[start : start + 4_002]) for start in range(0, 12_000, 4_000)]
    lowest = [
        min(values) for values in zip(*(_values(sketch(read(part))) for part in parts), strict=True)
    ]
    assert _values(sketch(read(" ".join(numbers)))) == lowest


def _values(sketched: bytes) -> list[int]:
    return [
        int.from_bytes(sketched[place : place + 4], "little")
        for place in range(0, len(sketched), 4)
    ]


def test_a_text_without_words_is_like_nothing() -> None:
    assert sketch(read("…")) == b""
    assert bands(b"") == ()


@pytest.mark.parametrize(
    ("text", "repeated"),
    [
        ("The council said 63 people had been taken to the school on Heron Hill.", True),
        ("The council said 65 people had been taken to the school on Heron Hill.", False),
        ("Tom Brill said 63 people had been taken to the school on Heron Hill.", False),
        ("63 people had been taken to the school on Heron Hill, the council said.", True),
        ("The council said 63 people had been taken to the hall by lorry, wet and cold.", False),
        ("", False),
    ],
)
def test_what_is_said_again_is_known_from_what_is_new(text: str, repeated: bool) -> None:
    said = "The council said 63 people had been quickly taken to the school on Heron Hill."
    assert repeats(read(text), among=read(said)) is repeated
