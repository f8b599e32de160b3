"""Whether an answer stands on the right words, and whether retrieval finds them. Pure.

Gold quotes are the case's `evidence`. The same words given for several articles (copies, agency
reports) are one gold quote, which stands in each of them; a quote counts wherever in its article it
occurs. Articles are told by their file's name without folder and ending.
"""

from collections.abc import Iterator, Sequence, Set
from textwrap import shorten

from eval.cases import EvalCase
from eval.metrics.places import (
    Findings,
    Measure,
    Place,
    find_words,
    found_places,
    is_covered,
    meets,
    source_of,
)
from eval.metrics.scoring import Measured, Outcome
from rag.schema import Citation

EARLY = 4
"""Depth of recall, in pieces of evidence: about what a small model is given."""

_SHOWN = 60
_NOTHING_CITED = "Nothing is cited."
_NO_GOLD = Measured(None, "The case has no gold evidence.")


def citation_precision(case: EvalCase, outcome: Outcome) -> Measured:
    """Share of the cited articles that are among the case's sources; None if nothing is cited."""
    cited = dict.fromkeys(_cited_sources(outcome))
    if not cited:
        return Measured(None, _NOTHING_CITED)
    stray = [source for source in cited if source not in case.sources]
    if not stray:
        return Measured(1.0, f"All {len(cited)} cited articles hold the answer.")
    share = (len(cited) - len(stray)) / len(cited)
    return Measured(share, f"Cited without need: {', '.join(stray)}.")


def citation_recall(case: EvalCase, outcome: Outcome) -> Measured:
    """1 if an article that holds the answer is cited; for a conflict, share of positions.

    Who denies a false premise without citing anything is not asked for it: None.
    """
    if _needs_none(case, outcome):
        return Measured(None, _NOTHING_CITED)
    return _sides_covered(case, set(_cited_sources(outcome)), where="cited")


def evidence_precision(case: EvalCase, outcome: Outcome) -> Measured:
    """Share of the citations that meet a gold quote; None if nothing is cited.

    They meet if they share at least half of the shorter one's characters, counted in the article.
    A citation of an article that isn't stored meets none.
    """
    if not case.evidence:
        return _NO_GOLD
    citations = _citations(outcome)
    if not citations:
        return Measured(None, _NOTHING_CITED)
    cited = tuple(_cited_places(outcome))
    golds = [
        gold
        for words, sources in _gold_quotes(case).items()
        for gold in _standing(words, sources, cited)
    ]
    met = sum(any(meets(each, gold) for gold in golds) for each in cited)
    return Measured(met / len(citations), f"{met} of {len(citations)} citations meet a gold quote.")


def evidence_recall(case: EvalCase, outcome: Outcome) -> Measured:
    """Share of the gold quotes that a citation meets, as in evidence_precision.

    Who denies a false premise without citing anything is not asked for it: None.
    """
    if not case.evidence:
        return _NO_GOLD
    if _needs_none(case, outcome):
        return Measured(None, _NOTHING_CITED)
    cited = tuple(_cited_places(outcome))
    missing = [
        words
        for words, sources in _gold_quotes(case).items()
        if not any(meets(each, gold) for gold in _standing(words, sources, cited) for each in cited)
    ]
    return _share(case, missing, where="cited")


def quote_exact(_case: EvalCase, outcome: Outcome) -> Measured:
    """1 if every quote stands in its stored article at its offsets, to the character."""
    citations = _citations(outcome)
    if not citations:
        return Measured(None, _NOTHING_CITED)
    wrong = [each.marker for each in citations if not _is_exact(each, outcome)]
    if not wrong:
        return Measured(1.0, f"All {len(citations)} quotes stand in their articles.")
    return Measured(0.0, f"Not the article's words at the offsets given: citation {wrong}.")


def early_recall(case: EvalCase, outcome: Outcome) -> Measured:
    """1 if a gold article is among the first pieces of evidence; for a conflict, share of sides."""
    early = {source_of(each.article) for each in outcome.evidence[:EARLY]}
    return _sides_covered(case, early, where=f"among {_first(EARLY, of='evidence')}")


def gold_article(k: int, *, of: Findings) -> Measure:
    """Make the metric: 1 if any article that holds the answer is among the first k findings.

    Findings are counted as they are, several of one article as several. In a conflict the article
    of any position counts.
    """

    def measure(case: EvalCase, outcome: Outcome) -> Measured:
        found = dict.fromkeys(each.source for each in found_places(outcome, of=of)[:k])
        held = f"{_first(k, of=of)}: they are of {', '.join(found) or 'no article'}."
        if found.keys().isdisjoint(case.sources):
            return Measured(0.0, f"No article of the answer is among {held}")
        return Measured(1.0, f"An article of the answer is among {held}")

    return measure


