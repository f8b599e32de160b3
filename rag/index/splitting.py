"""Article -> sentences and passages, both with exact offsets into the article's text."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from rag.schema import Article, Passage

if TYPE_CHECKING:
    from llama_index.core.node_parser import SentenceSplitter
    from nltk.tokenize.punkt import PunktSentenceTokenizer

Span = tuple[int, int]

_ABBREVIATED = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Nos?|pp?|vol|art)\.$", re.IGNORECASE
)


def body_spans(article: Article) -> Iterator[Span]:
    """Yield what lies between the article's asides, in order."""
    start = 0
    text = article.text
    for left, right in (*article.asides, (len(text), len(text))):
        if text[start:left].strip():
            yield start, left
        start = max(start, right)


class Splitter:
    """Cuts articles with LlamaIndex's SentenceSplitter and the punkt model that it bundles."""

    def __init__(self, *, passage_tokens: int, count_tokens: Callable[[str], int]) -> None:
        self._passage_tokens = passage_tokens
        self._count_tokens = count_tokens

    @cached_property
    def _splitter(self) -> "SentenceSplitter":
        from llama_index.core.node_parser import SentenceSplitter

        return SentenceSplitter(
            chunk_size=self._passage_tokens,
            chunk_overlap=0,
            # The splitter only takes the length of what its tokenizer gives.
            tokenizer=lambda text: range(self._count_tokens(text)),
            paragraph_separator="\n\n",
        )

    @cached_property
    def _punkt(self) -> "PunktSentenceTokenizer":
        from llama_index.core.utils import globals_helper

        return globals_helper.punkt_tokenizer

    def passages(self, article: Article) -> tuple[Passage, ...]:
        """Cut the article's body into passages of at most `passage_tokens` word pieces."""
        return tuple(
            Passage(
                article_id=article.article_id, start=start, end=end, text=article.text[start:end]
            )
            for left, right in body_spans(article)
            for start, end in self._chunks(article.text, left=left, right=right)
        )

    def _chunks(self, text: str, *, left: int, right: int) -> Iterator[Span]:
        cursor = left
        for chunk in self._splitter.split_text(text[left:right]):
            # The splitter drops offsets; chunks come in order, so each is sought after the last.
            start = text.find(chunk, cursor, right)
            if start < 0:
                start, chunk = cursor, text[cursor:right]
            cursor = start + len(chunk)
            yield start, cursor

    def sentences(self, article: Article) -> tuple[Span, ...]:
        """Give the spans of the body's sentences; a line break always ends one."""
        return tuple(
            span
            for left, right in body_spans(article)
            for line_start, line_end in _lines(article.text, left=left, right=right)
            for span in self._sentences_of_line(article.text, left=line_start, right=line_end)
        )

    def _sentences_of_line(self, text: str, *, left: int, right: int) -> list[Span]:
        pieces = [
            (left + start, left + end) for start, end in self._punkt.span_tokenize(text[left:right])
        ]
        return _joined(text, pieces)


def _joined(text: str, pieces: Sequence[Span]) -> list[Span]:
    """Join what was parted behind an abbreviation: "Oct. 30", "G. in late October"."""
    joined: list[Span] = []
    for start, end in pieces:
        if joined and _goes_on(text[joined[-1][0] : joined[-1][1]], text[start:end]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _goes_on(before: str, after: str) -> bool:
    return after[:1].islower() or bool(_ABBREVIATED.search(before) and after[:1].isdigit())


def _lines(text: str, *, left: int, right: int) -> Iterator[Span]:
    start = left
    while start < right:
        end = text.find("\n", start, right)
        end = right if end < 0 else end
        if text[start:end].strip():
            yield start, end
        start = end + 1
