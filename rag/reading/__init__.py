"""Files -> Articles: finding and decoding files, and what they say about themselves."""

from rag.reading.articles import read_articles
from rag.reading.files import find_files
from rag.reading.isolation import ReaderProcess
from rag.reading.metadata import boilerplate

__all__ = ["ReaderProcess", "boilerplate", "find_files", "read_articles"]
