"""Whether the articles that cases name are there, and hold the words that the cases quote."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from eval.casefile import CaseRow
from eval.metrics.places import find_words, source_of
from rag.errors import CasesError, ReadingError
from rag.reading import find_files, read_articles
from rag.schema import Article
from rag.settings import ReadingSettings


@dataclass(frozen=True, slots=True)
class Corpus:
    """The articles of each source, as cases name it; `unread` are the files that hold none."""

    articles: Mapping[str, Sequence[Article]]
    unread: tuple[ReadingError, ...]


def read_corpus(path: Path) -> Corpus:
    """Read the articles of a file or folder as they would be ingested. Raises IngestError."""
    settings = ReadingSettings()
    articles: dict[str, list[Article]] = {}
    unread: list[ReadingError] = []
    for file in find_files([path], settings=settings):
        for read in read_articles(file, settings=settings):
            if isinstance(read, ReadingError):
                unread.append(read)
            else:
                articles.setdefault(source_of(read), []).append(read)
    return Corpus(articles, tuple(unread))


def check_sources(rows: Sequence[CaseRow], corpus: Corpus, *, file: Path) -> tuple[CasesError, ...]:
    """Give what the corpus lacks of the cases' sources and evidence, in the cases' order."""
    return tuple(fault for row in rows for fault in _lacking(row, corpus, file=file))


def _lacking(row: CaseRow, corpus: Corpus, *, file: Path) -> Iterator[CasesError]:
    place = f"{file}, line {row.line}"
    for index, source in enumerate(row.case.sources):
        if source not in corpus.articles:
            near = get_close_matches(source, corpus.articles, n=1)
            meant = f"; did you mean {near[0]!r}?" if near else "."
            yield CasesError(
                f"{place}, field sources.{index}: the corpus has no article {source!r}{meant}",
                mend="A source is the name of an article's file, without its ending.",
            )
    for index, evidence in enumerate(row.case.evidence):
        articles = corpus.articles.get(evidence.source, ())
        if articles and not any(any(find_words(each, evidence.quote)) for each in articles):
            yield CasesError(
                f"{place}, field evidence.{index}.quote: {evidence.source!r} doesn't say "
                f"{evidence.quote!r}.",
                mend="Copy the words from the article; only white space may differ.",
            )
