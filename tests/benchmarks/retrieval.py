"""From question to evidence: milliseconds, memory and the time to start, on grown collections.

    .venv/bin/python tests/benchmarks/retrieval.py [--passages 10000 100000] [--articles PATH]
        [--index DIR] [--questions N] [--config FILE] [--json]

The index of each size is filled with articles grown from those of PATH (see growing.py) by
`Library.add`, the embedder's part left to random vectors; with --index it is kept and used again.
Then, in a process of its own, it is opened and asked: each row of the table is N questions that
were not asked before, one after another, the real embedder with them. "embedder" is its share of
all the time; "evidence" the share of questions for which any was found; "processor" the
milliseconds of all cores together, which another program's work lengthens less.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import numpy
from growing import StandIn, author, grow, outlet, questions

from eval.casefile import read_cases
from eval.runs.manifest import describe_machine, peak_memory_mb
from rag.assemble import build_library
from rag.index.library import Library
from rag.protocols import Embedder, TextVectors
from rag.schema import Question
from rag.settings import Settings, load_settings

_ROOT = Path(__file__).parents[2]
_CASES = _ROOT / "eval" / "datasets" / "nara.jsonl"
_SAMPLED = 100
"""Articles from which it is seen how many passages an article gives."""

_WARMING = 20
_ASKED_OF = 300
"""Articles that questions are about."""

_Given = TypeVar("_Given")

FILTERS: dict[str, dict[str, Any]] = {
    "none": {},
    "outlet, the greatest": {"outlets": (outlet(1),)},
    "outlet, a small one": {"outlets": (outlet(37),)},
    "since, until: a month": {"since": date(2025, 3, 1), "until": date(2025, 3, 31)},
    "since: half of all": {"since": date(2024, 12, 31)},
    "author": {"authors": (author(5),)},
}
"""What narrows the questions of each row of the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the table; times in milliseconds, shares 0..1."""

    filters: str
    questions: int
    p50: float
    p95: float
    slowest: float
    processor_p50: float
    processor_p95: float
    embedder_p50: float
    embedder: float
    evidence: float


class Timed:
    """rag.protocols.Embedder that adds up the seconds spent in another."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.seconds = 0.0

    @property
    def identity(self) -> str:
        return self._embedder.identity

    def embed(self, texts: Sequence[str]) -> numpy.ndarray:
        return self._timed(lambda: self._embedder.embed(texts))

    def embed_parts(
        self, texts: Sequence[str], *, parts: Sequence[Sequence[tuple[int, int]]]
    ) -> list[TextVectors]:
        return self._timed(lambda: self._embedder.embed_parts(texts, parts=parts))

    def count_tokens(self, text: str) -> int:
        return self._timed(lambda: self._embedder.count_tokens(text))

    def load(self) -> None:
        self._embedder.load()

    def _timed(self, work: Callable[[], _Given]) -> _Given:
        given, seconds = timed(work)
        self.seconds += seconds
        return given


def timed(work: Callable[[], _Given]) -> tuple[_Given, float]:
    """Do the work; give what it gives and the seconds it took."""
    start = time.perf_counter()
    given = work()
    return given, time.perf_counter() - start


