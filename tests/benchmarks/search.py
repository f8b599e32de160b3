"""How long the two halves of a search take, and what narrowing them costs.

    .venv/bin/python tests/benchmarks/search.py [--passages N] [--questions N] [--k N] [--json]

A collection is made up: articles of made-up words, as unevenly frequent as those of a language, and
vectors of unit length that lie in some hundred clusters of a space of fewer dimensions, as those of
texts do. Nothing is embedded. Each search is timed in all articles and in shares of them that
filters leave: `passing` is the choice of the articles, `lexical` and `nearest` are the searches, in
milliseconds; `found` is the share of the truly nearest passages that `nearest` gave.
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import accumulate, product
from pathlib import Path
from typing import cast

import numpy

from rag.index import derived
from rag.index.entries import Entry
from rag.index.filters import EVERYTHING, Filters
from rag.index.lexical import Term
from rag.index.library import Library
from rag.index.nearest import nearest
from rag.index.splitting import Cut
from rag.protocols import Embedder
from rag.schema import Article, Passage
from rag.settings import Settings
from rag.words import words

WORDS = 30_000
OUTLETS = 40
PARAGRAPHS = 10
DIMENSIONS, SPREAD, CLUSTERS = 384, 64, 300
FIRST_DAY, DAYS = date(2024, 1, 1), 730
AT_ONCE = 500
"""Articles stored together."""


def make_words(count: int) -> list[str]:
    """Give made-up words, the most frequent first, which are the shortest."""
    syllables = ["".join(pair) for pair in product("bdfgklmnprstvz", "aeiou")]
    longer = (a + b + c for a, b, c in product(syllables, syllables, syllables))
    made = [*syllables, *("".join(pair) for pair in product(syllables, syllables))]
    return [*made, *(next(longer) for _ in range(max(0, count - len(made))))][:count]


def synthetic_articles(count: int, *, seed: int) -> Iterator[Article]:
    """Yield articles of about ten paragraphs of 80 words each; the same ones for a seed."""
    dice, vocabulary = random.Random(seed), make_words(WORDS)
    chances = [*accumulate(1 / (rank + 2.7) for rank in range(WORDS))]

    def some(least: int, most: int) -> str:
        return " ".join(
            dice.choices(vocabulary, cum_weights=chances, k=dice.randint(least, most))
        ).capitalize()

    for number in range(count):
        paragraphs = [
            " ".join(f"{some(12, 20)}." for _ in range(5)) for _ in range(dice.randint(8, 12))
        ]
        yield Article(
            article_id=f"{dice.getrandbits(64):016x}",
            file=f"{number:06d}.txt",
            text="\n\n".join(paragraphs),
            title=some(5, 10),
            # A third of the articles is from three outlets, the rest from smaller and smaller ones.
            outlet=f"The {vocabulary[int(OUTLETS * dice.random() ** 2)].capitalize()} Gazette",
            author=f"{some(1, 1)} {vocabulary[dice.randrange(2_000)].capitalize()}",
            published=FIRST_DAY + timedelta(days=dice.randrange(DAYS)),
            language="en" if dice.random() < 0.9 else "nl",
        )


def synthetic_vectors(count: int, *, seed: int) -> numpy.ndarray:
    """Give unit vectors of shape (count, 384)."""
    space = numpy.random.default_rng(1)
    centres, turned = space.normal(size=(CLUSTERS, SPREAD)), space.normal(size=(SPREAD, DIMENSIONS))
    dice = numpy.random.default_rng(seed)
    points = centres[dice.integers(0, CLUSTERS, count)] + dice.normal(size=(count, SPREAD))
    vectors = points @ turned + dice.normal(size=(count, DIMENSIONS))
    unit: numpy.ndarray = vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)
    return unit.astype(numpy.float32)


def cut(article: Article) -> Cut:
    """Take each paragraph as a passage, and as one sentence."""
    spans, start = list[tuple[int, int]](), 0
    for paragraph in article.text.split("\n\n"):
        spans.append((start, start + len(paragraph)))
        start += len(paragraph) + 2
    passages = tuple(
        Passage(article_id=article.article_id, start=start, end=end, text=article.text[start:end])
        for start, end in spans
    )
    return Cut(article=article, passages=passages, sentences=tuple(spans))


class NoEmbedder:
    """What an index is opened with that is only searched with vectors at hand."""

    identity = "none"


def build(folder: Path, *, passages: int, seed: int) -> Library:
    """Make an index of about so many passages."""
    library = Library(folder, settings=Settings(), embedder=cast(Embedder, NoEmbedder()))
    cuts = [cut(each) for each in synthetic_articles(passages // PARAGRAPHS, seed=seed)]
    with library.writing():
        for start in range(0, len(cuts), AT_ONCE):
            part = cuts[start : start + AT_ONCE]
            entries = [_entry(each, seed=start + number) for number, each in enumerate(part)]
            library.catalogue.add(entries)
            derived.put(library, entries)
    return library


def _entry(each: Cut, *, seed: int) -> Entry:
    vectors = synthetic_vectors(len(each.passages), seed=seed)
    return Entry(cut=each, passages=vectors, sentences=vectors, dates=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question: words that stand together somewhere, and a vector."""

    terms: tuple[Term, ...]
    vector: numpy.ndarray


