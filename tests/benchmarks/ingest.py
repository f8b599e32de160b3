"""What reading, splitting and indexing add to the embedder's own time.

    .venv/bin/python tests/benchmarks/ingest.py ARTICLES.jsonl [--limit N]

`ARTICLES.jsonl` has one article a line with title, source, published_at and body, such as that of
MultiHop-RAG; each is written as a page, a mail or a text in turn. One run gives: the whole ingest
against the time spent in the embedder, a second ingest with nothing changed, one with one file
changed, and the raw embedder alone on a part of the same passages, so that no figure rests on how
busy the machine was on another day.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import numpy

from eval.benchmarks.rendering import RENDERINGS, Story
from rag.assemble import build_library
from rag.index.embedding import SentenceEmbedder
from rag.index.library import Library
from rag.settings import load_settings

_ALONE = 0.05
"""The share of the passages that the raw embedder is timed on afterwards."""


class TimedEmbedder(SentenceEmbedder):
    """The real embedder, remembering how long it took and what it was given."""

    seconds = 0.0
    batches: list[Sequence[str]]

    def embed(self, texts: Sequence[str]) -> numpy.ndarray:
        """Embed and take the time."""
        start = time.perf_counter()
        vectors = super().embed(texts)
        self.seconds += time.perf_counter() - start
        self.batches.append(texts)
        return vectors


def write_files(articles: Path, *, folder: Path, limit: int | None) -> Iterator[Path]:
    """Write each article in the next of the forms; yield the files."""
    forms = [*RENDERINGS.values()]
    for number, line in enumerate(articles.read_text("utf-8").splitlines()[:limit]):
        row = json.loads(line)
        story = Story(
            title=row["title"],
            outlet=row["source"],
            author=row["author"],
            published=datetime.fromisoformat(row["published_at"]),
            body=row["body"],
        )
        suffix, render = forms[number % len(forms)]
        file = folder / f"{number:06d}{suffix}"
        file.write_bytes(render(story))
        yield file


def timed(library: Library, folder: Path) -> float:
    """Ingest; give the seconds."""
    start = time.perf_counter()
    report = library.ingest([folder])
    print(
        f"  {len(report.added)} added, {len(report.updated)} updated, "
        f"{len(report.unchanged)} unchanged, {len(report.refused)} refused, "
        f"{report.passages} passages"
    )
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("articles", type=Path)
    options.add_argument("--limit", type=int)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "news"
        folder.mkdir()
        files = [*write_files(chosen.articles, folder=folder, limit=chosen.limit)]
        embedder = TimedEmbedder()
        embedder.batches = []
        library = build_library(load_settings(), index=Path(temporary) / "index")
        library.embedder = embedder
        embedder.embed(["so that loading is no part of it"])
        embedder.seconds, embedder.batches = 0.0, []
        first = timed(library, folder)
        inside, batches = embedder.seconds, embedder.batches
        passages = sum(map(len, batches))
        again = timed(library, folder)
        files[0].write_bytes(files[0].read_bytes().replace(b"the ", b"a "))
        one = timed(library, folder)
        some = batches[:: max(1, round(1 / _ALONE))]
        start = time.perf_counter()
        for texts in some:
            embedder.embed(texts)
        alone = (time.perf_counter() - start) / sum(map(len, some)) * passages
        library.close()
    print(f"first ingest             {first:8.1f} s, {passages / first:.1f} passages/s")
    print(f"  in the embedder        {inside:8.1f} s; the rest adds {first / inside - 1:.1%}")
    print(f"raw embedder alone       {alone:8.1f} s (from {len(some)} of {len(batches)} batches); "
          f"ingest takes {first / alone - 1:+.1%}")  # fmt: skip
    print(f"nothing changed          {again:8.2f} s, {again / first:.2%} of the first")
    print(f"one file changed         {one:8.2f} s")


if __name__ == "__main__":
    main()
