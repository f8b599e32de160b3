"""Amounts: what two numbers may both stand for."""

import pytest

from rag.answering.conflicts.amounts import AmountMention, amounts


def first(text: str) -> AmountMention:
    return next(iter(amounts(text)))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("183 miners", "one hundred and eighty-three miners"),
        ("1,200 votes", "1200 votes"),
        ("at least 180 rams", "183 rams"),
        ("more than 180 rams", "183 rams"),
        ("180 or more rams", "183 rams"),
        ("about 180 rams", "183 rams"),
        ("nearly 200 rams", "197 rams"),
        ("up to 60 rams", "55 rams"),
        ("between them 10 to 15 rams", "12 rams"),
        ("12,000 marched", "11,870 marched"),
        ("$1.2 million", "1,200,000 dollars"),
        ("€3bn", "3 billion euros"),
        ("£40m", "40 million pounds"),
        ("1.2 million people", "1,187,000 people"),
        ("a dozen boats", "12 boats"),
        ("two weeks", "14 days"),
        ("1.5 kilometres", "1,500 metres"),
        ("58 per cent", "58%"),
        ("40 million crowns", "48 million yen"),
        ("8 per cent", "11 votes"),
    ],
)
def test_amounts_that_agree_or_cannot_be_compared(left: str, right: str) -> None:
    one, other = first(left).amount, first(right).amount
    assert one.agrees(other)
    assert other.agrees(one)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("180 miners", "183 miners"),
        ("at least 183 rams", "180 rams"),
        ("at least 12 rams", "40 rams"),
        ("about 55 rams", "40 rams"),
        ("nearly 200 rams", "210 rams"),
        ("fewer than 50 rams", "55 rams"),
        ("12,000 marched", "9,400 marched"),
        ("$1.2 million", "$1.4 million"),
        ("48 million crowns", "51 million crowns"),
        ("three weeks", "14 days"),
        ("58.3 per cent", "61 per cent"),
        ("6 metres", "1.4 kilometres"),
    ],
)
def test_amounts_that_differ(left: str, right: str) -> None:
    one, other = first(left).amount, first(right).amount
    assert not one.agrees(other)
    assert not other.agrees(one)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("The dam cost some 1.2 million euros.", "some 1.2 million euros"),
        ("It fetched $40m at auction.", "$40m"),
        ("At least forty goats strayed.", "At least forty"),
        ("They sold 12 or more.", "12 or more"),
    ],
)
def test_an_amount_is_written_with_its_bound_and_its_unit(text: str, written: str) -> None:
    mention = first(text)
    assert text[mention.start : mention.end] == written


@pytest.mark.parametrize("text", ["No one died.", "It was the third storm.", "Nothing was lost."])
def test_what_is_no_amount(text: str) -> None:
    assert list(amounts(text)) == []


def test_only_a_bare_number_is_exact() -> None:
    assert first("40 rams").amount.exact
    assert not first("some 40 rams").amount.exact
    assert not first("40 to 50 rams").amount.exact
