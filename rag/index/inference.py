"""Dates for articles that state none: from their copies, their own full dates, or other reports."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rag.index.library import Library
from rag.reading.inferring import agreement, kinship, own_day, paired_day, told_days
from rag.schema import Article

_NEIGHBOURS = 24
"""Passages looked at beside each passage of the undated article."""

_NEAR = 0.5
"""Mean cosine of an article's passages to another's nearest ones from which both share a topic."""

_COMPARED = 6
"""Dated articles of the topic that are looked at, the nearest first."""

_SAME_STORY, _SAME_TOPIC = 0.5, 0.3
"""Kinship of names from which an article may date another, or speak against a date.

Set on reports whose dates were hidden: of the dates inferred so, four of five lay within three days
of the true one; of those taken from the most similar article whatever it told, one of four.
"""

_ONE_STORY = timedelta(days=3)
"""Reports of one story may be dated this far apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Witness:
    """A dated article: its kinship with the undated one, and the days on which they agree."""

    article: Article
    written: date
    kinship: float
    same: int
    different: int

    @property
    def is_same_story(self) -> bool:
        return self.kinship >= _SAME_STORY and self.same >= max(1, self.different)


def infer_dates(library: Library) -> tuple[str, ...]:
    """Infer what can be inferred for articles without a date; give the files left undated.

    What was inferred before is worked out anew, as other articles may have come or gone.
    """
    left = []
    for article in library.catalogue.undated():
        inferred, found = _inferred(article, library=library) or (None, None)
        if inferred is None:
            left.append(article.file)
        if (inferred, found) != (article.inferred, article.provenance.get("inferred")):
            library.catalogue.set_inferred(article.article_id, inferred=inferred, found=found)
    return tuple(left)


def _inferred(article: Article, *, library: Library) -> tuple[date, str] | None:
    """Give a date and how it was found, by the surest way first."""
    copies = [library.article(copy.article_id) for copy in article.copies]
    dated = [(copy.published, copy.file) for copy in copies if copy.published]
    if dated:
        day, file = min(dated)
        return day, f"the date of {file}, which carries the same text"
    day_named = own_day(article)
    if day_named:
        return day_named, "the last full date in the text"
    witnesses = _witnesses(article, library=library)
    witness = _best(witnesses)
    if witness:
        return witness.written, f"the date of {witness.article.file}, which reports the same story"
    return _by_weekday(article, witnesses=witnesses)


def _by_weekday(article: Article, *, witnesses: Sequence[_Witness]) -> tuple[date, str] | None:
    """Give the year of the nearest report of the topic to a weekday and a day in the text."""
    for each in sorted(witnesses, key=lambda each: -each.kinship):
        day = paired_day(article, near=each.written)
        if each.kinship >= _SAME_TOPIC and day:
            return (
                day,
                f"the last weekday and day in the text, with the year of {each.article.file}",
            )
    return None


def _best(witnesses: Sequence[_Witness]) -> _Witness | None:
    """Give the witness that agrees best; None where witnesses or other reports point elsewhere."""
    same = [each for each in witnesses if each.is_same_story]
    if not same:
        return None
    first, last = min(each.written for each in same), max(each.written for each in same)
    topic = [each for each in witnesses if each.kinship >= _SAME_TOPIC]
    elsewhere = [each for each in topic if abs(each.written - last) > _ONE_STORY]
    if last - first > _ONE_STORY or len(elsewhere) * 2 > len(topic):
        return None
    return max(same, key=lambda each: (each.same, each.kinship, each.article.article_id))


def _witnesses(article: Article, *, library: Library) -> list[_Witness]:
    likeness = _likeness(article, library=library)
    near = sorted((score, each) for each, score in likeness.items() if score >= _NEAR)
    others = (library.article(article_id) for _, article_id in reversed(near))
    dated = [(each, each.published) for each in others if each.published][:_COMPARED]
    return [_witness(article, other, written=day, library=library) for other, day in dated]


def _witness(article: Article, other: Article, *, written: date, library: Library) -> _Witness:
    told, known = (
        told_days(
            each,
            sentences=library.catalogue.sentences(each.article_id),
            written=written,
            relative=each is article,
        )
        for each in (article, other)
    )
    same, different = agreement(told, known)
    return _Witness(
        article=other,
        written=written,
        kinship=kinship(article, other),
        same=same,
        different=different,
    )


def _likeness(article: Article, *, library: Library) -> Mapping[str, float]:
    """Give, for each other article, the mean cosine of the passages to its nearest ones."""
    _, vectors = library.catalogue.vectors_within([article.article_id])
    likeness: dict[str, float] = defaultdict(float)
    for vector in vectors:
        best: dict[str, float] = {}
        for passage_id, cosine in library.vectors.search(vector, k=_NEIGHBOURS):
            other = passage_id.rpartition(":")[0]
            best[other] = max(cosine, best.get(other, 0.0))
        for other, cosine in best.items():
            likeness[other] += cosine / len(vectors)
    return likeness
