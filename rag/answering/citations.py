"""Model text -> checked sentences with citations. Pure.

A marker is only ever written here, for a quote that was found, character for character, in the
stored article. What the model says of its sources is not asked, and a hint at most.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from rag.answering.dating import BRACKETED
from rag.schema import AnswerDate, AnswerSentence, Article, Citation, Evidence

_MARKER = re.compile(rf"\s*(?:{BRACKETED}|【[^】]{{0,20}}】)")
_ENDING = re.compile(
    r"(?<![A-Z])(?<!\b(?:Mr|Ms|Dr|St|No|Jr|Sr))(?<!\b(?:Mrs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
    r"|Gen|Gov|Rep|Sen))(?<!\bSept)([.!?][\"”’']?)\s+(?=[\"“‘'A-Z0-9])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """An answer's text with markers, its sentences and what they cite."""

    text: str
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    dates: tuple[AnswerDate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A sentence to be shown, with the evidence that carries it; none where nothing does."""

    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence of a model's text, and the numbers of the evidence it names in brackets."""

    text: str
    named: tuple[int, ...]


def sentences_of(text: str) -> Iterator[Said]:
    """Part an answer's text into sentences; the markers a model wrote are taken out of them."""
    plain, marks = _unmarked(" ".join(text.split()))
    start = 0
    for end in (*(ending.end(1) for ending in _ENDING.finditer(plain)), len(plain)):
        named = [n for place, numbers in marks for n in numbers if start < place <= end]
        if not start:
            named = [n for place, numbers in marks for n in numbers if place == 0] + named
        if sentence := plain[start:end].strip():
            yield Said(text=sentence, named=tuple(named))
        start = end


def _unmarked(text: str) -> tuple[str, list[tuple[int, tuple[int, ...]]]]:
    """Take the markers out of a text; give where each stood in what is left, and its numbers."""
    plain, marks, start = "", [], 0
    for marker in _MARKER.finditer(text):
        plain += text[start : marker.start()]
        marks.append((len(plain), tuple(map(int, re.findall(r"\d+", marker[0])))))
        start = marker.end()
    return plain + text[start:], marks


def cite(claimed: Sequence[Claim]) -> Checked:
    """Write the claims with markers, numbered by first use; one quote has one marker.

    Only quotes that stand in their article word for word are cited, whoever brought them.
    """
    markers: dict[tuple[str, int, int], int] = {}
    quoted: list[Evidence] = []
    sentences: list[AnswerSentence] = []
    text = ""
    for claim in claimed:
        found = [each for each in claim.evidence if is_verbatim(each)]
        for each in found:
            key = (each.article_id, each.start, each.end)
            if key not in markers:
                markers[key] = len(markers) + 1
                quoted.append(each)
        cited = tuple(markers[each.article_id, each.start, each.end] for each in found)
        written = " ".join([claim.text, "".join(f"[{marker}]" for marker in cited)]).strip()
        start = len(text) + 1 if text else 0
        text = f"{text} {written}".strip()
        sentences.append(
            AnswerSentence(
                text=written,
                start=start,
                end=start + len(written),
                citations=cited,
                support="supported" if cited else "unsupported",
            )
        )
    speaking = {each.article_id for each in quoted}
    return Checked(
        text=text,
        sentences=tuple(sentences),
        citations=tuple(
            _citation(each, marker=n, speaking=speaking) for n, each in enumerate(quoted, start=1)
        ),
        dates=tuple(date for n, each in enumerate(quoted, start=1) for date in _dates(each, n)),
    )


def is_verbatim(evidence: Evidence) -> bool:
    """Tell whether evidence stands in its article, word for word, where it says it does."""
    return evidence.article.text[evidence.start : evidence.end] == evidence.text != ""


def _citation(evidence: Evidence, *, marker: int, speaking: Set[str]) -> Citation:
    article = evidence.article
    return Citation(
        marker=marker,
        article_id=article.article_id,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        quote=evidence.text,
        start=evidence.start,
        end=evidence.end,
        also_carried_by=_carriers(article, speaking=speaking),
    )


def _carriers(article: Article, *, speaking: Set[str]) -> tuple[str, ...]:
    """Name who else carries the article; copies that are cited speak for themselves."""
    silent = [copy for copy in article.copies if copy.article_id not in speaking]
    others = {copy.outlet or copy.file for copy in silent}
    return tuple(sorted(others - {article.outlet}, key=lambda name: (name.casefold(), name)))


def _dates(evidence: Evidence, marker: int) -> Iterator[AnswerDate]:
    for mention in evidence.dates:
        if mention.start_date and mention.end_date:
            yield AnswerDate(
                text=mention.text,
                start_date=mention.start_date,
                end_date=mention.end_date,
                marker=marker,
            )
