"""Plain dense retrieval of whole articles, as a check of the ranking metrics.

With nothing of Dateline's own between embedder and metric, the figures have to be the published
ones of the embedder.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy

from rag.errors import StoreError
from rag.protocols import Embedder
from rag.schema import Article, Passage, Question, RetrievedPassage

_BATCH = 64


class PlainSearch:
    """Ranks whole articles (title, a space, text) by the cosine of the embedder alone.

    A text that is longer than the embedder reads is cut by the embedder itself. Fits
    `eval.runs.task.Searching`: an article found is one passage.
    """

    def __init__(
        self,
        articles: Sequence[Article],
        *,
        embedder: Embedder,
        folder: Path,
        progress: Callable[[int, int], None],
    ) -> None:
        """Embed the articles, or take their vectors from `folder`, where they are kept."""
        self._articles = articles
        self._embedder = embedder
        self._vectors = _vectors(articles, embedder=embedder, folder=folder, progress=progress)

    def search(self, question: Question) -> tuple[RetrievedPassage, ...]:
        """Give the question's `k` best articles, best first."""
        scores = self._vectors @ self._embedder.embed([question.text])[0]
        best = numpy.argsort(-scores, kind="stable")[: question.k]
        return tuple(
            RetrievedPassage(
                passage=_whole(self._articles[place]),
                article=self._articles[place],
                rank=rank,
                score=round(float(scores[place]), 6),
            )
            for rank, place in enumerate(best, start=1)
        )


def _whole(article: Article) -> Passage:
    text = article.text
    return Passage(article_id=article.article_id, start=0, end=len(text), text=text)


def _vectors(
    articles: Sequence[Article],
    *,
    embedder: Embedder,
    folder: Path,
    progress: Callable[[int, int], None],
) -> numpy.ndarray:
    """Give unit vectors of shape (articles, dimensions)."""
    texts = [f"{each.title or ''} {each.text}".strip() for each in articles]
    digest = hashlib.sha256("\0".join([embedder.identity, *texts]).encode()).hexdigest()
    kept = folder / f"plain-{digest[:16]}.npy"
    with _mapped(kept):
        if kept.is_file():
            stored: numpy.ndarray = numpy.load(kept)
            return stored
    batches = []
    for start in range(0, len(texts), _BATCH):
        progress(start, len(texts))
        batches.append(embedder.embed(texts[start : start + _BATCH]))
    vectors = numpy.concatenate(batches)
    with _mapped(kept):
        folder.mkdir(parents=True, exist_ok=True)
        whole = kept.with_name(f"unfinished-{kept.name}")
        numpy.save(whole, vectors)
        whole.replace(kept)
    return vectors


@contextmanager
def _mapped(file: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise StoreError(
            f"The vectors {file} can't be read or written ({error}).",
            mend="Check the path of --index, its permissions and the free disk space; "
            "if the file is broken, delete it.",
        ) from error
