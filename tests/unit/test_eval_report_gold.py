import pytest

from eval.reports.gold import Gold

QUOTE = "Ferrer opened the new bridge on Tuesday"


def gold(*quotes, **fields):
    evidence = [{"source": "bridge", "quote": quote} for quote in quotes]
    return Gold.of({"case": {"sources": ["bridge"], "evidence": evidence}, **fields})


def marked(text, *quotes, **fields):
    return [each for each, is_gold in gold(*quotes, **fields).mark(text, article="a1") if is_gold]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"Yes, {QUOTE}.", [QUOTE]),
        ("Yes, " + QUOTE.replace(" ", " \n"), [QUOTE]),
        (f"{QUOTE} and {QUOTE}", [QUOTE, QUOTE]),
        ("the new bridge", ["the new bridge"]),
        ("the new bridge on Tuesday. It rained.", ["the new bridge on Tuesday"]),
        ("Rain fell. Ferrer opened the new bridge", ["Ferrer opened the new bridge"]),
        ("on Tuesday, it rained", []),
        ("Okoye opened it.", []),
    ],
)
def test_gold_words_are_marked_whole_or_where_the_text_cuts_them(text, found):
    assert marked(text, QUOTE) == found
    assert "".join(each for each, _ in gold(QUOTE).mark(text, article="a1")) == " ".join(
        text.split()
    )


def test_overlapping_quotes_are_marked_once():
    text = f"Yes, {QUOTE} at noon."
    segments = gold(QUOTE, "the new bridge on Tuesday at noon").mark(text, article="a1")
    assert "".join(each for each, _ in segments) == text
    assert [each for each, is_gold in segments if is_gold] == [QUOTE, " at noon"]


def test_quotes_of_another_article_are_not_marked_where_it_is_known():
    assert marked(QUOTE, QUOTE, files={"a1": "news/bridge.txt"}) == [QUOTE]
    assert marked(QUOTE, QUOTE, files={"a1": "news/river.txt"}) == []


@pytest.mark.parametrize(
    ("article", "text", "files"),
    [
        ("bridge", "anything", {}),
        ("a1", "anything", {"a1": "news/bridge.txt"}),
        ("a1", f"Yes, {QUOTE}.", {}),
    ],
)
def test_an_article_holds_the_answer_by_id_by_file_or_by_a_whole_quote(article, text, files):
    assert gold(QUOTE, files=files).articles([(article, text)]) == {article}


def test_an_article_of_another_file_holds_no_answer():
    other = gold(QUOTE, files={"a1": "news/river.txt"})
    assert other.articles([("a1", QUOTE), ("b2", "on Tuesday")]) == frozenset()


@pytest.mark.parametrize(
    "case",
    [{}, {"sources": None, "evidence": None}, {"evidence": ["words"]}, {"evidence": {"d1": [1]}}],
)
def test_a_case_without_sources_or_quotes_marks_nothing(case):
    nothing = Gold.of({"case": case})
    assert nothing.mark("Some words.", article="a1") == [("Some words.", False)]
    assert nothing.articles([("a1", "Some words.")]) == frozenset()