def memory_mb() -> float | None:
    """The memory that this process holds now, None where the system doesn't tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return None
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)


def fill(folder: Path, settings: Settings, source: Path, passages: int) -> dict[str, Any] | None:
    """Fill an index with at least so many passages; give what that took, None if it was full."""
    library = build_library(settings, index=folder)
    if library.exists and library.catalogue.size()[1] >= passages:
        return None
    library.embedder = StandIn(library.embedder)
    library.embedder.load()
    grown = grow(source)

    def add() -> None:
        library.add([*islice(grown, _SAMPLED)])
        while (held := library.catalogue.size())[1] < passages:
            missing = passages - held[1]
            library.add([*islice(grown, 1 + missing * held[0] // held[1])])

    _, seconds = timed(add)
    articles, held = library.catalogue.size()
    library.close()
    size = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
    return {
        "articles": articles,
        "passages": held,
        "seconds": round(seconds, 1),
        "passages_per_second": round(held / seconds, 1),
        "disk_mb": round(size / 2**20, 1),
        "peak_memory_mb": peak_memory_mb(),
    }


def start(folder: Path, settings: Settings, question: Question) -> tuple[Library, dict[str, Any]]:
    """Open an index as a new process does, everything imported before; give times and memory."""
    from rag.retrieval.hybrid import HybridRetriever

    __import__("chromadb")
    __import__("tantivy")
    build_library(settings, index=folder).embedder.embed(["so that all is imported"])
    memory = memory_mb()
    library = build_library(settings, index=folder)
    _, weights = timed(lambda: library.embedder.embed(["so that the weights are loaded"]))
    library.embedder = Timed(library.embedder)
    _, opening = timed(lambda: HybridRetriever(library).retrieve(question))
    return library, {
        "weights_s": round(weights, 2),
        "open_and_first_question_s": round(opening, 2),
        "start_s": round(weights + opening, 2),
        "memory_before_mb": memory,
        "memory_after_mb": memory_mb(),
    }


def measure(folder: Path, settings: Settings, count: int, source: Path) -> dict[str, Any]:
    """Open an index and ask it questions with each of FILTERS."""
    from rag.retrieval.hybrid import HybridRetriever

    about = [*islice(grow(source), _ASKED_OF)]
    first, *warming = islice(questions(about, seed=0), 1 + _WARMING)
    library, started = start(folder, settings, first)
    retriever = HybridRetriever(library)
    for each in warming:
        retriever.retrieve(each)
    rows = []
    for seed, (name, narrowed) in enumerate(FILTERS.items(), start=1):
        asked = {each.text: each for each in cases()} if not narrowed else {}
        for each in questions(about, seed=seed):
            asked.setdefault(each.text, each)
            if len(asked) >= count:
                break
        narrow = [replace(each, **narrowed) for each in asked.values()]
        rows.append(ask(retriever.retrieve, narrow, filters=name, embedder=library.embedder))
    passages = library.catalogue.size()[1]
    library.close()
    return {
        "passages": passages,
        "start": started,
        "rows": [{name: getattr(row, name) for name in Row.__slots__} for row in rows],
        "memory_mb": memory_mb(),
        "peak_memory_mb": peak_memory_mb(),
    }


def cases() -> Iterator[Question]:
    """Give the questions of the sample cases that stand alone."""
    for case in read_cases(_CASES):
        if not case.history:
            yield Question(text=case.question, as_of=case.as_of or date(2026, 1, 12))


def ask(
    retrieve: Callable[[Question], Any],
    asked: Sequence[Question],
    *,
    filters: str,
    embedder: Timed,
) -> Row:
    """Ask one question after another."""
    whole, processor, embedding, found = [], [], [], 0
    for question in asked:
        before, used = embedder.seconds, time.process_time()
        given, seconds = timed(lambda question=question: retrieve(question))
        whole.append(1000 * seconds)
        processor.append(1000 * (time.process_time() - used))
        embedding.append(1000 * (embedder.seconds - before))
        found += bool(given.evidence)
    (middle, late), (used_middle, used_late) = (
        [round(float(each), 1) for each in numpy.percentile(times, (50, 95))]
        for times in (whole, processor)
    )
    return Row(
        filters=filters,
        questions=len(asked),
        p50=middle,
        p95=late,
        slowest=round(max(whole), 1),
        processor_p50=used_middle,
        processor_p95=used_late,
        embedder_p50=round(float(numpy.median(embedding)), 1),
        embedder=round(sum(embedding) / sum(whole), 3),
        evidence=round(found / len(asked), 3),
    )


def apart(work: Callable[..., _Given], *arguments: Any) -> _Given:
    """Do the work in a process of its own, so that memory is its own as well."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(work, *arguments).result()


def measured(size: int, *, folder: Path, settings: Settings, options: Any) -> dict[str, Any]:
    """Fill the index of a size unless it is full, and measure it."""
    filled = apart(fill, folder, settings, options.articles, size)
    asked = apart(measure, folder, settings, options.questions, options.articles)
    return {"filling": filled, **asked}


def show(result: dict[str, Any]) -> None:
    """Print one size as a table."""
    print(f"\n{result['passages']:,} passages")
    if filled := result["filling"]:
        print("  filled: " + ", ".join(f"{name} {value}" for name, value in filled.items()))
    started = (f"{name} {value}" for name, value in result["start"].items())
    print("  start: " + ", ".join(started))
    print(f"  memory: {result['memory_mb']} MB, at most {result['peak_memory_mb']} MB")
    print(
        f"  {'filters':24}questions    p50    p95    max  processor p50    p95  "
        "embedder p50  share  evidence"
    )
    for row in result["rows"]:
        print(
            f"  {row['filters']:24}{row['questions']:9}{row['p50']:7.1f}{row['p95']:7.1f}"
            f"{row['slowest']:7.1f}{row['processor_p50']:15.1f}{row['processor_p95']:7.1f}"
            f"{row['embedder_p50']:14.1f}{row['embedder']:7.0%}"
            f"{row['evidence']:10.0%}"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--articles", type=Path, default=_ROOT / "corpus")
    parser.add_argument("--index", type=Path)
    parser.add_argument("--questions", type=int, default=250)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    settings = load_settings(options.config)
    results = []
    with tempfile.TemporaryDirectory(prefix="dateline-benchmark-") as temporary:
        for size in options.passages:
            folder = (options.index or Path(temporary)) / str(size)
            results.append(measured(size, folder=folder, settings=settings, options=options))
            if not options.json:
                show(results[-1])
    if options.json:
        print(json.dumps({"machine": describe_machine(), "sizes": results}, indent=2))


if __name__ == "__main__":
    main()
