"""Fits the weights by which questions are refused, and tells how well they part the two kinds.

    .venv/bin/python tests/benchmarks/refusal.py --set cases FILE DIR
        --set clapnq FOLDER DIR --set multihop-rag FILE DIR [--as-of 2026-01-12] [--config FILE]

DIR is an index that `dateline eval bench` or `eval run` has kept for these questions; FILE of
multihop-rag is a file of queries beside its articles. Every question is searched, its evidence is
read closely and measured as for an answer; cases with a false premise are left out. The weights are
those of a logistic regression with a little shrinkage. Below them stand, for each set, figures from
ten folds, none of which was fitted on a story that it is tried on: the area under the curve of the
chance, and what the chance and what is lacking refuse together. With --try NAME FILE DIR a set is
only tried.
"""

import argparse
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy

from eval.benchmarks.clapnq import read_clapnq
from eval.benchmarks.multihop_rag import read_multihop_rag
from eval.casefile import read_cases
from eval.cases import EvalCase
from rag.answering.conversation import joined, stand_alone
from rag.answering.refusal import CloseReader
from rag.answering.refusal.judging import DOUBTFUL, LEAST, measures
from rag.answering.refusal.lacks import lacks
from rag.assemble import build_library, build_retriever
from rag.index.library import Library
from rag.retrieval.question import read_question
from rag.schema import Question
from rag.settings import load_settings

SHARES = {"cases": (1.0, 1.5), "clapnq": (1.0, 1.6), "multihop-rag": (2.0, 1.0)}
"""What a set's unanswerable and answerable questions weigh: a false refusal of a question asked of
one report costs more, and so does an answer to a long question that nothing tells of."""

FOLDS, SHRINKAGE, STEPS = 10, 1.0, 50


@dataclass(frozen=True, slots=True)
class Sample:
    """A question measured: its set, group, whether it is answerable, whether something lacks."""

    name: str
    group: str
    answerable: bool
    measured: tuple[float, ...]
    lacking: bool


def read(name: str, path: Path) -> Sequence[EvalCase]:
    """Read a set's cases."""
    if name == "cases":
        return read_cases(path)
    if name == "clapnq":
        return read_clapnq(path).cases
    return read_multihop_rag(path.parent, queries=path, answers=True, beside=False).cases


def measured(name: str, path: Path, *, library: Library, as_of: date) -> Iterator[Sample]:
    """Search and measure every case for which there is evidence."""
    retriever = build_retriever(library.settings, library=library)
    closely = CloseReader(library.embedder)
    for case in read(name, path):
        question = Question(
            text=case.question,
            as_of=case.as_of or as_of,
            history=case.history,
            articles=case.within,
        )
        text = stand_alone(question) or joined(question)
        alone = Question(text=text, as_of=question.as_of, articles=question.articles)
        reading, evidence = read_question(alone), retriever.retrieve(alone).evidence
        if case.false_premise or not evidence:
            continue
        *_, closeness = closely(reading, evidence)
        yield Sample(
            name=name,
            group=case.group,
            answerable=case.answerable,
            measured=measures(reading, evidence, closeness=closeness),
            lacking=any(lacks(reading, evidence)),
        )


def weighed(samples: Sequence[Sample]) -> numpy.ndarray:
    """Give each sample's weight: its share, over how many there are of its set and kind."""
    kinds = [(each.name, each.answerable) for each in samples]
    weights = [
        SHARES[name][answerable] / kinds.count((name, answerable)) for name, answerable in kinds
    ]
    return numpy.array(weights) * len(samples) / sum(weights)


def fitted(samples: Sequence[Sample]) -> numpy.ndarray:
    """Fit the weights, the intercept first, by Newton's method; shrinkage is by spread."""
    rows = numpy.array([(1.0, *each.measured) for each in samples])
    said = numpy.array([each.answerable for each in samples], dtype=float)
    spread = rows.std(axis=0)
    spread[0] = 1.0
    rows, weights = rows / spread, weighed(samples)
    shrinking = SHRINKAGE * numpy.eye(rows.shape[1])
    shrinking[0, 0] = 0.0
    found = numpy.zeros(rows.shape[1])
    for _ in range(STEPS):
        chances = 1 / (1 + numpy.exp(-rows @ found))
        slope = rows.T @ (weights * (said - chances)) - shrinking @ found
        curve = (rows.T * (weights * chances * (1 - chances))) @ rows + shrinking
        found = found + numpy.linalg.solve(curve, slope)
    return found / spread


def chances(samples: Sequence[Sample], weights: numpy.ndarray) -> numpy.ndarray:
    """Give each sample's chance that it is answered."""
    rows = numpy.array([(1.0, *each.measured) for each in samples])
    return 1 / (1 + numpy.exp(-rows @ weights))


def across_folds(samples: Sequence[Sample]) -> numpy.ndarray:
    """Give each sample's chance by weights fitted without its group's fold."""
    folds = numpy.array([zlib.crc32(each.group.encode()) % FOLDS for each in samples])
    found = numpy.zeros(len(samples))
    for fold in range(FOLDS):
        held = [each for each, place in zip(samples, folds, strict=True) if place == fold]
        rest = [each for each, place in zip(samples, folds, strict=True) if place != fold]
        if held:
            found[folds == fold] = chances(held, fitted(rest))
    return found


def show(samples: Sequence[Sample], found: numpy.ndarray) -> None:
    """Print a row for each set."""
    for name in dict.fromkeys(each.name for each in samples):
        pairs = [(one, each) for one, each in zip(found, samples, strict=True) if each.name == name]
        right = numpy.array([one for one, each in pairs if each.answerable])
        wrong = numpy.array([one for one, each in pairs if not each.answerable])
        area = float((right[:, None] > wrong[None, :]).mean())
        refused = {True: 0, False: 0}
        for one, each in pairs:
            refused[each.answerable] += one < LEAST or (one < DOUBTFUL and each.lacking)
        print(
            f"  {name:14} area {area:.3f}   refused: unanswerable {refused[False]}/{len(wrong)}, "
            f"answerable {refused[True]}/{len(right)}",
            flush=True,
        )


def parsed() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for option in ("--set", "--try"):
        parser.add_argument(option, nargs=3, action="append", default=[], dest=option[2:] + "s")
    parser.add_argument("--as-of", type=date.fromisoformat, default=date.today())
    parser.add_argument("--config", type=Path)
    return parser.parse_args()


def main() -> None:
    """Measure, fit and print."""
    options = parsed()
    settings = load_settings(options.config)

    def samples(name: str, path: str, index: str) -> list[Sample]:
        library = build_library(settings, index=Path(index))
        found = [*measured(name, Path(path), library=library, as_of=options.as_of)]
        library.close()
        return found

    known = [each for given in options.sets for each in samples(*given)]
    weights = fitted(known)
    print("  weights", " ".join(f"{each:.2f}" for each in weights), "(the intercept first)")
    show(known, across_folds(known))
    for given in options.trys:
        tried = samples(*given)
        print("  only tried:")
        show(tried, chances(tried, weights))


if __name__ == "__main__":
    main()
