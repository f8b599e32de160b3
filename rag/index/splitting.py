"""Article -> sentences and passages, both with exact offsets into the article's text."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from rag.schema import Article, Passage

if TYPE_CHECKING:
    from llama_index.core.node_parser import SentenceSplitter
    from nltk.tokenize.punkt import PunktSentenceTokenizer

Span = tuple[int, int]

_BLOCK = 20_000
"""Characters that are split as one text, which bounds time and passages for whatever comes: to the
embedder's tokenizer a word of any length is one unknown piece."""

_LONGEST_SENTENCE = 1_000
"""Characters; what has no full stop for longer is cut between words."""

_LOOKED_AT = 12
"""Characters at a sentence's end that tell whether it ends with an abbreviation."""

_REMEMBERED, _SHORT = 10_000, 40
"""Counts of tokens that are kept, of texts up to so many characters: where the splitter goes down
to words, they repeat."""

_MARKS = 2
"""Tokens that the embedder sets before and behind a text."""

_ABBREVIATED = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Nos?|pp?|vol|art)\.$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """An article with its passages and the spans of its sentences, both in order."""

    article: Article
    passages: tuple[Passage, ...]
    sentences: tuple[Span, ...]


def heading(article: Article) -> str:
    """Give what is embedded before each passage: title, outlet and date travel with its words."""
    published = article.published.isoformat() if article.published else None
    told = ", ".join(part for part in (article.title, article.outlet, published) if part)
    return f"{told}\n" if told else ""


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
        self._count_short = lru_cache(maxsize=_REMEMBERED)(count_tokens)
        self._splitter = lru_cache(maxsize=passage_tokens)(self._make_splitter)

    def _make_splitter(self, tokens: int) -> "SentenceSplitter":
        from llama_index.core.node_parser import SentenceSplitter

        _trust_punkt()
        return SentenceSplitter(
            chunk_size=tokens,
            chunk_overlap=0,
            # The splitter only takes the length of what its tokenizer gives.
            tokenizer=lambda text: range(self._count(text)),
            paragraph_separator="\n\n",
        )

    @cached_property
    def _punkt(self) -> "PunktSentenceTokenizer":
        from llama_index.core.utils import globals_helper

        _trust_punkt()
        return globals_helper.punkt_tokenizer

    def _count(self, text: str) -> int:
        """Count tokens; for what has too many words for a passage anyway, its first words."""
        if len(text) <= _SHORT:
            return self._count_short(text)
        words = len(text.split(None, self._passage_tokens))
        return words if words > self._passage_tokens else self._count_tokens(text)

    def cut(self, article: Article) -> Cut:
        """Give the article with its passages and sentences."""
        return Cut(
            article=article, passages=self.passages(article), sentences=self.sentences(article)
        )

    def passages(self, article: Article) -> tuple[Passage, ...]:
        """Cut the article's body into passages of at most `passage_tokens` word pieces.

        What is embedded with them, heading and marks, is counted in: the embedder would cut off the
        last sentences for it.
        """
        taken = _MARKS + self._count(heading(article))
        # A heading of any length leaves half of the room to the words.
        tokens = max(self._passage_tokens // 2, self._passage_tokens - taken)
        return tuple(
            Passage(
                article_id=article.article_id, start=start, end=end, text=article.text[start:end]
            )
            for left, right in body_spans(article)
            for start, end in self._chunks(article.text, left=left, right=right, tokens=tokens)
        )

    def _chunks(self, text: str, *, left: int, right: int, tokens: int) -> Iterator[Span]:
        for start, end in _cut(text, (left, right), longest=_BLOCK):
            cursor = start
            for chunk in self._splitter(tokens).split_text(text[start:end]):
                # The splitter drops offsets. Between its chunks there is nothing but blanks, and
                # none begins with one: so the next place where a chunk stands is its own.
                chunk_start = text.index(chunk, cursor, end)
                cursor = chunk_start + len(chunk)
                yield chunk_start, cursor

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
            (start + piece_start, start + piece_end)
            for start, end in _cut(text, (left, right), longest=_BLOCK)
            for piece_start, piece_end in self._punkt.span_tokenize(text[start:end])
        ]
        return [
            span
            for piece in _joined(text, pieces)
            for span in _cut(text, piece, longest=_LONGEST_SENTENCE)
        ]


def _trust_punkt() -> None:
    """Lift the five seconds that NLTK gives its patterns by the clock on the wall.

    Theirs take time in proportion to the text, which is bounded here; but on a busy machine even a
    harmless text may need longer.
    """
    from nltk import redos

    redos.DEFAULT_TIMEOUT = None


def _joined(text: str, pieces: Sequence[Span]) -> list[Span]:
    """Join what was parted behind an abbreviation: "Oct. 30", "G. in late October"."""
    joined: list[Span] = []
    for start, end in pieces:
        if joined and _goes_on(
            text[max(0, joined[-1][1] - _LOOKED_AT) : joined[-1][1]], text[start:end]
        ):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _goes_on(before: str, after: str) -> bool:
    return after[:1].islower() or bool(_ABBREVIATED.search(before) and after[:1].isdigit())


def _cut(text: str, span: Span, *, longest: int) -> Iterator[Span]:
    """Cut what is too long behind a paragraph, a line or a word of its second half, if it can."""
    start, end = span
    while end - start > longest:
        middle, last = start + longest // 2, start + longest
        found = (text.rfind(blank, middle, last) for blank in ("\n\n", "\n", " "))
        cut = next((place for place in found if place > 0), last)
        yield start, cut
        start = _behind_blanks(text, cut, end)
    if start < end:
        yield start, end


def _behind_blanks(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _lines(text: str, *, left: int, right: int) -> Iterator[Span]:
    start = left
    while start < right:
        end = text.find("\n", start, right)
        end = right if end < 0 else end
        if text[start:end].strip():
            yield start, end
        start = end + 1
