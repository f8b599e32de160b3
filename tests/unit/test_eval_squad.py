import pytest

from eval.metrics.squad import exact_match, normalised, token_f1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Mayor's  House.", "mayors house"),
        ("an apple, a pear\tand the plum", "apple pear and plum"),
        ("another theatre", "another theatre"),
        ("well-known", "wellknown"),
        ("$1,250.50", "125050"),
        ("“curly” – dash…", "“curly” – dash…"),
        ("İstanbul", "i̇stanbul"),
        ("The", ""),
        ("?!", ""),
        ("a.m.", "am"),
        ("x-a-y", "xay"),
        ("x—a—y", "x— —y"),
    ],
)
def test_text_is_normalised_as_the_script_does(text, expected):
    assert normalised(text) == expected


@pytest.mark.parametrize(
    ("prediction", "accepted", "exact", "f1"),
    [
        ("The Mayor", ["mayor"], 1, 1),
        ("mayor Voss", ["the mayor"], 0, 2 / 3),
        ("governor", ["the mayor"], 0, 0),
        # The best of several counts, for each measure apart.
        ("Ada Voss", ["Voss", "Ada Voss", "the minister"], 1, 1),
        # Repeated tokens count as often as they stand on both sides.
        ("so so so", ["so so"], 0, 0.8),
        ("so", ["so so so"], 0, 0.5),
        # Order is nothing to F1, and all to exact match.
        ("Voss Ada", ["Ada Voss"], 0, 1),
        # Curly quotes are no punctuation to the script.
        ("“Voss”", ["Voss"], 0, 0),
        # No answer: an empty prediction, or one of articles alone, agrees with nothing but none.
        ("", [], 1, 1),
        ("", [""], 1, 1),
        ("the", [], 1, 1),
        ("", ["a", "?"], 1, 1),
        ("Voss", [], 0, 0),
        ("Voss", ["the"], 0, 0),
        ("", ["Voss"], 0, 0),
        ("the", ["Voss"], 0, 0),
        # An accepted answer of which nothing is left doesn't make silence right beside another.
        ("", ["the", "Voss"], 0, 0),
    ],
)
def test_measures_follow_the_script(prediction, accepted, exact, f1):
    assert exact_match(prediction, accepted) == exact
    assert token_f1(prediction, accepted) == pytest.approx(f1)
