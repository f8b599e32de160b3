"""Claim -> the evidence that carries it, each voice once, best first. Pure but for `entails`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from rag.answering.dating import dated_evidence
from rag.answering.facts.parts import parts
from rag.answering.replies import Reply, read_reply, replies
from rag.answering.support import Carrying, carries
from rag.retrieval.question import QuestionReading
from rag.schema import DateMention, Evidence

Entails = Callable[[str, str], bool]
"""Tells whether a premise entails a claim: a second judge beside the rules, which may only veto."""

LONGEST_CLAIM = 2_000
"""Characters of a sentence that is checked at all: a model that runs on says nothing to cite."""

_VOICES = 3
"""Citations at most for one sentence, each from another voice: copies of a report count once."""

_AS_FULL = 0.9
"""Share of the best witness's cover, and of its score, that another witness needs: it must hold the
whole claim as well, not the value alone."""

_SHORT = 4
"""Words of a claim below which it is no statement, and is put beside the question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What claims are checked for: the question, the reader's day, and further judges."""

    reading: QuestionReading
    as_of: date
    entails: Entails | None = None

    @property
    def stems(self) -> frozenset[str]:
        """The stems of the question's own words."""
        return frozenset(word.stem for word in self.reading.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A sentence of evidence that carries a claim; `cover` of its words, its dates as read."""

    evidence: Evidence
    cover: float
    dates: tuple[DateMention, ...]


def witnesses(
    claim: str, *, evidence: Sequence[Evidence], asking: Asking, named: Sequence[Evidence] = ()
) -> tuple[Witness, ...]:
    """Give what carries a claim: at most one sentence of each voice, three voices, best first.

    `named` is what the model named as its source: cited first if it carries the claim. Where no
    sentence carries all of it, several may, each a part.
    """
    if len(claim) > LONGEST_CLAIM:
        return ()
    reply = read_reply(claim)
    if reply is not None:
        return _of_reply(reply, evidence=evidence, asking=asking)
    quoted = next((each for each in evidence if dated_evidence(each) == claim), None)
    if quoted is not None:
        return _of_quote(claim, quoted, evidence=evidence, asking=asking, named=named)
    found = _carrying(claim, evidence=evidence, asking=asking)
    if found:
        best, *others = _ranked(found, named=named)
        return _with_others(best, others, named=named)
    return _by_parts(claim, evidence=evidence, asking=asking)


def _of_quote(
    claim: str,
    quoted: Evidence,
    *,
    evidence: Sequence[Evidence],
    asking: Asking,
    named: Sequence[Evidence],
) -> tuple[Witness, ...]:
    """Give what was quoted, which carries itself, and what else says all of it as well."""
    own = Witness(evidence=quoted, cover=1.0, dates=())
    rivals = [
        each
        for each in evidence
        if each is not quoted and (each in named or each.score >= _AS_FULL * quoted.score)
    ]
    others = _carrying(claim, evidence=rivals, asking=asking)
    return _with_others(own, _ranked(others, named=named), named=named)


def _carrying(claim: str, *, evidence: Sequence[Evidence], asking: Asking) -> tuple[Witness, ...]:
    found = []
    for each in evidence:
        checked = _checked(claim, each, asking=asking)
        if checked.supported and _entailed(claim, each, asking=asking):
            found.append(Witness(evidence=each, cover=checked.cover, dates=checked.dates))
    return tuple(found)


def _checked(claim: str, evidence: Evidence, *, asking: Asking) -> Carrying:
    return carries(evidence, claim=claim, asked=asking.stems, as_of=asking.as_of)


def _entailed(claim: str, evidence: Evidence, *, asking: Asking) -> bool:
    if asking.entails is None:
        return True
    stated = claim if len(claim.split()) >= _SHORT else f"{asking.reading.text} {claim}"
    return asking.entails(dated_evidence(evidence), stated)


def _ranked(found: Sequence[Witness], *, named: Sequence[Evidence]) -> list[Witness]:
    def goodness(each: Witness) -> tuple[bool, float, int]:
        return each.evidence in named, round(each.cover, 2), -each.evidence.rank

    return sorted(found, key=goodness, reverse=True)


def _with_others(
    best: Witness, others: Sequence[Witness], *, named: Sequence[Evidence]
) -> tuple[Witness, ...]:
    """Give the best witness, and those that are named or say the whole claim as well as it."""
    full = [
        each
        for each in others
        if each.evidence in named
        or (
            each.cover >= _AS_FULL * best.cover
            and each.evidence.score >= _AS_FULL * best.evidence.score
        )
    ]
    return _voices([best, *full])


def _voices(ranked: Sequence[Witness]) -> tuple[Witness, ...]:
    best: dict[str, Witness] = {}
    for each in ranked:
        best.setdefault(each.evidence.article.voice, each)
    return tuple(best.values())[:_VOICES]


def _by_parts(claim: str, *, evidence: Sequence[Evidence], asking: Asking) -> tuple[Witness, ...]:
    """Give the best witness of each part of a claim, none where a part has none."""
    chosen: list[Witness] = []
    for part in parts(claim):
        found = _carrying(part, evidence=evidence, asking=asking)
        if not found:
            return ()
        best = _ranked(found, named=())[0]
        if best not in chosen:
            chosen.append(best)
    return tuple(chosen) if len(chosen) <= _VOICES else ()


def _of_reply(reply: Reply, *, evidence: Sequence[Evidence], asking: Asking) -> tuple[Witness, ...]:
    """Give what says yes or no, as the claim does, and carries what it says besides."""
    saying = [
        each
        for each in evidence
        if replies(
            each,
            yes=reply.yes,
            question=asking.reading.text,
            as_of=asking.as_of,
        )
    ]
    if reply.rest:
        return witnesses(reply.rest, evidence=saying, asking=asking)
    return _voices([Witness(evidence=each, cover=1.0, dates=()) for each in saying])
