"""Ingest: make the index agree with files and folders, by the digests of their contents."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import IngestError, ReadingError
from rag.index.areas import Area
from rag.index.library import Library, Progress
from rag.index.names import Names
from rag.index.report import Duplicate, IngestReport, Refusal
from rag.index.sources import SourceFile, Sources
from rag.index.storing import Storage, changing, finish
from rag.index.uploads import sweep, uploads_folder
from rag.reading.files import find_files
from rag.reading.isolation import ReaderProcess
from rag.schema import Article
from rag.settings import ReadingSettings

_GIVEN = "given:"
"""Begins the path by which the catalogue knows an article that came from no file."""

Told = Callable[[str, float], None]
"""Called with the name of a file, or of an article in it, and the share of it that is read."""

_NEVER_DONE = 0.99
"""The share of a file that counts as done until its end is reached."""


@dataclass(slots=True)
class _File:
    """A file that is being read: what the catalogue knew of it, and what it has given so far."""

    path: Path
    name: str
    digest: str
    known: SourceFile | None
    given: dict[str, str] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def is_unchanged(self) -> bool:
        """Whether it was read again, for the sake of a part that can't be, and is what it was."""
        known = self.known
        return bool(known and known.digest == self.digest and known.articles == self.given)


class Ingest:
    """One run: what was read so far, what waits to be stored, what became of each file."""

    def __init__(self, library: Library, *, reader: ReaderProcess, names: Names) -> None:
        self._library = library
        self._reader = reader
        self._names = names
        self._sources = Sources(library.catalogue)
        self._storage = Storage(library)
        self._digests = self._sources.digests()
        self._repeated: list[tuple[str, Path, str]] = []
        self.added: list[str] = []
        self.updated: list[str] = []
        self.unchanged: list[str] = []
        self.refused: list[Refusal] = []
        self.duplicates: list[Duplicate] = []

    def take(self, path: Path, *, told: Told) -> bool:
        """Read a file, unless its content is known, and store what it gives as it comes.

        Tells whether the index agrees with the file now: not where nothing in it could be read.

        A file of which some part can't be read gives its other articles in place of those it gave
        before; where nothing in it can be read, what it gave before stays. Either is read again by
        the next run, so that the fault is told until it is mended.
        """
        name = self._names.of(path)
        told(name, 0)
        digest = _digest(path, settings=self._library.settings.reading)
        if digest and self._digests.get(str(path)) == digest:
            self.unchanged.append(name)
            return True
        file = _File(path=path, name=name, digest=digest, known=self._sources.file(str(path)))
        for article, share in self._articles(file):
            self._put(article, file=file)
            told(self._names.of_part(path, name=article.file), share)
            self._storage.store_if_full()
        self._note(file)
        return bool(file.given)

    def _articles(self, file: _File) -> Iterator[tuple[Article, float]]:
        """Yield a file's articles, and about what share of the file has been read with each."""
        size, characters = max(1, _size(file.path)), 0
        for read in self._reader.read(file.path):
            if isinstance(read, ReadingError):
                refusal = Refusal(file=file.name, problem=read.problem, mend=read.mend)
                file.refusals.append(refusal)
            else:
                characters += len(read.text)
                yield read, min(_NEVER_DONE, characters / size)

    def _put(self, article: Article, *, file: _File) -> None:
        article_id, before = article.article_id, file.known.articles if file.known else {}
        if article_id in file.given:
            name, first = (
                self._names.of_part(file.path, name=each)
                for each in (article.file, file.given[article_id])
            )
            self.duplicates.append(Duplicate(file=name, of=(first,), exact=True))
            return
        file.given[article_id] = article.file
        is_new = self._storage.put(article, renew=article_id in before)
        if not is_new and article_id not in before:
            self._repeated.append((article_id, file.path, article.file))

    def _note(self, file: _File) -> None:
        if not file.given:
            stays = " Its earlier text stays." if file.known else ""
            self.refused += [
                Refusal(file=each.file, problem=f"{each.problem}{stays}", mend=each.mend)
                for each in file.refusals
            ]
            return
        self.refused += file.refusals
        if file.is_unchanged:
            self.unchanged.append(file.name)
            return
        self._storage.put_file(
            SourceFile(
                path=str(file.path),
                digest=file.digest,
                articles=file.given,
                whole=not file.refusals,
            )
        )
        (self.updated if file.known else self.added).append(file.name)

    def expect_an_article(self) -> None:
        """Raise IngestError where no file could be read; nothing is changed then."""
        if self.refused and not (self.added or self.updated or self.unchanged):
            raise _nothing_read(self.refused[0])

    def finish(self, gone: Sequence[Path]) -> IngestReport:
        """Store what waits, remove the files that are gone, and give the report."""
        self._storage.store()
        if gone:
            self._library.catalogue.note_unfinished(True)
            self._sources.remove([str(path) for path in gone])
        self.duplicates += finish(self._library)
        self.duplicates += self._exact_duplicates()
        articles, passages = self._library.catalogue.size()
        return IngestReport(
            added=tuple(self.added),
            updated=tuple(self.updated),
            unchanged=tuple(self.unchanged),
            removed=tuple(map(self._names.of, gone)),
            refused=tuple(self.refused),
            duplicates=tuple(self.duplicates),
            undated=self._library.catalogue.without_date(),
            articles=articles,
            passages=passages,
        )

    def _exact_duplicates(self) -> Iterator[Duplicate]:
        for article_id, path, name in self._repeated:
            others = tuple(
                self._names.of_part(Path(other), name=shown)
                for other, shown in self._sources.files_of(article_id)
                if other != str(path)
            )
            if others:  # else the file was moved: where it was it has gone
                yield Duplicate(file=self._names.of_part(path, name=name), of=others, exact=True)

    def gone(self, area: Area, *, found: Sequence[Path]) -> tuple[Path, ...]:
        """Give the known files that have gone from the ingested folders.

        Uploads lie in the index and were never looked for there, unless their folder is ingested.
        """
        there = set(found)
        kept = uploads_folder(self._library.folder)
        is_ingested = any(each.is_relative_to(kept) for each in area.folders)
        # What lies in a folder that couldn't be listed hasn't gone, it wasn't seen.
        unseen = [file for file in found if file.is_dir()]
        return tuple(
            path
            for path in map(Path, self._digests)
            if path not in there
            and area.holds(path)
            and (is_ingested or not path.is_relative_to(kept))
            and not any(path.is_relative_to(each) for each in unseen)
        )


