"""Refusal: whether the evidence answers at all."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import numpy
import pytest
from answer_factory import make_article, make_sentence

from rag.answering.refusal import (
    Closeness,
    CloseReader,
    ReadClosely,
    Verdict,
    judge,
    missed_names,
)
from rag.answering.refusal.judging import LEAST, chance_of, measures
from rag.protocols import TextVectors
from rag.retrieval.question import QuestionReading, read_question
from rag.schema import Evidence, Question

SCORES = [step / 100 for step in range(101)]


def reading(text: str) -> QuestionReading:
    return read_question(Question(text=text, as_of=date(2025, 3, 10)))


def told(text: str, *, score: float = 0.6, lacking: tuple[str, ...] = ()) -> Evidence:
    article = make_article(str(hash(text)), text, title="The Heron")
    return make_sentence(article, score=score, lacking=lacking)


def closely(value: float, **others: float) -> ReadClosely:
    """Read every word at one cosine, but for others."""

    def read(reading: QuestionReading, evidence: Sequence[Evidence]) -> Iterator[Closeness]:
        words = {word.stem: others.get(word.stem, value) for word in reading.words}
        yield Closeness(meaning=value, words=words)

    return read


SANK = "The barge Heron sank with its rowers."


def chance(question: str, *, score: float = 0.6, near: float = 0.8, meaning: float = 0.8) -> float:
    read = reading(question)
    closeness = Closeness(meaning=meaning, words={word.stem: near for word in read.words})
    return chance_of(measures(read, [told(SANK, score=score)], closeness=closeness))


def verdict(
    question: str = "Which rowers sank the barge Heron?",
    *texts: str,
    score: float = 0.6,
    near: float = 0.8,
    lacking: tuple[str, ...] = (),
) -> Verdict:
    evidence = [told(text, score=score, lacking=lacking) for text in texts or (SANK,)]
    return judge(reading(question), evidence, closely=closely(near))


def test_without_evidence_there_is_no_answer() -> None:
    assert not judge(reading("Who sank the barge?"), ()).answerable


def test_evidence_that_covers_the_question_answers_and_far_evidence_does_not() -> None:
    assert verdict(score=0.9).answerable
    assert not verdict(score=0.01).answerable


def test_the_more_is_covered_the_likelier_it_is_answered() -> None:
    question = "Which rowers sank the barge Heron?"
    by_score = [chance(question, score=score) for score in SCORES]
    by_words = [chance(question, near=near) for near in SCORES]
    assert by_score == sorted(by_score)
    assert by_words == sorted(by_words)
    assert by_words[0] < by_words[-1]


def test_a_long_question_needs_less_of_it_in_one_sentence() -> None:
    clause = (
        "the barge Heron sank near {} while rowers in {} and fishermen in {} watched the storm "
    )
    long = (
        "Which " + clause.format("Holm", "Marsk", "Tarn") + clause.format("Ulm", "Skov", "Brandt")
    )
    assert chance(long, score=0.4) > chance("Which rowers sank the barge Heron?", score=0.4)


def test_without_names_the_likeness_of_the_whole_counts() -> None:
    nameless, named = "which rowers sank the barge", "Which rowers sank the barge Heron?"
    assert chance(nameless, meaning=0.9) > chance(nameless, meaning=0.3)
    assert chance(named, meaning=0.9) == chance(named, meaning=0.3)


@pytest.mark.parametrize(
    ("question", "says", "is_silent", "reason"),
    [
        (
            "How many rowers drowned?",
            "Nine rowers drowned with the barge.",
            "Several rowers drowned with the barge.",
            "a number",
        ),
        (
            "How old is the skipper?",
            "The skipper, 61, swam ashore.",
            "The skipper swam ashore.",
            "an age",
        ),
        (
            "When did the barge sink?",
            "The barge sank on Thursday.",
            "The barge sank with its rowers.",
            "a day",
        ),
        (
            "What caused the fire?",
            "The fire was sparked by a stove.",
            "The fire destroyed two houses.",
            "cause",
        ),
        (
            "What did the rowers decide at the meeting?",
            "The rowers voted to stay.",
            "The rowers will vote at the meeting next week.",
            "still to come",
        ),
    ],
)
def test_in_doubt_what_is_asked_for_must_be_there(
    question: str, says: str, is_silent: str, reason: str
) -> None:
    in_doubt = {"score": 0.45, "near": 0.75}
    assert verdict(question, says, **in_doubt).answerable
    refused = verdict(question, is_silent, **in_doubt)
    assert not refused.answerable
    assert reason in refused.reason
    assert verdict(question, is_silent, says, **in_doubt).answerable


def test_out_of_doubt_nothing_is_missed() -> None:
    assert verdict("How many rowers drowned?", "Several rowers drowned.", score=1.0).answerable


def test_in_doubt_a_name_that_no_article_has_refuses() -> None:
    question = "Which rowers will meet in Holm?"
    refused = verdict(question, SANK, lacking=("holm",))
    assert not refused.answerable
    assert "Holm" in refused.reason
    elsewhere = make_article("holm", f"{SANK} Holm mourns.")
    known = make_sentence(elsewhere, SANK, score=0.6, lacking=["holm"])
    assert judge(reading(question), [known], closely=closely(0.9)).answerable


def test_a_name_of_initials_is_known_where_it_is_spelled_out() -> None:
    question = "Which rowers met before the F12?"
    spelled = "The rowers met before the Fleet of 12 did."
    assert verdict(question, spelled, lacking=("f12",)).answerable
    assert not verdict(question, "The rowers met before.", lacking=("f12",)).answerable


def test_far_evidence_is_told_by_the_words_that_nothing_is_like() -> None:
    evidence = [told(SANK, score=0.2, lacking=("rower",))]
    near, far = closely(0.5), closely(0.5, rower=0.1)
    question = reading("Which rowers sank the barge Heron?")
    assert "“rowers”" in judge(question, evidence, closely=far).reason
    assert "“" not in judge(question, evidence, closely=near).reason


def test_only_in_doubt_a_second_opinion_is_asked() -> None:
    assert verdict(score=1.0).certain
    assert verdict(score=0.01).certain
    doubtful = [verdict(score=score) for score in SCORES if not verdict(score=score).certain]
    assert doubtful
    assert all(each.answerable for each in doubtful)


def test_every_verdict_says_why() -> None:
    for each in (verdict(score=0.01), verdict(score=1.0), judge(reading("Who?"), ())):
        assert each.reason


def test_a_chance_stays_one_however_much_is_measured() -> None:
    assert 0 <= chance_of([0.0] * 7) < 0.01
    assert 0.99 < chance_of([9.0] * 7) <= 1


def test_without_close_reading_the_words_that_nothing_has_count() -> None:
    question = reading("Which rowers sank the barge Heron?")

    def answered(*lacking: str) -> list[bool]:
        evidence = (told(SANK, score=score, lacking=lacking) for score in SCORES)
        return [judge(question, [each]).answerable for each in evidence]

    assert sum(answered()) > sum(answered("rower"))


class _Parts:
    """An embedder for which a word is like itself alone, and texts are like each other by half."""

    identity = "parts"

    def __init__(self) -> None:
        self.read: list[str] = []

    def embed_parts(
        self, texts: Sequence[str], *, parts: Sequence[Sequence[tuple[int, int]]]
    ) -> list[TextVectors]:
        self.read += texts
        vectors = []
        for text, spans in zip(texts, parts, strict=True):
            rows = numpy.zeros((len(spans), 26), dtype=numpy.float32)
            for row, (start, _) in enumerate(spans):
                rows[row, ord(text[start].lower()) - ord("a")] = 1
            vectors.append(TextVectors(whole=numpy.full(26, 1 / 26, numpy.float32), parts=rows))
        return vectors

    def embed(self, texts: Sequence[str]) -> numpy.ndarray:
        raise AssertionError("one pass reads all")

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def load(self) -> None:
        """There is nothing to load."""


def closest(embedder: _Parts, *texts: str, question: str = "Which rowers sank?") -> Closeness:
    *_, found = CloseReader(embedder)(reading(question), [told(text) for text in texts])
    return found


def test_words_are_read_within_all_sentences_and_the_nearest_counts() -> None:
    texts = ("The barge was old.", "Rowers left it.")
    found = closest(_Parts(), *texts, question="Which rowers sank the barge?")
    assert found.words == {"rower": 1.0, "sank": 0.0, "barg": 1.0}
    assert found.mean == pytest.approx(2 / 3)
    assert found.meaning == pytest.approx(1 / 26)


def test_a_sentence_is_read_once_for_many_questions() -> None:
    embedder = _Parts()
    closely = CloseReader(embedder)
    barge, rowers = told("The barge was old."), told("Rowers left it.")
    (first,) = closely(reading("Which rowers sank?"), [barge])
    assert [*closely(reading("Which rowers sank?"), [barge, rowers])][-1] != first
    assert [*closely(reading("Which rowers sank?"), [barge])] == [first]
    assert embedder.read.count(barge.text) == embedder.read.count(rowers.text) == 1


def test_what_is_read_further_only_brings_the_evidence_nearer() -> None:
    texts = ("It was old.", "The barge was old.", "Rowers left it.", "They swam.", "It sank.")
    question = reading("Which rowers sank the barge?")
    found = [*CloseReader(_Parts())(question, [told(text) for text in texts])]
    assert len(found) > 2
    assert [each.mean for each in found] == sorted(each.mean for each in found)
    assert found[0].mean < found[-1].mean


def test_no_more_is_read_than_can_change_the_verdict() -> None:
    texts = ("The barge Heron sank with its rowers.", "It was old.", "Ten left.", "One swam.")

    def read(question: str, *, score: float) -> int:
        embedder = _Parts()
        evidence = [told(text, score=score) for text in texts]
        judge(reading(question), evidence, closely=CloseReader(embedder))
        return len(embedder.read)

    assert read("Which rowers sank the barge Heron?", score=1.0) == 2  # the question is one
    assert read("Which rowers sank the barge Heron?", score=0.01) == 1 + len(texts)
    assert read("How many rowers sank the barge Heron?", score=0.01) == 0


def test_what_is_read_never_lowers_the_chance() -> None:
    for question in ("which rowers sank the barge", "Which rowers sank the barge Heron?"):
        by_meaning = [chance(question, meaning=each) for each in SCORES]
        assert by_meaning == sorted(by_meaning)
        assert chance(question, near=0, meaning=0) < LEAST


@pytest.mark.parametrize("texts", [(), ("And so it was.",)])
def test_where_nothing_can_be_read_nothing_is_close(texts: tuple[str, ...]) -> None:
    assert set(closest(_Parts(), *texts).words.values()) == {0.0}


@pytest.mark.parametrize(
    ("question", "quote", "lacking", "missed"),
    [
        ("When did Lind visit Maristow?", "Harrow visited Maristow.", "lind", ("Lind",)),
        ("When did Lind visit Maristow?", "Linde visited Maristow.", "lind", ()),
        ("When did Lind visit Maristow?", "She visited Maristow.", "", ()),
        ("Who is New Maristow's mayor?", "Mayor Lind spoke.", "maristow new", ()),
        ("Who is the mayor of Maristow?", "Mayor Lind spoke.", "maristow", ("Maristow",)),
        (
            "When did the rowers of the grain barge that sank in the northern harbour of Maristow "
            "tell Lind of the wreck?",
            "The rowers of the barge told the wreck's owner on Monday.",
            "lind maristow",
            (),
        ),
    ],
)
def test_names_that_a_quote_misses(
    question: str, quote: str, lacking: str, missed: tuple[str, ...]
) -> None:
    reading = read_question(Question(text=question, as_of=date(2024, 4, 4)))
    sentence = make_sentence(make_article("a", quote))
    quotes = [replace(sentence, lacking=frozenset(lacking.split()))]
    assert missed_names(reading, quotes) == missed
