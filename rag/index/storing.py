"""Storing articles: cut, embedded and written, some passages at a time.

Whatever moment it is ended at, the next writer finishes the work. Before anything is changed, a
note in the catalogue asks for what this module does around every change:

    changing()   one writer at a time; vectors and catalogue are compared after an unfinished change
    Storage      vectors are stored before the catalogue names them, and removed after it forgets
                 them; a file is noted as read once all that it gave is stored
    finish()     what hangs on the whole collection: orphans, copies, inferred dates; then the note
                 goes
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from rag.index.copies import link_copies
from rag.index.inference import infer_dates
from rag.index.library import Library
from rag.index.report import Duplicate
from rag.index.sources import SourceFile, Sources
from rag.index.splitting import Cut, Splitter
from rag.schema import Article, Passage

_PASSAGES_AT_ONCE = 512
"""Passages embedded and stored together: enough to sort them by length and to spare the stores many
small writes; what a kill costs is at most to embed them again."""


@dataclass(slots=True)
class _Pending:
    """What waits to be stored, articles by their ids."""

    cuts: dict[str, Cut] = field(default_factory=dict)
    passages: int = 0
    files: list[SourceFile] = field(default_factory=list)


class Storage:
    """The way of every article into the index."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._splitter = Splitter(
            passage_tokens=library.settings.index.passage_tokens,
            count_tokens=library.embedder.count_tokens,
        )
        self._pending = _Pending()

    def put(self, article: Article, *, renew: bool = False) -> bool:
        """Take an article, to be stored with the next `store`; False where it is there already.

        One that is there already stays as it is or, with `renew`, takes this one's metadata.
        """
        article_id = article.article_id
        is_new = article_id not in self._pending.cuts
        is_new = is_new and not self._library.catalogue.has_article(article_id)
        if is_new or (renew and self._is_other(article)):
            cut = self._splitter.cut(article)
            self._pending.cuts[article_id] = cut
            self._pending.passages += len(cut.passages)
        return is_new

    def _is_other(self, article: Article) -> bool:
        pending = self._pending.cuts.get(article.article_id)
        there = pending.article if pending else self._library.catalogue.article(article.article_id)
        return _as_read(there) != _as_read(article)

    def put_file(self, file: SourceFile) -> None:
        """Take what a file gave, to be noted with the next `store`."""
        self._pending.files.append(file)

    def store_if_full(self) -> None:
        """Store once enough waits."""
        if self._pending.passages >= _PASSAGES_AT_ONCE:
            self.store()

    def store(self) -> None:
        """Embed and store what was taken so far."""
        pending, self._pending = self._pending, _Pending()
        cuts, catalogue = [*pending.cuts.values()], self._library.catalogue
        if not cuts and not pending.files:
            return
        catalogue.note_unfinished(True)
        _embed(self._library, cuts)
        self._library.vectors.remove(catalogue.add(cuts))
        Sources(catalogue).put(pending.files)


def _as_read(article: Article) -> Article:
    """Leave out what comes from elsewhere: names, copies and what was inferred."""
    told = {name: found for name, found in article.provenance.items() if name != "inferred"}
    return replace(article, file="", inferred=None, provenance=told, copies=())


def _embed(library: Library, cuts: Sequence[Cut]) -> None:
    passages = {
        passage.passage_id: (passage, cut.article) for cut in cuts for passage in cut.passages
    }
    # A passage that is there was embedded under the same title, outlet and date: its id says so.
    there = library.catalogue.passages([*passages])
    missing = [each for passage_id, each in passages.items() if passage_id not in there]
    for start in range(0, len(missing), _PASSAGES_AT_ONCE):
        part = missing[start : start + _PASSAGES_AT_ONCE]
        vectors = library.embedder.embed([embedded_text(*each) for each in part])
        library.vectors.add([passage.passage_id for passage, _ in part], vectors)


def embedded_text(passage: Passage, article: Article) -> str:
    """Give what is embedded for a passage: title, outlet and date travel with its words."""
    published = article.published.isoformat() if article.published else None
    heading = ", ".join(part for part in (article.title, article.outlet, published) if part)
    return f"{heading}\n{passage.text}" if heading else passage.text


@contextmanager
def changing(library: Library) -> Iterator[None]:
    """Hold the index for one writer, after mending what an earlier one left unfinished."""
    with library.writing():
        if library.catalogue.is_unfinished or _lacks_vectors(library):
            library.catalogue.note_unfinished(True)
            _repair(library)
        yield


def finish(library: Library) -> tuple[Duplicate, ...]:
    """Do what hangs on the whole collection, where something was changed; give the new copies."""
    catalogue = library.catalogue
    if not catalogue.is_unfinished:
        return ()
    library.vectors.remove(Sources(catalogue).remove_orphans())
    duplicates = link_copies(catalogue)
    infer_dates(library)
    catalogue.note_unfinished(False)
    return duplicates


def _lacks_vectors(library: Library) -> bool:
    return library.vectors.count() != library.catalogue.size()[1]


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
