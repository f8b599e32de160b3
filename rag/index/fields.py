"""What the lexical index holds of a passage: the stems of its words, its title's, its outlet's."""

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.schema import Article, Passage
from rag.words import stems, words

if TYPE_CHECKING:
    from tantivy import Document, PreTokenizedString, Query, Schema


@lru_cache(maxsize=1)
def schema() -> "Schema":
    """Give the index's fields: three of stems at their places, and two ids as they are."""
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    for name in ("text", "title", "outlet"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="position")
    builder.add_text_field("passage_id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("article_id", tokenizer_name="raw", index_option="basic")
    return builder.build()


def document(passage: Passage, article: Article) -> "Document":
    """Give what is stored for a passage."""
    from tantivy import Document

    made = Document(passage_id=passage.passage_id, article_id=passage.article_id)
    made.add_pre_tokenized_text("text", _tokens(passage.text))
    made.add_pre_tokenized_text("title", _tokens(article.title or ""))
    made.add_pre_tokenized_text("outlet", _tokens(article.outlet or ""))
    return made


def _tokens(text: str) -> "PreTokenizedString":
    from tantivy import PreTokenizedString, Token

    tokens = [Token(stem, place, 0) for place, stem in _placed(text)]
    return PreTokenizedString("", tokens)  # the text is only for what is stored, and this isn't


def _placed(text: str) -> list[tuple[int, str]]:
    """Give each stem behind its place; "sea-bed" is "seabed" as well, where its "sea" stands."""
    found = list(words(text))
    placed = [(place, word.stem) for place, word in enumerate(found)]
    for place, (left, right) in enumerate(pairwise(found)):
        if text[left.end : right.start] == "-":
            pair = stems(text[left.start : right.end])
            placed += [(place, stem) for stem in pair - {left.stem, right.stem}]
    return sorted(placed)  # tantivy takes a stem's places in their order


def holding(field: str, words: tuple[str, ...], *, weight: float) -> "Query":
    """Ask for the passages that hold a stem, or a phrase of several, in a field."""
    from tantivy import Query

    if len(words) == 1:
        asked = Query.term_query(schema(), field, words[0], "freq")
    else:
        asked = Query.phrase_query(schema(), field, list(words))
    # tantivy leaves hopeless passages out only where all that it is asked for are plain terms.
    return asked if weight == 1 else Query.boost_query(asked, weight)
