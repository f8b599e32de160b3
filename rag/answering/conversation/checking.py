"""Whether a model's rewriting of a follow-up may be searched for: it says nothing new. Pure."""

import re

from rag.answering.conversation.asking import without_connective
from rag.schema import Question
from rag.words import CALENDAR_WORDS, content_words, fold, holds, stems, words

_LONGEST = 300
"""Characters of a rewriting; a question that took over a name is hardly longer."""

_LEADING = re.compile(r"^(?:(?:last |rewritten )?question|rewritten|reader)\s*:\s*", re.IGNORECASE)
_ASKS = re.compile(
    r"^(?:\w+ ){0,2}?(?:who|whom|whose|what|which|when|where|why|how)\b"
    r"|^(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might|must)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b")
_ABOUT = re.compile(r"\b(?:what|how) about\b")
_SENTENCE_END = re.compile(r"[.?!]\s+\w")
_PLACED_APART = re.compile(r"[\n\r<>{}|]|https?:")


def checked_rewriting(text: str, question: Question) -> str | None:
    """Give a model's line if it is one question that says nothing new, else None.

    Its content words, names, numbers and days must all be of the question or the conversation; it
    must ask as the reader asked, and keep something of what was typed.
    """
    line = _LEADING.sub("", text.strip()).strip("\"“”' ")
    if not 0 < len(line) <= _LONGEST or _PLACED_APART.search(line):
        return None
    if not line.endswith("?") or "?" in line[:-1] or _SENTENCE_END.search(line):
        return None
    typed = question.text
    said = " ".join([typed, *(turn.content for turn in question.history)])
    if not _ASKS.match(line) or not _says_nothing_new(line, said):
        return None
    return line if _asks_the_same(line, typed) and _bare(line) != _bare(typed) else None


def _bare(text: str) -> tuple[str, ...]:
    return tuple(word.stem for word in words(without_connective(text)))


def _says_nothing_new(line: str, said: str) -> bool:
    there = stems(said)
    days = {word.stem for word in words(line) if fold(word.written) in CALENDAR_WORDS}
    return days <= there and all(
        word.stem in there if word.is_number else holds(word.stem, among=there)
        for word in content_words(line)
    )


def _asks_the_same(line: str, typed: str) -> bool:
    """Half of what was typed must be left, and the word that asks: else another was obeyed."""
    own = {word.stem for word in content_words(typed)}
    kept = sum(holds(stem, among=stems(line)) for stem in own)
    asking = set(_ASKING.findall(_ABOUT.sub("", typed.lower())))
    return 2 * kept >= len(own) and asking <= set(_ASKING.findall(line.lower()))
