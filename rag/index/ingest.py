"""Ingest: make the index agree with files and folders, by the digests of their contents.

Whatever moment it is ended at, the next run finishes the work: vectors are stored before the
catalogue names them, the catalogue forgets before vectors go, and a note in the catalogue asks for
a comparison of the two where a run did not reach its end.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import IngestError, ReadingError
from rag.index.inference import infer_dates
from rag.index.library import Library, Progress
from rag.index.report import IngestReport, Refusal
from rag.index.splitting import Splitter
from rag.reading.articles import read_articles, shown_name
from rag.reading.files import find_files
from rag.schema import Article, Passage
from rag.settings import ReadingSettings

_PASSAGES_AT_ONCE = 64
"""Passages embedded and stored together: enough to keep the embedder busy, little to lose."""


@dataclass(slots=True)
class _Pending:
    """Files that were read and whose articles wait to be stored."""

    files: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    passages: list[tuple[Passage, ...]] = field(default_factory=list)


class Ingest:
    """One run: what was read so far, what waits to be stored, what became of each file."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._catalogue = library.catalogue
        self._splitter = Splitter(
            passage_tokens=library.settings.index.passage_tokens,
            count_tokens=library.embedder.count_tokens,
        )
        self._pending = _Pending()
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
        try:
            articles = read_articles(file, settings=self._library.settings.reading)
        except ReadingError as error:
            self.refused.append(Refusal(file=file.name, problem=error.problem, mend=error.mend))
            return
        waiting = {article.article_id for article in self._pending.articles}
        for article in articles:
            if article.article_id in waiting or self._catalogue.has_article(article.article_id):
                self.copies.append(file.name)
                continue
            waiting.add(article.article_id)
            self._pending.articles.append(article)
            self._pending.passages.append(self._splitter.passages(article))
        ids = tuple(article.article_id for article in articles)
        self._pending.files.append((path, digest or "", ids))
        (self.updated if path in self._known else self.added).append(file.name)

    def store_if_full(self) -> None:
        """Store once enough waits."""
        if sum(map(len, self._pending.passages)) >= _PASSAGES_AT_ONCE:
            self.store()

    def store(self) -> None:
        """Embed and store what was read so far: the vectors first, then what names them."""
        pending, self._pending = self._pending, _Pending()
        passages = [passage for group in pending.passages for passage in group]
        titles = {article.article_id: article for article in pending.articles}
        if passages:
            texts = [embedded_text(passage, titles[passage.article_id]) for passage in passages]
            vectors = self._library.embedder.embed(texts)
            self._library.vectors.add([passage.passage_id for passage in passages], vectors)
        for article, group in zip(pending.articles, pending.passages, strict=True):
            sentences = self._splitter.sentences(article)
            self._catalogue.add(article, sentences=sentences, passages=group)
        for path, digest, ids in pending.files:
            self._catalogue.set_file(path, digest=digest, article_ids=ids)

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

    def agrees(self) -> bool:
        """Tell whether the last run reached its end and no vectors were lost since."""
        whole = self._library.vectors.count() == self._catalogue.size()[1]
        return whole and not self._catalogue.about()["unfinished"]

    def repair(self) -> None:
        """Make the vectors agree with the catalogue."""
        named, stored = set(self._catalogue.passage_ids()), self._library.vectors.ids()
        self._library.vectors.remove(sorted(stored - named))
        missing = sorted(named - stored)
        for start in range(0, len(missing), _PASSAGES_AT_ONCE):
            part = self._catalogue.passages(missing[start : start + _PASSAGES_AT_ONCE])
            texts = [
                embedded_text(passage, self._catalogue.article(passage.article_id))
                for passage in part.values()
            ]
            self._library.vectors.add([*part], self._library.embedder.embed(texts))


def embedded_text(passage: Passage, article: Article) -> str:
    """Give what is embedded for a passage: title, outlet and date travel with its words."""
    published = article.published.isoformat() if article.published else None
    heading = ", ".join(part for part in (article.title, article.outlet, published) if part)
    return f"{heading}\n{passage.text}" if heading else passage.text


def ingest(
    library: Library, paths: Sequence[Path], *, progress: Progress | None = None
) -> IngestReport:
    """Make the index agree with `paths`; raises IngestError where no file gave an article."""
    files = find_files(paths, settings=library.settings.reading)
    _expect_an_article(files, settings=library.settings.reading)
    with library.writing():
        work = Ingest(library)
        if not work.agrees():
            work.repair()
        library.catalogue.note_unfinished(True)
        for done, file in enumerate(files):
            if progress:
                progress(file.name, done, len(files))
            work.read(file)
            work.store_if_full()
        work.store()
        removed = work.remove_gone(paths, found=files)
        undated = infer_dates(library)
        library.catalogue.note_unfinished(False)
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


def _expect_an_article(files: Sequence[Path], *, settings: ReadingSettings) -> None:
    """Raise IngestError where no file can be read, before an index is made or changed."""
    refused = list[ReadingError]()
    for file in files:
        try:
            read_articles(file, settings=settings)
        except ReadingError as error:
            refused.append(error)
        else:
            return
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
