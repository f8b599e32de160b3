import pytest
from answer_factory import make_article
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.places import Place, find_words, is_covered, meets

TEXT = "The ferry  sails\nat eight. The ferry sails at nine."
FERRY = make_article("ferry", TEXT)
TWIN = make_article("twin", TEXT)


def stands(words):
    return [TEXT[each.start : each.end] for each in find_words(FERRY, words)]


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("The ferry sails", ["The ferry  sails", "The ferry sails"]),
        (" ferry\tsails at  eight. ", ["ferry  sails\nat eight."]),
        ("the ferry", []),
        ("sails at eight!", []),
        ("theferry", []),
        (".", [".", "."]),
        (" ", []),
    ],
)
def test_words_are_found_wherever_they_stand_in_any_white_space(words, places):
    assert stands(words) == places


def test_places_of_words_may_overlap():
    article = make_article("echo", "ha ha ha")
    found = find_words(article, "ha ha")
    assert [(each.start, each.end) for each in found] == [(0, 5), (3, 8)]


@given(
    words=st.lists(st.text("ab.(?", min_size=1, max_size=3), min_size=1, max_size=4),
    before=st.text("ab \n"),
    gap=st.text(" \n\u00a0", min_size=1, max_size=3),
)
def test_the_place_of_words_is_exactly_theirs(words, before, gap):
    article = make_article("any", f"{before}{gap.join(words)}{gap}b")
    texts = [article.text[each.start : each.end] for each in find_words(article, " ".join(words))]
    assert gap.join(words) in texts
    assert all(text.split() == words and text == text.strip() for text in texts)


@pytest.mark.parametrize(
    ("start", "end", "met"),
    [
        (10, 20, True),
        (0, 12, False),
        (0, 15, True),
        (0, 14, False),
        (19, 22, False),
        (18, 22, True),
        (12, 13, True),
        (0, 99, True),
        (20, 30, False),
        (15, 15, False),
        (18, 12, False),
    ],
)
def test_two_places_meet_in_half_of_the_shorter(start, end, met):
    gold = Place(FERRY, 10, 20)
    assert meets(Place(FERRY, start, end), gold) is met
    assert meets(gold, Place(FERRY, start, end)) is met
    assert not meets(Place(TWIN, start, end), gold)


@pytest.mark.parametrize(
    ("spans", "covered"),
    [
        ([(0, 26)], True),
        ([(4, 26)], True),
        ([(4, 9), (11, 26)], True),
        ([(11, 26), (0, 10)], True),
        ([(0, 14), (8, 20), (12, 26)], True),
        ([(4, 9), (12, 26)], False),
        ([(5, 26)], False),
        ([(4, 25)], False),
        ([(30, 40), (4, 26)], True),
        ([(30, 40)], False),
        ([], False),
    ],
)
def test_a_place_is_covered_but_for_white_space(spans, covered):
    gold = Place(FERRY, 4, 26)
    assert TEXT[4:26] == "ferry  sails\nat eight."
    assert is_covered(gold, [Place(FERRY, *span) for span in spans]) is covered


def test_another_article_covers_nothing():
    assert not is_covered(Place(FERRY, 4, 26), [Place(TWIN, 0, 26)])
