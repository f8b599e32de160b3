"""How often the gate raises a false alarm where nothing changed, and how often it sees a loss.

Every comparison is between two runs of one system, made from the outcomes that finished runs of it
hold, and goes through the gate itself. So whatever stops one of them is a false alarm; unless cases
of the new run were made wrong on purpose, when it is what the gate is for.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations, repeat

import numpy

from eval.comparing.comparison import compare
from eval.comparing.guards import DEFAULT_GUARDS, Guards
from eval.comparing.pairing import less_is_better
from eval.metrics.scoring import Score
from eval.metrics.suites import ANSWERS, EVIDENCE
from eval.runs.folder import StoredRun
from eval.runs.record import StoredRecord
from eval.statistics import wilson_interval
from rag.errors import RunError

ANY = "any metric"
"""The name under which comparisons that the gate stopped are counted, whatever the metric."""

_SEED = 20_260_114
_OUT_OF_SCOPE = frozenset((each.name, each.scope.otherwise) for each in (*ANSWERS, *EVIDENCE))
_SAMPLES = (
    "Stories are drawn with replacement. In each, the base has the outcomes of one of {samples} "
    "samples of the system (runs or repeats), the new run those of another, by chance."
)
_PAIRS = (
    "Whole samples of the system (runs or repeats), each compared with each other. They share "
    "outcomes, so that the interval is narrower than it should be."
)
_SORTS = (
    "Stories are drawn with replacement. The run holds one outcome of each case, so that there is "
    "no chance in it: here every case is given, for the base and again for the new run, the "
    "outcome of a case of its sort (its kind, and the metrics that apply), and so is right as "
    "often as its sort. Two real runs would differ less. As with any runs that sample, the gate's "
    "margins don't count."
)
_SAME = (
    "Stories are drawn with replacement. Base and new run have the same outcomes, but for the "
    "cases made wrong: a system that answers the same way twice."
)

_Records = tuple[StoredRecord, ...]
_Both = tuple[_Records, _Records]
_Sample = Mapping[str, StoredRecord]
_Sort = tuple[str, frozenset[str]]
_Story = Sequence[StoredRecord]
_Choose = Callable[[_Story], tuple[_Story, _Story]]
"""Gives a story's cases their outcomes: those of the base and those of the new run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRate:
    """In how many of the comparisons the gate failed a metric, with Wilson's 95 % interval."""

    metric: str
    alarms: int
    comparisons: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """Comparisons made in one `way`, which `explained` puts into words, and the alarms they gave.

    `loss` is the share of right cases that were made wrong in the new run. The first of `rates`
    counts the comparisons that the gate stopped, whatever the metric.
    """

    way: str
    explained: str
    loss: float
    rates: tuple[AlarmRate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """A way of making `count` comparisons, as if of runs such as `run`."""

    name: str
    explained: str
    run: StoredRun
    pairs: Iterable[_Both]
    count: int


def simulate(
    runs: Sequence[StoredRun],
    *,
    comparisons: int,
    loss: float = 0.0,
    guards: Guards = DEFAULT_GUARDS,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> tuple[Simulation, ...]:
    """Send comparisons of a system with itself through the gate; seeded.

    `runs` are finished runs of the same system and cases. `comparisons` are drawn by stories; where
    the runs hold several samples of the system these are compared whole as well. With a `loss`,
    that share of the right cases, chosen by chance, comes out as wrong cases of their sort do.
    Raises RunError where the runs share no case.
    """
    samples = _samples(runs)
    wrong = _by_sort(each for sample in samples for each in sample.values() if each.right is False)
    random = numpy.random.default_rng(_SEED)
    ways = tuple(_ways(runs, samples, comparisons=comparisons, loss=loss))
    total = sum(way.count for way in ways)
    done = 0
    simulations = []
    for way in ways:
        alarms: Counter[str] = Counter()
        for base, new in way.pairs:
            lost = _lose(new, wrong, share=loss, random=random)
            alarms.update(_alarms(way.run, base, lost, guards=guards))
            done += 1
            progress(done, total)
        rates = tuple(_rate(name, alarms[name], way.count) for name in alarms)
        simulations.append(
            Simulation(way=way.name, explained=way.explained, loss=loss, rates=rates)
        )
    return tuple(simulations)


def _ways(
    runs: Sequence[StoredRun], samples: Sequence[_Sample], *, comparisons: int, loss: float
) -> Iterator[_Way]:
    """Give the ways that the samples allow."""
    random = numpy.random.default_rng(_SEED)
    repeated = any(record.repeat for run in runs for record in run.records)
    run = _warm(runs[0]) if repeated else runs[0]

    def resampled(name: str, explained: str, run: StoredRun, choose: _Choose) -> _Way:
        pairs = _draw(samples[0].values(), choose, count=comparisons, random=random)
        return _Way(name=name, explained=explained, run=run, pairs=pairs, count=comparisons)

    if len(samples) > 1:
        told = _SAMPLES.format(samples=len(samples))
        yield resampled("resampled", told, run, _from_samples(samples, random=random))
        whole = [tuple(each.values()) for each in samples]
        pairs = list(permutations(whole, 2))[:comparisons]
        yield _Way(name="sampled again", explained=_PAIRS, run=run, pairs=pairs, count=len(pairs))
        return
    sorts = _by_sort(samples[0].values())
    yield resampled("resampled", _SORTS, _warm(runs[0]), _from_sorts(sorts, random=random))
    if loss:
        yield resampled("the same again", _SAME, run, lambda story: (story, story))


def _samples(runs: Sequence[StoredRun]) -> tuple[_Sample, ...]:
    """Give the outcomes of every run and repeat, by case: the cases that are the same in all."""
    samples: dict[tuple[int, int], dict[str, StoredRecord]]
    samples = {(number, 0): {} for number in range(len(runs))}
    for number, run in enumerate(runs):
        for record in run.records:
            samples.setdefault((number, record.repeat), {})[record.id] = replace(record, repeat=0)
    outcomes = tuple(samples.values())
    held = [{(each.id, each.digest) for each in sample.values()} for sample in outcomes]
    same = set.intersection(*held)
    shared = [name for name, each in outcomes[0].items() if (name, each.digest) in same]
    if not shared:
        raise RunError(
            "The runs share no case, so they can't be of one system and case file.",
            mend="Give one run, or several of the same cases.",
        )
    return tuple({name: sample[name] for name in shared} for sample in outcomes)


def _warm(run: StoredRun) -> StoredRun:
    """Give the run as one that samples: single outcomes of it don't show that they do."""
    return replace(run, manifest={**run.manifest, "samples": True})


def _from_samples(samples: Sequence[_Sample], *, random: numpy.random.Generator) -> _Choose:
    def choose(story: _Story) -> tuple[_Story, _Story]:
        base, new = (samples[which] for which in random.permutation(len(samples))[:2])
        return [base[case.id] for case in story], [new[case.id] for case in story]

    return choose


def _from_sorts(
    sorts: Mapping[_Sort, Sequence[StoredRecord]], *, random: numpy.random.Generator
) -> _Choose:
    def another(case: StoredRecord) -> StoredRecord:
        known = sorts[_sort(case)]
        return known[int(random.integers(len(known)))]

    return lambda story: ([another(each) for each in story], [another(each) for each in story])


def _draw(
    cases: Iterable[StoredRecord],
    choose: _Choose,
    *,
    count: int,
    random: numpy.random.Generator,
) -> Iterator[_Both]:
    """Draw as many stories as there are, with replacement, and choose outcomes for either run."""
    stories: dict[str, list[StoredRecord]] = {}
    for each in cases:
        stories.setdefault(each.group, []).append(each)
    known = list(stories.values())
    for _ in range(count):
        base: list[StoredRecord] = []
        new: list[StoredRecord] = []
        for number, which in enumerate(random.integers(len(known), size=len(known))):
            for side, outcomes in zip((base, new), choose(known[which]), strict=True):
                side += map(_copy, known[which], outcomes, repeat(number))
        yield tuple(base), tuple(new)


def _copy(case: StoredRecord, outcome: StoredRecord, number: int) -> StoredRecord:
    """Give a case an outcome, under a name of its own: a story may be drawn twice."""
    name, group = f"{case.id}~{number}", f"{case.group}~{number}"
    return replace(_with_outcome(case, outcome), id=name, group=group)


def _with_outcome(case: StoredRecord, outcome: StoredRecord) -> StoredRecord:
    return replace(
        case,
        scores=outcome.scores,
        right=outcome.right,
        reason=outcome.reason,
        error=outcome.error,
    )


def _by_sort(records: Iterable[StoredRecord]) -> dict[_Sort, list[StoredRecord]]:
    sorts: dict[_Sort, list[StoredRecord]] = {}
    for each in records:
        sorts.setdefault(_sort(each), []).append(each)
    return sorts


def _sort(record: StoredRecord) -> _Sort:
    """Give the kind of a case, and the metrics that don't speak of it whatever comes of it."""
    none = {(name, each.explanation) for name, each in record.scores.items() if each.value is None}
    return record.kind, frozenset(name for name, _ in none & _OUT_OF_SCOPE)


def _lose(
    records: _Records,
    wrong: Mapping[_Sort, Sequence[StoredRecord]],
    *,
    share: float,
    random: numpy.random.Generator,
) -> _Records:
    """Give that share of the right cases the outcome of a wrong case of their sort.

    Where a sort has none, it is the worst of every score that applies.
    """
    right = [place for place, each in enumerate(records) if each.right]
    lost = set(random.permutation(right)[: round(share * len(right))].tolist())

    def outcome(record: StoredRecord) -> StoredRecord:
        known = wrong.get(_sort(record))
        return known[int(random.integers(len(known)))] if known else _worst(record)

    return tuple(
        _with_outcome(each, outcome(each)) if place in lost else each
        for place, each in enumerate(records)
    )


def _worst(record: StoredRecord) -> StoredRecord:
    scores = {name: _worst_score(score) for name, score in record.scores.items()}
    return replace(record, scores=scores, right=False, reason="It was made wrong.")


def _worst_score(score: Score) -> Score:
    if score.value is None:
        return score
    return replace(score, value=float(less_is_better(score.name)))


def _alarms(run: StoredRun, base: _Records, new: _Records, *, guards: Guards) -> dict[str, int]:
    comparison = compare(replace(run, records=base), replace(run, records=new), guards=guards)
    guarded = (each for each in comparison.changes if each.guarded)
    failed = {each.name: int(each.failure is not None) for each in guarded}
    return {ANY: int(not comparison.passed), **failed}


def _rate(name: str, alarms: int, comparisons: int) -> AlarmRate:
    low, high = wilson_interval(alarms, comparisons)
    return AlarmRate(
        metric=name,
        alarms=alarms,
        comparisons=comparisons,
        share=alarms / comparisons,
        low=low,
        high=high,
    )
