"""Ingest: make the index agree with files and folders, by the digests of their contents."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from rag.errors import IngestError, ReadingError
from rag.index.inference import infer_dates
from rag.index.library import Library, Progress
from rag.index.report import IngestReport, Refusal
from rag.index.storing import Storage, changing
from rag.reading.articles import read_articles, shown_name
from rag.reading.files import find_files
from rag.schema import Article
from rag.settings import ReadingSettings

_GIVEN = "given:"
"""Begins the path by which the catalogue knows an article that came from no file."""


class Ingest:
    """One run: what was read so far, what waits to be stored, what became of each file."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._catalogue = library.catalogue
        self.storage = Storage(library)
        self._known = dict(self._catalogue.files())
        self.added: list[str] = []
        self.updated: list[str] = []
        self.unchanged: list[str] = []
        self.copies: list[str] = []
        self.refused: list[Refusal] = []

    def read(self, file: Path) -> None:
        """Read one file; what it gives is stored with the next `store`."""
        path = str(file.resolve())
        digest = _digest(file, limit=self._library.settings.reading.max_file_bytes)
        if digest and self._known.get(path) == digest:
            self.unchanged.append(file.name)
            return
        read = [*read_articles(file, settings=self._library.settings.reading)]
        errors = [each for each in read if isinstance(each, ReadingError)]
        articles = [each for each in read if isinstance(each, Article)]
        for error in errors:
            self.refused.append(Refusal(file=file.name, problem=error.problem, mend=error.mend))
        if not articles:
            return
        for article in articles:
            if not self.storage.put(article):
                self.copies.append(file.name)
        ids = tuple(article.article_id for article in articles)
        self.storage.put_file(path, digest=digest or "", article_ids=ids)
        (self.updated if path in self._known else self.added).append(file.name)

    def remove_gone(self, paths: Sequence[Path], *, found: Sequence[Path]) -> tuple[str, ...]:
        """Remove the articles of files that have gone from the ingested folders."""
        there = {str(file.resolve()) for file in found}
        folders = [path.resolve() for path in paths if path.is_dir()]
        # What lies in a folder that couldn't be listed hasn't gone, it wasn't seen.
        unseen = [file.resolve() for file in found if file.is_dir()]
        gone = [
            path
            for path in self._known
            if path not in there
            and any(Path(path).is_relative_to(each) for each in folders)
            and not any(Path(path).is_relative_to(each) for each in unseen)
        ]
        self._catalogue.remove_files(gone)
        for article_id, path in self._catalogue.misnamed().items():
            self._catalogue.rename(article_id, file=shown_name(Path(path)))
        self._library.vectors.remove(self._catalogue.remove_orphans())
        return tuple(Path(path).name for path in gone)


def ingest(
    library: Library, paths: Sequence[Path], *, progress: Progress | None = None
) -> IngestReport:
    """Make the index agree with `paths`; raises IngestError where no file gave an article."""
    files = find_files(paths, settings=library.settings.reading)
    _expect_an_article(files, settings=library.settings.reading)
    with changing(library):
        work = Ingest(library)
        for done, file in enumerate(files):
            if progress:
                progress(file.name, done, len(files))
            work.read(file)
            work.storage.store_if_full()
        work.storage.store()
        removed = work.remove_gone(paths, found=files)
        undated = infer_dates(library)
        articles, passages = library.catalogue.size()
    return IngestReport(
        added=tuple(work.added),
        updated=tuple(work.updated),
        unchanged=tuple(work.unchanged),
        removed=removed,
        refused=tuple(work.refused),
        copies=tuple(work.copies),
        undated=undated,
        articles=articles,
        passages=passages,
    )


def add(library: Library, articles: Sequence[Article], *, progress: Progress | None = None) -> int:
    """Store articles that come from no file; give how many were new."""
    with changing(library):
        storage, known = Storage(library), library.catalogue.files()
        added = 0
        for done, article in enumerate(articles):
            if progress:
                progress(article.file, done, len(articles))
            path = f"{_GIVEN}{article.article_id}/{article.file}"
            if path not in known:
                added += storage.put(article)
                storage.put_file(path, digest="", article_ids=(article.article_id,))
                storage.store_if_full()
        storage.store()
        infer_dates(library)
    return added


def _expect_an_article(files: Sequence[Path], *, settings: ReadingSettings) -> None:
    """Raise IngestError where no file can be read, before an index is made or changed."""
    refused = list[ReadingError]()
    for file in files:
        for read in read_articles(file, settings=settings):
            if not isinstance(read, ReadingError):
                return
            refused.append(read)
    first = refused[0]
    raise IngestError(f"No file could be read: {first.problem}", mend=first.mend) from first


def _digest(file: Path, *, limit: int) -> str | None:
    """Digest a file's content; None for what the reader will refuse, such as a device."""
    try:
        if not file.is_file() or file.stat().st_size > limit:
            return None
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return None