def ingest(
    library: Library, paths: Sequence[Path], *, progress: Progress | None = None
) -> IngestReport:
    """Make the index agree with `paths`; raises IngestError where no file gave an article."""
    settings = library.settings.reading
    found = [file.resolve() for file in find_files(paths, settings=settings)]
    area = Area(paths)
    names = Names(area.folders, found=found)
    with ReaderProcess(settings) as reader:
        if not library.exists:
            _expect_an_article(found, reader=reader, names=names)
        with changing(library):
            run = Ingest(library, reader=reader, names=names)
            for done, file in enumerate(found):
                run.take(file, told=counting(progress, done=done, total=len(found)))
            run.expect_an_article()
            return run.finish(run.gone(area, found=found))


def add(library: Library, articles: Sequence[Article], *, progress: Progress | None = None) -> int:
    """Store articles that come from no file; give how many were new."""
    with changing(library):
        storage, known = Storage(library), Sources(library.catalogue).digests()
        added = 0
        for done, article in enumerate(articles):
            counting(progress, done=done, total=len(articles))(article.file, 0)
            path = f"{_GIVEN}{article.article_id}/{article.file}"
            if path not in known:
                added += storage.put(article)
                given = {article.article_id: article.file}
                storage.put_file(SourceFile(path=path, digest="", articles=given))
                storage.store_if_full()
        storage.store()
        finish(library)
    return added


def remove(library: Library, article_id: str) -> Article:
    """Remove an article whatever gave it, and give it back. Raises ArticleNotFound.

    An uploaded file goes as well where nothing else came of it.
    """
    article = library.article(article_id)
    with changing(library):
        library.catalogue.note_unfinished(True)
        Sources(library.catalogue).forget(article_id)
        finish(library)
        sweep(library)
    return article


def counting(progress: Progress | None, *, done: int, total: int) -> Told:
    """Give what tells of one file among all of an ingest, of which some are done."""

    def tell(name: str, share: float) -> None:
        if progress:
            progress(name, done + share, total)

    return tell


def _expect_an_article(files: Sequence[Path], *, reader: ReaderProcess, names: Names) -> None:
    """Raise IngestError where no file can be read, before an index is made."""
    refused = list[Refusal]()
    for file in files:
        is_one = False
        for read in reader.read(file):
            if is_one:
                return
            is_one = isinstance(read, Article)
            if isinstance(read, ReadingError):
                refused.append(Refusal(file=names.of(file), problem=read.problem, mend=read.mend))
        if is_one:  # read to its end, so that the same process can go on
            return
    raise _nothing_read(refused[0])


def _nothing_read(first: Refusal) -> IngestError:
    return IngestError(f"No file could be read: {first.problem}", mend=first.mend)


def _digest(file: Path, *, settings: ReadingSettings) -> str:
    """Digest a file's content and the settings on which it depends what is read in it.

    Empty for what the reader will refuse, such as a device.
    """
    if not 0 <= _size(file) <= settings.max_file_bytes:
        return ""
    digest = hashlib.sha256(_decisive(settings.model_dump(mode="json")))
    try:
        with file.open("rb") as content:
            digest.update(content.read(settings.max_file_bytes + 1))
    except OSError:
        return ""
    return digest.hexdigest()


def _decisive(settings: Mapping[str, object]) -> bytes:
    """Give the settings but for the limits: what those refuse is tried again anyway."""
    known = {name: value for name, value in settings.items() if not name.startswith("max_")}
    return json.dumps(known, sort_keys=True).encode()


def _size(file: Path) -> int:
    """Give a file's size in bytes, -1 for what is no regular file."""
    try:
        return file.stat().st_size if file.is_file() else -1
    except OSError:
        return -1