def gold_recall(k: int, *, of: Findings) -> Measure:
    """Make the metric: share of the gold quotes that are found among the first k findings.

    A quote is found if the findings from its article, among the first k of all, together hold every
    character of it but white space, at one of the places where it stands: two passages may share a
    quote between them, and half a quote is none.
    """

    def measure(case: EvalCase, outcome: Outcome) -> Measured:
        if not case.evidence:
            return _NO_GOLD
        ranks = _gold_ranks(case, found_places(outcome, of=of)[:k])
        missing = [words for words, rank in ranks.items() if rank is None]
        return _share(case, missing, where=f"in {_first(k, of=of)}")

    return measure


def any_hit(k: int, *, of: Findings) -> Measure:
    """Make the metric: 1 if at least one gold quote is found, as in gold_recall, else 0."""

    def measure(case: EvalCase, outcome: Outcome) -> Measured:
        if not case.evidence:
            return _NO_GOLD
        found = any(_gold_ranks(case, found_places(outcome, of=of)[:k]).values())
        return Measured(
            float(found), f"{'A' if found else 'No'} gold quote is in {_first(k, of=of)}."
        )

    return measure


def gold_rank(k: int, *, of: Findings) -> Measure:
    """Make the metric: 1 / the first rank at which any gold quote is found, 0 beyond k.

    Ranks count findings, not articles. A quote is found as in gold_recall: at the rank of the last
    finding that it takes to hold all of it.
    """

    def measure(case: EvalCase, outcome: Outcome) -> Measured:
        if not case.evidence:
            return _NO_GOLD
        ranks = _gold_ranks(case, found_places(outcome, of=of)[:k]).values()
        first = min((rank for rank in ranks if rank), default=None)
        if first is None:
            return Measured(0.0, f"No gold quote is in {_first(k, of=of)}.")
        return Measured(1 / first, f"The first gold quote is there at number {first}.")

    return measure


def _first(k: int, *, of: Findings) -> str:
    return f"the first {k} {'pieces of evidence' if of == 'evidence' else 'passages'}"


def _gold_quotes(case: EvalCase) -> dict[str, set[str]]:
    """Give the gold quotes, white space made even, each with the articles it stands in."""
    quotes: dict[str, set[str]] = {}
    for each in case.evidence:
        quotes.setdefault(" ".join(each.quote.split()), set()).add(each.source)
    return quotes


def _standing(words: str, sources: Set[str], among: Sequence[Place]) -> Iterator[Place]:
    """Give the places of a gold quote in those of its articles that the given places are from."""
    articles = {each.article.article_id: each.article for each in among if each.source in sources}
    for article in articles.values():
        yield from find_words(article, words)


def _gold_ranks(case: EvalCase, found: Sequence[Place]) -> dict[str, int | None]:
    """Give for each gold quote how many of the findings, best first, it takes to hold it."""
    return {
        words: _rank(tuple(_standing(words, sources, found)), found)
        for words, sources in _gold_quotes(case).items()
    }


def _rank(golds: Sequence[Place], found: Sequence[Place]) -> int | None:
    for rank in range(1, len(found) + 1) if golds else ():
        if any(is_covered(gold, found[:rank]) for gold in golds):
            return rank
    return None


def _share(case: EvalCase, missing: Sequence[str], *, where: str) -> Measured:
    count = len(_gold_quotes(case))
    if not missing:
        return Measured(1.0, f"All {count} gold quotes are {where}.")
    shown = "; ".join(repr(shorten(words, _SHOWN, placeholder=" …")) for words in missing)
    return Measured((count - len(missing)) / count, f"Not {where}: {shown}.")


def _sides_covered(case: EvalCase, sources: Set[str], *, where: str) -> Measured:
    sides = [each.sources for each in case.positions] or [case.sources]
    covered = sum(not sources.isdisjoint(side) for side in sides)
    if len(sides) == 1:
        words = f"{'An' if covered else 'No'} article of the answer is {where}."
        return Measured(float(covered), words)
    return Measured(
        covered / len(sides), f"{covered} of {len(sides)} positions have an article {where}."
    )


def _citations(outcome: Outcome) -> tuple[Citation, ...]:
    return outcome.answer.citations if outcome.answer else ()


def _needs_none(case: EvalCase, outcome: Outcome) -> bool:
    return case.false_premise and not _citations(outcome)


def _cited_sources(outcome: Outcome) -> Iterator[str]:
    for citation in _citations(outcome):
        article = outcome.article(citation.article_id)
        yield source_of(article) if article else f"(unknown article {citation.article_id})"


def _cited_places(outcome: Outcome) -> Iterator[Place]:
    for citation in _citations(outcome):
        if article := outcome.article(citation.article_id):
            yield Place(article, citation.start, citation.end)


def _is_exact(citation: Citation, outcome: Outcome) -> bool:
    article = outcome.article(citation.article_id)
    if not article or not 0 <= citation.start < citation.end:
        return False
    return article.text[citation.start : citation.end] == citation.quote
