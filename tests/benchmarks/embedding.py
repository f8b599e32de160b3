"""What the bundled model in 8 bits is quicker than sentence-transformers, and how near its vectors.

    .venv/bin/python tests/benchmarks/embedding.py ARTICLES.jsonl [--passages N]

`ARTICLES.jsonl` has one article a line with title, source, published_at and body, such as that of
MultiHop-RAG. Three ways take turns at the same passages, 32 of about one length at a time, in one
run: sentence-transformers as it comes, the same weights in smaller batches (the embedder where a
folder is named), and in 8 bits (the embedder as bundled). The processor's time is the figure to go
by where other programs run. What 8 bits cost in quality, `dateline eval bench scifact FOLDER
--plain` tells, with `index.embedder` either way.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

import numpy

from rag.index.embedding import BUNDLED, SentenceEmbedder, model_folder
from rag.index.splitting import Splitter
from rag.schema import Article

_TOGETHER = 32
"""Passages that a way embeds before it is the next one's turn; sentence-transformers' own batch."""

_PASSAGE_TOKENS = 256

Way = Callable[[Sequence[str]], numpy.ndarray]
Times = dict[str, list[tuple[float, float]]]


def read_articles(path: Path) -> Iterator[Article]:
    """Yield the articles of the file."""
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        row = json.loads(line)
        yield Article(
            article_id=str(number),
            title=row["title"],
            outlet=row["source"],
            published=datetime.fromisoformat(row["published_at"]),
            file=path.name,
            text=row["body"],
        )


def ways() -> tuple[dict[str, Way], SentenceEmbedder]:
    """Load the three, the first to compare with, and give them with the embedder as bundled."""
    bundled, plain = SentenceEmbedder(), SentenceEmbedder(str(model_folder(BUNDLED)))
    bundled.load()
    plain.load()
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(model_folder(BUNDLED)), device="cpu")
    return {
        "sentence-transformers": lambda texts: model.encode(list(texts), batch_size=_TOGETHER),
        "in smaller batches": plain.embed,
        "in 8 bits": bundled.embed,
    }, bundled


def take_turns(
    named: dict[str, Way], batches: Sequence[Sequence[str]]
) -> tuple[Times, dict[str, numpy.ndarray]]:
    """Let each way embed each batch, another first every time; give seconds and vectors."""
    times: Times = {name: [] for name in named}
    vectors: dict[str, list[numpy.ndarray]] = {name: [] for name in named}
    for number, batch in enumerate(batches):
        names = [*named]
        first = number % len(names)
        for name in names[first:] + names[:first]:
            processor, clock = time.process_time(), time.perf_counter()
            vectors[name].append(named[name](batch))
            times[name].append((time.process_time() - processor, time.perf_counter() - clock))
    return times, {name: numpy.concatenate(parts) for name, parts in vectors.items()}


def show_throughput(named: dict[str, Way], passages: Sequence[str]) -> None:
    """Print passages a second, and the cosine to the first way's vectors."""
    ordered = sorted(passages, key=len)
    batches = [ordered[at : at + _TOGETHER] for at in range(0, len(ordered), _TOGETHER)]
    times, vectors = take_turns(named, batches)
    first = next(iter(named))
    for name, taken in times.items():
        processor, clock = numpy.sum(taken, axis=0)
        cosines = (vectors[name] * vectors[first]).sum(axis=1)
        print(
            f"{name:22} {len(passages) / processor:6.1f}/s of processor, "
            f"x {sum(each[0] for each in times[first]) / processor:.2f}; "
            f"{len(passages) / clock:6.1f}/s by the clock; "
            f"cosine {cosines.mean():.4f}, least {cosines.min():.4f}"
        )


def show_queries(named: dict[str, Way], queries: Sequence[str]) -> None:
    """Print milliseconds of one short text alone."""
    times, _ = take_turns(named, [[query] for query in queries])
    for name, taken in times.items():
        processor, clock = 1000 * numpy.median(taken, axis=0)
        late = 1000 * numpy.percentile([each[1] for each in taken], 95)
        print(
            f"{name:22} a query {processor:5.1f} ms of processor, "
            f"{clock:5.1f} ms by the clock (p95 {late:.1f})"
        )


def main() -> None:
    """Read the command line, then compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--passages", type=int, default=600)
    asked = parser.parse_args()
    named, embedder = ways()
    articles = [*read_articles(asked.articles)]
    splitter = Splitter(passage_tokens=_PASSAGE_TOKENS, count_tokens=embedder.count_tokens)
    texts = (passage.text for article in articles for passage in splitter.passages(article))
    passages = [*islice(texts, asked.passages)]
    titles = [str(article.title) for article in articles[:40]]
    for way in named.values():
        way(titles[:2])
    show_throughput(named, passages)
    show_queries(named, titles)


if __name__ == "__main__":
    main()
