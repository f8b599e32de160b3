"""Variety: copies and neighbours of a passage don't keep the second source out. Pure.

Each further passage of a voice weighs a share less than the one before, as in Carbonell and
Goldstein, "The use of MMR, diversity-based reranking", SIGIR 1998, with "of the same voice" in the
place of a likeness.
"""

import heapq
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from rag.reading.copies import read_wording, repeats
from rag.schema import Article, Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that may be given, with its article; `score` is higher for better.

    What is below 0 weighs as 0 does.
    """

    passage: Passage
    article: Article
    score: float


def varied(ranked: Sequence[Candidate], *, crowding: float, count: int) -> tuple[Candidate, ...]:
    """Give at most `count` of the candidates, which come best first, in the order to show them in.

    None comes twice, and none of an article that has copies says only what better ones of its voice
    say in its words; elsewhere words aren't compared, which takes longer than all the rest. Where n
    passages of a voice stand before it, a candidate's score counts (1 - crowding) ** n times: 0
    keeps the order, 1 puts all first passages of voices before all second ones. A score behind a
    lower one counts as that one, so that the order given holds whatever the scores are.
    """
    return tuple(islice(_unrepeated(ranked, crowding=crowding), max(0, count)))


def _unrepeated(ranked: Sequence[Candidate], *, crowding: float) -> Iterator[Candidate]:
    waiting: dict[str, deque[tuple[float, int]]] = defaultdict(deque)
    scores = accumulate((max(0.0, each.score) for each in ranked), min)
    for place, (each, score) in enumerate(zip(ranked, scores, strict=True)):
        waiting[each.article.voice].append((score, place))
    # Of each voice only the first in waiting can be next: those behind it weigh no more.
    nearest = [(-queue[0][0], queue[0][1], voice) for voice, queue in waiting.items()]
    heapq.heapify(nearest)
    given: dict[str, list[Passage]] = defaultdict(list)
    while nearest:
        _, place, voice = heapq.heappop(nearest)
        if not _is_said(ranked[place], better=given[voice]):
            given[voice].append(ranked[place].passage)
            yield ranked[place]
        waiting[voice].popleft()
        if waiting[voice]:
            score, following = waiting[voice][0]
            weight = (1 - crowding) ** len(given[voice])
            heapq.heappush(nearest, (-score * weight, following, voice))


def _is_said(candidate: Candidate, *, better: Sequence[Passage]) -> bool:
    passage = candidate.passage
    if any(each.passage_id == passage.passage_id for each in better):
        return True
    if not better or not candidate.article.copies:
        return False
    return repeats(read_wording([passage.text]), among=read_wording(each.text for each in better))
