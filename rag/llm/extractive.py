"""The backend that needs no model: it quotes the evidence, with calendar dates beside its words."""

from collections.abc import Iterator

from rag.answering.dating import dated_evidence
from rag.answering.quoting import told_by_one
from rag.protocols import Prompt
from rag.schema import Evidence, ModelInfo

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
        for number, each in enumerate(quoted(prompt.evidence)):
            yield f" {dated_evidence(each)}" if number else dated_evidence(each)

    def probability(self, prompt: Prompt, *, choices: tuple[str, str]) -> None:
        """There is nobody to ask."""


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
