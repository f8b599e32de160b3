"""Storing articles: cut, embedded and written, some passages at a time.

Whatever moment it is ended at, the next writer finishes the work. With every change goes a note in
the catalogue that asks for what this module does around it:

    changing()   one writer at a time; what is searched is compared with the catalogue after an
                 unfinished change
    Storage      all of one step goes to the catalogue in one transaction, the files that it came
                 from as well; then to what is searched
    finish()     what hangs on the whole collection: orphans, copies, inferred dates; then the note
                 goes
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import numpy

from rag.index import derived, entries
from rag.index.copies import link_copies
from rag.index.inference import infer_dates
from rag.index.library import Library
from rag.index.packing import halved
from rag.index.report import Duplicate
from rag.index.sources import SourceFile, Sources
from rag.index.splitting import Cut, Splitter
from rag.index.vocabulary import comparable_words
from rag.schema import Article


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
        if self._pending.passages >= entries.AT_ONCE:
            self.store()

    def store(self) -> None:
        """Embed and store what was taken so far."""
        pending, self._pending = self._pending, _Pending()
        cuts, library = [*pending.cuts.values()], self._library
        if not cuts and not pending.files:
            return
        catalogue, embedder = library.catalogue, library.embedder
        made = entries.make_entries(cuts, catalogue=catalogue, embedder=embedder)
        words = _new_words(library, cuts)
        with catalogue.transaction():
            catalogue.note_unfinished(True)
            gone = catalogue.add(made)
            catalogue.add_words(words)
            Sources(catalogue).put(pending.files)
        derived.put(library, made)
        derived.drop(library, gone)


def _as_read(article: Article) -> Article:
    """Leave out what comes from elsewhere: names, copies and what was inferred."""
    told = {name: found for name, found in article.provenance.items() if name != "inferred"}
    return replace(article, file="", inferred=None, provenance=told, copies=())


def _new_words(library: Library, cuts: Sequence[Cut]) -> Mapping[str, numpy.ndarray]:
    """Embed the words that come for the first time."""
    said = {
        word
        for cut in cuts
        for start, end in cut.sentences
        for word in comparable_words(cut.article.text[start:end])
    }
    new = sorted(library.catalogue.lacking_words(said))
    if not new:
        return {}
    return dict(zip(new, halved(library.embedder.embed(new)), strict=True))


@contextmanager
def changing(library: Library) -> Iterator[None]:
    """Hold the index for one writer, after mending what an earlier one left unfinished."""
    with library.writing():
        if library.catalogue.is_unfinished or derived.differ(library):
            library.catalogue.note_unfinished(True)
            derived.mend(library)
        yield


def finish(library: Library) -> tuple[Duplicate, ...]:
    """Do what hangs on the whole collection, where something was changed; give the new copies."""
    catalogue = library.catalogue
    if not catalogue.is_unfinished:
        return ()
    derived.drop(library, Sources(catalogue).remove_orphans())
    derived.tidy(library)
    duplicates = link_copies(catalogue)
    infer_dates(library)
    catalogue.note_unfinished(False)
    return duplicates
