"""The backend that needs no model: it quotes the evidence, with calendar dates beside its words.

Nothing is drawn by chance, so a prompt's temperature and seed change nothing.
"""

from collections.abc import Iterator
from itertools import islice

from rag.answering.dating import dated_evidence
from rag.answering.quoting import near_best, told_by_one
from rag.protocols import Prompt
from rag.schema import Evidence, Length, ModelInfo

_LONG = 3
"""Quotes that a long answer has besides."""

_SECOND = 0.9
"""Share of the first quote's score from which another article is quoted beside it."""


class ExtractiveModel:
    """rag.protocols.LanguageModel by quotation."""

    info = ModelInfo(backend="extractive", name="quotes")
    identity = "extractive"
    context = 1_000_000

    def count_tokens(self, text: str) -> int:
        """Count words: there is no tokenizer, and no limit to keep."""
        return len(text.split())

    def generate(self, prompt: Prompt) -> Iterator[str]:
        """Yield the quotes, with a blank between."""
        picked = prompt.question and prompt.question.articles
        alone = len({each.article_id for each in prompt.evidence}) == 1
        quoted = told_by_one if picked and alone else chosen
        length = prompt.question.length if prompt.question else "normal"
        for number, each in enumerate(_as_long(length, quoted(prompt.evidence), prompt.evidence)):
            yield f" {dated_evidence(each)}" if number else dated_evidence(each)

    def probability(self, prompt: Prompt, *, choices: tuple[str, str]) -> None:
        """There is nobody to ask."""


def _as_long(
    length: Length, quoted: tuple[Evidence, ...], evidence: tuple[Evidence, ...]
) -> tuple[Evidence, ...]:
    """Give one quote for a short answer, and what comes near besides for a long one."""
    if length == "long":
        near = (each for each in near_best(evidence) if each not in quoted)
        return (*quoted, *islice(near, _LONG))
    return quoted[:1] if length == "short" else quoted


def chosen(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Give the best sentence, and a second from another article where it is nearly as good."""
    if not evidence:
        return ()
    first = evidence[0]
    others = (
        each
        for each in evidence[1:]
        if each.article_id != first.article_id and each.score >= _SECOND * first.score
    )
    return (first, *list(others)[:1])
