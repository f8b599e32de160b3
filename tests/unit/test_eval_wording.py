import pytest

from eval.metrics.wording import alike, find, read_body, read_words, says, sentences, words


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("It was the Mayor of Győr.", "mayor of gyor"),
        ("The Twin-Falls dam", "twin falls"),
        ("from 1910–45", "1910-45"),
        ("It cost $1,250,000 in all.", "1250000"),
        ("It grew by 3.5 %.", "3.5"),
        ("Ms. O’Neill's house", "O'Neill"),
        ("the U.S. envoy", "US"),
        ("the U.S envoy", "U.S."),
        ("On Mar. 4 [2], it rained.", "mar 4 it rained"),
        ("a plan for the harbour", "plan for harbour"),
        ("ＡＢＣ Ltd", "abc"),
    ],
)
def test_wording_that_means_the_same_is_said(text, phrase):
    assert says(text, phrase)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("The mayoress opened it.", "mayor"),
        ("In 1830 it stood.", "183"),
        ("It grew by 3.5 %.", "35"),
        ("It grew by 3.5 %.", "3"),
        ("It rained [2].", "2"),
        ("the bridge in town", "bridge town"),
        ("town bridge", "bridge town"),
        ("anything", "the"),
        ("anything", "—"),
    ],
)
def test_other_words_are_not_said(text, phrase):
    assert not says(text, phrase)


def test_words_are_lower_case_and_without_articles():
    assert words("A walk to the Old-Town, 13 km.") == ("walk", "to", "old", "town", "13", "km")


def test_words_keep_their_places_and_marks():
    text = "The mayor, Ms. Voss [2], came."
    said = read_words(text)
    assert [text[each.start : each.end] for each in said] == ["mayor", "Ms", "Voss", "came"]
    assert [each.written for each in said] == ["mayor", "Ms", "Voss", "came"]
    assert [each.mark for each in said] == [",", ".", ",", "."]


def test_phrases_are_found_at_every_place():
    assert list(find(read_words("Voss and the Voss"), "Voss")) == [(0, 1), (2, 3)]


def test_sentences_end_at_marks_but_not_behind_abbreviations():
    said = read_words("Mr. Voss came on Jan. 3. He left!\n- At six")
    assert [[each.text for each in one] for one in sentences(said)] == [
        ["mr", "voss", "came", "on", "jan", "3"],
        ["he", "left"],
        ["at", "six"],
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [("Gazette: The mayor came.", "mayor"), ("No: he came.", "no"), ("He said so. Why: no.", "he")],
)
def test_an_outlet_in_front_is_left_out(text, first):
    assert read_body(text)[0].text == first


@pytest.mark.parametrize(
    ("word", "other"),
    [
        *[("open", "opened"), ("lorry", "lorries"), ("deny", "denied"), ("winning", "win")],
        *[
            ("resign", "resignation"),
            ("design", "designer"),
            ("die", "died"),
            ("fall", "fell"),
            ("won", "winner"),
            ("2025", "2025"),
        ],
    ],
)
def test_forms_of_one_word_are_alike(word, other):
    assert alike(word, other)
    assert alike(other, word)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("run", "won"),
        ("transport", "transfer"),
        ("202", "2025"),
        ("is", "island"),
        ("ban", "bankers"),
    ],
)
def test_other_words_are_not_alike(word, other):
    assert not alike(word, other)
