"""What every reader of a public data set gives, and how to take some of its cases."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from eval.cases import EvalCase
from eval.metrics.scoring import ArticleLookup, Metric
from eval.runs.record import Case
from eval.runs.task import Answering, Beside, QuestionTask, Searching
from rag.schema import Article

_UNDATED = date(2025, 1, 1)
"""The reader's day where no article has a date: fixed, so that it is the same tomorrow."""

_Case = TypeVar("_Case", bound=Case)


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """A public data set: articles, the questions asked of them, and how answers are scored.

    An article's id and file name are the set's own id of it; `kind` of a case is the set's own type
    of question. `articles` are all of the set's, whichever `cases` were taken. `passages` is how
    many have to be retrieved for the metrics, None where they look at none. `references` are
    figures to hold metrics against; `data` are the files that all this was read from.
    """

    articles: tuple[Article, ...]
    cases: tuple[EvalCase, ...]
    metrics: tuple[Metric, ...]
    deciding: tuple[str, ...]
    answers: bool
    passages: int | None = None
    references: Mapping[str, float] = field(default_factory=dict)
    data: tuple[Path, ...]

    @property
    def as_of(self) -> date:
        """The reader's day: the newest article's, which gives the same scores tomorrow."""
        return max((each.published for each in self.articles if each.published), default=_UNDATED)

    @property
    def searched(self) -> tuple[Article, ...]:
        """The articles that the cases ask for: all, unless each case names those it is asked of."""
        named = {article_id for case in self.cases for article_id in case.within}
        if not all(case.within for case in self.cases):
            return self.articles
        return tuple(each for each in self.articles if each.article_id in named)

    def task(
        self,
        *,
        assistants: Sequence[Answering],
        searching: Searching,
        article: ArticleLookup,
        at_least: int = 0,
        beside: Beside | None = None,
    ) -> QuestionTask:
        """Make the task of asking the cases; at least so many passages are retrieved for each.

        `beside` are the systems that the metrics beside Dateline's own speak of.
        """
        return QuestionTask(
            cases=self.cases,
            metrics=self.metrics,
            deciding=self.deciding,
            references=self.references,
            assistants=assistants,
            as_of=self.as_of,
            article=article,
            answers=self.answers,
            evidence=False,
            searching=searching if self.passages else None,
            beside=beside,
            passages=max(self.passages, at_least) if self.passages else None,
        )


def spread(cases: Sequence[_Case], limit: int | None) -> tuple[_Case, ...]:
    """Take at most `limit` cases: of every kind its share, evenly over the file, in its order.

    The same cases are taken every time. Shares are rounded by largest remainders, ties going to
    the kind that comes first.
    """
    if limit is None or limit >= len(cases):
        return tuple(cases)
    places: dict[str, list[int]] = defaultdict(list)
    for place, case in enumerate(cases):
        places[case.kind].append(place)
    exact = {kind: limit * len(of_kind) / len(cases) for kind, of_kind in places.items()}
    shares = {kind: int(share) for kind, share in exact.items()}
    by_remainder = sorted(exact, key=lambda kind: shares[kind] - exact[kind])
    for kind in by_remainder[: limit - sum(shares.values())]:
        shares[kind] += 1
    taken = [place for kind in places for place in _evenly(places[kind], shares[kind])]
    return tuple(cases[place] for place in sorted(taken))


def _evenly(places: Sequence[int], count: int) -> list[int]:
    return [places[(2 * number + 1) * len(places) // (2 * count)] for number in range(count)]
