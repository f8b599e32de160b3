"""Storing articles: cut, embedded and written, some passages at a time.

Whatever moment it is ended at, the next writer finishes the work: vectors are stored before the
catalogue names them, the catalogue forgets before vectors go, and a note in the catalogue asks for
a comparison of the two where a writer did not reach its end.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rag.index.library import Library
from rag.index.splitting import Splitter
from rag.schema import Article, Passage

_PASSAGES_AT_ONCE = 64
"""Passages embedded and stored together: enough to keep the embedder busy, little to lose."""


@dataclass(slots=True)
class _Pending:
    """What waits to be stored; `files` are paths, digests and the ids of what each gave."""

    articles: dict[str, Article] = field(default_factory=dict)
    passages: list[Passage] = field(default_factory=list)
    files: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)


class Storage:
    """The way of every article into the index."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._splitter = Splitter(
            passage_tokens=library.settings.index.passage_tokens,
            count_tokens=library.embedder.count_tokens,
        )
        self._pending = _Pending()

    def put(self, article: Article) -> bool:
        """Take an article, to be stored with the next `store`; False where it is there already."""
        known = article.article_id in self._pending.articles
        if known or self._library.catalogue.has_article(article.article_id):
            return False
        self._pending.articles[article.article_id] = article
        self._pending.passages += self._splitter.passages(article)
        return True

    def put_file(self, path: str, *, digest: str, article_ids: tuple[str, ...]) -> None:
        """Take that this file, with this content, gave these articles."""
        self._pending.files.append((path, digest, article_ids))

    def store_if_full(self) -> None:
        """Store once enough waits."""
        if len(self._pending.passages) >= _PASSAGES_AT_ONCE:
            self.store()

    def store(self) -> None:
        """Embed and store what was taken so far: the vectors first, then what names them."""
        pending, self._pending = self._pending, _Pending()
        if pending.passages:
            texts = [
                embedded_text(passage, pending.articles[passage.article_id])
                for passage in pending.passages
            ]
            vectors = self._library.embedder.embed(texts)
            self._library.vectors.add([each.passage_id for each in pending.passages], vectors)
        for article_id, article in pending.articles.items():
            self._library.catalogue.add(
                article,
                sentences=self._splitter.sentences(article),
                passages=[each for each in pending.passages if each.article_id == article_id],
            )
        for path, digest, article_ids in pending.files:
            self._library.catalogue.set_file(path, digest=digest, article_ids=article_ids)


def embedded_text(passage: Passage, article: Article) -> str:
    """Give what is embedded for a passage: title, outlet and date travel with its words."""
    published = article.published.isoformat() if article.published else None
    heading = ", ".join(part for part in (article.title, article.outlet, published) if part)
    return f"{heading}\n{passage.text}" if heading else passage.text


@contextmanager
def changing(library: Library) -> Iterator[None]:
    """Hold the index for one writer, after mending what an earlier one left unfinished."""
    with library.writing():
        if not _agrees(library):
            _repair(library)
        library.catalogue.note_unfinished(True)
        yield
        library.catalogue.note_unfinished(False)


def _agrees(library: Library) -> bool:
    """Tell whether the last writer reached its end and no vectors were lost since."""
    whole = library.vectors.count() == library.catalogue.size()[1]
    return whole and not library.catalogue.about()["unfinished"]


def _repair(library: Library) -> None:
    """Make the vectors agree with the catalogue."""
    catalogue, vectors = library.catalogue, library.vectors
    named, stored = set(catalogue.passage_ids()), vectors.ids()
    vectors.remove(sorted(stored - named))
    missing = sorted(named - stored)
    for start in range(0, len(missing), _PASSAGES_AT_ONCE):
        part = catalogue.passages(missing[start : start + _PASSAGES_AT_ONCE])
        texts = [
            embedded_text(passage, catalogue.article(passage.article_id))
            for passage in part.values()
        ]
        vectors.add([*part], library.embedder.embed(texts))
