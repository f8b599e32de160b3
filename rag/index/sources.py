"""Which files gave which articles, with which content; part of the catalogue.

What is no file but gives articles all the same goes by any path that no file has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.index.catalogue import Catalogue

_NAME_ANEW = """
UPDATE articles SET file = (
    SELECT s.file FROM sources s WHERE s.article_id = articles.article_id ORDER BY path LIMIT 1
) WHERE file NOT IN (SELECT s.file FROM sources s WHERE s.article_id = articles.article_id)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file as it was read: its path, a digest of its content, and what it gave.

    `articles` are ids and the names to show for the file with the article's part of it. `whole` is
    false where some part of the file could not be read.
    """

    path: str
    digest: str
    articles: Mapping[str, str]
    whole: bool = True


class Sources:
    """The files that the catalogue knows."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def digests(self) -> Mapping[str, str]:
        """Give the digest of each file by its path; empty for what has to be read again."""
        rows = self._catalogue.rows("SELECT path, iif(whole, digest, '') FROM files")
        return {str(path): str(digest) for path, digest in rows}

    def file(self, path: str) -> SourceFile | None:
        """Give what is known of a file, None where nothing is."""
        rows = self._catalogue.rows("SELECT digest, whole FROM files WHERE path = ?", (path,))
        given = self._catalogue.rows("SELECT article_id, file FROM sources WHERE path = ?", (path,))
        articles = {str(article_id): str(name) for article_id, name in given}
        for digest, whole in rows:
            return SourceFile(path=path, digest=str(digest), articles=articles, whole=bool(whole))
        return None

    def files_of(self, article_id: str) -> tuple[tuple[str, str], ...]:
        """Give the paths of the files that give an article, and its name in each, in order."""
        rows = self._catalogue.rows(
            "SELECT path, file FROM sources WHERE article_id = ? ORDER BY path", (article_id,)
        )
        return tuple((str(path), str(name)) for path, name in rows)

    def put(self, files: Sequence[SourceFile]) -> None:
        """Remember what these files gave, in place of what they gave before."""
        with self._catalogue.transaction() as connection:
            for file in files:
                connection.execute("DELETE FROM files WHERE path = ?", (file.path,))
                connection.execute(
                    "INSERT INTO files VALUES (?, ?, ?)", (file.path, file.digest, file.whole)
                )
                connection.executemany(
                    "INSERT INTO sources VALUES (?, ?, ?)",
                    [(file.path, article_id, name) for article_id, name in file.articles.items()],
                )

    def remove(self, paths: Sequence[str]) -> None:
        """Forget files; their articles stay until `remove_orphans`."""
        with self._catalogue.transaction() as connection:
            connection.executemany("DELETE FROM files WHERE path = ?", [(path,) for path in paths])

    def forget(self, article_id: str) -> None:
        """Forget that any file gave this article; those that did are read again when next seen."""
        with self._catalogue.transaction() as connection:
            connection.execute(
                "UPDATE files SET whole = 0 "
                "WHERE path IN (SELECT path FROM sources WHERE article_id = ?)",
                (article_id,),
            )
            connection.execute("DELETE FROM sources WHERE article_id = ?", (article_id,))
            connection.execute("DELETE FROM files WHERE path NOT IN (SELECT path FROM sources)")

    def remove_orphans(self) -> tuple[str, ...]:
        """Remove the articles that no file gives any more; give the ids of their passages.

        An article that is named after none of the files that still give it takes the first's name.
        """
        with self._catalogue.transaction() as connection:
            gone = connection.execute(
                "SELECT passage_id FROM passages "
                "WHERE article_id NOT IN (SELECT article_id FROM sources)"
            ).fetchall()
            connection.execute(
                "DELETE FROM articles WHERE article_id NOT IN (SELECT article_id FROM sources)"
            )
            connection.execute(_NAME_ANEW)
        return tuple(str(passage_id) for (passage_id,) in gone)
