import pytest

from eval.metrics.numerals import read_numeral, read_tokens


def value(text):
    found = read_numeral(read_tokens(text), 0)
    return found.value if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", 12),
        ("1,250", 1250),
        ("11 275", 11_275),
        ("1.200.000", 1_200_000),
        ("3.5", 3.5),
        ("4,5 million", 4_500_000),
        ("1.2 billion", 1.2e9),
        ("3 bn", 3e9),
        ("twelve", 12),
        ("seventy-three", 73),
        ("seventy three", 73),
        ("hundred", 100),
        ("a hundred and thirty-six", 136),
        ("one hundred thirty-six", 136),
        ("fourteen hundred", 1400),
        ("two thousand five hundred and six", 2506),
        ("five hundred thousand and two", 500_002),
        ("two million three hundred thousand", 2_300_000),
        ("two dozen", 24),
        ("a dozen", 12),
        ("half a million", 500_000),
        ("half-million", 500_000),
        ("half a dozen", 6),
        ("two and a half", 2.5),
        ("two-and-a-half years", 2.5),
        ("four and a half million", 4_500_000),
        ("a million and a half", 1_500_000),
        ("three quarters of a billion", 750_000_000),
        ("2½", 2.5),
        ("7th", 7),
        ("twenty-first", 21),
        ("seventh", 7),
    ],
)
def test_numerals_are_read(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize("text", ["a theft", "million", "hundreds", "dozens of", "a third theft"])
def test_what_is_no_number_is_none(text):
    assert value(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("two thirds", 2 / 3), ("a third of", 1 / 3), ("1/4", 0.25), ("half the", 0.5), ("¾", 0.75)],
)
def test_fractions_are_shares_of_a_whole(text, expected):
    found = read_numeral(read_tokens(text), 0)
    assert found.share
    assert found.value == pytest.approx(expected)


def test_and_parts_the_ends_of_a_span():
    tokens = read_tokens("between three hundred and two thousand")
    assert read_numeral(tokens, 1).value == 300
    assert read_numeral(tokens, 4).value == 2000


@pytest.mark.parametrize(("text", "bare"), [("1965", True), ("1,965", False), ("965", False)])
def test_four_plain_figures_may_be_a_year(text, bare):
    assert read_numeral(read_tokens(text), 0).bare is bare