def make_questions(library: Library, *, count: int, seed: int) -> list[Asked]:
    """Ask with a dozen words of a passage, frequent ones among them, as questions have them."""
    dice = random.Random(seed)
    chosen = dice.sample(library.catalogue.passage_ids(), k=count)
    vectors = synthetic_vectors(count, seed=10**6 + seed)
    found = library.catalogue.passages(chosen)
    stems = [[word.stem for word in words(found[each].text)] for each in chosen]
    return [
        Asked(
            terms=tuple(Term(words=(stem,)) for stem in dict.fromkeys(dice.sample(said, k=12))),
            vector=vector,
        )
        for said, vector in zip(stems, vectors, strict=True)
    ]


def make_filters(library: Library) -> Mapping[str, Filters]:
    """Give filters that leave more and more of the articles."""
    articles = library.listing()
    outlets = [each.outlet for each in articles if each.outlet]
    small, large = min(set(outlets), key=outlets.count), max(set(outlets), key=outlets.count)
    year = Filters(since=FIRST_DAY, until=FIRST_DAY + timedelta(days=365))
    return {
        "one article": Filters(articles=(articles[0].article_id,)),
        "an author": Filters(authors=(articles[0].author or "",)),
        "a small outlet": Filters(outlets=(small,)),
        "a month": replace(year, until=FIRST_DAY + timedelta(days=30)),
        "a large outlet": Filters(outlets=(large,)),
        "a year": year,
        "a language": Filters(languages=("en",)),
        "all": EVERYTHING,
    }


def timed(steps: Sequence[Callable[[], object]]) -> dict[str, float]:
    """Take each step once; give the median and the 95th percentile in milliseconds."""
    taken = list[float]()
    for step in steps:
        start = time.perf_counter()
        step()
        taken.append((time.perf_counter() - start) * 1_000)
    return {"p50": statistics.median(taken), "p95": statistics.quantiles(taken, n=20)[-1]}


def measure(
    library: Library, asked: Sequence[Asked], *, filters: Filters, k: int
) -> dict[str, object]:
    """Time the parts of a search that filters narrow."""
    catalogue = library.catalogue
    passing = catalogue.article_ids(filters)
    within = passing if filters else None
    lexical = partial(library.lexical.search, k=k, within=within)
    dense = partial(nearest, library, within=within, k=k)
    ids, vectors = catalogue.vectors_within(passing)
    found = [_found(dense(each.vector), ids, vectors @ each.vector) for each in asked[:50]]
    return {
        "share": catalogue.passages_of(passing) / catalogue.size()[1],
        "passing": timed([partial(catalogue.article_ids, filters)] * len(asked)),
        "lexical": timed([partial(lexical, each.terms) for each in asked]),
        "nearest": timed([partial(dense, each.vector) for each in asked]),
        "found": statistics.mean(found),
    }


def _found(given: Sequence[tuple[str, float]], ids: Sequence[str], cosines: numpy.ndarray) -> float:
    best = {ids[place] for place in numpy.argsort(-cosines)[: len(given)]}
    return len(best & {each for each, _ in given}) / max(1, len(best))


def main() -> None:
    """Build, measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--passages", type=int, default=10_000)
    options.add_argument("--questions", type=int, default=200)
    options.add_argument("--k", type=int, default=48)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        start = time.perf_counter()
        library = build(Path(temporary) / "index", passages=chosen.passages, seed=chosen.seed)
        built = time.perf_counter() - start
        asked = make_questions(library, count=chosen.questions, seed=chosen.seed)
        rows = {
            name: measure(library, asked, filters=filters, k=chosen.k)
            for name, filters in make_filters(library).items()
        }
        size = library.catalogue.size()
        library.close()
    if chosen.json:
        report = {"articles": size[0], "passages": size[1], "seconds_to_build": built}
        print(json.dumps({**report, "filters": rows}, indent=2))
        return
    print(f"{size[0]} articles, {size[1]} passages, built in {built:.0f} s; p50 and p95 in ms")
    print(f"{'':16}{'share':>8}{'passing':>14}{'lexical':>16}{'nearest':>16}{'found':>8}")
    for name, row in rows.items():
        print(_line(name, row))


def _line(name: str, row: Mapping[str, object]) -> str:
    times = [cast(Mapping[str, float], row[each]) for each in ("passing", "lexical", "nearest")]
    told = "".join(f"{each['p50']:8.1f}{each['p95']:8.1f}" for each in times)
    return f"{name:16}{row['share']:8.2%}{told}{row['found']:8.3f}"


if __name__ == "__main__":
    main()
