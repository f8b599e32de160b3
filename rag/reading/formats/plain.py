"""The family of plain texts: .txt and .md, one article a file."""

from collections.abc import Iterator

from rag.reading.drafts import Draft
from rag.reading.formats.decoding import decode
from rag.settings import ReadingSettings


def read_plain(content: bytes, *, name: str, settings: ReadingSettings) -> Iterator[Draft]:  # noqa: ARG001 - a reader's signature
    """Yield the one article of a text or Markdown file called `name`.

    Its text is the file's whole text, front matter and other metadata lines included, so that its
    offsets hold in the file as well. The only change is that lines end with `\\n` and a byte order
    mark is gone. Raises ReadingError.
    """
    yield Draft(text=decode(content, name=name))
