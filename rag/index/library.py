"""The library: one index folder, opened for reading or for writing."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from rag.errors import StoreError
from rag.index.catalogue import FILE_NAME, Catalogue
from rag.index.lexical import Lexical
from rag.index.report import IngestReport
from rag.index.vectors import Vectors, open_vectors
from rag.protocols import Embedder
from rag.schema import Article
from rag.settings import Settings

Progress = Callable[[str, float, int], None]
"""Called with the name of a file or an article in it, how many files are done and how many there
are; of one that gives many articles a part is done with each."""

VECTORS_FOLDER, LEXICAL_FOLDER = "chroma", "lexical"
_LOCK_NAME = "writing.lock"


class Library:
    """The collection: its articles, and the parts that retrieval searches."""

    def __init__(self, folder: Path, *, settings: Settings, embedder: Embedder) -> None:
        """Name the folder; nothing is opened or made before it is needed."""
        self.folder = folder
        self.settings = settings
        self.embedder = embedder
        self._made: Catalogue | None = None
        self._opened: Vectors | None = None
        self._written = 0
        # Its own: whoever needs the catalogue alone doesn't wait for a Chroma that is silent.
        self._opening_vectors = threading.Lock()
        self._opening = threading.Lock()

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue; raises StoreError where the index is absent or doesn't fit."""
        return self._open(create=False)

    def _open(self, *, create: bool) -> Catalogue:
        with self._opening:
            if self._made is None:
                made_with = {
                    "embedder": self.embedder.identity,
                    "passage_tokens": str(self.settings.index.passage_tokens),
                }
                self._made = Catalogue(self.folder, made_with=made_with, create=create)
            return self._made

    @property
    def exists(self) -> bool:
        """Whether an index has been begun in the folder."""
        return (self.folder / FILE_NAME).is_file()

    @property
    def vectors(self) -> Vectors:
        """The vectors of the passages, as the last process that was done with writing left them."""
        catalogue = self.catalogue
        with self._opening_vectors:
            written = catalogue.written_by_others
            if self._opened is None:
                folder, identity = self.folder / VECTORS_FOLDER, self.embedder.identity
                self._opened = open_vectors(self.settings.index, folder, embedder=identity)
                self._written = written
            elif written != self._written and not catalogue.is_unfinished:
                self._opened.renew()
                self._written = written
            return self._opened

    @cached_property
    def lexical(self) -> Lexical:
        """The index of the passages' words."""
        return Lexical(self.folder / LEXICAL_FOLDER)

    def load(self) -> None:
        """Load what the first question would wait for. Raises DatelineError."""
        self.embedder.load()
        if self.exists:
            (vector,) = self.embedder.embed(["The first question."])
            self.vectors.search(vector, k=1)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the index for one writer; a second gets a StoreError at once."""
        from filelock import FileLock, Timeout

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / _LOCK_NAME, timeout=0)
            with lock:
                self._open(create=True)
                yield
        except Timeout as error:
            raise StoreError(
                f"Another program is changing the index in {self.folder}.",
                mend="Wait until it has ended, then try again.",
            ) from error
        except OSError as error:
            raise StoreError(
                f"The index folder {self.folder} can't be written ({error.strerror or error}).",
                mend="Check its path, its permissions and the free disk space.",
            ) from error

    def ingest(self, paths: Sequence[Path], *, progress: Progress | None = None) -> IngestReport:
        """Add, update and remove articles so that the index agrees with these files and folders."""
        from rag.index.ingest import ingest

        return ingest(self, paths, progress=progress)

    def add(self, articles: Sequence[Article], *, progress: Progress | None = None) -> int:
        """Store articles that don't come from files; those whose id is there already stay.

        They stay until they are removed by hand, whatever is ingested. Gives how many were new.
        """
        from rag.index.ingest import add

        return add(self, articles, progress=progress)

    def articles(self) -> tuple[Article, ...]:
        """Give all articles, newest first."""
        return self.catalogue.articles()

    def listing(self) -> tuple[Article, ...]:
        """Give all articles, newest first, without loading their texts, which are empty here."""
        return self.catalogue.articles(texts=False)

    def article(self, article_id: str) -> Article:
        """Give one article. Raises ArticleNotFound."""
        return self.catalogue.article(article_id)

    def remove(self, article_id: str) -> Article:
        """Remove an article and give it back. Raises ArticleNotFound."""
        from rag.index.ingest import remove

        return remove(self, article_id)

    def close(self) -> None:
        """Close what was opened."""
        if self._made:
            self._made.close()
            self._made = None
        if self._opened:
            self._opened.close()
            self._opened = None
