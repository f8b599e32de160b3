import pytest

from ui.conversations.titles import MAX_TITLE, cleaned_title, folded, search_terms


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Who opened the bridge?", "Who opened the bridge?"),
        ("  Who\n\topened\r\nit? ", "Who opened it?"),
        ("a\x00b\x1b[31mc\x7f", "a b [31mc"),
        ("left\u202eright\u2066", "left right"),
        ("half \ud83d of it", "half of it"),
        ("می‌خواهم 👩‍🚒", "می‌خواهم 👩‍🚒"),
        ("<b>bold</b>", "<b>bold</b>"),
        *((empty, "") for empty in ("", "  \n", "\x00\x01", "\u200b\u200d", "\u202e", "\ud83d")),
    ],
)
def test_a_title_is_one_line_of_what_can_be_seen(text: str, title: str) -> None:
    assert cleaned_title(text) == title


@pytest.mark.parametrize("length", [1, 7, 13, 79])
def test_a_long_title_is_cut_at_a_word(length: int) -> None:
    word = "w" * length
    title = cleaned_title(f"{word} " * 5_000)
    assert len(title) <= MAX_TITLE
    assert set(title.removesuffix("…").split()) == {word}
    assert title.endswith("…")


def test_a_title_of_the_length_that_fits_stays() -> None:
    fits = "w" * (MAX_TITLE - 2) + " w"
    assert cleaned_title(fits) == fits


def test_one_endless_word_is_cut_within() -> None:
    assert cleaned_title("x" * 5_000) == "x" * (MAX_TITLE - 1) + "…"


def test_no_comma_is_left_before_the_cut() -> None:
    assert cleaned_title("w" * 70 + ", " + "x" * 30) == "w" * 70 + "…"


@pytest.mark.parametrize(
    ("search", "text"),
    [
        ("BRIDGE", "Which bridge?"),
        ("strasse", "Die Straße"),
        ("cafe", "Le Café"),
        ("Cafe\u0301", "le café"),
        ("3,000", "It cost $3,000."),
        ("mayor's", "The mayor’s chain"),
        ("mayor", "The mayor’s chain"),
        ("bri", "bridge"),
        ("U.S.", "the US said"),
        ("京", "東京です"),
    ],
)
def test_what_is_searched_for_is_found(search: str, text: str) -> None:
    assert search_terms(search)
    assert all(term in folded(text) for term in search_terms(search))


@pytest.mark.parametrize("search", ["", "  ", "%", "_", "'\"", "\x00", "\ud83d", "🙂"])
def test_a_search_without_a_word_has_no_terms(search: str) -> None:
    assert search_terms(search) == ()


def test_a_search_of_great_length_has_few_terms() -> None:
    assert len(search_terms("one two " * 10_000)) == 2
    assert sum(map(len, search_terms("".join(f"{number} " for number in range(10**5))))) < 200
