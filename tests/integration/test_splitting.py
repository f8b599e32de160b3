"""Passages and sentences, cut with the real tokenizer: every one is an exact span of its text."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.index.library import Library
from rag.index.splitting import Splitter
from rag.reading import boilerplate
from rag.schema import Article

LONGEST_PASSAGE, LONGEST_SENTENCE = 20_000, 1_000
"""Characters, whatever the text."""

SMALLEST = 32
"""Word pieces of a passage: the least that the settings allow, so that short texts are cut."""

PARAGRAPH = "The harbour board met on Monday. It chose a new pilot for the winter boats."
PIECES = st.sampled_from(
    [
        *("\n", "\n\n", "\n\n\n", " ", "\t", "\u00a0\n", "\u2028"),
        *(
            PARAGRAPH,
            "The ferry sails.",
            "Sails on Oct. 30.",
            "It rained; nobody came",
        ),
        *("“Why?” she asked.", "No. 10 opened at 9 a.m. in St. Olave", "。港が開いた。", "🚢🚢🚢"),
        *("Published: 9 Jan. 2026\n", "© 2025 Harbour Post", "null\n", "Share this article"),
        *("x" * 300, "antidisestablishmentarianism " * 20, "1,234.5 " * 30, "e\u0301", "."),
    ]
)
TEXTS = st.lists(PIECES, max_size=14).map("".join)


def article(text: str) -> Article:
    """The article of a text, its asides as reading marks them."""
    return Article(article_id="a", file="a.txt", text=text, asides=boilerplate(text))


def apart_and_in_order(spans: Sequence[tuple[int, int]]) -> bool:
    limits = [limit for span in spans for limit in span]
    return limits == sorted(limits) and all(start < end for start, end in spans)


def outside(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """What no span covers, without blanks."""
    covered = {place for start, end in spans for place in range(start, end)}
    left = (letter for place, letter in enumerate(text) if place not in covered)
    return "".join("".join(left).split())


@pytest.fixture(scope="module")
def splitter(sample_library: Library) -> Splitter:
    return Splitter(passage_tokens=SMALLEST, count_tokens=sample_library.embedder.count_tokens)


@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_every_word_of_the_report_is_in_one_exact_passage(splitter: Splitter, text: str) -> None:
    passages = splitter.passages(article(text))
    spans = [(each.start, each.end) for each in passages]
    assert [text[start:end] for start, end in spans] == [each.text for each in passages]
    assert apart_and_in_order(spans)
    assert outside(text, [*spans, *boilerplate(text)]) == ""


@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_every_word_of_the_report_is_in_one_exact_sentence(splitter: Splitter, text: str) -> None:
    spans = splitter.sentences(article(text))
    assert apart_and_in_order(spans)
    assert all(text[start:end].strip() and "\n" not in text[start:end] for start, end in spans)
    assert outside(text, [*spans, *boilerplate(text)]) == ""


@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_no_passage_is_larger_than_asked(
    splitter: Splitter, sample_library: Library, text: str
) -> None:
    sizes = [
        sample_library.embedder.count_tokens(each.text) for each in splitter.passages(article(text))
    ]
    assert all(0 < size <= SMALLEST for size in sizes)


def test_repeated_words_have_each_their_own_place(splitter: Splitter) -> None:
    times = 8
    text = " ".join([PARAGRAPH] * times)
    passages = splitter.passages(article(text))
    assert len({each.text for each in passages}) < len(passages)
    assert len({each.passage_id for each in passages}) == len(passages)
    assert (passages[0].start, passages[-1].end) == (0, len(text))
    assert "".join(each.text for each in passages).count("pilot") == times


@pytest.mark.parametrize(
    "line",
    ["x", "word ", "港", ".", "a. ", "a,", "Short line\n", "\n\nA line", "🚢", '."', "\u00a0a"],
)
def test_endless_lines_are_cut_into_bounded_pieces(splitter: Splitter, line: str) -> None:
    whole = Article(article_id="a", file="a.txt", text=line * (150_000 // len(line)))
    cut = splitter.cut(whole)
    for spans, longest in (
        ([(each.start, each.end) for each in cut.passages], LONGEST_PASSAGE),
        (cut.sentences, LONGEST_SENTENCE),
    ):
        assert apart_and_in_order(spans)
        assert max(end - start for start, end in spans) <= longest
        assert outside(whole.text, spans) == ""


def test_boilerplate_is_in_no_passage_and_no_sentence(splitter: Splitter) -> None:
    text = (
        f"Published: 9 Jan. 2026\nBy Jane Roe\n\n{PARAGRAPH}\n\nADVERTISEMENT\n\n"
        "The pilot is from Quillby.\n\n© 2026 Harbour Post\n"
    )
    cut = [each.text for each in splitter.passages(article(text))]
    sentences = [text[start:end] for start, end in splitter.sentences(article(text))]
    assert cut == [PARAGRAPH, "The pilot is from Quillby."]
    assert sentences == [*PARAGRAPH.replace(". ", ".\n").split("\n"), "The pilot is from Quillby."]


@pytest.mark.parametrize(
    "sentence",
    [
        "The two sat down once before, on Oct. 30, when the forum met.",
        "She was born on Sept. 2 in Quillby.",
        "Ships from No. 4 quay sail first.",
        "Doors open at 9 a.m. and close at dusk.",
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(splitter: Splitter, sentence: str) -> None:
    text = f"The hall was full. {sentence} Nobody left."
    found = [text[start:end] for start, end in splitter.sentences(article(text))]
    assert found == ["The hall was full.", sentence, "Nobody left."]


def test_nothing_but_metadata_gives_nothing(splitter: Splitter) -> None:
    only = article("Published: 9 Jan. 2026\n\n© 2026 Harbour Post\n")
    assert (splitter.passages(only), splitter.sentences(only)) == ((), ())
