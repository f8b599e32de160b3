"""Plain retrieval, to hold Dateline's own against and to check the metrics by.

With nothing of Dateline's own between embedder and metric, the figures have to be the published
ones of the embedder.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy

from eval.cases import EvalCase
from eval.runs.task import Searching
from rag.errors import StoreError
from rag.index.lexical import FieldWeights, Lexical, Term
from rag.index.library import Library
from rag.protocols import Embedder
from rag.schema import Article, Passage, Question, RetrievedPassage
from rag.words import FUNCTION_WORDS, words

Candidate = tuple[Passage, Article]
"""What can be found: a passage and the article that it is from."""

SYSTEMS = _DENSE, _BM25, _FUSED, _ORACLE = (
    "plain_dense", "plain_bm25", "plain_rrf", "article_oracle",
)  # fmt: skip
"""The systems of `Beside`: three plain ones, and Dateline's own where the right articles are known
beforehand and nothing else is searched."""

_BATCH = 64
_DEEP = 100
"""How many passages of either ranking are fused."""

_SMOOTHING = 60
"""The constant of Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion", SIGIR 2009. The plain
fusion is written out here so that it stays what it is, whatever becomes of Dateline's own."""


class PlainSearch:
    """Ranks candidates by the cosine of the embedder alone, exactly. Fits `Searching`."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        *,
        texts: Sequence[str],
        embedder: Embedder,
        folder: Path,
        progress: Callable[[int, int], None],
    ) -> None:
        """Embed a text for each candidate, or take the vectors from `folder`, where they are kept.

        A text that is longer than the embedder reads is cut by the embedder itself.
        """
        self._candidates = candidates
        self._embedder = embedder
        self._vectors = _vectors(texts, embedder=embedder, folder=folder, progress=progress)

    def search(self, question: Question) -> tuple[RetrievedPassage, ...]:
        """Give the question's `k` best candidates, best first."""
        return _retrieved(self.rank(question.text)[: question.k])

    def rank(self, text: str) -> list[tuple[Candidate, float]]:
        """Give all candidates with their cosine, best first."""
        scores = self._vectors @ self._embedder.embed([text])[0]
        order = numpy.argsort(-scores, kind="stable")
        return [(self._candidates[place], float(scores[place])) for place in order]


def whole_articles(articles: Sequence[Article]) -> tuple[list[Candidate], list[str]]:
    """Give each article as one candidate, and what is embedded for it: title, a space, text."""
    texts = [f"{each.title or ''} {each.text}".strip() for each in articles]
    return [(_whole(each), each) for each in articles], texts


class Beside:
    """Searches a library's own passages in other ways. Fits `eval.runs.task.Beside`.

    The plain systems see the passages' words alone: no title, no outlet, no date. BM25 is that of
    the lexical index, on stems, without function words.
    """

    def __init__(
        self,
        library: Library,
        *,
        searching: Searching,
        folder: Path,
        progress: Callable[[int, int], None],
    ) -> None:
        """Embed the words of all passages, or take their vectors from `folder`."""
        self._searching = searching
        self._lexical = library.lexical
        articles = {each.article_id: each for each in library.articles()}
        passages = library.catalogue.passages(sorted(library.catalogue.passage_ids()))
        self._known = {
            passage_id: (passage, articles[passage.article_id])
            for passage_id, passage in sorted(passages.items())
        }
        candidates = [*self._known.values()]
        self._dense = PlainSearch(
            candidates,
            texts=[passage.text for passage, _ in candidates],
            embedder=library.embedder,
            folder=folder,
            progress=progress,
        )

    def __call__(
        self, case: EvalCase, question: Question
    ) -> Mapping[str, tuple[RetrievedPassage, ...]]:
        """Give what each of SYSTEMS finds, `question.k` passages at most, best first."""
        dense = self._dense.rank(question.text)[:_DEEP]
        lexical = [
            (self._known[passage_id], score)
            for passage_id, score in rank_words(self._lexical, question.text, k=_DEEP)
        ]
        within = Question(
            text=question.text, as_of=question.as_of, articles=case.sources, k=question.k
        )
        return {
            _DENSE: _retrieved(dense[: question.k]),
            _BM25: _retrieved(lexical[: question.k]),
            _FUSED: _retrieved(fuse_ranks([dense, lexical])[: question.k]),
            _ORACLE: self._searching.search(within) if case.sources else (),
        }


def rank_words(lexical: Lexical, text: str, *, k: int) -> tuple[tuple[str, float], ...]:
    """Give the k best passages by BM25 of the text's words, function words left out."""
    stems = dict.fromkeys(
        word.stem for word in words(text) if word.written.casefold() not in FUNCTION_WORDS
    )
    terms = [Term(words=(stem,)) for stem in stems]
    return lexical.search(terms, k=k, weights=FieldWeights(text=1, title=0, outlet=0))


def fuse_ranks(
    rankings: Iterable[Sequence[tuple[Candidate, float]]],
) -> list[tuple[Candidate, float]]:
    """Fuse rankings, all of one weight, by reciprocal rank; ties keep the first's order."""
    scores: dict[str, float] = defaultdict(float)
    known: dict[str, Candidate] = {}
    for ranking in rankings:
        for rank, (candidate, _) in enumerate(ranking, start=1):
            passage_id = candidate[0].passage_id
            scores[passage_id] += 1 / (_SMOOTHING + rank)
            known[passage_id] = candidate
    return [(known[each], scores[each]) for each in sorted(scores, key=lambda each: -scores[each])]


def _retrieved(ranked: Sequence[tuple[Candidate, float]]) -> tuple[RetrievedPassage, ...]:
    return tuple(
        RetrievedPassage(passage=passage, article=article, rank=rank, score=round(score, 6))
        for rank, ((passage, article), score) in enumerate(ranked, start=1)
    )


def _whole(article: Article) -> Passage:
    text = article.text
    return Passage(article_id=article.article_id, start=0, end=len(text), text=text)


def _vectors(
    texts: Sequence[str],
    *,
    embedder: Embedder,
    folder: Path,
    progress: Callable[[int, int], None],
) -> numpy.ndarray:
    """Give unit vectors of shape (texts, dimensions)."""
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
