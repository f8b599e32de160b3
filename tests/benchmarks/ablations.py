"""What each part of retrieval brings: the same questions with one part after another left out.

    .venv/bin/python tests/benchmarks/ablations.py multihop-rag FOLDER --index DIR
    .venv/bin/python tests/benchmarks/ablations.py scifact FOLDER --index DIR
    .venv/bin/python tests/benchmarks/ablations.py cases FILE --index DIR --as-of 2026-01-12
        [--queries FILE] [--limit N] [--config FILE] [--set NAME=VALUE[,NAME=VALUE]]… [--json]

DIR is an index that `dateline eval bench` or `eval run` has kept for these questions; nothing is
embedded again but the questions. Every setting of [retrieval] that can be 0, false or empty and
isn't is made so in turn; each --set adds a variant of one's own. A row is what the part brings: the
figure with it less the figure without, ± the standard error of the difference, paired by case and
drawn by group, and how often chance alone would part the two as far (p). "ms" is the median time of
a question without the part.
"""

import argparse
import json
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from pydantic import ValidationError

from eval.benchmarks.benchmark import spread
from eval.benchmarks.multihop_rag import read_multihop_rag
from eval.benchmarks.scifact import read_scifact
from eval.casefile import read_cases
from eval.commands.options import article_lookup
from eval.metrics.scoring import score_case
from eval.metrics.suites import DECIDING, RETRIEVAL
from eval.runs.task import QuestionTask
from eval.significance import Pair, compare_paired
from eval.statistics import estimate_mean
from rag.assemble import Models, build_assistants, build_library
from rag.index.library import Library
from rag.retrieval.hybrid import HybridRetriever
from rag.settings import RetrievalSettings, Settings, load_settings

SHOWN = {
    "multihop-rag": ("recall@4", "recall@10", "mrr@10"),
    "scifact": ("ndcg@10", "recall@10"),
    "cases": ("gold_article@4", "recall@4", "evidence_recall@4"),
}
"""The metrics of each kind of task that are compared."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One variant: for each metric its value of every case it applies to, and the median time."""

    values: Mapping[str, Mapping[str, float]]
    milliseconds: float


def variants(settings: RetrievalSettings, asked: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Yield each variant of the settings by its name: one part off, then those asked for."""
    told = settings.model_dump()
    for name, value in told.items():
        if value and not name.startswith("reranker_"):  # how it is used; the part is the reranker
            try:
                off = RetrievalSettings.model_validate({**told, name: type(value)()})
            except ValidationError:  # how much is looked at is no part: it can't be nothing
                continue
            yield f"without {name}", off
    for each in asked:
        changed = tomllib.loads(each.replace(",", "\n"))
        yield each, RetrievalSettings.model_validate({**told, **changed})


def make_task(options: argparse.Namespace, *, library: Library) -> QuestionTask:
    """Make the task with the library's settings of this moment."""
    lookup, searching = article_lookup(library), HybridRetriever(library)
    if options.name == "cases":
        models = Models(library.settings)
        return QuestionTask(
            cases=spread(read_cases(options.path), options.limit),
            metrics=RETRIEVAL,
            deciding=DECIDING,
            assistants=build_assistants(
                library.settings, library=library, choices=[lambda *_: models.choose("extractive")]
            ),
            as_of=options.as_of,
            article=lookup,
            answers=False,
            searching=searching,
        )
    benchmark = (
        read_scifact(options.path, limit=options.limit)
        if options.name == "scifact"
        else read_multihop_rag(options.path, queries=options.queries, limit=options.limit)
    )
    at_least = library.settings.retrieval.passages
    return benchmark.task(
        assistants=[None], searching=searching, article=lookup, at_least=at_least
    )  # fmt: skip


def score(task: QuestionTask, *, shown: Sequence[str]) -> Scored:
    """Ask every case and score it by the metrics shown."""
    metrics = [each for each in task.metrics if each.name in shown]
    values: dict[str, dict[str, float]] = {name: {} for name in shown}
    times = []
    for case in task.cases:
        start = time.perf_counter()
        outcome = task.attempt(case, repeat=0)
        times.append(time.perf_counter() - start - outcome.aside_seconds)
        for each in score_case(metrics, case, outcome):
            if each.value is not None:
                values[each.name][case.id] = each.value
    return Scored(values, 1000 * median(times))


def brought(whole: Scored, part: Scored, *, groups: Mapping[str, str]) -> dict[str, Any]:
    """Give for each metric what the whole has more than it has without the part."""
    given = {}
    for name, values in whole.values.items():
        pairs = [
            Pair(group=groups[case], base=part.values[name][case], new=value)
            for case, value in values.items()
        ]
        if pairs:
            change = compare_paired(pairs)
            gains = [each.new - each.base for each in pairs]
            error = estimate_mean(gains, groups=[each.group for each in pairs]).standard_error
            given[name] = {
                "without": round(change.base, 4),
                "brings": round(change.difference, 4),
                "standard_error": round(error or 0.0, 4),
                "p": round(change.p_value, 4),
            }
    return given


def show_whole(whole: Scored, *, groups: Mapping[str, str]) -> None:
    """Print what the whole comes to."""
    for name, values in whole.values.items():
        found = estimate_mean([*values.values()], groups=[groups[case] for case in values])
        if found.value is not None:
            print(f"  {name:20}{found.value:.3f} ±{found.standard_error:.3f}, {found.n} cases")
    print(f"  ms{whole.milliseconds:23.1f}")


def show(name: str, gains: Mapping[str, Any], *, milliseconds: float) -> None:
    """Print a variant's row."""
    cells = "  ".join(
        f"{metric} {each['brings']:+.3f} ±{each['standard_error']:.3f} (p {each['p']:.3f})"
        for metric, each in gains.items()
    )
    print(f"  {name:32}{cells}  ms {milliseconds:.1f}", flush=True)


def changed(settings: Settings, retrieval: RetrievalSettings) -> Settings:
    """Give the settings with another section of retrieval."""
    return settings.model_copy(update={"retrieval": retrieval})


def parsed() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", choices=[*SHOWN])
    parser.add_argument("path", type=Path)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--as-of", type=date.fromisoformat, default=date.today())
    parser.add_argument("--config", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    options = parsed()
    settings, shown = load_settings(options.config), SHOWN[options.name]
    library = build_library(settings, index=options.index)
    task = make_task(options, library=library)
    groups = {case.id: case.group for case in task.cases}
    whole = score(task, shown=shown)
    if not options.json:
        show_whole(whole, groups=groups)
    given = {}
    for name, retrieval in variants(settings.retrieval, options.set):
        library.settings = changed(settings, retrieval)
        part = score(make_task(options, library=library), shown=shown)
        given[name] = brought(whole, part, groups=groups)
        if not options.json:
            show(name, given[name], milliseconds=part.milliseconds)
    library.close()
    if options.json:
        print(json.dumps(given, indent=2))


if __name__ == "__main__":
    main()
